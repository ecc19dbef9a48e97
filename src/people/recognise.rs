//! From an article to its mentions.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::consistency::{Found, agree};
use super::reading::Reading;
use super::tagger::{self, Model};
use crate::model::{EntityKind, Form, Mention};
use crate::text::Span;

static BUILT_IN: LazyLock<Model> = LazyLock::new(|| {
    Model::from_static(include_bytes!("../../assets/tagger.model"))
        .expect("the built-in model fits this program: a test reads it")
});

impl Model {
    /// The model that ships with the program.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }
}

/// Finds the mentions by name in an article that has been read, in order of place, not overlapping.
pub(super) fn recognise(model: &Model, reading: &Reading) -> Vec<Mention> {
    let names = tagger::names(model, reading);
    agree(reading, names).iter().filter_map(|found| mention(reading, found)).collect()
}

fn mention(reading: &Reading, found: &Found) -> Option<Mention> {
    let name = &found.name;
    let first = reading.units.get(name.first)?;
    let last = reading.units.get(name.end.checked_sub(1)?)?;
    Some(Mention {
        span: Span::at(first.span.start(), last.span.end()),
        kind: *EntityKind::ALL.get(name.kind)?,
        form: Form::Name,
        confidence: 1.0 / (1.0 + (-name.lead).exp()),
        rule: Cow::Borrowed(found.rule),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_is_whole() {
        let bytes = include_bytes!("../../assets/tagger.model");
        assert!(Model::from_bytes(bytes.to_vec()).is_ok());
        assert!(bytes.len() <= 8_000_000, "{} bytes", bytes.len());
    }
}
