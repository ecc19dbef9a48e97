//! Which article or entity the user means by what was typed. Never guesses: what may mean several things is
//! refused with the candidates.

use super::Console;
use super::exit::{Failure, Stop};
use super::print::count;
use crate::model::{ArticleRow, EntityId, EntityKind, EntityRow, PassageRef};
use crate::store::Library;
use crate::text::fold;

/// Candidates that are listed before the rest is only counted.
const LISTED: usize = 20;

impl Console<'_> {
    /// Returns the entity that `name` means; with `all`, every one it may mean.
    ///
    /// A number is the id that `ibid people` prints. Persons are taken before organisations and places, and
    /// a name typed in full before one that only holds it.
    pub(super) fn entities(
        &self,
        library: &Library,
        name: &str,
        all: bool,
    ) -> Result<Vec<EntityRow>, Stop> {
        if let Ok(id) = name.trim().parse()
            && let Some(entity) = library.entity(EntityId(id))?
        {
            let aliases = entity.aliases.into_iter().map(|alias| alias.surface).collect();
            let (id, kind, name) = (entity.id, entity.kind, entity.name);
            let (mentions, articles) = (entity.mentions, entity.articles);
            return Ok(vec![EntityRow { id, kind, name, here: 0, mentions, articles, aliases }]);
        }
        let found = narrowed(name, library.find_entities(name)?);
        match found.len() {
            0 => {
                let none = Failure::new(format!("nobody and nothing here is named \"{name}\""));
                Err(none.hint("list the names with `ibid people`").nothing_found().into())
            }
            1 => Ok(found),
            _ if all => Ok(found),
            n => {
                let mut failure = Failure::new(format!("\"{name}\" may mean {n} entities"));
                failure.notes = listed(&found, |row| {
                    let label = row.kind.label();
                    format!("{:>6}  {label}  {}  {}", row.id.0, row.name, counts(row))
                });
                let hint = "give a fuller name or the number, or take them together with --all";
                Err(failure.hint(hint).into())
            }
        }
    }

    /// Returns the article that `typed` means: a number, path, URL or unique beginning of a title.
    pub(super) fn article(&self, library: &Library, typed: &str) -> Result<ArticleRow, Stop> {
        match self.article_found(library, typed)? {
            Some(row) => Ok(row),
            None => {
                let none = Failure::new(format!("there is no article \"{typed}\""));
                Err(none.hint("list them with `ibid articles`").nothing_found().into())
            }
        }
    }

    /// Returns what `ARTICLE[:PASSAGE]` means; the passage is counted from 0.
    pub(super) fn article_or_passage(
        &self,
        library: &Library,
        typed: &str,
    ) -> Result<(ArticleRow, Option<PassageRef>), Stop> {
        if let Some((article, passage)) = split_passage(typed)
            && let Some(row) = self.article_found(library, article)?
        {
            let passage = PassageRef { article: row.id, ordinal: passage - 1 };
            return Ok((row, Some(passage)));
        }
        Ok((self.article(library, typed)?, None))
    }

    fn article_found(&self, library: &Library, typed: &str) -> Result<Option<ArticleRow>, Stop> {
        let read = self.labels();
        let typed = typed.trim();
        let path = self.world.cwd.join(typed).canonicalize().ok();
        let mut found = match path.as_deref().and_then(|path| path.to_str()) {
            Some(path) => library.find_articles(path, &read)?,
            None => Vec::new(),
        };
        if found.is_empty() {
            found = library.find_articles(typed, &read)?;
        }
        if found.len() > 1 {
            let mut failure =
                Failure::new(format!("\"{typed}\" may mean {} articles", found.len()));
            failure.notes = listed(&found, |row| format!("{:>6}  {}", row.id, row.title));
            return Err(failure.hint("give the number or more of the title").into());
        }
        Ok(found.pop())
    }
}

/// Drops what is less likely meant: other than persons where there are persons, and names that only hold
/// the one typed where an organisation or place, or a person with more than one name, bears it in full.
fn narrowed(name: &str, mut rows: Vec<EntityRow>) -> Vec<EntityRow> {
    let is_person = |row: &EntityRow| row.kind == EntityKind::Person;
    if rows.iter().any(is_person) {
        rows.retain(is_person);
    }
    let wanted = words(name);
    let is_surname = wanted.len() == 1 && rows.iter().any(is_person);
    let is_named = |row: &EntityRow| words(&row.name) == wanted;
    if !is_surname && rows.iter().any(is_named) {
        rows.retain(is_named);
    }
    rows
}

/// "7 mentions in 2 articles".
pub(super) fn counts(row: &EntityRow) -> String {
    let (mentions, articles) = (row.mentions.all().into(), row.articles.into());
    format!("{} in {}", count(mentions, "mention"), count(articles, "article"))
}

/// The words of a query or name, folded.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let split = folded.split(|c: char| !c.is_alphanumeric());
    split.filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

fn listed<T>(rows: &[T], show: impl Fn(&T) -> String) -> Vec<String> {
    let mut lines: Vec<String> = rows.iter().take(LISTED).map(show).collect();
    if rows.len() > LISTED {
        lines.push(format!("and {} more", rows.len() - LISTED));
    }
    lines
}

/// Splits `ARTICLE:PASSAGE`; the passage is 1-based.
fn split_passage(typed: &str) -> Option<(&str, u32)> {
    let (article, passage) = typed.rsplit_once(':')?;
    let passage = passage.trim().parse().ok().filter(|&passage| passage > 0)?;
    Some((article, passage))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FormCounts;

    #[test]
    fn a_name_means_all_who_bear_it() {
        use EntityKind::{Organisation, Person, Place};
        let check = |name: &str, rows: &[(EntityKind, &str)], want: &[&str]| {
            let rows = rows.iter().map(|&(kind, name)| EntityRow {
                id: EntityId(1),
                kind,
                name: name.into(),
                here: 0,
                mentions: FormCounts { names: 1, ..FormCounts::default() },
                articles: 1,
                aliases: Vec::new(),
            });
            let found = narrowed(name, rows.collect());
            assert_eq!(found.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), want);
        };
        let clintons = [(Person, "Bill Clinton"), (Person, "Clinton"), (Place, "Clinton")];
        check("clinton", &clintons, &["Bill Clinton", "Clinton"]);
        check("bill clinton", &clintons, &["Bill Clinton"]);
        check("Moscow", &[(Organisation, "Moscow Times"), (Place, "Moscow")], &["Moscow"]);
        check("Šturanović", &[(Person, "Sturanovic")], &["Sturanovic"]);
    }

    #[test]
    fn a_passage_is_a_number_after_the_last_colon() {
        assert_eq!(split_passage("https://example.org/2:14"), Some(("https://example.org/2", 14)));
        for typed in ["title: a word", "1:0", "1:", "1"] {
            assert_eq!(split_passage(typed), None, "{typed}");
        }
    }
}
