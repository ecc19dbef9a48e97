//! The fuzzy filter over a long list: folding it once, and finding on each key.

use std::time::{Duration, Instant};

use divan::Bencher;
use ibid::filter::Rows;
use ibid::query::parse_typing;
use ibid::text::fold;

/// How many titles there are: `IBID_BENCH_TITLES`.
fn n_titles() -> usize {
    std::env::var("IBID_BENCH_TITLES").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000)
}

/// From common to rare.
const WORDS: [&str; 64] = [
    "the",
    "of",
    "in",
    "to",
    "on",
    "for",
    "talks",
    "President",
    "Syria",
    "Russia",
    "visit",
    "says",
    "war",
    "Assad",
    "Putin",
    "Moscow",
    "after",
    "strikes",
    "Minister",
    "over",
    "deal",
    "air",
    "election",
    "Damascus",
    "crisis",
    "Kremlin",
    "leaders",
    "meets",
    "Merkel",
    "peace",
    "border",
    "Erdoğan",
    "surprise",
    "opposition",
    "sanctions",
    "troops",
    "Obama",
    "parliament",
    "refugees",
    "Lavrov",
    "ceasefire",
    "Geneva",
    "São",
    "summit",
    "Kerry",
    "rebels",
    "Tehran",
    "gas",
    "vote",
    "Łódź",
    "Netanyahu",
    "missiles",
    "Latakia",
    "spokesman",
    "Shoigu",
    "terrorism",
    "Caspian",
    "embattled",
    "Naharnet",
    "Zürich",
    "Xinhua",
    "quarterly",
    "vineyard",
    "Jyväskylä",
];

/// Titles of 6 to 13 words; common words come often (the square of an even spread). Always the same.
fn titles() -> Vec<String> {
    let mut state = 42_u64;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let title = |_| {
        let words: Vec<&str> = (0..6 + next(8))
            .map(|_| {
                let spread = next(1000);
                WORDS[spread * spread * WORDS.len() / 1_000_000]
            })
            .collect();
        words.join(" ")
    };
    (0..n_titles()).map(title).collect()
}

#[divan::bench]
fn fold_titles(bencher: Bencher<'_, '_>) {
    let titles = titles();
    bencher.bench_local(|| {
        let titles = titles.clone();
        let rows = Rows::later(titles.len(), move |row| titles[row].clone());
        assert!(!rows.find(&parse_typing("a").query).is_empty());
    });
}

/// Queries typed letter by letter, each key with the rows of the key before: the first letters let most titles pass,
/// whole words few.
#[expect(clippy::print_stderr, reason = "divan tells no percentiles")]
#[divan::bench(sample_count = 1, sample_size = 1)]
fn filter_titles_as_typed(bencher: Bencher<'_, '_>) {
    let titles = titles();
    let rows = Rows::new(titles.iter());
    let mut took: Vec<Duration> = Vec::new();
    bencher.bench_local(|| {
        for query in ["p", "s", "t", "putin", "assad moscow", "sylkrm", "jyvaskyla", "zzz"] {
            for end in 1..=query.len() {
                let typed = query.get(..end).unwrap();
                let start = Instant::now();
                let found = rows.find(&parse_typing(typed).query);
                took.push(start.elapsed());
                if end == query.len() {
                    let want = titles.iter().filter(|title| holds(&fold(title), query)).count();
                    assert_eq!(found.len(), want, "{query}");
                }
            }
        }
    });
    took.sort_unstable();
    let [half, worst] = [took.len() / 2, took.len() - 1].map(|at| took[at]);
    eprintln!("{} titles, {} keys: median {half:.1?}, worst {worst:.1?}", titles.len(), took.len());
}

/// The rows shown before all of them are found.
#[divan::bench(args = ["p", "putin", "zzz"])]
fn filter_titles_at_once(bencher: Bencher<'_, '_>, query: &str) {
    let titles = titles();
    let rows = Rows::new(titles.iter());
    let query = parse_typing(query).query;
    bencher.bench_local(|| rows.find_at_once(&query).map_or(0, |found| found.len()));
}

/// Whether the letters of each word of `query` stand in `title` in order.
fn holds(title: &str, query: &str) -> bool {
    query.split(' ').all(|word| {
        let mut letters = title.chars();
        word.chars().all(|letter| letters.any(|other| other == letter))
    })
}
