//! Who made a picture: "© Name/Agency", "Photo: …", "… (AP Photo/Name)", "… Name/TASS".

use super::phrases::Phrases;
use super::publisher;
use super::shape;

/// Whether the line credits a picture, alone or after the words to it.
pub(super) fn is_credit(line: &str) -> bool {
    let words = shape::words(line);
    if line.len() > 500 || words > 60 {
        return false;
    }
    let is_labelled = words <= 20 && Phrases::CreditLabel.starts(&start(line));
    let is_claim = line.starts_with('©') && words <= 14 && !shape::ends_sentence(line);
    is_labelled || is_claim || ends_in_brackets(line) || ends_after_slash(line)
}

/// `… (Photo: Jane Doe)`, `… [File: Reuters]`, `… (AP Photo/Jane Doe)`, `… (Jane Doe/AFP)`
fn ends_in_brackets(line: &str) -> bool {
    let Some(line) = line.trim_end_matches('.').strip_suffix([')', ']']) else { return false };
    let Some(inner) = line.rfind(['(', '[']).and_then(|open| line.get(open + 1..)) else {
        return false;
    };
    let lower = start(inner);
    inner.len() <= 120
        && (Phrases::CreditLabel.starts(&lower)
            || ["ap photo", "getty images", "file:"].iter().any(|label| lower.starts_with(label))
            || ends_after_slash(inner))
}

/// `… Jane Doe/AFP`: a slash between capitalised names, the last an agency's.
fn ends_after_slash(line: &str) -> bool {
    let Some((before, agency)) = line.rsplit_once('/') else { return false };
    let maker = before.rsplit(char::is_whitespace).next().unwrap_or("");
    publisher::is_agency(agency)
        && agency.starts_with(char::is_uppercase)
        && maker.starts_with(char::is_uppercase)
}

/// The first letters in lower case, enough for a label.
fn start(line: &str) -> String {
    line.chars().take(24).flat_map(char::to_lowercase).collect()
}
