//! Reads any bytes as a file of any name: `cargo +nightly fuzz run --fuzz-dir tests/fuzz read tests/fuzz/corpus/read tests/formats`.
#![no_main]

use ibid::ingest;
use libfuzzer_sys::fuzz_target;
use limits::TIGHT;

#[path = "../it/support/limits.rs"]
mod limits;

const NAMES: [&str; 8] =
    ["a", "a.md", "a.json", "a.csv", "a.eml", "a.mbox", "a.html", "a.webarchive"];

fuzz_target!(|bytes: &[u8]| {
    let name = NAMES[bytes.len() % NAMES.len()];
    let batch = ingest::read(name, bytes, &TIGHT);
    for article in &batch.articles {
        for passage in &article.passages {
            assert!(article.text.get(passage.span.start()..passage.span.end()).is_some());
        }
    }
});
