//! Which articles a query finds: its tree as a condition in SQL. Words are looked up in the full-text index, names among
//! the entities, labels in what the reader file says.

use std::fmt::Write;
use std::sync::Arc;

use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::entities::ids_named;
use super::library::{Library, code, rows};
use super::reading::unpack_passages;
use super::wanted::Wanted;
use super::{Labels, StoreError};
use crate::model::{ArticleId, EntityKind, PassageKind};
use crate::query::{Field, Kind, Label, Name, Order, Query};
use crate::text::fold;

/// How many articles are weighed for [`Order::Best`].
const WEIGHED: usize = 100_000;

impl Library {
    /// The articles that `query` finds, newest first; at most `most`. Labels are those of the reader.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn find(
        &self,
        query: &Query,
        labels: &Arc<Labels>,
        most: usize,
    ) -> Result<Vec<ArticleId>, StoreError> {
        self.ask(|conn| {
            let found = found(conn, query, labels, (Order::Newest, most))?;
            Ok(found.into_iter().map(|(id, _)| id).collect())
        })
    }
}

/// The articles that a query finds, with their titles.
pub(super) fn found(
    conn: &Connection,
    query: &Query,
    labels: &Arc<Labels>,
    (order, most): (Order, usize),
) -> rusqlite::Result<Vec<(ArticleId, String)>> {
    know_functions(conn, labels)?;
    let mut condition = Condition { conn, params: Vec::new() };
    let statement = condition.statement(query, order)?;
    condition.params.push(i64::try_from(most).unwrap_or(i64::MAX).into());
    rows(conn, &statement, params_from_iter(condition.params), |row| {
        Ok((ArticleId(row.get(0)?), row.get(1)?))
    })
}

/// The key of an article that labels are asked of.
const KEY: &str = "(SELECT f.key || a.within FROM files f WHERE f.id = a.file)";

/// Makes SQLite know what it cannot do by itself: `holds(text, words)`, `has_kind(passages, kind)` and
/// `has_label(key, label)`.
fn know_functions(conn: &Connection, labels: &Arc<Labels>) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    conn.create_scalar_function("holds", 2, flags | FunctionFlags::SQLITE_DETERMINISTIC, |call| {
        let text = call.get_raw(0).as_str_or_null().unwrap_or_default();
        let words = call.get_raw(1).as_str()?;
        let text = fold(text.unwrap_or(""));
        Ok(words.split_whitespace().all(|word| text.contains(word)))
    })?;
    conn.create_scalar_function(
        "has_kind",
        2,
        flags | FunctionFlags::SQLITE_DETERMINISTIC,
        |call| {
            let (passages, kind) =
                (unpack_passages(call.get_raw(0).as_blob()?), call.get::<i64>(1)?);
            Ok(passages.iter().any(|passage| code(&PassageKind::ALL, &passage.kind) == kind))
        },
    )?;
    let labels = Arc::clone(labels);
    conn.create_scalar_function("has_label", 2, flags, move |call| {
        let (key, label) = (call.get_raw(0).as_str()?, call.get_raw(1).as_str()?);
        Ok(match label {
            "read" => labels.is_read(key),
            "starred" => labels.is_starred(key),
            "noted" => labels.is_noted(key),
            "tagged" => !labels.tags(key).is_empty(),
            tag => {
                tag.strip_prefix('#').is_some_and(|tag| labels.tags(key).iter().any(|t| t == tag))
            }
        })
    })
}

/// A condition that is being written, with the values of its parameters.
struct Condition<'a> {
    conn: &'a Connection,
    params: Vec<Value>,
}

impl Condition<'_> {
    /// The statement that finds the articles of a query; its last parameter is how many.
    fn statement(&mut self, query: &Query, order: Order) -> rusqlite::Result<String> {
        let parts = match query {
            Query::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut expression: Option<String> = None;
        let mut rest = Vec::new();
        for part in parts {
            match expression_of(part) {
                Text::Words(words) => {
                    expression = Some(match expression {
                        Some(before) => format!("{before} AND {words}"),
                        None => words,
                    });
                }
                Text::Nothing => {}
                Text::NotOnly => rest.push(part),
            }
        }
        let Some(expression) = expression else {
            let holds = self.all(&rest)?;
            return Ok(format!(
                "SELECT a.id, a.title FROM articles a WHERE {holds} ORDER BY a.day DESC, a.id LIMIT ?"
            ));
        };
        self.params.push(expression.into());
        let holds = self.all(&rest)?;
        let from = "words JOIN articles a ON a.place = words.rowid WHERE words MATCH ?";
        // The index walks its rows from the newest; those of one day come as they were read, so the last day of a full
        // page may be cut anywhere.
        Ok(match order {
            Order::Newest => format!(
                "SELECT id, title FROM (
                    SELECT a.id, a.title, a.day FROM {from} AND {holds}
                    ORDER BY words.rowid DESC LIMIT ?)
                ORDER BY day DESC, id"
            ),
            Order::Best => format!(
                "SELECT id, title FROM (
                    SELECT a.id, a.title, bm25(words) AS weight FROM {from} AND {holds}
                    ORDER BY words.rowid DESC LIMIT {WEIGHED})
                ORDER BY weight, id LIMIT ?"
            ),
        })
    }

    fn all(&mut self, parts: &[&Query]) -> rusqlite::Result<String> {
        let mut out = String::from("1");
        for part in parts {
            let _ = write!(out, " AND {}", self.of(part)?);
        }
        Ok(out)
    }

    /// The condition of one part.
    fn of(&mut self, query: &Query) -> rusqlite::Result<String> {
        if let Text::Words(words) = expression_of(query) {
            self.params.push(words.into());
            return Ok("a.place IN (SELECT rowid FROM words WHERE words MATCH ?)".to_owned());
        }
        Ok(match query {
            Query::All(parts) => format!("({})", self.all(&parts.iter().collect::<Vec<_>>())?),
            Query::Any(parts) => {
                let each: Result<Vec<String>, _> = parts.iter().map(|part| self.of(part)).collect();
                format!("({})", each?.join(" OR "))
            }
            Query::Not(inner) if matches!(expression_of(inner), Text::Nothing) => "1".to_owned(),
            Query::Not(inner) => format!("NOT {}", self.of(inner)?),
            Query::Field(field) => self.field(field)?,
            _ => "1".to_owned(),
        })
    }

    fn field(&mut self, field: &Field) -> rusqlite::Result<String> {
        Ok(match field {
            Field::Title(inner) | Field::Text(inner) => self.of(inner)?,
            Field::Person(name) => self.entity(EntityKind::Person, name)?,
            Field::Org(name) => self.entity(EntityKind::Organisation, name)?,
            Field::Place(name) => self.entity(EntityKind::Place, name)?,
            Field::Source(words) => {
                self.params.push(fold(words).into());
                "holds(coalesce(a.publisher, '') || ' ' || coalesce(a.url, ''), ?)".to_owned()
            }
            Field::Author(words) => {
                self.params.push(fold(words).into());
                "holds(a.author, ?)".to_owned()
            }
            Field::Date(days) => {
                format!("coalesce(a.day BETWEEN {} AND {}, 0)", days.from, days.to)
            }
            Field::Kind(kind) => kind_condition(*kind),
            Field::Is(Label::Unread) => format!("NOT has_label({KEY}, 'read')"),
            Field::Is(label) => format!("has_label({KEY}, '{}')", label_name(*label)),
            Field::Tag(tag) => {
                self.params.push(format!("#{tag}").into());
                format!("has_label({KEY}, ?)")
            }
            // Whoever knows what was saved has put it in this place; here it is nothing.
            Field::Saved(_) => "0".to_owned(),
        })
    }

    /// The articles that mention an entity of this name: all words of it, in any order, its last perhaps begun.
    fn entity(&self, kind: EntityKind, name: &Name) -> rusqlite::Result<String> {
        if !name.typed.contains(char::is_alphanumeric) {
            return Ok("1".to_owned());
        }
        let ids = ids_named(self.conn, &name.typed, Some(kind), name.is_begun)?;
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        Ok(format!("a.id IN (SELECT article FROM chains WHERE entity IN ({}))", ids.join(",")))
    }
}

const fn label_name(label: Label) -> &'static str {
    match label {
        Label::Read | Label::Unread => "read",
        Label::Starred => "starred",
        Label::Noted => "noted",
        Label::Tagged => "tagged",
    }
}

/// The kind of passages that is meant.
pub(super) const fn passage_kind(kind: Kind) -> PassageKind {
    match kind {
        Kind::Title => PassageKind::Title,
        Kind::Standfirst => PassageKind::Standfirst,
        Kind::Body => PassageKind::Body,
        Kind::Quote => PassageKind::Quote,
        Kind::Caption => PassageKind::Caption,
    }
}

fn kind_condition(kind: Kind) -> String {
    let of_kind = format!(
        "EXISTS (SELECT 1 FROM readings r WHERE r.article = a.id AND has_kind(r.passages, {}))",
        code(&PassageKind::ALL, &passage_kind(kind))
    );
    match kind {
        Kind::Quote => {
            format!("({of_kind} OR EXISTS (SELECT 1 FROM quotes q WHERE q.article = a.id))")
        }
        _ => of_kind,
    }
}

/// What the full-text index can say of a part.
enum Text {
    /// This, in its language.
    Words(String),
    /// Nothing is asked for: signs without a letter.
    Nothing,
    /// Not all of it.
    NotOnly,
}

fn expression_of(query: &Query) -> Text {
    match query {
        Query::All(parts) => joined(parts, " AND "),
        Query::Any(parts) => joined(parts, " OR "),
        Query::Field(Field::Title(inner)) => words(inner, "title"),
        Query::Field(Field::Text(inner)) => words(inner, "body"),
        Query::Field(_) => Text::NotOnly,
        Query::Not(_) => Text::NotOnly,
        Query::Start(text) => match Wanted::new(&Query::Word(text.clone())) {
            Some(wanted) => Text::Words(format!("title: ^ {}", wanted.begun())),
            None => Text::Nothing,
        },
        Query::End(_) => words(query, "title"),
        Query::Word(_) | Query::Phrase(_) | Query::Prefix(_) | Query::Exact(_) => {
            words(query, "body")
        }
    }
}

fn words(query: &Query, column: &str) -> Text {
    Wanted::new(query).map_or(Text::Nothing, |wanted| Text::Words(wanted.expression(column)))
}

fn joined(parts: &[Query], by: &str) -> Text {
    let mut all = Vec::new();
    for part in parts {
        match expression_of(part) {
            Text::Words(words) => all.push(words),
            Text::Nothing => {}
            Text::NotOnly => return Text::NotOnly,
        }
    }
    if all.is_empty() { Text::Nothing } else { Text::Words(format!("({})", all.join(by))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{parse, parse_typing};

    fn expression(query: &Query) -> Option<String> {
        match expression_of(query) {
            Text::Words(words) => Some(words),
            Text::Nothing | Text::NotOnly => None,
        }
    }

    #[test]
    fn what_a_user_types_is_never_syntax() {
        for (query, want) in [
            ("air strikes", Some(r#"(body:"air" AND body:"strike")"#)),
            (r#""air strikes" x"#, Some(r#"(body:"air strike" AND body:"x")"#)),
            (r#"he"said NEAR(a"#, Some(r#"(body:"he" AND body:"said near a")"#)),
            ("Assad-Putin", Some(r#"(body:"assad putin")"#)),
            ("* \" ^ -", None),
            ("", None),
        ] {
            assert_eq!(expression(&parse(query).query).as_deref(), want, "{query:?}");
        }
        for (query, want) in [
            ("air visiting", r#"(body:"air" AND (body:"visit" OR body:"visiting"*))"#),
            ("Assad-Put", r#"((body:"assad put" OR body:"assad put"*))"#),
            ("of", r#"(body:"of")"#),
            ("Łódź", r#"((body:"lodz" OR body:"lodz"*))"#),
            ("air ", r#"(body:"air")"#),
        ] {
            let expression = expression(&parse_typing(query).query);
            assert_eq!(expression.as_deref(), Some(want), "{query:?}");
        }
    }
}
