//! The fuzzy filter over a long list: folding it once, and finding on each key.

use divan::Bencher;
use ibid::filter::Rows;
use ibid::text::fold;

const TITLES: usize = 100_000;

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
    (0..TITLES).map(title).collect()
}

#[divan::bench]
fn fold_100_000_titles(bencher: Bencher<'_, '_>) {
    let titles = titles();
    bencher.bench_local(|| {
        let rows = Rows::new(titles.iter().map(String::as_str));
        assert_eq!(rows.len(), TITLES);
    });
}

/// The queries as typed: the first letters let most titles pass, whole words few.
#[divan::bench(args = ["p", "put", "putin", "assad moscow", "jyvaskyla", "zzz"])]
fn filter_100_000_titles(bencher: Bencher<'_, '_>, query: &str) {
    let titles = titles();
    let rows = Rows::new(titles.iter().map(String::as_str));
    let want = titles.iter().filter(|title| holds(&fold(title), query)).count();
    bencher.bench_local(|| assert_eq!(rows.find(query).len(), want, "{query}"));
}

/// Whether the letters of each word of `query` stand in `title` in order.
fn holds(title: &str, query: &str) -> bool {
    query.split(' ').all(|word| {
        let mut letters = title.chars();
        word.chars().all(|letter| letters.any(|other| other == letter))
    })
}
