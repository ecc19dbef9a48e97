//! The made-up news that benches measure against: its truth is what stands in it, and its people go by many names.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::newswire::{Made, Newswire};

fn made(n: usize) -> Vec<Made> {
    let mut wire = Newswire::with_people(11, 400);
    (0..n).map(|_| wire.article()).collect()
}

#[test]
fn mentions_and_copies_stand_where_the_truth_says() {
    let news = made(400);
    let paragraph =
        |key: &str, ordinal: u32| &news[key.parse::<usize>().unwrap()].paragraphs[ordinal as usize];
    for article in &news {
        for told in &article.told {
            let text = paragraph(&article.key, told.ordinal);
            assert!(text.get(told.start..).unwrap().starts_with(&told.surface), "{text}");
        }
        for planted in article.planted.iter().filter(|planted| !planted.is_edited) {
            let (key, ordinal) = &planted.from;
            assert_eq!(paragraph(&article.key, planted.ordinal), paragraph(key, *ordinal));
        }
    }
    let n_told = news.iter().map(|article| article.told.len()).sum::<usize>();
    assert!(n_told > 3 * news.len(), "{n_told} mentions");
}

#[test]
fn the_same_seed_makes_the_same_news() {
    let [once, again] = [made(50), made(50)];
    for (once, again) in once.iter().zip(&again) {
        assert_eq!((&once.title, &once.paragraphs), (&again.title, &again.paragraphs));
    }
}

#[test]
fn few_people_are_in_many_articles_and_go_by_many_names() {
    let mut forms: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for told in made(2000).into_iter().flat_map(|article| article.told) {
        forms.entry(told.number).or_default().push(told.surface);
    }
    let n_mentions = |number: usize| forms.get(&number).map_or(0, Vec::len);
    let first: usize = (1..10).map(n_mentions).sum();
    let all: usize = forms.values().map(Vec::len).sum();
    assert!((all / 3..2 * all / 3).contains(&first), "{first} of {all}");
    let surfaces: BTreeSet<&String> = forms.values().flatten().collect();
    let is_any = |is: fn(&str) -> bool| surfaces.iter().any(|name| is(name));
    assert!(is_any(|name| name.contains(". ")), "no initials");
    assert!(is_any(|name| name.ends_with(" Jr.")), "no juniors");
    assert!(is_any(|name| name.contains('-')), "no double names");
    assert!(is_any(|name| !name.is_ascii()), "no accents");
    let short = |name: &str| ["Bob ", "Bill ", "Jim ", "Mike "].iter().any(|s| name.starts_with(s));
    assert!(is_any(short), "no nicknames");
    let differing = |all: &Vec<String>| all.iter().collect::<BTreeSet<_>>().len();
    let most = forms.values().map(differing).max().unwrap();
    assert!(most >= 8, "{most} names at most");
}
