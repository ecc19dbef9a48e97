//! The plain lists: `people`, `config`, `keys`, `stats`.

use serde_json::json;

use super::Console;
use super::choose::words;
use super::exit::{Exit, Stop};
use super::print::{Role, pad};
use crate::config::Config;
use crate::model::{EntityKind, EntityRow, PrintedDate};
use crate::text::{cells, fit};

/// `ibid config`.
pub(super) fn config(
    console: &mut Console<'_>,
    is_default: bool,
    is_path: bool,
) -> Result<Exit, Stop> {
    let text = match (is_path, is_default) {
        (true, _) => console.folders()?.config_file().display().to_string(),
        (false, true) => Config::default().print(),
        (false, false) => console.config.print(),
    };
    console.out.line(text.trim_end())?;
    Ok(Exit::Done)
}

/// `ibid people`.
pub(super) fn people(console: &mut Console<'_>, query: &str, json: bool) -> Result<Exit, Stop> {
    let library = console.open_library()?;
    let mut rows = library.entities(Some(EntityKind::Person))?;
    let wanted = words(query);
    rows.retain(|row| entity_matches(&wanted, row));
    let out = &mut console.out;
    let id_width = rows.iter().map(|row| row.id.0.to_string().len()).max().unwrap_or(0);
    if !json && !rows.is_empty() {
        let heading = format!("{:>id_width$}  mentions  articles  name", "");
        out.line(&out.paint(Role::Faint, &heading))?;
    }
    for row in &rows {
        if json {
            out.json(&json!({
                "id": row.id,
                "name": row.name,
                "type": row.kind,
                "mentions": row.mentions.all(),
                "articles": row.articles,
                "aliases": row.aliases,
            }))?;
            continue;
        }
        let others: Vec<&str> =
            row.aliases.iter().map(String::as_str).filter(|alias| *alias != row.name).collect();
        let name_width = out.width.map_or(usize::MAX, |w| w.saturating_sub(id_width + 22));
        let others_width = name_width.saturating_sub(cells(&row.name) + 2);
        let line = format!(
            "{:>id_width$}  {:>8}  {:>8}  {}  {}",
            row.id.0,
            row.mentions.all(),
            row.articles,
            out.paint(Role::Title, &fit(&row.name, name_width)),
            out.paint(Role::Faint, &fit(&others.join(" · "), others_width)),
        );
        out.line(line.trim_end())?;
    }
    Ok(found(!rows.is_empty() || wanted.is_empty()))
}

/// `ibid stats`.
pub(super) fn stats(console: &mut Console<'_>, json: bool) -> Result<Exit, Stop> {
    let stats = console.open_library()?.stats()?;
    if json {
        console.out.json(&stats)?;
        return Ok(Exit::Done);
    }
    for (what, n) in [
        ("sources", stats.sources),
        ("files", stats.files),
        ("faults", stats.faults),
        ("articles", stats.articles),
        ("passages", stats.passages),
        ("words", stats.words),
        ("people", stats.people),
        ("organisations", stats.organisations),
        ("places", stats.places),
        ("mentions", stats.mentions),
        ("links", stats.links),
        ("bytes on disk", stats.bytes),
    ] {
        console.out.line(&format!("{n:>12}  {what}"))?;
    }
    Ok(Exit::Done)
}

/// `ibid keys`: the keys as the user's settings have them.
pub(super) fn keys(console: &mut Console<'_>, json: bool) -> Result<Exit, Stop> {
    let rows = console.config.keymap.all();
    let key_width = rows.iter().map(|row| cells(&row.keys)).max().unwrap_or(0);
    for row in &rows {
        let name = row.command.entry().name;
        if json {
            console.out.json(&json!({
                "command": name,
                "keys": row.keys.split_whitespace().collect::<Vec<_>>(),
                "where": row.scope.title(),
                "help": row.text,
            }))?;
        } else {
            let line = format!(
                "{}  {name:<18} {:<10} {}",
                console.out.paint(Role::Title, &pad(&row.keys, key_width)),
                row.scope.title(),
                row.text
            );
            console.out.line(&line)?;
        }
    }
    Ok(Exit::Done)
}

/// Exit code of a command that looked for something.
pub(super) fn found(is_any: bool) -> Exit {
    if is_any { Exit::Done } else { Exit::NothingFound }
}

/// Whether all words of `query` begin words of one of the entity's names.
fn entity_matches(query: &[String], row: &EntityRow) -> bool {
    query.is_empty()
        || std::iter::once(&row.name).chain(&row.aliases).any(|name| {
            let name = words(name);
            query.iter().all(|word| name.iter().any(|part| part.starts_with(word.as_str())))
        })
}

/// The date as far as it is printed: `2015`, `2015-10` or `2015-10-16`; `None` without a year.
pub(super) fn iso(date: &PrintedDate) -> Option<String> {
    let year = date.year?;
    Some(match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year:04}-{month:02}"),
        (None, _) => format!("{year:04}"),
    })
}

/// A whole day, `yyyymmdd`, as `2015-10-21`.
pub(super) fn iso_day(day: i32) -> String {
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EntityId;
    use crate::model::FormCounts;

    #[test]
    fn a_query_is_words_in_any_order() {
        let row = EntityRow {
            id: EntityId(1),
            kind: EntityKind::Person,
            name: "Željko Šturanović".into(),
            here: 0,
            mentions: FormCounts { names: 1, ..FormCounts::default() },
            articles: 1,
            aliases: vec!["Mr Sturanovic".into()],
        };
        for (query, want) in
            [("stur zel", true), ("mr stur", true), ("mr zel", false), ("uranovic", false)]
        {
            assert_eq!(entity_matches(&words(query), &row), want, "{query}");
        }
    }

    #[test]
    fn a_date_is_as_exact_as_it_is_printed() {
        let date = |year, month, day| iso(&PrintedDate { year, month, day, printed: "x".into() });
        assert_eq!(date(Some(2015), Some(10), Some(6)).as_deref(), Some("2015-10-06"));
        assert_eq!(date(Some(2015), Some(10), None).as_deref(), Some("2015-10"));
        assert_eq!(date(Some(2015), None, None).as_deref(), Some("2015"));
        assert_eq!(date(None, Some(10), Some(6)), None);
    }
}
