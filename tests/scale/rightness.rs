//! How right a library is about its archive, by the truth beside it: of mentions of one person in different articles,
//! how many are taken for one, and the other way round; and how many planted passages are linked to what they were
//! made from. All by samples, so that the truth is never held as a whole.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use ibid::model::{ArticleId, ArticleView, EntityId, Form, PassageRef};
use ibid::pipeline;
use ibid::store::Library;
use ibid::text::Span;
use serde_json::Value;

use crate::indexed::Indexed;
use crate::measures::{Measures, Row};
use crate::random::Random;

/// How many mentions, copies and edits are looked at, where there are so many.
const SAMPLE: usize = 1000;
/// Articles in which a mention that is taken for the same is looked for.
const TRIES: usize = 8;

/// A mention of the truth.
#[derive(Clone)]
struct Told {
    article: String,
    number: u64,
    ordinal: usize,
    start: usize,
    surface: String,
}

/// A passage of the truth that was made from another.
struct Planted {
    made: (String, u32),
    from: (String, u32),
}

/// What the truth says of one article.
struct Truth {
    told: Vec<Told>,
    copies: Vec<Planted>,
    edits: Vec<Planted>,
}

/// A sample of what streams by, each as likely (reservoir sampling, Vitter 1985).
struct Sample<T> {
    kept: Vec<T>,
    most: usize,
    seen: usize,
}

impl<T> Sample<T> {
    fn new(most: usize) -> Self {
        Self { kept: Vec::new(), most, seen: 0 }
    }

    fn offer(&mut self, random: &mut Random, one: T) {
        self.seen += 1;
        if self.kept.len() < self.most {
            self.kept.push(one);
            return;
        }
        let place = random.below(self.seen);
        if let Some(kept) = self.kept.get_mut(place) {
            *kept = one;
        }
    }
}

/// Fills in how right the library is.
pub(crate) fn measure(indexed: &Indexed, found: &mut Measures) {
    let library = Library::open_to_read(&indexed.library()).unwrap();
    let score = Score { ids: ids(&library), library };
    let mut random = Random(0x1B1D);
    let (mut told, mut copies, mut edits) =
        (Sample::new(SAMPLE), Sample::new(SAMPLE), Sample::new(SAMPLE));
    for truth in truths(&indexed.archive.truth) {
        truth.told.into_iter().for_each(|one| told.offer(&mut random, one));
        truth.copies.into_iter().for_each(|one| copies.offer(&mut random, one));
        truth.edits.into_iter().for_each(|one| edits.offer(&mut random, one));
    }
    found.insert(Row::CopiesFound, 100.0 * score.linked(&copies.kept));
    found.insert(Row::EditsFound, 100.0 * score.linked(&edits.kept));
    let (precision, recall) = score.people(&indexed.archive.truth, &told.kept, &mut random);
    found.insert(Row::PeopleRight, 100.0 * precision);
    found.insert(Row::PeopleFound, 100.0 * recall);
}

/// Reads the truth, article after article.
fn truths(path: &Path) -> impl Iterator<Item = Truth> {
    BufReader::new(File::open(path).unwrap()).lines().map(|line| {
        let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let number = |value: &Value| value.as_u64().unwrap();
        let article = text(&line["id"]);
        let told = |of: &Value| Told {
            article: article.clone(),
            number: number(&of[0]),
            ordinal: number(&of[1]) as usize,
            start: number(&of[2]) as usize,
            surface: text(&of[3]),
        };
        let planted = |of: &Value| Planted {
            made: (article.clone(), number(&of[0]) as u32),
            from: (text(&of[1]), number(&of[2]) as u32),
        };
        let all = |field: &str| line[field].as_array().unwrap().clone();
        let (edits, copies): (Vec<Value>, _) =
            all("planted").into_iter().partition(|of| of[3] == true);
        Truth {
            told: all("people").iter().map(told).collect(),
            copies: copies.iter().map(planted).collect(),
            edits: edits.iter().map(planted).collect(),
        }
    })
}

/// The numbers of the articles by what the archive calls them.
fn ids(library: &Library) -> HashMap<String, ArticleId> {
    let rows = library.article_rows(&Default::default()).unwrap();
    let id = |key: &str| key.rsplit(['#', '/', ':']).next().unwrap().to_owned();
    rows.into_iter().map(|row| (id(&row.key), row.id)).collect()
}

/// A library that is scored.
struct Score {
    library: Library,
    ids: HashMap<String, ArticleId>,
}

impl Score {
    /// The share of planted passages that are linked to what they were made from.
    fn linked(&self, planted: &[Planted]) -> f64 {
        let passage = |(article, ordinal): &(String, u32)| {
            let view = self.view(article);
            PassageRef { article: view.id, ordinal: ordinal + before_text(&view) as u32 }
        };
        share(planted.iter().map(|planted| {
            let (made, from) = (passage(&planted.made), passage(&planted.from));
            let related = pipeline::related(&self.library, made).unwrap();
            related.iter().any(|related| related.passage == from)
        }))
    }

    /// Precision and recall of pairs of mentions in different articles. A pair is drawn by its first mention: each as
    /// likely.
    fn people(&self, truth: &Path, firsts: &[Told], random: &mut Random) -> (f64, f64) {
        let entities: Vec<Option<EntityId>> =
            firsts.iter().map(|told| entity(&self.view(&told.article), told)).collect();
        let near: Vec<Vec<String>> = firsts
            .iter()
            .zip(&entities)
            .map(|(told, entity)| entity.map_or(Vec::new(), |id| self.others(told, id, random)))
            .collect();
        let mut by_person: HashMap<u64, Vec<usize>> = HashMap::new();
        for (place, told) in firsts.iter().enumerate() {
            by_person.entry(told.number).or_default().push(place);
        }
        let mut wanted: HashMap<&str, Vec<Told>> =
            near.iter().flatten().map(|key| (key.as_str(), Vec::new())).collect();
        let mut partners: Vec<Sample<Told>> = firsts.iter().map(|_| Sample::new(1)).collect();
        for truth in truths(truth) {
            for told in truth.told {
                for &place in by_person.get(&told.number).into_iter().flatten() {
                    if firsts[place].article != told.article {
                        partners[place].offer(random, told.clone());
                    }
                }
                if let Some(here) = wanted.get_mut(told.article.as_str()) {
                    here.push(told);
                }
            }
        }
        let found = partners.iter().zip(&entities).filter_map(|(partner, entity_of_first)| {
            let told = partner.kept.first()?;
            let other = entity(&self.view(&told.article), told);
            Some(other.is_some() && other == *entity_of_first)
        });
        let right = firsts.iter().zip(&entities).zip(&near).filter_map(|((first, id), near)| {
            let taken = near.iter().find_map(|article| {
                let view = self.view(article);
                let is_taken = |told: &&Told| entity(&view, told) == *id;
                wanted[article.as_str()].iter().find(is_taken)
            })?;
            Some(taken.number == first.number)
        });
        (share(right), share(found))
    }

    /// Some articles besides that of a mention in which its entity is named, as the archive calls them.
    fn others(&self, told: &Told, id: EntityId, random: &mut Random) -> Vec<String> {
        let here = self.ids[&told.article];
        let mut others = Sample::new(TRIES);
        for (place, form) in self.library.places(id).unwrap() {
            if form == Form::Name && place.article != here {
                others.offer(random, place.article);
            }
        }
        others.kept.dedup();
        let by_id = |id: &ArticleId| {
            let key = self.library.key_of(*id).unwrap().unwrap();
            key.rsplit(['#', '/', ':']).next().unwrap().to_owned()
        };
        others.kept.iter().map(by_id).collect()
    }

    fn view(&self, article: &str) -> ArticleView {
        self.library.view(self.ids[article]).unwrap().unwrap()
    }
}

/// For whom a mention of the truth is taken.
fn entity(view: &ArticleView, told: &Told) -> Option<EntityId> {
    let passage = view.article.passages[told.ordinal + before_text(view)].span;
    let start = passage.start() + told.start;
    let span = Span::new(start..start + told.surface.len(), &view.article.text).unwrap();
    assert_eq!(span.of(&view.article.text), told.surface, "{}", view.article.key);
    let shared =
        |other: Span| other.end().min(span.end()).saturating_sub(other.start().max(span.start()));
    let most = view.mentions.iter().max_by_key(|resolved| shared(resolved.mention.span))?;
    (shared(most.mention.span) > 0).then_some(most.entity)
}

/// How many passages stand before the text: the title.
fn before_text(view: &ArticleView) -> usize {
    view.article.passages.len() - crate::newswire::PASSAGES
}

/// 0 of nothing.
fn share(are: impl Iterator<Item = bool>) -> f64 {
    let (mut yes, mut all) = (0, 0);
    for is in are {
        yes += usize::from(is);
        all += 1;
    }
    f64::from(yes as u32) / f64::from(all.max(1) as u32)
}
