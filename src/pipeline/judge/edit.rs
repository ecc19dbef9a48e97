//! Reads articles anew in which the reader judged a mention, or no longer does.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::places::Texts;
use crate::model::{Article, ArticleId, Judgement, Said};
use crate::people::{Edit, Model, Verdict};
use crate::pipeline::read::record;
use crate::store::{ArticleRecord, Library, StoreError, content_hash};

/// Makes the edits that the judgements ask for in the articles that have others so far. Says whether there were any.
pub(super) fn edit(
    library: &mut Library,
    judgements: &[Judgement],
    model: &Model,
) -> Result<bool, StoreError> {
    let wanted = edits(library, judgements)?;
    let made = library.edited_articles()?;
    let mut due: Vec<(ArticleId, &[Edit], Option<i64>)> = Vec::new();
    for (&id, edits) in &wanted {
        let hash = content_hash(format!("{edits:?}").as_bytes());
        if made.get(&id) != Some(&hash) {
            due.push((id, edits, Some(hash)));
        }
    }
    due.extend(made.keys().filter(|id| !wanted.contains_key(id)).map(|&id| (id, &[][..], None)));
    due.sort_unstable_by_key(|(id, ..)| *id);
    let mut articles: Vec<Article> = Vec::with_capacity(due.len());
    for (id, ..) in &due {
        articles.push(library.article(*id)?.unwrap_or_default());
    }
    let readings: Vec<(ArticleId, ArticleRecord, Option<i64>)> = due
        .into_par_iter()
        .zip(articles)
        .map(|((id, edits, hash), article)| (id, record(article, model, edits), hash))
        .collect();
    if !readings.is_empty() {
        library.put_readings(&readings)?;
    }
    Ok(!readings.is_empty())
}

/// The edits of each article. Of what was said of one mention the last counts.
fn edits(
    library: &Library,
    judgements: &[Judgement],
) -> Result<BTreeMap<ArticleId, Vec<Edit>>, StoreError> {
    let mut texts = Texts::new(library);
    let mut all: BTreeMap<ArticleId, Vec<Edit>> = BTreeMap::new();
    for judgement in judgements {
        let verdict = match &judgement.said {
            Said::SameAs { .. } | Said::New { .. } => Verdict::Apart,
            Said::NotThis { .. } => Verdict::Elsewhere,
            Said::Nobody { .. } => Verdict::Nobody,
            _ => continue,
        };
        let Some(mention) = judgement.said.mention() else { continue };
        if let Some(place) = texts.find(mention)? {
            let edits = all.entry(place.article).or_default();
            edits.retain(|edit| edit.span != place.span);
            edits.push(Edit { span: place.span, verdict });
        }
    }
    all.values_mut().for_each(|edits| edits.sort_unstable());
    Ok(all)
}
