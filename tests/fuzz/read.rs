//! Reads any bytes as a file of any name: `cargo +nightly fuzz run --fuzz-dir tests/fuzz read tests/fuzz/corpus/read tests/formats`.
#![no_main]

use std::time::Duration;

use ibid::ingest::{self, Limits};
use libfuzzer_sys::fuzz_target;

const LIMITS: Limits = Limits {
    file_bytes: 1 << 20,
    article_bytes: 64 << 10,
    unpacked_bytes: 2 << 20,
    depth: 3,
    articles: 100,
    time: Duration::from_secs(60),
};
const NAMES: [&str; 8] =
    ["a", "a.md", "a.json", "a.csv", "a.eml", "a.mbox", "a.html", "a.webarchive"];

fuzz_target!(|bytes: &[u8]| {
    let name = NAMES[bytes.len() % NAMES.len()];
    let batch = ingest::read(name, bytes, &LIMITS);
    for article in &batch.articles {
        for passage in &article.passages {
            assert!(article.text.get(passage.span.start()..passage.span.end()).is_some());
        }
    }
});
