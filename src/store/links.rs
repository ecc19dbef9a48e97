//! Links between passages: the ones stored, and the work that is left to find them.

use super::StoreError;
use super::articles::text;
use super::library::{Library, of_code, rows};
use crate::model::{ArticleId, LinkKind, PassageRef, Related};
use crate::text::Span;

impl Library {
    /// The passages of other articles that tell the same as this one, surest first.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn related(&self, passage: PassageRef) -> Result<Vec<Related>, StoreError> {
        self.ask(|conn| {
            let params = (passage.article.0, passage.ordinal);
            let mut found = rows(conn, RELATED, params, |row| {
                let related = Related {
                    passage: PassageRef { article: ArticleId(row.get(0)?), ordinal: row.get(1)? },
                    title: row.get(2)?,
                    text: String::new(),
                    kind: of_code(&LinkKind::ALL, row.get(3)?),
                    score: row.get(4)?,
                    shared: row.get(5)?,
                };
                Ok((related, Span::at(row.get(6)?, row.get(7)?)))
            })?;
            for (related, span) in &mut found {
                related.text = span.of(&text(conn, related.passage.article)?).to_owned();
            }
            Ok(found.into_iter().map(|(related, _)| related).collect())
        })
    }
}

const RELATED: &str = "
    SELECT p.article, p.ordinal, t.title, l.kind, l.score, l.shared, p.start, p.stop
    FROM (
        SELECT b AS article, b_ordinal AS ordinal, kind, score, shared
        FROM links WHERE a = ?1 AND a_ordinal = ?2
        UNION ALL
        SELECT a, a_ordinal, kind, score, shared
        FROM links WHERE b = ?1 AND b_ordinal = ?2) l
    JOIN passages p ON p.article = l.article AND p.ordinal = l.ordinal
    JOIN articles t ON t.id = l.article
    ORDER BY l.score DESC, l.kind, t.day DESC, t.key, p.ordinal";
