//! Every sample of a format, as it is read: what is known of each article, its passages, and the faults.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::{Cursor, Read, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use ibid::ingest::{self, Batch, Limits};
use ibid::model::{Article, PassageKind};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::support::limits::TIGHT;
use crate::support::random::Random;

fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut samples: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_file())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    samples.sort();
    samples
}

/// What was read, to be looked at.
fn shown(batch: &Batch) -> String {
    let mut out = String::new();
    for article in &batch.articles {
        let _ = writeln!(out, "== {} [{}]", article.title, article.key);
        let date = article.date.as_ref().map(|date| format!("{date} ({})", date.printed));
        for (name, value) in [
            ("author", &article.author),
            ("publisher", &article.publisher),
            ("date", &date),
            ("url", &article.url),
            ("language", &article.language.as_deref().map(str::to_owned)),
            ("dateline", &article.dateline.map(|line| line.of(&article.text).to_owned())),
        ] {
            if let Some(value) = value {
                let _ = writeln!(out, "{name}: {value}");
            }
        }
        for passage in &article.passages {
            let kind = match passage.kind {
                PassageKind::Body => "",
                kind => kind.name(),
            };
            let _ = writeln!(out, "{kind}| {}", passage.span.of(&article.text));
        }
    }
    for fault in &batch.faults {
        let _ = writeln!(out, "!! {fault}");
    }
    out
}

#[test]
fn samples_are_read_as_they_were() {
    for (name, bytes) in samples() {
        let batch = ingest::read(&name, &bytes, &Limits::default());
        insta::assert_snapshot!(format!("format_{name}"), shown(&batch));
    }
}

/// Passages lie in the text in order, within characters, and hold all of it but blanks.
fn assert_sound(article: &Article) {
    let mut at = 0;
    for passage in &article.passages {
        let between = article.text.get(at..passage.span.start()).expect("in order");
        assert!(between.trim().is_empty(), "{between:?} is in no passage");
        assert!(!passage.span.of(&article.text).trim().is_empty());
        at = passage.span.end();
    }
    assert!(article.text.get(at..).expect("in order").trim().is_empty());
    assert!(!article.title.is_empty() && !article.key.is_empty());
}

/// Reads what is not sound; it must come out within the limits, and soon.
fn read_broken(name: &str, bytes: &[u8]) {
    let start = Instant::now();
    let batch = ingest::read(name, bytes, &TIGHT);
    assert!(start.elapsed() < Duration::from_secs(10), "{name} took {:?}", start.elapsed());
    batch.articles.iter().for_each(assert_sound);
    assert!(batch.articles.len() as u64 <= TIGHT.articles);
    let longest = batch.articles.iter().map(|article| article.text.len()).max().unwrap_or(0);
    assert!(longest as u64 <= TIGHT.article_bytes, "{name}: {longest} bytes");
}

/// Breaks a file: bytes changed, cut out, doubled, taken from another file, numbers made large.
fn broken(sample: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=random.below(6) {
        let len = bytes.len().max(1);
        let (at, run) = (random.below(len), 1 + random.below(1 + len / 4));
        let end = (at + run).min(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at.min(end)..end)),
            2 if bytes.len() < 100_000 => {
                let doubled = bytes.get(at..end).unwrap_or(&[]).repeat(1 + random.below(20));
                bytes.splice(at.min(end)..at.min(end), doubled);
            }
            3 => {
                let from = random.below(other.len().max(1));
                let to = (from + run).min(other.len());
                bytes.splice(at.min(end)..end, other.get(from..to).unwrap_or(&[]).to_vec());
            }
            4 => {
                let signs = [0, 0xff, 0x80, b'<', b'{', b'"', b'\n', b'9'];
                let sign = signs[random.below(signs.len())];
                bytes.iter_mut().skip(at).take(run.min(8)).for_each(|byte| *byte = sign);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.below(256) as u8;
                }
            }
        }
    }
    bytes
}

/// Breaks what is packed in a file and packs it again, so that sums over it do not tell.
fn repacked(sample: &[u8], other: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    if sample.starts_with(b"\x1f\x8b") {
        let mut inside = Vec::new();
        let _ = MultiGzDecoder::new(sample).read_to_end(&mut inside);
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&broken(&inside, other, random)).unwrap();
        return Some(packed.finish().unwrap());
    }
    let mut archive = ZipArchive::new(Cursor::new(sample)).ok()?;
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let at = random.below(archive.len());
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).ok()?;
        let name = part.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).ok()?;
        if place == at {
            bytes = broken(&bytes, other, random);
        }
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        packed.start_file(name, stored).ok()?;
        packed.write_all(&bytes).ok()?;
    }
    Some(packed.finish().ok()?.into_inner())
}

/// Breaks the samples in ever new ways, for `IBID_FUZZ_SECONDS` (3) on each core.
#[test]
fn broken_files_are_faults_and_no_more() {
    let seconds = std::env::var("IBID_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(3);
    let until = Instant::now() + Duration::from_secs(seconds);
    let samples = &samples();
    let n_tried: usize = std::thread::scope(|scope| {
        let try_on = |seed: u64| {
            move || {
                let mut random = Random(seed);
                let mut n_tried = 0;
                while Instant::now() < until {
                    let (name, sample) = &samples[random.below(samples.len())];
                    let (_, other) = &samples[random.below(samples.len())];
                    let packed = random.below(2) == 0;
                    let packed = packed.then(|| repacked(sample, other, &mut random)).flatten();
                    let bytes = packed.unwrap_or_else(|| broken(sample, other, &mut random));
                    read_broken(name, &bytes);
                    n_tried += 1;
                }
                n_tried
            }
        };
        // Another seed each time one looks for long; the same in the gate.
        let seed = if seconds > 3 { u64::from(std::process::id()) } else { 0x1bd };
        let all = [1, 2].map(|n| scope.spawn(try_on(seed * 31 + n)));
        all.map(|one| one.join().unwrap()).into_iter().sum()
    });
    eprintln!("{n_tried} broken files read");
    assert!(n_tried > 100);
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// An archive that holds `bytes` so many times.
fn zipped(name: &str, bytes: &[u8], times: usize) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..times {
        archive.start_file(format!("{at}/{name}"), SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// What reading a file that wants too much comes to.
#[track_caller]
fn check_bomb(name: &str, bytes: &[u8], want: &str) {
    let start = Instant::now();
    let batch = ingest::read(name, bytes, &TIGHT);
    let told: Vec<String> = batch.faults.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|fault| fault.contains(want)), "{name}: {told:?}");
    assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
}

#[test]
fn what_wants_too_much_is_a_fault() {
    let zeros = packed(&vec![b'a'; 8 << 20]);
    check_bomb("a.txt.gz", &zeros, "unpacks to more than the limit (1 MiB)");
    check_bomb("a.txt.gz", &packed(&packed(&zeros)), "unpacks to more than the limit (1 MiB)");
    let page = vec![b'a'; 900 << 10];
    check_bomb(
        "a.zip",
        &zipped("a.txt", &page, 9),
        "archive unpacks to more than the limit (2 MiB)",
    );
    let nested = (0..6).fold(b"A text of some words.".to_vec(), |inner, _| packed(&inner));
    check_bomb("a.gz", &nested, "more than 3 archives, each in the one before");
    let many = zipped("a.txt", b"A text of some words.", 120);
    check_bomb("a.zip", &many, "more articles than the limit (100)");
    check_bomb("a.jsonl", "{\"text\":\"words\"}\n".repeat(120).as_bytes(), "more articles than");
    check_bomb("a.json", "[{\"a\":".repeat(50_000).as_bytes(), "recursion limit exceeded");
    check_bomb("a.txt", &page, "longer than an article may be");
    let lines = format!("{{\"text\":\"{}\"}}", "word ".repeat(30_000));
    check_bomb("a.json", lines.as_bytes(), "longer than an article may be");
    let deep = format!("<nitf>{}{}</nitf>", "<p>".repeat(40_000), "</p>".repeat(40_000));
    check_bomb("a.xml", deep.as_bytes(), "nested more than 200 deep");
    let laughs: String = (1..12)
        .map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)))
        .collect();
    let laughs = format!("<!DOCTYPE nitf [<!ENTITY a0 \"ha\">{laughs}]><nitf><p>&a11;</p></nitf>");
    check_bomb("a.xml", laughs.as_bytes(), "not valid XML");
    let anchors: String = (1..12)
        .map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(",")))
        .collect();
    let anchors = format!("---\na0: &a0 ha\n{anchors}---\nA text of some words.\n");
    check_bomb("a.md", anchors.as_bytes(), "not valid YAML");
}

/// The words of a text, counted.
fn counted(text: &str) -> BTreeMap<String, i64> {
    let mut words = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_lowercase()).or_default() += 1;
    }
    words
}

/// What of the page's words are the article's, by what is written beside it: F1 of the words.
fn f1_of_words(article: &Article, truth: &str) -> f64 {
    let own = article.passages.iter().filter(|passage| passage.kind != PassageKind::Furniture);
    let found: Vec<&str> = own.map(|passage| passage.span.of(&article.text)).collect();
    let (found, wanted) = (counted(&found.join("\n")), counted(truth));
    let both: i64 = found.iter().map(|(word, n)| *n.min(wanted.get(word).unwrap_or(&0))).sum();
    2.0 * both as f64 / (found.values().sum::<i64>() + wanted.values().sum::<i64>()) as f64
}

#[test]
fn pages_give_the_words_of_their_articles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/pages");
    let mut figures: Vec<(String, f64)> = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "html") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let batch = ingest::read(&name, &fs::read(&path).unwrap(), &Limits::default());
        let truth = fs::read_to_string(path.with_extension("txt")).unwrap();
        figures.push((name, f1_of_words(&batch.articles[0], &truth)));
    }
    figures.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mean = figures.iter().map(|(_, f1)| f1).sum::<f64>() / figures.len() as f64;
    eprintln!("{mean:.3} {figures:.3?}");
    assert!(figures.len() >= 12 && mean >= 0.95, "{mean:.3}: {figures:.3?}");
}

#[test]
fn what_takes_too_long_is_left_out() {
    let limits = Limits { time: Duration::ZERO, ..TIGHT };
    let lines = "{\"text\":\"Some words of it.\"}\n".repeat(50);
    let batch = ingest::read("a.jsonl", lines.as_bytes(), &limits);
    assert_eq!(batch.articles, []);
    let told: Vec<String> = batch.faults.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["a.jsonl: takes longer than the limit (0 s): the rest is left out"]);
}
