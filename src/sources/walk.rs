//! Which files the sources hold: folders recursively, hidden names and what programs keep beside a file while they
//! work on it left out, each file once.
//!
//! Real files come first. A link counts only where it leads to something not met otherwise, so that loops
//! end, a linked file is not read twice, and the keys of real files never depend on links beside them.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use ignore::WalkBuilder;

use super::kept::{folder_of, is_address, key_of};
use super::{describe, key_path, path_key};
use crate::model::Fault;

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Its key in the library: the path as text.
    pub key: String,
    /// Where to read it.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970; `None` where the system does not tell.
    pub modified: Option<i64>,
}

/// What the sources hold now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files, by key, each once.
    pub files: Vec<FoundFile>,
    /// What could not be reached, by key.
    pub faults: Vec<Fault>,
    /// Folders that could not be reached: nothing is known about what is under them.
    pub unreached: Vec<String>,
}

impl Walk {
    /// Whether the file of this key may still be there, though the walk did not meet it.
    pub fn may_hold(&self, key: &str) -> bool {
        self.unreached.iter().any(|folder| {
            key.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

/// Walks the sources of these keys, which may be addresses: `kept` is the folder of what was fetched. The order of
/// the keys does not matter.
pub fn walk(sources: &[String], kept: &Path) -> Walk {
    let mut walking = Walking::default();
    let (addresses, paths): (Vec<&String>, Vec<&String>) =
        sources.iter().partition(|source| is_address(source));
    let mut roots: Vec<PathBuf> = paths.into_iter().map(|key| key_path(key)).collect();
    roots.sort();
    for root in roots {
        walking.walk_root(&root);
    }
    for url in addresses {
        walking.walk_kept(&folder_of(kept, url), url);
    }
    walking.follow_links();
    let mut found = walking.found;
    found.files.sort_by(|a, b| a.key.cmp(&b.key));
    found.files.dedup_by(|a, b| a.key == b.key);
    found.faults.sort_by(|a, b| (&a.key, &a.why).cmp(&(&b.key, &b.why)));
    found.faults.dedup();
    found
}

#[derive(Default)]
struct Walking {
    found: Walk,
    /// Folders walked, with links resolved.
    folders: Vec<PathBuf>,
    /// Files taken up outside of these, with links resolved.
    files: HashSet<PathBuf>,
    links: Vec<PathBuf>,
}

impl Walking {
    fn walk_root(&mut self, root: &Path) {
        match fs::metadata(root) {
            Ok(_) if self.is_met(root) => {}
            Ok(found) if found.is_dir() => self.walk_folder(root, root.to_owned()),
            Ok(found) if found.is_file() => {
                self.files.insert(root.to_owned());
                self.add(root.to_owned(), &found);
            }
            Ok(_) => self.fault(root, "neither a file nor a folder".into()),
            Err(error) => {
                self.fault(root, describe(&error));
                self.found.unreached.push(path_key(root));
            }
        }
    }

    /// Whether `real` was walked or taken up, or lies where the walk of a folder meets it.
    fn is_met(&self, real: &Path) -> bool {
        self.files.contains(real) || self.folders.iter().any(|folder| holds(folder, real))
    }

    /// Walks the folder at `path`; `real` is the same with links resolved.
    fn walk_folder(&mut self, path: &Path, real: PathBuf) {
        let hidden_left_out = WalkBuilder::new(path)
            .standard_filters(false)
            .hidden(true)
            .follow_links(false)
            .filter_entry(|entry| {
                entry.depth() == 0
                    || !(is_passing(entry.file_name()) || is_beside_page(entry.path()))
            })
            .sort_by_file_name(Ord::cmp)
            .build();
        self.folders.push(real);
        for entry in hidden_left_out {
            match entry {
                Ok(entry) => match entry.file_type() {
                    Some(kind) if kind.is_symlink() => self.links.push(entry.into_path()),
                    Some(kind) if kind.is_file() => match entry.metadata() {
                        Ok(metadata) => self.add(entry.into_path(), &metadata),
                        Err(error) => self.unreachable(entry.path(), &error),
                    },
                    _ => {}
                },
                Err(error) => self.unreachable(path, &error),
            }
        }
    }

    /// Takes up what is kept of an address.
    fn walk_kept(&mut self, folder: &Path, url: &str) {
        let files = match fs::read_dir(folder) {
            Ok(files) => files,
            Err(error) => {
                let why = match error.kind() {
                    std::io::ErrorKind::NotFound => "not fetched yet: `ibid sync` does it".into(),
                    _ => describe(&error),
                };
                return self.found.faults.push(Fault { key: url.to_owned(), place: None, why });
            }
        };
        for file in files.flatten() {
            let key = file.file_name().to_str().and_then(|name| key_of(url, name));
            if let (Some(key), Ok(metadata)) = (key, file.metadata()) {
                self.add_as(key, file.path(), &metadata);
            }
        }
    }

    /// Takes up the links met so far, and those met under them. A folder is walked under the name of its
    /// first link, and never twice.
    fn follow_links(&mut self) {
        while !self.links.is_empty() {
            for link in std::mem::take(&mut self.links) {
                let target = link.canonicalize().and_then(|real| Ok((fs::metadata(&real)?, real)));
                match target {
                    Ok((_, real)) if self.is_met(&real) => {}
                    Ok((found, real)) if found.is_dir() => self.walk_folder(&link, real),
                    Ok((found, real)) if found.is_file() => {
                        self.files.insert(real);
                        self.add(link, &found);
                    }
                    Ok(_) => {}
                    Err(error) => {
                        let why = format!("a link that leads nowhere: {}", describe(&error));
                        self.fault(&link, why);
                    }
                }
            }
        }
    }

    fn add(&mut self, path: PathBuf, metadata: &Metadata) {
        self.add_as(path_key(&path), path, metadata);
    }

    fn add_as(&mut self, key: String, path: PathBuf, metadata: &Metadata) {
        let modified = metadata.modified().ok();
        let modified = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        self.found.files.push(FoundFile {
            key,
            path,
            size: metadata.len(),
            modified: modified.and_then(|since| i64::try_from(since.as_nanos()).ok()),
        });
    }

    fn fault(&mut self, path: &Path, why: String) {
        self.found.faults.push(Fault { key: path_key(path), place: None, why });
    }

    /// Notes an error of the walk, unless something was taken away meanwhile.
    fn unreachable(&mut self, under: &Path, error: &ignore::Error) {
        let path = path_of(error).unwrap_or(under);
        let (why, gone) = match error.io_error() {
            Some(error) => (describe(error), error.kind() == std::io::ErrorKind::NotFound),
            None => (error.to_string().to_lowercase(), false),
        };
        if !gone {
            self.fault(path, why);
            self.found.unreached.push(path_key(path));
        }
    }
}

/// Whether a walk of `folder` meets `real`: it lies under it, and no name on the way is left out.
pub(super) fn holds(folder: &Path, real: &Path) -> bool {
    real.strip_prefix(folder).is_ok_and(|rest| {
        let is_left_out = |name: &OsStr| is_hidden(name) || is_passing(name);
        !rest.components().any(|name| is_left_out(name.as_os_str()))
    })
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether a name is one that programs give what will go: an editor's copy of what it changes (`a.txt~`, `#a.txt#`,
/// `~$a.docx`), a browser's unfinished download.
fn is_passing(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let is_saved = name.len() > 1 && name.starts_with(b"#") && name.ends_with(b"#");
    let endings: [&[u8]; 3] = [b"~", b".part", b".crdownload"];
    is_saved || name.starts_with(b"~$") || endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether a folder is the one that a browser saves beside a page, for its pictures, scripts and frames.
fn is_beside_page(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(page) = name.and_then(|name| name.strip_suffix("_files")) else { return false };
    let is_there = |ending| path.with_file_name(format!("{page}.{ending}")).is_file();
    path.is_dir() && ["html", "htm", "xhtml"].into_iter().any(is_there)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks a new folder that holds `files`, and gives keys relative to it.
    #[track_caller]
    fn check(make: impl FnOnce(&Path), want: &[&str]) -> Walk {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        make(&root);
        let found = walk(&[path_key(&root)], Path::new(""));
        let found_keys: Vec<&str> = found
            .files
            .iter()
            .map(|file| file.key.strip_prefix(&path_key(&root)).unwrap())
            .collect();
        assert_eq!(found_keys, want);
        found
    }

    fn write(root: &Path, name: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "text").unwrap();
    }

    #[test]
    fn hidden_names_are_left_out_and_ignore_files_are_not_obeyed() {
        check(
            |root| {
                for name in ["b.txt", "a/z.txt", "a/.hidden", ".git/config", "skip.log"] {
                    write(root, name);
                }
                fs::write(root.join(".gitignore"), "*.log").unwrap();
                fs::write(root.join(".ignore"), "*.log").unwrap();
            },
            &["/a/z.txt", "/b.txt", "/skip.log"],
        );
    }

    #[test]
    fn what_programs_keep_beside_a_file_is_left_out() {
        check(
            |root| {
                for name in ["a.txt", "a.txt~", "#a.txt#", "~$a.docx", "b.pdf.part", "c.crdownload"]
                {
                    write(root, name);
                }
                for name in ["#", "part", "~b.txt", "2~/c.txt", "#d.txt"] {
                    write(root, name);
                }
            },
            &["/#", "/#d.txt", "/a.txt", "/part", "/~b.txt"],
        );
    }

    #[test]
    fn what_a_browser_saves_beside_a_page_is_left_out() {
        check(
            |root| {
                for name in ["a.html", "a_files/ad.html", "b.txt", "b_files/note.txt"] {
                    write(root, name);
                }
            },
            &["/a.html", "/b.txt", "/b_files/note.txt"],
        );
    }

    #[test]
    fn sources_that_overlap_give_each_file_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        write(&root, "a/one.txt");
        let keys = [root.join("a/one.txt"), root.join("a"), root.clone(), root.join("none")];
        let keys: Vec<String> = keys.iter().map(|path| path_key(path)).collect();
        let found = walk(&keys, Path::new(""));
        assert_eq!(found.files.len(), 1);
        assert_eq!(found.files[0].size, 4);
        let faults: Vec<&str> = found.faults.iter().map(|fault| fault.why.as_str()).collect();
        assert_eq!(faults, ["no such file or folder"]);
        assert!(found.may_hold(&format!("{}/x.txt", keys[3])));
        assert!(!found.may_hold(&keys[0]));
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_new_things_only() {
        use std::os::unix::fs::symlink;
        let elsewhere = tempfile::tempdir().unwrap();
        write(elsewhere.path(), "far.txt");
        symlink(elsewhere.path(), elsewhere.path().join("self")).unwrap();
        let found = check(
            |root| {
                write(root, "a/one.txt");
                write(root, ".store/kept.txt");
                symlink(root, root.join("a/loop")).unwrap();
                symlink(root.join("a/one.txt"), root.join("again.txt")).unwrap();
                symlink(root.join(".store/kept.txt"), root.join("kept.txt")).unwrap();
                symlink(elsewhere.path(), root.join("far")).unwrap();
                symlink(elsewhere.path(), root.join("farther")).unwrap();
                symlink(root.join("nothing"), root.join("broken")).unwrap();
            },
            &["/a/one.txt", "/far/far.txt", "/kept.txt"],
        );
        assert_eq!(found.faults.len(), 1, "{:?}", found.faults);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_text_is_told_from_others() {
        use std::os::unix::ffi::OsStrExt;
        check(
            |root| {
                for name in [&b"a\xff"[..], b"a\xfe", "é\x1b[31m".as_bytes()] {
                    fs::write(root.join(std::ffi::OsStr::from_bytes(name)), "").unwrap();
                }
            },
            &["/a\\xfe", "/a\\xff", "/é\u{1b}[31m"],
        );
    }
}
