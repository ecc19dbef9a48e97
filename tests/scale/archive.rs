//! An archive of made-up news as JSON lines, a file for each thousand articles, with its truth beside: where in each
//! article who is mentioned, and which passages were copied from where.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::date;
use serde_json::json;

use crate::newswire::{Newswire, Told};

/// Articles in one file.
const IN_A_FILE: usize = 1000;
/// Over how many days they appear: twenty years.
const DAYS: usize = 7305;

/// The folder of an archive.
pub(crate) struct Archive {
    pub(crate) folder: PathBuf,
    /// A line for each article.
    pub(crate) truth: PathBuf,
}

impl Archive {
    /// To be raised when other articles are made up: those kept from before are of no use then.
    pub(crate) const MAKING: u32 = 3;

    /// The archive of this size under `folder`, made where there is none. One is made up of the same articles as the
    /// beginning of another, but for their dates and people, of whom there is one for two articles.
    pub(crate) fn of_size(size: usize, folder: &Path) -> Self {
        let archive = Self { folder: folder.join("news"), truth: folder.join("truth.jsonl") };
        if !archive.truth.exists() {
            archive.write(size);
        }
        archive
    }

    /// The texts of all articles, file by file.
    pub(crate) fn texts(&self) -> impl Iterator<Item = String> {
        let mut files: Vec<PathBuf> =
            fs::read_dir(&self.folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort_unstable();
        let lines = |file: PathBuf| BufReader::new(File::open(file).unwrap()).lines();
        files.into_iter().flat_map(lines).map(|line| {
            let article: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            article["text"].as_str().unwrap().to_owned()
        })
    }

    fn write(&self, size: usize) {
        let _ = fs::remove_dir_all(&self.folder);
        fs::create_dir_all(&self.folder).unwrap();
        let mut wire = Newswire::with_people(11, (size / 2).max(1));
        let unfinished = self.truth.with_extension("part");
        let mut told = BufWriter::new(File::create(&unfinished).unwrap());
        let mut file = None;
        for number in 0..size {
            if number % IN_A_FILE == 0 {
                let name = format!("{:05}.jsonl", number / IN_A_FILE);
                file = Some(BufWriter::new(File::create(self.folder.join(name)).unwrap()));
            }
            let article = wire.article();
            let day = date(2005, 1, 1) + ((number * DAYS / size) as i64).days();
            let line = json!({
                "id": article.key,
                "title": article.title,
                "publisher": format!("Source {}", article.source),
                "date": day.to_string(),
                "text": article.paragraphs.join("\n\n"),
            });
            writeln!(file.as_mut().unwrap(), "{line}").unwrap();
            let planted: Vec<_> = article
                .planted
                .iter()
                .map(|copy| json!([copy.ordinal, copy.from.0, copy.from.1, copy.is_edited]))
                .collect();
            let mention = |of: &Told| json!([of.number, of.ordinal, of.start, of.surface]);
            let people: Vec<_> = article.told.iter().map(mention).collect();
            let line = json!({ "id": article.key, "people": people, "planted": planted });
            writeln!(told, "{line}").unwrap();
        }
        drop((file, told));
        fs::rename(unfinished, &self.truth).unwrap();
    }
}
