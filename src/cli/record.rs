//! One input object of a filter such as `ibid annotate`: what is used of it, and how it is written again with
//! every other field as it came, numbers to the last digit.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::{EntityKind, Form, Mention};
use crate::text::{CodePoints, Span};

/// A JSON object with its fields in order, each as it was written.
#[derive(Debug)]
pub(super) struct Record<'a> {
    fields: Vec<(Cow<'a, str>, &'a RawValue)>,
}

/// Why a record cannot be annotated.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RecordError {
    /// No text, or one that is not a string.
    #[error("has no \"text\" that is a string")]
    NoText,
    /// Mentions were promised and are not there.
    #[error("has no \"mentions\" that are a list of objects with start and end: {0}")]
    NoMentions(String),
    /// A given mention that does not lie in the text.
    #[error("mention {place}: {start} to {end} is not a part of the text")]
    OutOfText {
        /// 1-based place in the list.
        place: usize,
        /// First code point.
        start: usize,
        /// Code point after the last.
        end: usize,
    },
}

/// A mention as it is given.
#[derive(Debug, serde::Deserialize)]
struct GivenMention {
    start: usize,
    end: usize,
    #[serde(alias = "kind")]
    form: Option<Form>,
    #[serde(rename = "type")]
    kind: Option<EntityKind>,
}

impl<'a> Record<'a> {
    /// Reads one line; fails where it is not one JSON object in UTF-8.
    pub(super) fn read(line: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(line)
    }

    /// The value of a field as it was written; of the last one where a name stands twice, as other
    /// readers of JSON have it.
    pub(super) fn field(&self, name: &str) -> Option<&'a RawValue> {
        self.fields.iter().rev().find(|(key, _)| key == name).map(|&(_, value)| value)
    }

    /// The value of a field that is a string.
    pub(super) fn string(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.field(name)?.get()).ok()
    }

    /// The text.
    pub(super) fn text(&self) -> Result<String, RecordError> {
        self.string("text").ok_or(RecordError::NoText)
    }

    /// The mentions that the record carries, in their order, as spans of bytes of `text`. The form is a name
    /// and the kind a person where none is said.
    pub(super) fn given_mentions(&self, text: &str) -> Result<Vec<Mention>, RecordError> {
        let raw = self.field("mentions").map_or("null", RawValue::get);
        let given: Vec<GivenMention> = serde_json::from_str(raw)
            .map_err(|error| RecordError::NoMentions(error.to_string()))?;
        let points = CodePoints::new(text);
        let byte = |point| points.to_byte(text, point);
        given
            .iter()
            .enumerate()
            .map(|(i, mention)| {
                let (start, end) = (mention.start, mention.end);
                match (byte(start), byte(end)) {
                    (Some(from), Some(to)) if from < to => Ok(Mention {
                        span: Span::at(from, to),
                        kind: mention.kind.unwrap_or(EntityKind::Person),
                        form: mention.form.unwrap_or(Form::Name),
                        confidence: 1.0,
                        rule: Cow::Borrowed("given"),
                    }),
                    _ => Err(RecordError::OutOfText { place: i + 1, start, end }),
                }
            })
            .collect()
    }

    /// Appends the object to `out` with the fields of `new` in place of those of the same name, the rest of
    /// them at the end.
    pub(super) fn write(
        &self,
        new: &[(&str, String)],
        out: &mut Vec<u8>,
    ) -> serde_json::Result<()> {
        out.push(b'{');
        let mut is_first = true;
        let mut written = vec![false; new.len()];
        let mut put = |key: &str, value: &str| {
            if !std::mem::take(&mut is_first) {
                out.push(b',');
            }
            serde_json::to_writer(&mut *out, key)?;
            out.push(b':');
            out.extend_from_slice(value.as_bytes());
            Ok(())
        };
        for (key, value) in &self.fields {
            match new.iter().position(|(name, _)| name == key) {
                Some(i) if std::mem::replace(&mut written[i], true) => {}
                Some(i) => put(key, &new[i].1)?,
                None => put(key, value.get())?,
            }
        }
        for ((name, value), _) in new.iter().zip(&written).filter(|(_, written)| !**written) {
            put(name, value)?;
        }
        out.push(b'}');
        Ok(())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Record<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields).map(|fields| Self { fields })
    }
}

/// Reads the fields of an object without looking into them.
struct Fields;

/// A name of a field, borrowed where it holds no escapes.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Visitor<'de> for Fields {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            fields.push((key, map.next_value().map_err(de::Error::custom)?));
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn rewritten(line: &str, new: &[(&str, &str)]) -> String {
        let new: Vec<_> = new.iter().map(|&(key, value)| (key, value.to_owned())).collect();
        let mut out = Vec::new();
        Record::read(line.as_bytes()).unwrap().write(&new, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn other_fields_pass_untouched_and_in_order() {
        let line = r#"{"z":1.50,"n":123456789012345678901234567890,"a\"b":"\u00e9","text":"x","o":{"b":1,"a":[2, 3]}}"#;
        assert_eq!(rewritten(line, &[]), line);
        assert_eq!(
            rewritten(r#"{"mentions":[1],"text":"x"}"#, &[("mentions", "[]"), ("passages", "[2]")]),
            r#"{"mentions":[],"text":"x","passages":[2]}"#
        );
        assert_eq!(rewritten(r#"{"m":1,"m":2}"#, &[("m", "3")]), r#"{"m":3}"#);
        assert_eq!(rewritten("{}", &[("m", "3")]), r#"{"m":3}"#);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for line in ["", "1", "[]", "{", "{}}", "null", "{\"a\":}", "\"text\""] {
            assert!(Record::read(line.as_bytes()).is_err(), "{line}");
        }
        assert!(Record::read(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn given_mentions_count_code_points() {
        let line = r#"{"text":"“Ö” Łęcki","mentions":[{"start":4,"end":9,"kind":"name"},{"start":1,"end":2,"type":"ORG","form":"nominal"}]}"#;
        let record = Record::read(line.as_bytes()).unwrap();
        let text = record.text().unwrap();
        let given = record.given_mentions(&text).unwrap();
        let found: Vec<_> = given.iter().map(|m| (m.span.of(&text), m.kind, m.form)).collect();
        assert_eq!(
            found,
            [
                ("Łęcki", EntityKind::Person, Form::Name),
                ("Ö", EntityKind::Organisation, Form::Nominal)
            ]
        );
    }

    #[test]
    fn wrong_mentions_say_which() {
        let check = |line: &str, want: &str| {
            let record = Record::read(line.as_bytes()).unwrap();
            let error = record.given_mentions(&record.text().unwrap()).unwrap_err();
            assert!(error.to_string().contains(want), "{error}");
        };
        check(
            r#"{"text":"abc","mentions":[{"start":0,"end":1},{"start":2,"end":9}]}"#,
            "mention 2: 2 to 9",
        );
        check(r#"{"text":"abc","mentions":[{"start":2,"end":2}]}"#, "mention 1: 2 to 2");
        check(r#"{"text":"abc","mentions":[{"start":-1,"end":2}]}"#, "start and end");
        check(r#"{"text":"abc"}"#, "no \"mentions\"");
        assert_eq!(Record::read(b"{\"text\":3}").unwrap().text(), Err(RecordError::NoText));
    }
}
