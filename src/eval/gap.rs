//! Scores the pronouns of sets of GAP's form: each text has one pronoun and two names, `A` and `B`, and the
//! pronoun is one of them or neither (`P`).

use std::collections::BTreeMap;

use super::coref::Score;
use super::persons::{GoldDoc, Options, RuleScore, input};
use crate::model::{Form, Mention};
use crate::pipeline::{Model, annotate_each};
use crate::text::CodePoints;

/// All that is said of one set.
#[derive(Clone, Debug, PartialEq)]
pub struct GapReport {
    /// The pronouns that were given to `A` or `B`, against those that are theirs.
    pub score: Score,
    /// The same for each rule. A pronoun given to somebody else does not count: the set does not say who that
    /// is.
    pub by_rule: Vec<RuleScore>,
}

/// Whether this is a set of GAP's form.
pub fn is_gap(gold: &[GoldDoc]) -> bool {
    let mut entities = gold.iter().flat_map(|doc| &doc.mentions).map(|m| m.entity.as_str());
    !gold.is_empty() && entities.all(|entity| matches!(entity, "A" | "B" | "P"))
}

/// Scores a set. The pronoun is the only gold mention of that form; the answer is read from the entities that
/// ibid finds: a name counts as `A` when its span overlaps that of `A`.
pub fn gap(gold: &[GoldDoc], model: &Model) -> GapReport {
    let options = Options::default();
    let inputs = gold.iter().map(|doc| input(doc, &options)).collect();
    let annotated = annotate_each(inputs, model);
    let (mut right, mut said, mut wanted) = (0, 0, 0);
    let mut rules = BTreeMap::new();
    for (doc, annotated) in gold.iter().zip(&annotated) {
        let Some(pronoun) = doc.mentions.iter().find(|m| m.form == Form::Pronoun) else { continue };
        let text = &annotated.article.text;
        let points = CodePoints::new(text);
        let place = |mention: &Mention| {
            (points.of_byte(text, mention.span.start()), points.of_byte(text, mention.span.end()))
        };
        let found = || annotated.mentions.iter().zip(&annotated.entities);
        let answer = found()
            .find(|(mention, _)| place(mention) == (pronoun.start, pronoun.end))
            .and_then(|(mention, entity)| Some((mention, (*entity)?)));
        for name in doc.mentions.iter().filter(|m| m.form == Form::Name) {
            let is_wanted = name.entity == pronoun.entity;
            wanted += usize::from(is_wanted);
            let Some((mention, person)) = answer else { continue };
            let is_said = found().any(|(mention, entity)| {
                let (start, end) = place(mention);
                *entity == Some(person)
                    && start < name.end
                    && name.start < end
                    && mention.form == Form::Name
            });
            if is_said {
                said += 1;
                right += usize::from(is_wanted);
                RuleScore::count(&mut rules, &mention.rule, 1, usize::from(is_wanted));
            }
        }
    }
    let score = Score::of(right as f64, said as f64, right as f64, wanted as f64);
    GapReport { score, by_rule: rules.into_values().collect() }
}

#[cfg(test)]
mod tests {
    use super::super::persons::read_gold;
    use super::*;

    #[test]
    fn a_pronoun_is_scored_by_the_name_it_stands_for() {
        let gold = r#"{"doc":"a","text":"Mary Smith left early. She met John Brown in London.","mentions":[
            {"start":0,"end":10,"entity":"A"},{"start":31,"end":41,"entity":"B"},
            {"start":23,"end":26,"entity":"A","kind":"pronoun"}]}"#
            .replace('\n', "");
        let docs = read_gold(&gold).unwrap();
        assert!(is_gap(&docs));
        let report = gap(&docs, Model::built_in());
        assert_eq!(report.score, Score::of(1.0, 1.0, 1.0, 1.0));
        assert_eq!((report.by_rule[0].made, report.by_rule[0].right), (1, 1));
        let other = read_gold(&gold.replace("\"B\"", "\"C\"")).unwrap();
        assert!(!is_gap(&other));
    }
}
