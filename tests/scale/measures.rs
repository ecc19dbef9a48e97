//! What is measured of a library, and how.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use ibid::filter::Rows;
use ibid::model::{ArticleId, EntityKind};
use ibid::query::{self, Order};
use ibid::store::{Labels, Library};

use crate::indexed::{Indexed, memory_of};
use crate::pty::{Pty, ibid};
use crate::rightness;

pub(crate) type Measures = HashMap<Row, f64>;

/// The rows of the table. Times are in milliseconds unless they say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Row {
    Text,
    Seconds,
    Rate,
    Recoll,
    RecollRatio,
    IndexMemory,
    Ratio,
    FirstFrame,
    Listed,
    ReaderMemory,
    KeyToFrame,
    FilterFinal,
    Fzf,
    FzfRatio,
    NextMention,
    Open,
    Context,
    SearchRare,
    SearchCommon,
    SearchBest,
    PeopleRight,
    PeopleFound,
    CopiesFound,
    EditsFound,
}

impl Row {
    pub(crate) const ALL: [Self; 24] = [
        Self::Text,
        Self::Seconds,
        Self::Rate,
        Self::Recoll,
        Self::RecollRatio,
        Self::IndexMemory,
        Self::Ratio,
        Self::FirstFrame,
        Self::Listed,
        Self::ReaderMemory,
        Self::KeyToFrame,
        Self::FilterFinal,
        Self::Fzf,
        Self::FzfRatio,
        Self::NextMention,
        Self::Open,
        Self::Context,
        Self::SearchRare,
        Self::SearchCommon,
        Self::SearchBest,
        Self::PeopleRight,
        Self::PeopleFound,
        Self::CopiesFound,
        Self::EditsFound,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Text => "text, MB",
            Self::Seconds => "indexing, s",
            Self::Rate => "indexing, MB of text a second",
            Self::Recoll => "recollindex on up to 10,000 of them as files, MB a second",
            Self::RecollRatio => "ibid, times recollindex",
            Self::IndexMemory => "most memory while indexing, MiB",
            Self::Ratio => "library file, times the text",
            Self::FirstFrame => "start to first frame, median",
            Self::Listed => "start to articles and text, median",
            Self::ReaderMemory => "memory of the open reader, MiB",
            Self::KeyToFrame => "filter: key to frame, p99",
            Self::FilterFinal => "filter: key to final rows, p99",
            Self::Fzf => "fzf --filter on the titles, median of whole runs",
            Self::FzfRatio => "fzf, times our final rows",
            Self::NextMention => "next mention in another article, p99",
            Self::Open => "open an article, p99",
            Self::Context => "mentions of the most mentioned, first 1,000 rows",
            Self::SearchRare => "search, rare word, newest 50",
            Self::SearchCommon => "search, common word, newest 50",
            Self::SearchBest => "search, common word, best 50",
            Self::PeopleRight => "pairs taken for one person that are, %",
            Self::PeopleFound => "pairs of one person taken for one, %",
            Self::CopiesFound => "planted copies linked to their source, %",
            Self::EditsFound => "planted edits linked to their source, %",
        }
    }
}

/// Keys as they are typed, to be measured one by one.
const TYPED: [&str; 4] = ["the", "mayor", "john s", "zq"];
const STARTS: usize = 7;

pub(crate) fn measure(indexed: &Indexed) -> Measures {
    let mut found = Measures::new();
    cost(indexed, &mut found);
    in_a_terminal(indexed, &mut found);
    call_by_call(indexed, &mut found);
    rightness::measure(indexed, &mut found);
    found
}

fn cost(indexed: &Indexed, found: &mut Measures) {
    let text = indexed.archive.texts().map(|text| text.len()).sum::<usize>() as f64;
    let bytes = fs::metadata(indexed.library()).unwrap().len() as f64;
    found.insert(Row::Text, text / 1e6);
    found.insert(Row::Seconds, indexed.made.seconds);
    found.insert(Row::Rate, text / 1e6 / indexed.made.seconds);
    found.insert(Row::IndexMemory, indexed.made.memory);
    found.insert(Row::Ratio, bytes / text);
    if let Some(rate) = indexed.rate_of_recoll() {
        found.insert(Row::Recoll, rate);
        found.insert(Row::RecollRatio, text / 1e6 / indexed.made.seconds / rate);
    }
}

fn in_a_terminal(indexed: &Indexed, found: &mut Measures) {
    let start = || ibid::<&str>([]).home(&indexed.home).start();
    // The clock stands before the reader is told to end, which takes its time.
    let until = |what: &str, is_there: &dyn Fn(&str) -> bool| {
        let took = (0..STARTS).map(|_| {
            let begun = Instant::now();
            let mut pty = start();
            pty.wait_until(what, |screen| is_there(&screen.contents()));
            ms(begun)
        });
        median(took.collect())
    };
    found.insert(Row::FirstFrame, until("a frame", &|screen| !screen.trim().is_empty()));
    found.insert(Row::Listed, until("the text", &|screen| screen.contains("passage 1/")));
    let mut pty = start();
    pty.wait_for("passage 1/");
    let keys = filter_keys(&mut pty);
    found.insert(Row::KeyToFrame, p99(keys));
    found.insert(Row::ReaderMemory, memory_of(pty.process(), "VmRSS:"));
}

/// How long each key takes to be seen in the filter of the article pane.
fn filter_keys(pty: &mut Pty) -> Vec<f64> {
    let mut took = Vec::new();
    pty.keys("1");
    for word in TYPED {
        pty.keys("/").wait_for("Esc clear");
        for (at, letter) in word.char_indices() {
            let begun = Instant::now();
            let shown = format!("/{}", word.get(..=at).unwrap());
            pty.keys(&letter.to_string()).wait_for(shown.trim_end());
            took.push(ms(begun));
        }
        pty.keys("\x1b").wait_for("? help");
    }
    took
}

fn call_by_call(indexed: &Indexed, found: &mut Measures) {
    let library = Library::open_to_read(&indexed.library()).unwrap();
    let rows = library.article_rows(&Labels::default()).unwrap();
    let titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
    let folded = Rows::new(titles.iter().copied());
    let mut took = Vec::new();
    for word in TYPED {
        for at in 1..=word.len() {
            let begun = Instant::now();
            let query = query::parse_typing(word.get(..at).unwrap()).query;
            assert!(folded.find(&query).len() <= titles.len());
            took.push(ms(begun));
        }
    }
    let ours = p99(took);
    found.insert(Row::FilterFinal, ours);
    if let Some(took) = fzf(&titles, &indexed.home) {
        found.insert(Row::Fzf, took);
        found.insert(Row::FzfRatio, took / ours);
    }
    let ids: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
    let open = |id: ArticleId| {
        let begun = Instant::now();
        assert_eq!(library.view(id).unwrap().unwrap().id, id);
        ms(begun)
    };
    found.insert(
        Row::Open,
        p99(ids.iter().step_by(1 + ids.len() / 200).map(|id| open(*id)).collect()),
    );
    let people = library.entities(Some(EntityKind::Person)).unwrap();
    let most = people.iter().max_by_key(|row| row.mentions.all()).unwrap();
    let context = || {
        let begun = Instant::now();
        assert!(!library.context(most.id, 1000).unwrap().is_empty());
        ms(begun)
    };
    found.insert(Row::Context, median((0..5).map(|_| context()).collect()));
    let places = library.places(most.id).unwrap();
    let step = 1 + places.len() / 200;
    let next = places.iter().step_by(step).map(|(place, _)| open(place.article));
    found.insert(Row::NextMention, p99(next.collect()));
    found.insert(Row::SearchRare, search(&library, "harpsichord", Order::Newest));
    found.insert(Row::SearchBest, search(&library, "said", Order::Best));
    found.insert(Row::SearchCommon, search(&library, "said", Order::Newest));
}

fn search(library: &Library, typed: &str, order: Order) -> f64 {
    let query = query::parse(typed).query;
    median(
        (0..9)
            .map(|_| {
                let begun = Instant::now();
                assert!(library.search(&query, &Arc::default(), order, 50).unwrap().len() <= 50);
                ms(begun)
            })
            .collect(),
    )
}

/// What a user would take instead, where it is installed.
fn fzf(titles: &[&str], folder: &Path) -> Option<f64> {
    let list = folder.join("titles");
    fs::File::create(&list).unwrap().write_all(titles.join("\n").as_bytes()).unwrap();
    let run = |word: &str| {
        let begun = Instant::now();
        let file = fs::File::open(&list).unwrap();
        let mut fzf = Command::new("fzf");
        fzf.args(["--filter", word]).stdin(file).stdout(Stdio::null());
        fzf.status().ok().map(|_| ms(begun))
    };
    Some(median(TYPED.iter().filter_map(|word| run(word)).collect())).filter(|took| *took > 0.0)
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// 0 of nothing.
fn median(took: Vec<f64>) -> f64 {
    at(took, 0.5)
}

fn p99(took: Vec<f64>) -> f64 {
    at(took, 0.99)
}

fn at(mut took: Vec<f64>, share: f64) -> f64 {
    took.sort_by(f64::total_cmp);
    let place = (took.len() as f64 * share) as usize;
    took.get(place.min(took.len().saturating_sub(1))).copied().unwrap_or(0.0)
}
