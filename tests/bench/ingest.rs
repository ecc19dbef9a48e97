//! Reading files of every kind, without seeking names in them. `IBID_BENCH_FILES` says how many (500).

use std::fs;
use std::io::{Cursor, Write};

use divan::Bencher;
use divan::counter::BytesCount;
use flate2::Compression;
use flate2::write::GzEncoder;
use ibid::ingest::Limits;
use ibid::pipeline;
use serde_json::json;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::newswire::Newswire;

fn n_files() -> usize {
    std::env::var("IBID_BENCH_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(500)
}

/// An article as a file of the kind that this place has: its ending and its bytes.
fn file(place: usize, title: &str, paragraphs: &[String]) -> (&'static str, Vec<u8>) {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let marked: String = paragraphs.iter().map(|p| format!("<p>{}</p>", escaped(p))).collect();
    let title = escaped(title);
    let text = paragraphs.join("\n\n");
    match place % 8 {
        0 => ("txt", format!("{title}\n\n{text}\n").into()),
        1 | 2 => {
            let links: String =
                (0..40).map(|n| format!("<li><a href=\"/{n}\">Read this, too</a></li>")).collect();
            let page = format!(
                "<!DOCTYPE html><html><head><title>{title} | The Echo</title></head><body><nav><ul>{links}</ul></nav>\
                 <main><article><h1>{title}</h1>{marked}</article></main><aside><ul>{links}</ul></aside></body></html>"
            );
            ("html", page.into())
        }
        3 => ("md", format!("---\ntitle: \"{title}\"\ndate: 2016-02-08\n---\n\n{text}\n").into()),
        4 => ("json", json!({ "title": title, "text": text }).to_string().into()),
        5 => {
            let head = format!(
                "From: Ada <ada@example.org>\r\nTo: desk@example.org\r\nSubject: {title}\r\nMessage-ID: <{place}@x>\r\n\
                 Date: Mon, 8 Feb 2016 10:58:31 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            );
            ("eml", (head + &text).into())
        }
        6 => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            let feed = format!(
                "<rss version=\"2.0\"><channel><title>E</title><item><guid>{place}</guid><title>{title}</title>\
                 <description>{}</description></item></channel></rss>",
                escaped(&marked)
            );
            packed.write_all(feed.as_bytes()).unwrap();
            ("xml.gz", packed.finish().unwrap())
        }
        _ => {
            let paragraphs: String = paragraphs
                .iter()
                .map(|p| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escaped(p)))
                .collect();
            let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, part) in [
                ("[Content_Types].xml", "<Types/>".to_owned()),
                (
                    "word/document.xml",
                    format!("<w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>"),
                ),
            ] {
                archive.start_file(name, SimpleFileOptions::default()).unwrap();
                archive.write_all(part.as_bytes()).unwrap();
            }
            ("docx", archive.finish().unwrap().into_inner())
        }
    }
}

/// A folder of made-up news, and how many bytes of text are in it.
fn folder() -> (TempDir, usize) {
    let folder = TempDir::new().unwrap();
    let (mut wire, mut n_bytes) = (Newswire::new(12), 0);
    for place in 0..n_files() {
        let made = wire.article();
        n_bytes += made.paragraphs.iter().map(String::len).sum::<usize>();
        let (ending, bytes) = file(place, &made.key, &made.paragraphs);
        fs::write(folder.path().join(format!("{place}.{ending}")), bytes).unwrap();
    }
    (folder, n_bytes)
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn read_mixed_files(bencher: Bencher<'_, '_>) {
    let (folder, n_bytes) = folder();
    let source = [folder.path().to_str().unwrap().to_owned()];
    bencher.counter(BytesCount::new(n_bytes)).bench_local(|| {
        let (mut n_articles, mut n_read) = (0, 0);
        let look = pipeline::look(&source, &Limits::default(), |batch| {
            assert_eq!(batch.faults, []);
            n_articles += batch.articles.len();
            n_read += batch.articles.iter().map(|article| article.text.len()).sum::<usize>();
            Ok::<(), ()>(())
        });
        assert_eq!((look, n_articles), (Ok(n_files() as u64), n_files()));
        assert!(n_read * 100 > n_bytes * 98, "{n_read} of {n_bytes} bytes");
    });
}
