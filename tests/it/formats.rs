//! Every sample of a format, as it is read: what is known of each article, its passages, and the faults.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use ibid::ingest::{self, Batch, Limits};
use ibid::model::PassageKind;

fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut samples: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
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
