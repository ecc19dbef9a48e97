//! Made-up articles about many people, as chains, with the truth of who is who: few people in many articles and
//! many in few (Zipf), circles of people who keep company, homonyms, initials and family names alone. Any
//! number, the same for the same seed.

use ibid::model::{Alias, Article, Chain, EntityKind, Form, Mention, Passage};
use ibid::people;
use ibid::store::{ArticleRecord, FileRecord, FileState};
use ibid::text::Span;

/// Chains in an article.
pub(crate) const CHAINS: usize = 8;

/// People, organisations and places to write about.
pub(crate) struct Crowd {
    names: Vec<(String, String)>,
    /// Sums of the weights of the people, for drawing one.
    sums: Vec<f64>,
    random: u64,
    n_articles: usize,
}

/// An article with the number of the person, organisation or place behind each chain.
pub(crate) struct Made {
    pub(crate) key: String,
    pub(crate) chains: Vec<Chain>,
    #[allow(dead_code, reason = "the benches measure against it")]
    pub(crate) truth: Vec<usize>,
}

impl Crowd {
    /// A crowd of `n` people whose given and family names are as frequent as the lists say.
    pub(crate) fn new(n: usize, seed: u64) -> Self {
        let mut crowd = Self { names: Vec::new(), sums: Vec::new(), random: seed, n_articles: 0 };
        let (given, family) = (list(3), list(4));
        let mut sum = 0.0;
        for rank in 0..n {
            let name = (crowd.draw(&given).to_owned(), crowd.draw(&family).to_owned());
            crowd.names.push(name);
            sum += 1.0 / (rank + 1) as f64;
            crowd.sums.push(sum);
        }
        crowd
    }

    fn below(&mut self, n: usize) -> usize {
        (self.share() * n as f64) as usize
    }

    /// A number from 0 to below 1 (SplitMix64).
    fn share(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.random ^ (self.random >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn draw<'n>(&mut self, list: &'n [(f64, String)]) -> &'n str {
        let at = self.share() * list.last().map_or(0.0, |last| last.0);
        &list[list.partition_point(|(sum, _)| *sum < at)].1
    }

    fn person(&mut self) -> usize {
        let at = self.share() * self.sums.last().copied().unwrap_or(0.0);
        self.sums.partition_point(|sum| *sum < at).min(self.names.len() - 1)
    }

    /// The next article: about a person, some of their circle, and others.
    pub(crate) fn article(&mut self) -> Made {
        let lead = self.person();
        let mut truth = vec![lead];
        while truth.len() < CHAINS - 2 {
            let other = match self.below(10) {
                0..7 => (lead + (1 + self.below(9)) * 7919) % self.names.len(),
                _ => self.person(),
            };
            if !truth.contains(&other) {
                truth.push(other);
            }
        }
        let mut chains: Vec<Chain> = Vec::new();
        for (at, &person) in truth.iter().enumerate() {
            let (given, family) = self.names[person].clone();
            let name = match self.below(100) {
                0..3 if at > 0 => format!("{}. {family}", given.chars().next().unwrap()),
                3..13 if at > 0 => family,
                _ => format!("{given} {family}"),
            };
            chains.push(chain(EntityKind::Person, name, at));
        }
        for (kind, n) in [(EntityKind::Organisation, 2000), (EntityKind::Place, 300)] {
            let number = if self.below(2) == 0 { lead % n } else { self.below(n) };
            truth.push(self.names.len() * (1 + kind as usize) + number);
            chains.push(chain(kind, format!("{} {number}", kind.label()), chains.len()));
        }
        people::keep_company(&mut chains);
        self.n_articles += 1;
        Made { key: format!("{:07}", self.n_articles), chains, truth }
    }
}

fn chain(kind: EntityKind, name: String, at: usize) -> Chain {
    Chain {
        kind,
        aliases: vec![Alias { surface: name.clone(), count: 1 }],
        name,
        roles: Vec::new(),
        gender: None,
        mentions: vec![at as u32],
        company: Vec::new(),
    }
}

/// The names of the list whose column counts, with sums of weights; each step is three times as frequent.
fn list(column: usize) -> Vec<(f64, String)> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/names/people.tsv");
    let (mut sum, mut out) = (0.0, Vec::new());
    for line in std::fs::read_to_string(file).unwrap().lines() {
        let Some((name, counts)) = line.split_once('\t') else { continue };
        let step = counts.as_bytes()[column - 3] - b'0';
        let mut letters = name.chars();
        if step > 0 && name.len() > 1 && name.is_ascii() {
            sum += 3_f64.powi(step.into());
            let head = letters.next().unwrap().to_ascii_uppercase();
            out.push((sum, format!("{head}{}", letters.as_str())));
        }
    }
    out
}

impl Made {
    /// The article as a file that was read: its text is its names.
    pub(crate) fn file(&self) -> FileRecord {
        let mut article =
            Article { key: self.key.clone(), title: self.key.clone(), ..Article::default() };
        let mut mentions = Vec::new();
        for chain in &self.chains {
            let start = article.text.len();
            article.text += &chain.name;
            let span = Span::new(start..article.text.len(), &article.text).unwrap();
            let (kind, rule) = (chain.kind, "made".into());
            mentions.push(Mention { span, kind, form: Form::Name, confidence: 1.0, rule });
            article.text += ". ";
        }
        let whole = Span::new(0..article.text.len() - 1, &article.text).unwrap();
        article.passages.push(Passage { span: whole, kind: Default::default() });
        let blocks = self.chains.iter().map(people::blocks).collect();
        let record = ArticleRecord::new(article, mentions, self.chains.clone(), vec![Vec::new()]);
        FileRecord {
            state: FileState { key: self.key.clone(), ..FileState::default() },
            articles: vec![record.with_blocks(blocks)],
            faults: Vec::new(),
        }
    }
}
