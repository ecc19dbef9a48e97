//! Pickers: lists over the whole screen that are filtered by typing, with a live preview of the row one
//! is on. The help is one of them.

use std::sync::Arc;

use super::{JudgedRow, KINDS, ListView, Part, Prompt, Sheet, Stop, Subject, Ticket};
use crate::filter::Rows;
use crate::keymap::{Command, HelpRow};
use crate::model::{
    ArticleId, ArticleRows, ContextLine, EntityId, EntityKind, EntityRow, Hit, Kept, Mark, Note,
    PassageRef, Place, QuoteRow, Related,
};
use crate::query::SavedQuery;
use crate::text::Span;

/// An open picker.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What is picked.
    pub kind: PickerKind,
    /// Whom or what the rows belong to: a person's name, a passage.
    pub of: String,
    /// The rows.
    pub rows: PickerRows,
    /// Which are shown, the cursor, and the typed line.
    pub list: ListView<u32>,
    /// What is shown of the row one is on.
    pub preview: Preview,
    /// What a correction that it completes is about.
    pub subject: Option<Subject>,
    /// The request for the rows, while under way.
    pub asked: Option<Ticket>,
    /// What is to be done with the first row, once it has come.
    pub(super) waiting: Option<Command>,
    /// The request for the preview, while under way.
    pub asked_preview: Option<(Ticket, PreviewOf)>,
}

/// What is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum PickerKind {
    Persons,
    Articles,
    Mentions,
    Quotes,
    Hits,
    Related,
    Trail,
    Keys,
    Commands,
    SameAs,
    Merge,
    Kind,
    Split,
    Judgements,
    Marks,
    Notes,
    Saved,
}

/// The rows of a picker.
#[derive(Clone, Debug)]
pub enum PickerRows {
    /// Entities: all of the library, and the places of those to pick from among them.
    Persons(Arc<Vec<EntityRow>>, Vec<u32>),
    /// Articles.
    Articles(Arc<ArticleRows>),
    /// All mentions of an entity, each with the title of its article.
    Mentions(EntityId, Vec<ContextLine>),
    /// What an entity is quoted as saying.
    Quotes(EntityId, Vec<SaidRow>),
    /// What a full-text search found.
    Hits(Vec<Hit>),
    /// Related passages.
    Related(Vec<Related>),
    /// Places left behind, the last first.
    Trail(Vec<Stop>),
    /// The keys of a place.
    Keys(Vec<HelpRow>),
    /// What an entity can be: [`KINDS`].
    Kinds,
    /// Parts of an entity.
    Parts(Vec<Part>),
    /// What was said of who is who, the last first.
    Judgements(Vec<JudgedRow>),
    /// Marks.
    Marks(Vec<Kept<Mark>>),
    /// Notes, the newest first.
    Notes(Vec<Kept<Note>>),
    /// Saved queries, by name.
    Saved(Vec<SavedQuery>),
}

/// A version of a quote.
#[derive(Clone, Debug)]
pub struct SaidRow {
    /// The version.
    pub quote: QuoteRow,
    /// Whether the row before is another version of the same quote.
    pub is_version: bool,
}

/// What is previewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreviewOf {
    /// An article.
    Article(ArticleId),
    /// The mentions of a person.
    Person(EntityId),
}

/// A preview.
#[derive(Clone, Debug, Default)]
pub enum Preview {
    /// Nothing yet.
    #[default]
    None,
    /// An article, wrapped.
    Article(Box<Sheet>),
    /// The mentions of a person.
    Person(EntityId, Vec<ContextLine>),
}

/// The place in an article that a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The article.
    pub article: ArticleId,
    /// The passage; `None` for the beginning.
    pub passage: Option<u32>,
    /// The mention.
    pub span: Option<Span>,
}

impl Target {
    /// A passage.
    pub const fn of(passage: PassageRef) -> Self {
        Self { article: passage.article, passage: Some(passage.ordinal), span: None }
    }

    /// A mention and the passage it stands in.
    pub const fn at(place: Place, passage: u32) -> Self {
        Self { article: place.article, passage: Some(passage), span: Some(place.span) }
    }
}

impl PickerKind {
    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Persons => "Persons",
            Self::Articles => "Articles",
            Self::Mentions => "All mentions",
            Self::Quotes => "Quotes",
            Self::Hits => "Search in all articles",
            Self::Related => "Related passages",
            Self::Trail => "Trail",
            Self::Keys => "Keys",
            Self::Commands => "Commands",
            Self::SameAs => "the same as",
            Self::Merge => "also",
            Self::Kind => "really",
            Self::Split => "somebody else where",
            Self::Judgements => "Judgements",
            Self::Marks => "Marks",
            Self::Notes => "Notes",
            Self::Saved => "Saved queries",
        }
    }

    /// Whether its rows need the width of the screen.
    pub const fn wants_width(self) -> bool {
        matches!(self, Self::Mentions)
    }

    /// Whether there is something to preview.
    pub const fn has_preview(self) -> bool {
        !matches!(self, Self::Keys | Self::Commands | Self::Kind | Self::Saved)
    }
}

impl Picker {
    /// A picker with these rows.
    pub fn new(kind: PickerKind, of: &str, rows: PickerRows) -> Self {
        let mut list: ListView<u32> = ListView::default();
        list.filter = Some(Prompt::default());
        list.is_typing = true;
        let mut made = Self {
            kind,
            of: of.to_owned(),
            rows: PickerRows::Hits(Vec::new()),
            list,
            preview: Preview::None,
            subject: None,
            asked: None,
            waiting: None,
            asked_preview: None,
        };
        made.set_rows(rows);
        made
    }

    /// The persons of a library.
    pub fn persons(entities: &Arc<Vec<EntityRow>>) -> PickerRows {
        Self::entities(entities, EntityKind::Person, None)
    }

    /// The entities of a kind, but for one.
    pub fn entities(
        entities: &Arc<Vec<EntityRow>>,
        kind: EntityKind,
        except: Option<EntityId>,
    ) -> PickerRows {
        let is_one = |row: &EntityRow| row.kind == kind && Some(row.id) != except;
        let all = (0..).zip(entities.iter()).filter(|(_, row)| is_one(row));
        PickerRows::Persons(Arc::clone(entities), all.map(|(place, _)| place).collect())
    }

    /// Whether its rows, or which of them are meant, are still to come.
    pub(super) fn is_waiting(&self) -> bool {
        self.asked.is_some() || self.list.is_waiting()
    }

    /// Replaces the rows. Returns whether the filter has to be asked again.
    pub fn set_rows(&mut self, rows: PickerRows) -> bool {
        self.rows = rows;
        self.list.set_rows((0..self.rows.len() as u32).collect(), None)
    }

    /// The row one is on.
    pub fn row(&self) -> Option<usize> {
        self.list.row()
    }

    /// The place in an article that the row one is on is about.
    pub fn target(&self) -> Option<Target> {
        let row = self.row()?;
        Some(match &self.rows {
            PickerRows::Persons(..)
            | PickerRows::Keys(_)
            | PickerRows::Kinds
            | PickerRows::Saved(_) => return None,
            PickerRows::Articles(rows) => {
                Target { article: rows.get(row)?.id, passage: None, span: None }
            }
            PickerRows::Mentions(_, lines) => {
                let line = lines.get(row)?;
                let (article, span) = (line.place.article, Some(line.place.span));
                Target { article, passage: Some(line.ordinal), span }
            }
            PickerRows::Quotes(_, rows) => {
                let passage = rows.get(row)?.quote.passage;
                Target { article: passage.article, passage: Some(passage.ordinal), span: None }
            }
            PickerRows::Hits(hits) => {
                let passage = hits.get(row)?.passage;
                Target { article: passage.article, passage: Some(passage.ordinal), span: None }
            }
            PickerRows::Related(rows) => {
                let passage = rows.get(row)?.passage;
                Target { article: passage.article, passage: Some(passage.ordinal), span: None }
            }
            PickerRows::Trail(stops) => {
                let stop = stops.get(row)?;
                Target { article: stop.article, passage: Some(stop.passage), span: stop.mention }
            }
            PickerRows::Parts(parts) => match parts.get(row)? {
                Part::Alias(_) => return None,
                Part::Article { place, passage, .. } => Target::at(*place, *passage),
            },
            PickerRows::Judgements(rows) => {
                let (place, passage) = rows.get(row)?.place?;
                Target::at(place, passage)
            }
            PickerRows::Marks(rows) => Target::of(rows.get(row)?.passage?),
            PickerRows::Notes(rows) => Target::of(rows.get(row)?.passage?),
        })
    }

    /// What the row one is on wants previewed.
    pub fn wants_preview(&self) -> Option<PreviewOf> {
        match &self.rows {
            PickerRows::Persons(..) => Some(PreviewOf::Person(self.person()?.id)),
            _ => Some(PreviewOf::Article(self.target()?.article)),
        }
    }

    /// Whether that is what is shown.
    pub fn shows(&self, wanted: PreviewOf) -> bool {
        match (&self.preview, wanted) {
            (Preview::Article(sheet), PreviewOf::Article(id)) => sheet.view.id == id,
            (Preview::Person(shown, _), PreviewOf::Person(id)) => *shown == id,
            _ => false,
        }
    }

    /// The person one is on.
    pub fn person(&self) -> Option<&EntityRow> {
        self.rows.person(self.row()?)
    }
}

impl PickerRows {
    /// The quotes of an entity, from groups of versions.
    pub fn quotes(of: EntityId, groups: Vec<Vec<QuoteRow>>) -> Self {
        let rows = groups.into_iter().flat_map(|group| {
            let versions = group.into_iter().enumerate();
            versions.map(|(place, quote)| SaidRow { quote, is_version: place > 0 })
        });
        Self::Quotes(of, rows.collect())
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Persons(_, rows) => rows.len(),
            Self::Articles(rows) => rows.len(),
            Self::Mentions(_, rows) => rows.len(),
            Self::Quotes(_, rows) => rows.len(),
            Self::Hits(rows) => rows.len(),
            Self::Related(rows) => rows.len(),
            Self::Trail(rows) => rows.len(),
            Self::Keys(rows) => rows.len(),
            Self::Kinds => KINDS.len(),
            Self::Parts(parts) => parts.len(),
            Self::Judgements(rows) => rows.len(),
            Self::Marks(rows) => rows.len(),
            Self::Notes(rows) => rows.len(),
            Self::Saved(rows) => rows.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The person at `row`.
    pub fn person(&self, row: usize) -> Option<&EntityRow> {
        match self {
            Self::Persons(entities, persons) => entities.get(*persons.get(row)? as usize),
            _ => None,
        }
    }

    /// What of a row the filter sees; empty for a row that does not exist.
    pub fn filter_text(&self, row: usize) -> String {
        let text = match self {
            Self::Persons(..) => self.person(row).map(super::Sidebar::filter_text),
            Self::Articles(rows) => rows.get(row).map(|row| super::row_text(&row, row.tags)),
            Self::Mentions(_, lines) => lines.get(row).map(|line| line.passage.clone()),
            Self::Quotes(_, rows) => {
                rows.get(row).map(|row| format!("{}  {}", row.quote.text, row.quote.title))
            }
            Self::Hits(_) => None,
            Self::Related(rows) => {
                rows.get(row).map(|row| format!("{} {}  {}", row.kind.name(), row.title, row.text))
            }
            Self::Trail(stops) => {
                stops.get(row).map(|stop| format!("{}  {}", stop.title, stop.words))
            }
            Self::Keys(rows) => rows
                .get(row)
                .map(|row| format!("{}  {}  {}", row.text, row.keys, row.command.entry().name)),
            Self::Kinds => KINDS.get(row).map(|(_, words)| (*words).to_owned()),
            Self::Parts(parts) => parts.get(row).map(|part| match part {
                Part::Alias(alias) => format!("called \"{alias}\""),
                Part::Article { title, .. } => title.clone(),
            }),
            Self::Judgements(rows) => rows.get(row).map(|row| row.judgement.said.sentence()),
            Self::Marks(rows) => rows.get(row).map(|row| {
                format!("{}  {}  {}", row.what.letter, row.title, row.what.anchor.surface)
            }),
            Self::Notes(rows) => rows.get(row).map(|row| {
                format!("{}  {}  {}", row.what.text, row.title, row.what.anchor.surface)
            }),
            Self::Saved(rows) => {
                rows.get(row).map(|saved| format!("{}  {}", saved.name, saved.text))
            }
        };
        text.unwrap_or_default()
    }

    /// The rows folded for the filter.
    pub fn folded(&self) -> Rows {
        let texts: Vec<String> = (0..self.len()).map(|row| self.filter_text(row)).collect();
        let texts = texts.iter().map(String::as_str);
        match self {
            Self::Persons(..) | Self::Articles(_) | Self::Saved(_) => Rows::new(texts),
            _ => Rows::of_sentences(texts),
        }
    }
}
