//! A library as the real binary makes it of an archive, with what that cost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::archive::Archive;

/// Articles that are given to `recollindex`.
const OF_RECOLL: usize = 10_000;

/// A home in which a library was made.
pub(crate) struct Indexed {
    pub(crate) home: PathBuf,
    pub(crate) archive: Archive,
    pub(crate) made: Made,
}

/// What making it cost.
#[derive(Clone, Copy)]
pub(crate) struct Made {
    pub(crate) seconds: f64,
    /// The most memory held at once, in MiB.
    pub(crate) memory: f64,
}

impl Indexed {
    /// The library of an archive of this size; made where there is none.
    pub(crate) fn of_size(size: usize) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("target/scale/{size}-{}", Archive::MAKING));
        let home = folder.join("home");
        let cost = folder.join("cost.json");
        if std::env::var_os("IBID_SCALE_FRESH").is_some() {
            let _ = fs::remove_dir_all(&home);
            let _ = fs::remove_file(&cost);
        }
        let archive = Archive::of_size(size, &folder);
        if !cost.exists() {
            let _ = fs::remove_dir_all(&home);
            fs::create_dir_all(&home).unwrap();
            let made = index(&home, &archive.folder);
            fs::write(&cost, json!([made.seconds, made.memory]).to_string()).unwrap();
        }
        let (seconds, memory) = serde_json::from_slice(&fs::read(cost).unwrap()).unwrap();
        Self { home, archive, made: Made { seconds, memory } }
    }

    /// How many MB of text a second `recollindex` takes in, which many use for folders of texts: of some thousands of articles,
    /// each a file. `None` where it is not installed.
    pub(crate) fn rate_of_recoll(&self) -> Option<f64> {
        let folder = tempfile::tempdir().unwrap();
        let [texts, config] = ["texts", "config"].map(|name| folder.path().join(name));
        for folder in [&texts, &config] {
            fs::create_dir(folder).unwrap();
        }
        let mut n_bytes = 0;
        for (number, text) in self.archive.texts().take(OF_RECOLL).enumerate() {
            n_bytes += text.len();
            fs::write(texts.join(format!("{number}.txt")), text).unwrap();
        }
        fs::write(config.join("recoll.conf"), format!("topdirs = {}\n", texts.display())).unwrap();
        let start = Instant::now();
        let mut recoll = Command::new("recollindex");
        recoll.arg("-c").arg(&config).env("HOME", folder.path());
        let ended = recoll.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
        assert!(ended.success());
        Some(n_bytes as f64 / 1e6 / start.elapsed().as_secs_f64())
    }

    pub(crate) fn library(&self) -> PathBuf {
        self.home.join(".local/share/ibid/library.db")
    }
}

fn index(home: &Path, news: &Path) -> Made {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_ibid"))
        .arg("add")
        .arg(news)
        .env_clear()
        .env("HOME", home)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut memory = 0.0;
    while child.try_wait().unwrap().is_none() {
        memory = f64::max(memory, memory_of(child.id(), "VmHWM:"));
        thread::sleep(Duration::from_millis(20));
    }
    assert!(child.wait().unwrap().success());
    Made { seconds: start.elapsed().as_secs_f64(), memory }
}

/// A figure of `/proc/PID/status`, in MiB; 0 where there is none.
pub(crate) fn memory_of(process: u32, figure: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(figure)).unwrap_or("");
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().unwrap_or(0.0);
    kib / 1024.0
}
