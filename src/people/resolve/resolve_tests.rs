//! What the resolver makes of small libraries.

use super::*;
use crate::model::{Chain, Gender, lot};

/// An article: its key and its chains, one a name; `~` before a place or organisation, `role:` before a
/// name that has one.
fn chains(names: &[&str]) -> Vec<Chain> {
    let mut chains: Vec<Chain> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let (kind, name) = match name.strip_prefix('~') {
                Some(name) => (EntityKind::Organisation, name),
                None => (EntityKind::Person, *name),
            };
            let (role, name) = name.split_once(':').unwrap_or(("", name));
            Chain {
                kind,
                name: name.to_owned(),
                aliases: vec![Alias { surface: name.to_owned(), count: 1 }],
                roles: if role.is_empty() { Vec::new() } else { vec![role.to_owned()] },
                gender: None::<Gender>,
                mentions: vec![at as u32],
                company: Vec::new(),
            }
        })
        .collect();
    keep_company(&mut chains);
    chains
}

/// The clusters as sets of `article.chain`, sorted, whatever the order of the input.
fn clusters(articles: &[&[&str]], order: &[usize], constraints: &Constraints) -> Vec<Vec<String>> {
    let mut roll = Roll::default();
    order.iter().for_each(|at| roll.enter(lot(&format!("a{at}")), &chains(articles[*at])));
    let mut out: Vec<Vec<String>> = resolve(&roll, constraints)
        .iter()
        .map(|cluster| {
            let shown = |m: &ChainRef| format!("{}.{}", order[m.article as usize], m.chain);
            let mut members: Vec<String> = cluster.members.iter().map(shown).collect();
            members.sort();
            members
        })
        .collect();
    out.sort();
    out
}

#[track_caller]
fn check(articles: &[&[&str]], want: &[&str]) {
    let order: Vec<usize> = (0..articles.len()).collect();
    let turned: Vec<usize> = order.iter().rev().copied().collect();
    let found = clusters(articles, &order, &Constraints::default());
    let want: Vec<Vec<String>> =
        want.iter().map(|members| members.split(' ').map(str::to_owned).collect()).collect();
    assert_eq!(found, want);
    assert_eq!(clusters(articles, &turned, &Constraints::default()), want, "in another order");
}

#[test]
fn one_name_is_one_person() {
    check(
        &[&["Bashar al-Assad", "Sergei Shoygu"], &["Bashar Assad", "Sergey Shoigu"]],
        &["0.0 1.0", "0.1 1.1"],
    );
}

#[test]
fn a_family_name_needs_the_company_of_its_person() {
    check(
        &[
            &["John Smith", "Angela Merkel"],
            &["Smith", "Merkel"],
            &["Smith", "Tom Cruise"],
            &["Mary Smith", "Tom Cruise"],
        ],
        &["0.0 1.0", "0.1 1.1", "2.0 3.0", "2.1 3.1"],
    );
}

#[test]
fn namesakes_are_told_apart_by_their_company() {
    check(
        &[
            &["Michael Jordan", "Scottie Pippen", "~Chicago Bulls"],
            &["Michael Jordan", "Andrew Ng", "~Berkeley", "David Blei"],
            &["Michael Jordan", "Phil Jackson", "Scottie Pippen"],
            &["Michael Jordan", "David Blei", "~Neural Computation"],
            &["Michael Jordan"],
        ],
        &["0.0 2.0 4.0", "0.1 2.2", "0.2", "1.0 3.0", "1.1", "1.2", "1.3 3.1", "2.1", "3.2"],
    );
    check(
        &[
            &["Scottie Barnum", "Ann Lee", "~Chicago Bulls"],
            &["Scottie Barnum", "Bo Ray", "Al Roe"],
        ],
        &["0.0 1.0", "0.1", "0.2", "1.1", "1.2"],
    );
}

#[test]
fn an_initial_of_two_is_nobodys() {
    check(
        &[&["John Kerriganov"], &["Jane Kerriganov"], &["J. Kerriganov"]],
        &["0.0", "1.0", "2.0"],
    );
    check(&[&["John Kerriganov"], &["J. Kerriganov"]], &["0.0 1.0"]);
}

#[test]
fn relatives_stay_apart() {
    check(
        &[&["Bill Clinton", "Hillary Clinton"], &["George W. Bush"], &["George H. W. Bush"]],
        &["0.0", "0.1", "1.0", "2.0"],
    );
}

#[test]
fn an_acronym_joins_what_it_was_written_out_as() {
    let mut long = chains(&["~International Monetary Fund"]);
    long[0].aliases.push(Alias { surface: "IMF".into(), count: 2 });
    let short = chains(&["~IMF"]);
    let mut roll = Roll::default();
    roll.enter(lot("a"), &long);
    roll.enter(lot("b"), &short);
    let found = resolve(&roll, &Constraints::default());
    assert_eq!(found.len(), 1);
    let name = found[0].describe(&roll).name;
    assert_eq!(name, "International Monetary Fund");
}

#[test]
fn the_reader_has_the_last_word() {
    let articles: &[&[&str]] = &[&["Angela Merkel"], &["Angela Merkel"], &["Tom Cruise"]];
    let at = |article| ChainRef { article, chain: 0 };
    let found = |constraints| clusters(articles, &[0, 1, 2], &constraints);
    let together = Constraints { must_link: vec![(at(0), at(2))], cannot_link: Vec::new() };
    assert_eq!(found(together), [vec!["0.0", "1.0", "2.0"]]);
    let apart = Constraints { must_link: Vec::new(), cannot_link: vec![(at(0), at(1))] };
    assert_eq!(found(apart), [["0.0"], ["1.0"], ["2.0"]]);
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let articles: &[&[&str]] = &[
        &["Bashar al-Assad", "Vladimir Putin", "~Kremlin"],
        &["Assad", "Putin"],
        &["russian president:Putin", "Medvedev"],
        &["Dmitry Medvedev", "V. Putin"],
        &["John Smith", "~Microsoft"],
        &["Smith", "~Microsoft", "Mary Smith"],
        &["J. Smith", "Putin"],
        &["Johnny Smith", "William Gates"],
        &["Bill Gates", "Gates", "~Microsoft"],
    ];
    let straight: Vec<usize> = (0..articles.len()).collect();
    let want = clusters(articles, &straight, &Constraints::default());
    let mut order = straight;
    let mut seed = 7_usize;
    for _ in 0..50 {
        for at in (1..order.len()).rev() {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (seed >> 33) % (at + 1));
        }
        assert_eq!(clusters(articles, &order, &Constraints::default()), want, "{order:?}");
    }
}

#[test]
fn nothing_is_no_trouble() {
    assert_eq!(resolve(&Roll::default(), &Constraints::default()), []);
    check(&[&["", "."]], &["0.1"]);
}
