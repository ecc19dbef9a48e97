//! Saved queries: what a reader keeps under a name, and asks for again by it (`saved:syria`).

use super::{Field, Name, Query, parse_typing};
use crate::text::fold;

/// A query under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedQuery {
    /// What it is called.
    pub name: String,
    /// As it was typed.
    pub text: String,
}

/// Queries that are put in the place of names, at most.
const MOST: usize = 100;

impl SavedQuery {
    /// Whether it is called so: neither case nor accents count.
    pub fn is_called(&self, name: &str) -> bool {
        fold(&self.name) == fold(name)
    }
}

impl Query {
    /// Puts what was saved in the place of each `saved:NAME`, understood as it was when it filtered the list it was
    /// saved from: its last word may be begun. A name that is still being typed may be begun, too.
    ///
    /// # Errors
    /// Says of which name there is none, or that one leads back to itself.
    pub fn with_saved(self, saved: &[SavedQuery]) -> Result<Self, String> {
        Lookup { saved, within: Vec::new(), n_left: MOST }.of(self)
    }
}

/// Names that are being looked up.
struct Lookup<'a> {
    saved: &'a [SavedQuery],
    /// The queries one is in.
    within: Vec<&'a str>,
    n_left: usize,
}

impl Lookup<'_> {
    fn of(&mut self, query: Query) -> Result<Query, String> {
        Ok(match query {
            Query::All(parts) => Query::All(self.each(parts)?),
            Query::Any(parts) => {
                Query::Any(parts.into_iter().map(|part| self.of(part)).collect::<Result<_, _>>()?)
            }
            Query::Not(inner) => Query::Not(Box::new(self.of(*inner)?)),
            Query::Field(Field::Saved(name)) => self.named(&name)?,
            other => other,
        })
    }

    /// Parts that must all hold; what was saved stands among them as if it had been typed there.
    fn each(&mut self, parts: Vec<Query>) -> Result<Vec<Query>, String> {
        let mut out = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Query::Field(Field::Saved(name)) => match self.named(&name)? {
                    Query::All(parts) => out.extend(parts),
                    other => out.push(other),
                },
                other => out.push(self.of(other)?),
            }
        }
        Ok(out)
    }

    fn named(&mut self, name: &Name) -> Result<Query, String> {
        let typed = fold(&name.typed);
        let begins = |one: &&SavedQuery| name.is_begun && fold(&one.name).starts_with(&typed);
        let known = self.saved.iter().find(|one| one.is_called(&name.typed));
        let Some(found) = known.or_else(|| self.saved.iter().find(begins)) else {
            return Err(format!("nothing is saved as `{}`", name.typed));
        };
        if self.within.contains(&found.name.as_str()) {
            return Err(format!("`saved:{}` leads back to itself", found.name));
        }
        let left = self.n_left.checked_sub(1);
        self.n_left = left.ok_or("more saved queries in one another than are read")?;
        self.within.push(&found.name);
        let query = self.of(parse_typing(&found.text).query)?;
        self.within.pop();
        Ok(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn saved(pairs: &[(&str, &str)]) -> Vec<SavedQuery> {
        let made =
            |&(name, text): &(&str, &str)| SavedQuery { name: name.into(), text: text.into() };
        pairs.iter().map(made).collect()
    }

    #[track_caller]
    fn check(typed: &str, want: &str) {
        let all = saved(&[("Syria", "assad date:2015"), ("Łódź", "lodz or saved:syria ")]);
        let found = parse(typed).query.with_saved(&all);
        assert_eq!(found, Ok(parse(want).query), "{typed}");
    }

    #[test]
    fn a_name_stands_for_what_was_saved() {
        check("saved:syria", "assad date:2015");
        check("moscow saved:SYRIA visit", "moscow assad date:2015 visit");
        check("-saved:syria", "-(assad date:2015)");
        check("putin or saved:lodz", "putin or (lodz or (assad date:2015))");
    }

    #[test]
    fn a_name_may_be_begun_while_it_is_typed() {
        let all = saved(&[("Syria", "assad "), ("Syr", "peace ")]);
        let query = |typed: &str| parse_typing(typed).query.with_saved(&all);
        assert_eq!(query("saved:sy"), Ok(parse("assad").query));
        assert_eq!(query("saved:syr"), Ok(parse("peace").query), "the whole name comes first");
        assert_eq!(query("saved:sy "), Err("nothing is saved as `sy`".into()));
        assert_eq!(query("saved:x"), Err("nothing is saved as `x`".into()));
    }

    #[test]
    fn what_leads_back_to_itself_is_told() {
        let all = saved(&[("a", "saved:b"), ("b", "x or saved:a"), ("c", "saved:c")]);
        for (typed, name) in [("saved:a", "a"), ("-saved:b", "b"), ("saved:c", "c")] {
            let told = parse(typed).query.with_saved(&all).unwrap_err();
            assert_eq!(told, format!("`saved:{name}` leads back to itself"));
        }
        let all =
            saved(&[("a", &"saved:b ".repeat(20)), ("b", &"saved:c ".repeat(20)), ("c", "x")]);
        assert!(parse("saved:a").query.with_saved(&all).is_err(), "not 400 of them");
    }
}
