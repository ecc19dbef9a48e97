//! Made-up news, with the truth of which passage was made from which: twelve paragraphs an article, built as the
//! client's are. Words are as frequent as the frozen table says, stock phrases repeat everywhere, articles of one
//! story share its names, numbers and rare words. Any number, the same for the same seed.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use ibid::model::{Article, Passage, PassageKind};
use ibid::passages;
use ibid::store::{ArticleRecord, FileRecord, FileState};
use ibid::text::Span;
use rust_stemmers::{Algorithm, Stemmer};

#[path = "patterns.rs"]
mod patterns;
#[path = "people.rs"]
mod people;

use patterns::{Piece, patterns};
pub(crate) use people::Told;
use people::{Form, Person, ROLES, Style};

/// Passages of an article.
pub(crate) const PASSAGES: usize = 12;

/// Facts and people of a story.
const FACTS: usize = 40;
const PEOPLE: usize = 6;

/// Those whom somebody is in the news with, mostly.
const ASSOCIATES: usize = 8;

/// Words that are so frequent that they say nothing.
const COMMON: usize = 200;

/// Stories that are written about at a time.
const STORIES: usize = 40;

/// Articles of a story, and of the archive, that may still be copied from.
const KEPT: usize = 4;
const ARCHIVE: usize = 200;

/// The newspapers.
const SOURCES: usize = 60;

/// Share of the words of a planted edit that are changed or cut.
const EDITED: f64 = 0.3;

/// An agency that writes any number of articles.
pub(crate) struct Newswire {
    random: u64,
    patterns: Arc<[Vec<Piece>]>,
    /// Words that say something.
    words: Drawn,
    /// Words that are rare enough to be what a story is about.
    topics: Drawn,
    given: Drawn,
    family: Drawn,
    cities: Drawn,
    /// Turns of phrase that stand in any article, the first most often.
    phrases: Vec<String>,
    /// Last lines that many articles share word for word.
    stock: Vec<String>,
    /// How many people there are, of whom few are in many stories and many in few (Zipf); where none, any two names
    /// make one.
    n_people: usize,
    /// How the newspaper spells that the article is for.
    style: Style,
    stories: Vec<Story>,
    archive: VecDeque<Kept>,
    n_articles: usize,
}

/// An article with what was planted in it.
pub(crate) struct Made {
    pub(crate) key: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) planted: Vec<Planted>,
    /// The headline.
    #[allow(dead_code, reason = "as below")]
    pub(crate) title: String,
    /// The number of the newspaper.
    #[allow(dead_code, reason = "as below")]
    pub(crate) source: usize,
    /// Mentions of the people it introduces, and of those who were copied with a passage.
    #[allow(dead_code, reason = "as below")]
    pub(crate) told: Vec<Told>,
}

/// A passage that was made from one of an earlier article.
pub(crate) struct Planted {
    /// Its ordinal.
    #[allow(dead_code, reason = "the benches measure against the truth")]
    pub(crate) ordinal: u32,
    /// The key of the article it was made from, and the ordinal there.
    #[allow(dead_code, reason = "as above")]
    pub(crate) from: (String, u32),
    /// Whether words were changed or cut.
    #[allow(dead_code, reason = "as above")]
    pub(crate) is_edited: bool,
}

/// Words with sums of their weights.
#[derive(Default)]
struct Drawn(Vec<(f64, String)>);

/// What a story is about: each of its paragraphs tells one of its facts.
struct Story {
    people: Vec<Person>,
    city: String,
    organisation: String,
    facts: Vec<Fact>,
    kept: VecDeque<Kept>,
}

/// What paragraphs of several articles may tell in other words.
struct Fact {
    /// Who of the story takes part.
    person: usize,
    topics: Vec<String>,
    number: String,
}

/// An article that may be copied from.
#[derive(Clone)]
struct Kept {
    key: String,
    paragraphs: Vec<String>,
    told: Vec<Told>,
}

impl Newswire {
    pub(crate) fn new(seed: u64) -> Self {
        Self::with_people(seed, 0)
    }

    /// An agency that knows so many people; articles introduce them in full and go on with less.
    pub(crate) fn with_people(seed: u64, n_people: usize) -> Self {
        let Words { common, words, topics } = Words::read();
        let mut wire = Self {
            random: seed,
            patterns: patterns(|word| common.contains(word)).into(),
            words,
            topics,
            given: names("people.tsv", 0),
            family: names("people.tsv", 1),
            cities: names("cities.tsv", 0),
            n_people,
            style: Style::default(),
            phrases: Vec::new(),
            stock: Vec::new(),
            stories: Vec::new(),
            archive: VecDeque::new(),
            n_articles: 0,
        };
        for _ in 0..4000 {
            let n_words = 3 + wire.below(3);
            let phrase: Vec<String> = (0..n_words).map(|_| wire.word()).collect();
            wire.phrases.push(phrase.join(" "));
        }
        let nowhere = wire.story();
        wire.stock = nowhere.facts.iter().map(|fact| wire.sentence(&nowhere, fact)).collect();
        wire.stories = (0..STORIES).map(|_| wire.story()).collect();
        wire
    }

    /// A number from 0 to below 1 (SplitMix64).
    fn share(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.random ^ (self.random >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.share() * n as f64) as usize
    }

    fn word(&mut self) -> String {
        let share = self.share();
        self.words.at(share).to_owned()
    }

    fn draw(&mut self, from: fn(&Self) -> &Drawn) -> String {
        let share = self.share();
        from(self).at(share).to_owned()
    }

    fn person(&mut self) -> Person {
        if self.n_people == 0 {
            let (given, family) = (self.draw(|wire| &wire.given), self.draw(|wire| &wire.family));
            return Person { given, family, ..Person::default() };
        }
        let number = self.number_of_somebody();
        self.known(number)
    }

    /// Zipf: as likely from 1 to 10 as from 10 to 100.
    fn number_of_somebody(&mut self) -> usize {
        (self.n_people as f64).powf(self.share()) as usize
    }

    /// Whoever has a number always has the same name, which others may have, too.
    fn known(&mut self, number: usize) -> Person {
        let random = std::mem::replace(&mut self.random, number as u64);
        let person = self.somebody(number);
        self.random = random;
        person
    }

    /// Somebody whom this one is often in the news with.
    fn associate(&mut self, of: &Person) -> Person {
        let which = self.below(ASSOCIATES) as u64;
        let random = std::mem::replace(&mut self.random, (of.number as u64) << 8 | which);
        let number = self.number_of_somebody();
        self.random = random;
        self.known(number)
    }

    fn somebody(&mut self, number: usize) -> Person {
        let (mut given, mut family) =
            (self.draw(|wire| &wire.given), self.draw(|wire| &wire.family));
        if self.below(30) == 0 {
            given = given + "-" + &self.draw(|wire| &wire.given);
        }
        if self.below(16) == 0 {
            family = family + "-" + &self.draw(|wire| &wire.family);
        }
        if self.below(8) == 0 {
            family = Person::accented(&family);
        }
        let middle = (self.below(3) == 0).then(|| char::from(b'A' + self.below(26) as u8));
        let (is_junior, role) = (self.below(30) == 0, ROLES[self.below(ROLES.len())]);
        let city = self.draw(|wire| &wire.cities);
        let organisation = self.organisation(&city);
        Person { number, given, family, middle, is_junior, role, city, organisation }
    }

    fn organisation(&mut self, city: &str) -> String {
        const KINDS: [&str; 8] = [
            "University",
            "Council",
            "Bank",
            "Institute",
            "Airlines",
            "Hospital",
            "Group",
            "Court",
        ];
        format!("{city} {}", KINDS[self.below(KINDS.len())])
    }

    /// One of these, the second half as often as the first, and so on.
    fn one_of(&mut self, forms: &[Form]) -> Form {
        forms[((forms.len() + 1) as f64).powf(self.share()) as usize - 1]
    }

    fn story(&mut self) -> Story {
        let first = self.person();
        let (mut city, mut organisation) = (first.city.clone(), first.organisation.clone());
        if self.n_people == 0 || self.below(3) == 0 {
            city = self.draw(|wire| &wire.cities);
            organisation = self.organisation(&city);
        }
        let mut people = vec![first];
        while people.len() < PEOPLE {
            people.push(match self.below(3) {
                0 => self.person(),
                _ if self.n_people == 0 => self.person(),
                _ => self.associate(&people[0]),
            });
        }
        let facts = (0..FACTS).map(|_| self.fact()).collect();
        Story { people, city, organisation, facts, kept: VecDeque::new() }
    }

    fn fact(&mut self) -> Fact {
        let topics = (0..6).map(|_| {
            let share = self.share();
            self.topics.at(share).to_owned()
        });
        Fact { topics: topics.collect(), person: self.below(PEOPLE), number: self.number() }
    }

    /// Small ones are frequent, large ones hardly met twice.
    fn number(&mut self) -> String {
        let size = 10_f64.powf(1.0 + 4.0 * self.share());
        let n = 2 + (size * self.share()) as u32;
        if n < 1000 { n.to_string() } else { format!("{},{:03}", n / 1000, n % 1000) }
    }

    /// The next article.
    pub(crate) fn article(&mut self) -> Made {
        let source = (self.n_articles * 7919) % SOURCES;
        self.style = if self.n_people == 0 { Style::default() } else { Style::of(source) };
        let place = ((self.share() * self.share()) * STORIES as f64) as usize;
        let is_new = self.below(6) == 0;
        let mut story = if is_new {
            self.story()
        } else {
            std::mem::replace(&mut self.stories[place], Story::none())
        };
        let mut paragraphs: Vec<String> =
            (0..PASSAGES - 1).map(|_| self.paragraph(&story)).collect();
        let (title, mut told) = self.introduce(&story, &mut paragraphs);
        let last = match self.below(4) {
            0 => self.below(self.stock.len()),
            _ => self.stock.len(),
        };
        let last = self.stock.get(last).cloned().unwrap_or_else(|| self.paragraph(&story));
        paragraphs.push(last);
        let planted = self.plant(&mut paragraphs, &mut told, &story);
        let key = format!("{:07}", self.n_articles);
        self.n_articles += 1;
        let kept = Kept { key: key.clone(), paragraphs: paragraphs.clone(), told: told.clone() };
        if self.below(10) == 0 {
            push(&mut self.archive, ARCHIVE, kept.clone());
        }
        push(&mut story.kept, KEPT, kept);
        self.stories[place] = story;
        Made { key, paragraphs, planted, title, source, told }
    }

    /// Writes the headline, and the sentences by which an article tells who its first two people are.
    fn introduce(&mut self, story: &Story, paragraphs: &mut [String]) -> (String, Vec<Told>) {
        const SAID: [&str; 4] = ["said", "told reporters", "announced", "denied"];
        let (words, topic) = ((self.word(), self.word()), self.draw(|wire| &wire.topics));
        let first = &story.people[0];
        let title = format!("{} {} {} {topic} {}", first.family, words.0, words.1, story.city);
        if self.n_people == 0 {
            return (title, Vec::new());
        }
        let at = 1 + self.below(PEOPLE - 1);
        let (style, mut told) = (self.style, Vec::new());
        for (ordinal, (i, paragraph)) in (0..).zip([0, at].into_iter().zip(paragraphs)) {
            let said = SAID[self.below(SAID.len())];
            let (first, later) = (self.one_of(&Form::FIRST), self.one_of(&Form::LATER));
            let person = &story.people[i];
            let role = person.role;
            let mut tell = |text: &mut String, form| {
                let (start, surface) = (text.len(), person.called(form, style));
                *text += &surface;
                told.push(Told { number: person.number, ordinal, start, surface });
            };
            let mut text = format!("{role} ");
            tell(&mut text, first);
            text += &format!(" {said} in {} on Tuesday that {paragraph} ", story.city);
            if later == Form::WithRole {
                text += &format!("{role} ");
            }
            tell(&mut text, later);
            *paragraph = text + " said that he agreed.";
        }
        (title, told)
    }

    /// Puts passages of an earlier article in the place of some, in three articles of ten: mostly of the same
    /// story, sometimes of any.
    fn plant(
        &mut self,
        paragraphs: &mut [String],
        told: &mut Vec<Told>,
        story: &Story,
    ) -> Vec<Planted> {
        if self.below(10) >= 3 {
            return Vec::new();
        }
        let from = if self.below(4) == 0 { self.archive.clone() } else { story.kept.clone() };
        if from.is_empty() {
            return Vec::new();
        }
        let from = &from[self.below(from.len())];
        let is_edited = self.below(2) == 0;
        let n_planted = 1 + self.below(4);
        let (start, at) = (self.below(PASSAGES - 4), self.below(PASSAGES - 4));
        (0..n_planted)
            .map(|i| {
                let source = &from.paragraphs[start + i];
                paragraphs[at + i] = if is_edited { self.edit(source) } else { source.clone() };
                let (ordinal, copied) = ((at + i) as u32, (start + i) as u32);
                told.retain(|told| told.ordinal != ordinal);
                // Of an edit nobody knows whether the names are left.
                let copies = from.told.iter().filter(|told| !is_edited && told.ordinal == copied);
                told.extend(copies.map(|told| Told { ordinal, ..told.clone() }));
                Planted { ordinal, from: (from.key.clone(), copied), is_edited }
            })
            .collect()
    }

    /// The same with three words of ten cut or changed.
    fn edit(&mut self, paragraph: &str) -> String {
        let words: Vec<&str> = paragraph.split(' ').collect();
        let mut left = (words.len() as f64 * EDITED).round();
        let mut out: Vec<String> = Vec::new();
        for (i, word) in words.iter().enumerate() {
            if self.share() * ((words.len() - i) as f64) < left {
                left -= 1.0;
                if self.below(2) == 0 {
                    out.push(self.word());
                }
            } else {
                out.push((*word).to_owned());
            }
        }
        out.join(" ")
    }

    fn paragraph(&mut self, story: &Story) -> String {
        let fact = &story.facts[self.below(FACTS)];
        match self.below(3) {
            0 => self.sentence(story, fact) + " " + &self.sentence(story, fact),
            _ => self.sentence(story, fact),
        }
    }

    fn sentence(&mut self, story: &Story, fact: &Fact) -> String {
        let patterns = Arc::clone(&self.patterns);
        let mut line = String::new();
        for piece in &patterns[self.below(patterns.len())] {
            match piece {
                Piece::Text(text) => line += text,
                Piece::Name(length) => line += &self.name(story, fact, *length),
                Piece::Number if self.below(2) == 0 => line += &fact.number,
                Piece::Number => line += &self.number(),
                Piece::Word { is_first: true } => line += &first_capital(&self.word()),
                Piece::Word { .. } => match self.below(100) {
                    0..14 => line += &fact.topics[self.below(fact.topics.len())],
                    14..20 => {
                        let at = (self.phrases.len() as f64).powf(self.share()) as usize - 1;
                        line += &self.phrases[at];
                    }
                    _ => line += &self.word(),
                },
            }
        }
        if self.below(8) > 0 {
            return line;
        }
        let (line, said) = (line.trim_end_matches('.'), &story.people[fact.person]);
        format!("“{line},” {} said.", said.called(Form::Family, self.style))
    }

    /// What stands where a name of so many words did: mostly a mere word, for few texts are as full of names as the
    /// client's.
    fn name(&mut self, story: &Story, fact: &Fact, length: usize) -> String {
        let person = &story.people[fact.person];
        match (length, self.below(10)) {
            (1, 0..2) => person.called(Form::Family, self.style),
            (1, 2..3) => story.city.clone(),
            (2.., 0..2) => person.called(Form::Full, self.style),
            (2.., 2..3) => story.organisation.clone(),
            _ => self.word(),
        }
    }
}

fn push(kept: &mut VecDeque<Kept>, most: usize, article: Kept) {
    if kept.len() == most {
        kept.pop_front();
    }
    kept.push_back(article);
}

impl Story {
    fn none() -> Self {
        Self {
            people: Vec::new(),
            city: String::new(),
            organisation: String::new(),
            facts: Vec::new(),
            kept: VecDeque::new(),
        }
    }
}

impl Drawn {
    fn add(&mut self, weight: f64, word: String) {
        let sum = self.0.last().map_or(0.0, |last| last.0);
        self.0.push((sum + weight, word));
    }

    /// The word at `share` of all weight.
    fn at(&self, share: f64) -> &str {
        let at = share * self.0.last().map_or(0.0, |last| last.0);
        &self.0[self.0.partition_point(|(sum, _)| *sum <= at)].1
    }
}

fn read(name: &str) -> String {
    std::fs::read_to_string(format!("{}/assets/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The words of the rarity table, each stem as the first word that has it, but those that mostly have a capital.
#[derive(Default)]
struct Words {
    /// The most frequent of all, in any form.
    common: HashSet<String>,
    /// The others.
    words: Drawn,
    /// Those that one sentence in a hundred has or less.
    topics: Drawn,
}

impl Words {
    fn read() -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let mut surfaces: HashMap<String, Vec<String>> = HashMap::new();
        for line in read("names/words.tsv").lines() {
            let word = line.split('\t').next().unwrap();
            surfaces.entry(stemmer.stem(word).into_owned()).or_default().push(word.to_owned());
        }
        let mut stems: Vec<(f64, String)> = Vec::new();
        for line in read("passages/rarity.tsv").lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let (stem, count) = (fields[0], fields[1].parse().unwrap());
            let is_name = fields[2].parse::<u32>().unwrap() > 60;
            if !is_name && stem.bytes().all(|byte| byte.is_ascii_lowercase()) {
                stems.push((count, stem.to_owned()));
            }
        }
        stems.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut all = Self::default();
        for (rank, (count, stem)) in stems.into_iter().enumerate() {
            let forms = surfaces.remove(&stem).unwrap_or_else(|| vec![stem]);
            if rank < COMMON {
                all.common.extend(forms);
                continue;
            }
            if count < 800.0 {
                all.topics.add(count, forms[0].clone());
            }
            all.words.add(count, forms[0].clone());
        }
        all
    }
}

/// The names of a list whose digit at `column` counts; each step is three times as frequent.
fn names(list: &str, column: usize) -> Drawn {
    let mut out = Drawn::default();
    for line in read(&format!("names/{list}")).lines() {
        let Some((name, counts)) = line.split_once('\t') else { continue };
        let step = counts.as_bytes()[column] - b'0';
        if step > 0 && name.len() > 1 && name.is_ascii() {
            out.add(3_f64.powi(step.into()), capital(name));
        }
    }
    out
}

fn capital(words: &str) -> String {
    words.split(' ').map(first_capital).collect::<Vec<_>>().join(" ")
}

fn first_capital(word: &str) -> String {
    let (head, rest) = word.split_at(word.len().min(1));
    head.to_uppercase() + rest
}

impl Made {
    /// The article as the text of a file, under its title.
    #[allow(dead_code, reason = "only the benches read it from a file")]
    pub(crate) fn text(&self) -> String {
        format!("{}\n\n{}\n", self.key, self.paragraphs.join("\n\n"))
    }

    /// The article as a file that was read, with the keys of its passages; names are not sought.
    pub(crate) fn file(&self) -> FileRecord {
        let mut article =
            Article { key: self.key.clone(), title: self.key.clone(), ..Article::default() };
        for paragraph in &self.paragraphs {
            let start = article.text.len();
            article.text += paragraph;
            let span = Span::new(start..article.text.len(), &article.text).unwrap();
            article.passages.push(Passage { span, kind: PassageKind::Body });
            article.text += "\n\n";
        }
        let keys = self.paragraphs.iter().map(|text| passages::keys(text)).collect();
        FileRecord {
            state: FileState { key: self.key.clone(), ..FileState::default() },
            articles: vec![ArticleRecord::new(article, Vec::new(), Vec::new(), keys)],
            faults: Vec::new(),
        }
    }
}
