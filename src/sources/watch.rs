//! Hears of changes in what the sources hold. Sleeps while there are none: the system tells, and only where it
//! cannot, the sources are looked through once in a while.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::kept::is_address;
use super::mounts::remote_kind;
use super::settling::{Heard, Settling};
use super::walk::holds;
use super::{describe, key_path};

/// Time between two looks at what the system does not tell of.
const BETWEEN_LOOKS: Duration = Duration::from_secs(60);
const LOOKED_FOR: &str = "changes are looked for once a minute";

/// The deepest nesting of folders that come while they are begun to be watched.
const DEEPEST: usize = 32;

type Told = notify::Result<Event>;

/// Listens to what sources hold.
#[derive(Debug)]
pub struct Watch {
    /// The library and the files beside it, which begin so, are written by ourselves.
    own: PathBuf,
    /// `None` where the system has no more of them to give.
    watcher: Option<RecommendedWatcher>,
    inbox: Receiver<Told>,
    /// Held so that the inbox stays open without a watcher.
    _sender: Sender<Told>,
    roots: Vec<PathBuf>,
    /// What the system was asked to tell of.
    armed: BTreeMap<PathBuf, RecursiveMode>,
    settling: Settling,
    /// Whether there may be changes that are not told.
    is_blind: bool,
    complaints: Vec<String>,
    told: BTreeSet<String>,
}

impl Watch {
    /// Listens to nothing yet. Whatever is done to the library at `own`, and to the files beside it, is not heard.
    pub fn new(own: &Path) -> Self {
        let (sender, inbox) = mpsc::channel();
        let mut watch = Self {
            own: real(own),
            watcher: None,
            inbox,
            _sender: sender.clone(),
            roots: Vec::new(),
            armed: BTreeMap::new(),
            settling: Settling::default(),
            is_blind: false,
            complaints: Vec::new(),
            told: BTreeSet::new(),
        };
        let tell = move |told: Told| {
            // That a file was looked at is told, too, and a run looks at all of them.
            let is_change = |event: &Event| event.need_rescan() || heard(event.kind).is_some();
            if told.as_ref().map_or(true, is_change) {
                let _ = sender.send(told);
            }
        };
        match notify::recommended_watcher(tell) {
            Ok(watcher) => watch.watcher = Some(watcher),
            Err(error) => watch.complain(&error),
        }
        watch
    }

    /// Listens to these sources, by key, from now on, also to those that were gone and are there again. Addresses
    /// are left out. Returns what changes are not heard of and why, each reason once.
    ///
    /// To be called before every look at the sources: what comes afterwards is heard.
    pub fn listen(&mut self, sources: &[String]) -> Option<String> {
        let paths = sources.iter().filter(|key| !is_address(key)).map(|key| key_path(key));
        self.roots = paths.collect();
        self.roots.sort();
        // What came between the look at a folder and the watch on it was not heard of.
        for _ in 0..DEEPEST {
            let wanted = targets(&self.roots);
            if wanted == self.armed {
                break;
            }
            self.arm(wanted);
        }
        let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        for root in &self.roots {
            if let Some(kind) = remote_kind(&mounts, root) {
                self.is_blind = true;
                let root = root.display();
                self.complaints.push(format!(
                    "{root} may change from elsewhere ({kind}), which is not told: {LOOKED_FOR}"
                ));
            }
        }
        let mut complaints = std::mem::take(&mut self.complaints);
        complaints.retain(|complaint| self.told.insert(complaint.clone()));
        (!complaints.is_empty()).then(|| complaints.join("; "))
    }

    /// Waits until something has changed and come to rest, or it is time to look anyway. Returns the files that are
    /// being written, and better left alone until then.
    pub fn wait(&mut self) -> Vec<PathBuf> {
        let look_at = self.is_blind.then(|| Instant::now() + BETWEEN_LOOKS);
        loop {
            let now = Instant::now();
            if self.settling.is_due(now) || look_at.is_some_and(|at| at <= now) {
                return self.settling.settle();
            }
            let first = match self.settling.next().into_iter().chain(look_at).min() {
                None => self.inbox.recv().ok(),
                Some(at) => self.inbox.recv_timeout(at.saturating_duration_since(now)).ok(),
            };
            let told: Vec<Told> = first.into_iter().chain(self.inbox.try_iter()).collect();
            told.into_iter().for_each(|told| self.take(told));
        }
    }

    fn arm(&mut self, wanted: BTreeMap<PathBuf, RecursiveMode>) {
        let armed = std::mem::take(&mut self.armed);
        let Some(watcher) = &mut self.watcher else {
            self.armed = wanted;
            return;
        };
        for (path, mode) in &armed {
            if wanted.get(path) != Some(mode) {
                // It may be gone, and its watch with it.
                let _ = watcher.unwatch(path);
            }
        }
        let mut errors = Vec::new();
        for (path, mode) in &wanted {
            if armed.get(path) != Some(mode) {
                errors.extend(watcher.watch(path, *mode).err());
            }
        }
        self.armed = wanted;
        errors.iter().for_each(|error| self.complain(error));
    }

    fn take(&mut self, told: Told) {
        let now = Instant::now();
        match told {
            Err(error) => {
                self.complain(&error);
                self.settling.hear(Path::new(""), Heard::Changed, now);
            }
            Ok(event) if event.need_rescan() => {
                self.settling.hear(Path::new(""), Heard::Changed, now);
            }
            Ok(event) => {
                let Some(heard) = heard(event.kind) else { return };
                for path in &event.paths {
                    if heard != Heard::Written {
                        self.forget(path);
                    }
                    if concerns(&self.roots, &self.own, path) {
                        self.settling.hear(path, heard, now);
                    }
                }
            }
        }
    }

    /// A folder that is watched, or that holds one, came or went: its watch is on what was there before.
    fn forget(&mut self, path: &Path) {
        let lost: Vec<PathBuf> =
            self.armed.keys().filter(|armed| armed.starts_with(path)).cloned().collect();
        for lost in lost {
            self.armed.remove(&lost);
            if let Some(watcher) = &mut self.watcher {
                let _ = watcher.unwatch(&lost);
            }
        }
    }

    fn complain(&mut self, error: &notify::Error) {
        let path = error.paths.first().map_or(String::new(), |path| format!(" {}", path.display()));
        let why = match &error.kind {
            // Gone again: the folder above it tells when it comes back.
            ErrorKind::PathNotFound => return,
            ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            ErrorKind::MaxFilesWatch => {
                "too many folders to watch (fs.inotify.max_user_watches)".to_owned()
            }
            ErrorKind::Io(error) => format!("cannot watch{path}: {}", describe(error)),
            _ => format!("cannot watch{path}: {}", error.to_string().to_lowercase()),
        };
        self.is_blind = true;
        self.complaints.push(format!("{why}; {LOOKED_FOR}"));
    }
}

/// What to watch to hear of all under `roots`: folders with all that is in them; around anything else, or where it
/// would be, the nearest folder. A watch on a file would be lost when an editor puts a new one in its place.
fn targets(roots: &[PathBuf]) -> BTreeMap<PathBuf, RecursiveMode> {
    let mut targets = BTreeMap::new();
    let mut outer: Option<&Path> = None;
    // In this order a folder comes before all that is in it.
    for root in roots {
        if outer.is_some_and(|outer| root.starts_with(outer)) {
            continue;
        }
        if root.is_dir() {
            outer = Some(root);
            targets.insert(root.clone(), RecursiveMode::Recursive);
        } else if let Some(around) = root.ancestors().skip(1).find(|folder| folder.is_dir()) {
            targets.entry(around.to_owned()).or_insert(RecursiveMode::NonRecursive);
        }
    }
    targets
}

/// What an event says of its paths; `None` for one that only looks.
fn heard(kind: EventKind) -> Option<Heard> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Create(CreateKind::Folder)
        | EventKind::Modify(ModifyKind::Name(_))
        | EventKind::Remove(_) => Some(Heard::Done),
        EventKind::Modify(ModifyKind::Metadata(_)) => Some(Heard::Changed),
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Any => Some(Heard::Written),
        EventKind::Access(_) | EventKind::Other => None,
    }
}

/// Whether what happened at `path` may change what a walk of `roots` finds.
fn concerns(roots: &[PathBuf], own: &Path, path: &Path) -> bool {
    roots.iter().any(|root| root.starts_with(path) || holds(root, path)) && !is_own(own, path)
}

fn is_own(own: &Path, path: &Path) -> bool {
    let name = |path: &Path| path.file_name().map(OsString::from).unwrap_or_default();
    let is_beside = own.parent() == path.parent();
    is_beside && name(path).as_encoded_bytes().starts_with(name(own).as_encoded_bytes())
}

/// A path with the links to its folder resolved, as far as there is one.
fn real(path: &Path) -> PathBuf {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    folder.zip(path.file_name()).map_or(path.to_owned(), |(folder, name)| folder.join(name))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use notify::event::{DataChange, MetadataKind, RemoveKind, RenameMode};

    use super::*;

    #[test]
    fn what_only_looks_is_not_heard() {
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let metadata = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        for (kind, want) in [
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), None),
            (EventKind::Access(AccessKind::Close(AccessMode::Read)), None),
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), Some(Heard::Done)),
            (EventKind::Create(CreateKind::File), Some(Heard::Written)),
            (EventKind::Create(CreateKind::Folder), Some(Heard::Done)),
            (data, Some(Heard::Written)),
            (metadata, Some(Heard::Changed)),
            (renamed, Some(Heard::Done)),
            (EventKind::Remove(RemoveKind::File), Some(Heard::Done)),
        ] {
            assert_eq!(heard(kind), want, "{kind:?}");
        }
    }

    #[test]
    fn only_what_a_walk_finds_concerns() {
        let roots = ["/news", "/far/a.txt", "/news/.kept"].map(PathBuf::from);
        for (path, want) in [
            ("/news", true),
            ("/news/a.txt", true),
            ("/news/2015/b.txt", true),
            ("/news/.git/index", false),
            ("/news/.a.txt.swp", false),
            ("/news/a.txt~", false),
            ("/news/#a.txt#", false),
            ("/news/~$a.docx", false),
            ("/news/a.pdf.part", false),
            ("/news/.kept/c.txt", true),
            ("/newsroom/a.txt", false),
            ("/far/a.txt", true),
            ("/far/b.txt", false),
            ("/far", true),
            ("/news/library.db", false),
            ("/news/library.db-wal", false),
            ("/news/old/library.db", true),
        ] {
            let own = Path::new("/news/library.db");
            assert_eq!(concerns(&roots, own, Path::new(path)), want, "{path}");
        }
    }

    #[test]
    fn the_nearest_folder_stands_for_what_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("news/2015")).unwrap();
        fs::write(at("one.txt"), "").unwrap();
        let roots = ["gone/deep/er", "news", "news/2015", "news/gone", "one.txt"].map(at);
        let want = [(at(""), RecursiveMode::NonRecursive), (at("news"), RecursiveMode::Recursive)];
        assert_eq!(targets(&roots), BTreeMap::from(want));
    }

    /// A folder that is listened to, and its keys.
    fn listening() -> (tempfile::TempDir, PathBuf, Watch) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("news");
        fs::create_dir(&root).unwrap();
        let mut watch = Watch::new(&root.join("library.db"));
        listen(&mut watch, &root);
        (folder, root, watch)
    }

    fn listen(watch: &mut Watch, root: &Path) {
        watch.listen(&[root.to_str().unwrap().to_owned(), "https://example.org".to_owned()]);
    }

    /// Waits for a change that is made meanwhile.
    fn wait_for(watch: &mut Watch, change: impl FnOnce() + Send) -> Vec<PathBuf> {
        thread::scope(|scope| {
            scope.spawn(change);
            watch.wait()
        })
    }

    #[test]
    fn a_folder_that_is_made_again_is_listened_to_again() {
        let (_folder, root, mut watch) = listening();
        wait_for(&mut watch, || fs::write(root.join("a.txt"), "one").unwrap());
        for _ in 0..2 {
            wait_for(&mut watch, || fs::remove_dir_all(&root).unwrap());
            listen(&mut watch, &root);
            wait_for(&mut watch, || fs::create_dir(&root).unwrap());
            listen(&mut watch, &root);
            wait_for(&mut watch, || fs::write(root.join("a.txt"), "two").unwrap());
        }
        let away = root.with_file_name("away");
        wait_for(&mut watch, || {
            fs::rename(&root, &away).unwrap();
            fs::create_dir_all(root.join("deep")).unwrap();
        });
        listen(&mut watch, &root);
        wait_for(&mut watch, || fs::write(root.join("deep/a.txt"), "three").unwrap());
    }

    #[test]
    fn an_editor_puts_a_new_file_in_the_place_of_the_old() {
        let (_folder, root, _) = listening();
        let file = root.join("a.txt");
        fs::write(&file, "one").unwrap();
        let mut watch = Watch::new(&root.join("library.db"));
        listen(&mut watch, &file);
        for _ in 0..3 {
            wait_for(&mut watch, || {
                fs::write(root.join(".a.txt.new"), "two").unwrap();
                fs::rename(root.join(".a.txt.new"), &file).unwrap();
            });
        }
    }

    #[test]
    fn what_is_not_heard_of_is_said_once_and_looked_for() {
        let (_folder, root, mut watch) = listening();
        let keys = [root.to_str().unwrap().to_owned()];
        for want in [Some("too many folders to watch"), None] {
            watch.take(Err(notify::Error::new(ErrorKind::MaxFilesWatch)));
            assert_eq!(watch.wait(), [""; 0].map(PathBuf::from));
            let said = watch.listen(&keys);
            assert_eq!(said.is_some(), want.is_some(), "{said:?}");
            assert!(said.unwrap_or_default().starts_with(want.unwrap_or("")));
        }
        assert!(watch.is_blind);
        watch.take(Ok(Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan)));
        assert_eq!(watch.wait(), [""; 0].map(PathBuf::from));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_is_open_is_left_alone() {
        use std::io::Write;
        let (_folder, root, mut watch) = listening();
        let slow = root.join("slow.txt");
        let mut file = fs::File::create(&slow).unwrap();
        let growing = wait_for(&mut watch, || {
            file.write_all(b"half of it").unwrap();
            fs::write(root.join("quick.txt"), "all of it").unwrap();
        });
        assert_eq!(growing, [slow]);
        drop(file);
        assert_eq!(watch.wait(), [""; 0].map(PathBuf::from));
    }
}
