//! Where ibid keeps its files: the folders of the XDG base directory specification on Unix, the usual ones
//! on Windows.

use std::path::{Path, PathBuf};

use super::Env;

/// The folders of one user. None of them need exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Settings and themes.
    pub config: PathBuf,
    /// What cannot be made again: reader files, the default library.
    pub data: PathBuf,
    /// What can: the libraries of `ibid SOURCE…`.
    pub cache: PathBuf,
}

/// The two files of one library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryPaths {
    /// What the program found; can be thrown away and rebuilt.
    pub library: PathBuf,
    /// What the reader did; always under the data folder.
    pub reader: PathBuf,
    /// What was fetched from the web, a folder for each address; shared by all libraries.
    pub kept: PathBuf,
}

impl Folders {
    /// Returns the folders told by the environment; `None` where it names no home.
    ///
    /// A relative path in an XDG variable is ignored, as the specification asks.
    pub fn of(env: &Env) -> Option<Self> {
        let absolute = |name| env.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let home = absolute(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
        let folder = |unix, below: &str, windows| {
            let base = if cfg!(windows) {
                absolute(windows).or_else(|| home.as_ref().map(|home| home.join("AppData/Local")))
            } else {
                absolute(unix).or_else(|| home.as_ref().map(|home| home.join(below)))
            };
            base.map(|base| base.join("ibid"))
        };
        Some(Self {
            config: folder("XDG_CONFIG_HOME", ".config", "APPDATA")?,
            data: folder("XDG_DATA_HOME", ".local/share", "LOCALAPPDATA")?,
            cache: folder("XDG_CACHE_HOME", ".cache", "LOCALAPPDATA")?,
        })
    }

    /// The settings of the user.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The file of a theme of the user's own.
    pub fn theme_file(&self, name: &str) -> PathBuf {
        self.config.join("themes").join(name).with_extension("toml")
    }

    /// The library that `ibid` without sources opens.
    pub fn default_library(&self) -> LibraryPaths {
        LibraryPaths {
            library: self.data.join("library.db"),
            reader: self.data.join("reader.db"),
            kept: self.kept(),
        }
    }

    /// The library of just these sources, absolute paths or URLs; their order and repeats do not count.
    pub fn library_of(&self, sources: &[&str]) -> LibraryPaths {
        let mut sources = sources.to_vec();
        sources.sort_unstable();
        sources.dedup();
        let name = file_name(sources.first().copied().unwrap_or("nothing"), &sources.join("\n"));
        LibraryPaths {
            library: self.cache.join("libraries").join(&name),
            reader: self.data.join("readers").join(&name),
            kept: self.kept(),
        }
    }

    fn kept(&self) -> PathBuf {
        self.data.join("fetched")
    }

    /// The library in the named file, an absolute path.
    pub fn library_at(&self, library: &Path) -> LibraryPaths {
        let path = library.to_string_lossy();
        let reader = self.data.join("readers").join(file_name(&path, &path));
        LibraryPaths { library: library.to_owned(), reader, kept: self.kept() }
    }
}

/// Returns a file name a person can guess the owner of and no two owners share: the letters and digits of
/// the last part of `path`, and a number made of `all`.
fn file_name(path: &str, all: &str) -> String {
    let last = path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or("");
    let stem: String = last.chars().filter(|c| c.is_ascii_alphanumeric()).take(24).collect();
    let dash = if stem.is_empty() { "" } else { "-" };
    format!("{stem}{dash}{:016x}.db", fnv1a(all.as_bytes()))
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo): the same on every machine and in every version.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(vars: &[(&str, &str)]) -> Option<Folders> {
        Folders::of(&vars.iter().copied().collect())
    }

    #[cfg(unix)]
    #[test]
    fn the_environment_says_where() {
        let home = folders(&[("HOME", "/home/ada"), ("XDG_DATA_HOME", "relative")]).unwrap();
        assert_eq!(home.config_file(), Path::new("/home/ada/.config/ibid/config.toml"));
        assert_eq!(home.data, Path::new("/home/ada/.local/share/ibid"));
        let xdg = folders(&[("HOME", "/home/ada"), ("XDG_CACHE_HOME", "/fast")]).unwrap();
        assert_eq!(xdg.cache, Path::new("/fast/ibid"));
        assert_eq!(folders(&[("HOME", "")]), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_reader_file_is_never_in_the_cache() {
        let home = folders(&[("HOME", "/home/ada")]).unwrap();
        let default = home.default_library();
        let named = home.library_at(Path::new("/tmp/x.db"));
        let sources = home.library_of(&["/news/seeds"]);
        assert_eq!(named.library, Path::new("/tmp/x.db"));
        assert!(sources.library.starts_with(&home.cache));
        assert!(sources.library.to_string_lossy().contains("/seeds-"));
        for paths in [default, named, sources] {
            assert!(paths.reader.starts_with(&home.data), "{}", paths.reader.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_same_sources_have_the_same_library() {
        let home = folders(&[("HOME", "/home/ada")]).unwrap();
        let both = home.library_of(&["/b", "/a"]);
        assert_eq!(both, home.library_of(&["/a", "/b", "/a"]));
        assert_ne!(both, home.library_of(&["/a"]));
        assert_ne!(home.library_of(&["/x/a"]), home.library_of(&["/y/a"]));
        assert!(home.library_of(&["/"]).library.file_name().is_some());
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
