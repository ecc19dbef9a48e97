//! Correcting who is who: what a correction is about, the lists and lines it is completed in, and telling it.

use super::{Asked, Asking, Effect, Pane, Picker, PickerKind, PickerRows, Prompt, State, Ticket};
use crate::model::{
    ArticleId, ContextLine, EntityId, EntityKind, EntityRow, Judgement, Place, Ruling, Said,
};

/// What a correction that is being completed is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A mention, and whom it is taken for.
    Mention(Place, EntityId),
    /// An entity.
    Entity(EntityId),
}

/// A part of an entity that can be split off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Where articles call it so.
    Alias(String),
    /// An article, by the first mention in it.
    Article {
        /// The mention.
        place: Place,
        /// The passage it stands in.
        passage: u32,
        /// The title of the article.
        title: String,
        /// How many mentions it has.
        mentions: u32,
    },
}

/// A judgement that holds, and where its place is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedRow {
    /// The judgement.
    pub judgement: Judgement,
    /// Its place, with the passage; `None` where that is gone.
    pub place: Option<(Place, u32)>,
}

/// What an entity can be said to be, and in which words.
pub const KINDS: [(Option<EntityKind>, &str); 4] = [
    (Some(EntityKind::Person), "a person"),
    (Some(EntityKind::Organisation), "an organisation"),
    (Some(EntityKind::Place), "a place"),
    (None, "nobody and nothing: strike it out"),
];

impl State {
    /// The mention that a correction is about: the marked one, where the reader sees it. None is guessed, for what is
    /// said of one reaches further; where none is marked the first person of the passage is, to be seen first.
    fn mention_meant(&mut self) -> Option<(Place, EntityId)> {
        if self.focus != Pane::Reader {
            self.tell("this is said of a mention in the text");
            return None;
        }
        let sheet = self.reader.sheet.as_ref()?;
        if let Some(mention) = self.reader.mention.and_then(|place| sheet.mention(place)) {
            let place = Place { article: sheet.view.id, span: mention.mention.span };
            return Some((place, mention.entity));
        }
        let is_person = |place: &usize| {
            sheet.mention(*place).is_some_and(|m| m.mention.kind == EntityKind::Person)
        };
        let first = sheet.mentions_in(sheet.span_of(self.reader.passage)).find(is_person);
        self.reader.mention = first;
        self.tell(match first {
            Some(_) => "no mention was marked: now this one is; say it again if you mean it",
            None => "nobody is named in this passage",
        });
        None
    }

    /// The entity that a correction is about: the row of the sidebar while that has the keys, else whom the current
    /// mention refers to, else who is chosen.
    fn entity_meant(&self) -> Option<EntityRow> {
        let rows = || self.sidebar.entities.iter().chain(self.entities.iter());
        let find = |id: EntityId| rows().find(|row| row.id == id).cloned();
        let sheet = self.reader.sheet.as_ref();
        let id = match self.focus {
            Pane::Sidebar if self.sidebar.tab.kind().is_some() => self.sidebar.list.current(),
            _ => sheet.and_then(|sheet| Some(sheet.mention(self.reader.mention?)?.entity)),
        };
        id.or(self.chosen.as_ref().map(|chosen| chosen.id)).and_then(find)
    }

    /// `cs`: the mention is somebody else, to be picked; in the sidebar two are one.
    pub(super) fn say_same(&mut self) {
        if self.focus == Pane::Sidebar {
            return self.say_merge();
        }
        let Some((place, whom)) = self.mention_meant() else { return };
        let words = self.reader.sheet.as_ref().map_or("", |sheet| place.span.of(sheet.text()));
        let of = format!("\"{}\"", words.replace('\n', " "));
        self.pick_whom(PickerKind::SameAs, &of, Subject::Mention(place, whom), whom);
    }

    /// `cm`: an entity is another one too, to be picked.
    pub(super) fn say_merge(&mut self) {
        let Some(row) = self.entity_meant() else { return self.tell(NOBODY) };
        self.pick_whom(PickerKind::Merge, &row.name, Subject::Entity(row.id), row.id);
    }

    /// Opens a picker of the entities of the same kind as `like`.
    fn pick_whom(&mut self, kind: PickerKind, of: &str, subject: Subject, like: EntityId) {
        let like = self.entities.iter().find(|row| row.id == like);
        let of_kind = like.map_or(EntityKind::Person, |row| row.kind);
        let except = like.map(|row| row.id);
        let rows = Picker::entities(&self.entities, of_kind, except);
        let mut picker = Picker::new(kind, of, rows);
        picker.subject = Some(subject);
        self.picker = Some(picker);
    }

    /// `cn`, `cw`, `cx`: what is said of the current mention at once.
    pub(super) fn say_of_mention(&mut self, say: impl FnOnce(Place, EntityId) -> Ruling) {
        if let Some((mention, whom)) = self.mention_meant() {
            self.say(say(mention, whom));
        }
    }

    /// `cr`: a name for an entity, to be typed.
    pub(super) fn say_name(&mut self) {
        let Some(row) = self.entity_meant() else { return self.tell(NOBODY) };
        let (prompt, label) = (Prompt::with(&row.name), format!("{} is called ", row.name));
        self.asking = Some(Asking { of: Asked::Name(row.id, row.name), label, prompt });
    }

    /// Takes the typed name.
    pub(super) fn accept_name(&mut self, whom: EntityId, was: &str, typed: &str) {
        let name = typed.trim().to_owned();
        if name.is_empty() || name == was {
            return self.tell(format!("{was} keeps the name"));
        }
        self.say(Said::Rename { whom, name });
    }

    /// `ck`: what an entity is, to be picked.
    pub(super) fn say_kind(&mut self) {
        let Some(row) = self.entity_meant() else { return self.tell(NOBODY) };
        let mut picker = Picker::new(PickerKind::Kind, &row.name, PickerRows::Kinds);
        let place = KINDS.iter().position(|(kind, _)| *kind == Some(row.kind));
        picker.list.go_to(place.unwrap_or(0) as u32);
        picker.subject = Some(Subject::Entity(row.id));
        self.picker = Some(picker);
    }

    /// `cp`: a part of an entity that is somebody else, to be picked.
    pub(super) fn say_split(&mut self) {
        let Some(row) = self.entity_meant() else { return self.tell(NOBODY) };
        let mut picker = Picker::new(PickerKind::Split, &row.name, PickerRows::Parts(Vec::new()));
        picker.subject = Some(Subject::Entity(row.id));
        let ticket = self.ticket();
        picker.asked = Some(ticket);
        self.ask(Effect::LoadContext(ticket, row.id, usize::MAX));
        self.picker = Some(picker);
    }

    /// The parts of an entity: the names it goes by, and the articles it is in, by all its mentions.
    pub(super) fn parts(&self, id: EntityId, lines: &[ContextLine]) -> Vec<Part> {
        let row = self.entities.iter().find(|row| row.id == id);
        let names = row.map_or(&[][..], |row| row.aliases.as_slice());
        let names = names.iter().filter(|_| names.len() > 1).cloned().map(Part::Alias);
        let title = |article: ArticleId| self.articles.row(article).map(|row| row.title.to_owned());
        let articles = lines.chunk_by(|a, b| a.place.article == b.place.article);
        let articles = articles.filter_map(|group| {
            let first = group.first()?;
            Some(Part::Article {
                place: first.place,
                passage: first.ordinal,
                title: title(first.place.article).unwrap_or_default(),
                mentions: group.len() as u32,
            })
        });
        names.chain(articles).collect()
    }

    /// `cl`: what was said so far.
    pub(super) fn pick_judgement(&mut self) {
        let mut picker =
            Picker::new(PickerKind::Judgements, "", PickerRows::Judgements(Vec::new()));
        let ticket = self.ticket();
        picker.asked = Some(ticket);
        self.ask(Effect::LoadJudgements(ticket));
        self.picker = Some(picker);
    }

    pub(super) fn take_judgements(&mut self, ticket: Ticket, rows: Vec<JudgedRow>) {
        if let Some(picker) = &mut self.picker
            && picker.asked.take_if(|asked| *asked == ticket).is_some()
        {
            picker.set_rows(PickerRows::Judgements(rows));
        }
    }

    /// Takes back the judgement that one is on in the list of them.
    pub(super) fn withdraw(&mut self) {
        let Some(picker) = &self.picker else { return };
        if let (PickerRows::Judgements(rows), Some(row)) = (&picker.rows, picker.row())
            && let Some(row) = rows.get(row)
        {
            let judgement = row.judgement.clone();
            self.ask(Effect::Withdraw(Box::new(judgement)));
            self.pick_judgement();
        }
    }

    /// Completes a correction by the row one is on. Returns whether the picker was there for one.
    pub(super) fn accept_judgement(&mut self, picker: &Picker, row: usize) -> bool {
        let Some(subject) = &picker.subject else { return false };
        let ruling = match (&picker.rows, subject) {
            (PickerRows::Persons(..), Subject::Mention(mention, _)) => {
                picker.person().map(|whom| Said::SameAs { mention: *mention, whom: whom.id })
            }
            (PickerRows::Persons(..), Subject::Entity(whom)) => {
                picker.person().map(|other| Said::Merge { whom: *whom, other: other.id })
            }
            (PickerRows::Kinds, Subject::Entity(whom)) => {
                KINDS.get(row).map(|(kind, _)| Said::Kind { whom: *whom, kind: *kind })
            }
            (PickerRows::Parts(parts), Subject::Entity(whom)) => {
                parts.get(row).map(|part| match part {
                    Part::Alias(alias) => Said::SplitAlias { whom: *whom, alias: alias.clone() },
                    Part::Article { place, .. } => {
                        Said::SplitArticles { whom: *whom, mentions: vec![*place] }
                    }
                })
            }
            _ => None,
        };
        if let Some(ruling) = ruling {
            self.say(ruling);
        }
        true
    }

    fn say(&mut self, ruling: Ruling) {
        self.ask(Effect::Judge(Box::new(ruling)));
    }

    /// Something was said or taken back: the library is to show it.
    pub(super) fn take_judged(&mut self, what: String) {
        self.tell(what);
        self.ask(Effect::ApplyJudgements);
    }
}

const NOBODY: &str = "nobody is meant: go to a name, or to a row of the sidebar";
