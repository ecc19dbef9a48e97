//! Whether a row holds what a query asks for, letter by letter: the parts of the query language that are not fuzzy.

use crate::query::Query;
use crate::text::fold;

/// What stands between the parts of a row.
const BETWEEN: &str = "  ";

/// Whether a folded row holds all that `query` asks of its text. Words, phrases and beginnings stand in it as they are
/// typed, in folded letters; `^start` and `end$` are those of the row or of one of its parts, which two blanks divide.
/// Fields hold of any row.
pub fn holds(query: &Query, row: &str) -> bool {
    match query {
        Query::All(parts) => parts.iter().all(|part| holds(part, row)),
        Query::Any(parts) => parts.iter().any(|part| holds(part, row)),
        Query::Not(inner) => !holds(inner, row),
        Query::Word(text) | Query::Phrase(text) | Query::Prefix(text) | Query::Exact(text) => {
            row.contains(&fold(text))
        }
        Query::Start(text) => row.split(BETWEEN).any(|part| part.starts_with(&fold(text))),
        Query::End(text) => row.split(BETWEEN).any(|part| part.ends_with(&fold(text))),
        Query::Field(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn rows_hold_what_is_asked_for() {
        let row = "assad visits moscow in a surprise  the echo  #war";
        for (query, want) in [
            ("", true),
            ("MOSCOW Assad", true),
            ("assad london", false),
            ("\"visits moscow\"", true),
            ("\"moscow visits\"", false),
            ("-london !paris", true),
            ("-moscow", false),
            ("london or moscow", true),
            ("london | paris", false),
            ("^assad", true),
            ("^the", true),
            ("^moscow", false),
            ("surprise$", true),
            ("echo$", true),
            ("moscow$", false),
            ("'sits", true),
            ("-(london or echo)", false),
            ("person:nobody", true),
        ] {
            assert_eq!(holds(&parse(query).query, row), want, "{query}");
        }
    }
}
