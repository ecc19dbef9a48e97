//! Who made a picture: "© Name/Agency", "Photo: …", "… (AP Photo/Name)", "… Name/TASS".

use super::phrases::Phrases;
use super::publisher;
use super::shape;

/// Whether the line credits a picture, alone or after the words to it, or says that it describes one.
pub(super) fn is_credit(line: &str) -> bool {
    if line.len() > 500 {
        return false;
    }
    let words = shape::words(line);
    if words > 60 {
        return false;
    }
    let is_labelled = words <= 20 && Phrases::CreditLabel.starts(&start(line));
    let is_claim = line.starts_with('©') && words <= 14 && !shape::ends_sentence(line);
    // "(L)" tells who stands left.
    let is_pointing = line.contains("(L)") || describes_photo(line);
    is_labelled
        || is_claim
        || is_pointing
        || ends_in_brackets(line)
        || ends_with_label(line)
        || ends_with_maker(line)
}

/// `The tower at low tide. Photo: Jane Doe`
fn ends_with_label(line: &str) -> bool {
    let labels = [" Photo: ", " Image: ", " Picture: ", " Photograph: ", " Photo by ", " Credit: "];
    let is_name =
        |word: &str| !word.starts_with(char::is_lowercase) || matches!(word, "of" | "and");
    // Most lines have no label, and one search tells.
    if !line.contains(": ") && !line.contains(" Photo by ") {
        return false;
    }
    labels.iter().any(|label| {
        line.rsplit_once(label).is_some_and(|(_, maker)| {
            shape::words(maker) <= 6 && maker.split_whitespace().all(is_name)
        })
    })
}

/// `In this Oct. 20, 2015 photo released by the ministry, …`, as agencies begin.
fn describes_photo(line: &str) -> bool {
    let Some(after) = line.strip_prefix("In this ") else { return false };
    let after: Vec<&str> =
        after.split([' ', ',']).filter(|word| !word.is_empty()).take(10).collect();
    after.windows(2).any(|pair| {
        matches!(
            pair,
            ["photo" | "image", "taken" | "released" | "provided" | "made" | "from"]
                | ["file", "photo"]
        )
    })
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
            || ends_with_maker(inner))
}

/// `… Jane Doe/AFP`, `… REUTERS/Jane Doe`: a slash between capitalised names, one of them an agency's.
fn ends_with_maker(line: &str) -> bool {
    let Some((before, after)) = line.rsplit_once('/') else { return false };
    let last = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    let is_name = |name: &str| name.starts_with(char::is_uppercase);
    let is_maker = || {
        after.len() <= 60
            && shape::words(after) <= 5
            && after.split_whitespace().all(is_name)
            && !shape::ends_sentence(after)
    };
    (publisher::is_agency(after) && is_name(after.trim_start()) && is_name(last))
        || (publisher::is_agency(last) && is_name(last) && is_maker())
}

/// The first letters in lower case, enough for a label.
fn start(line: &str) -> String {
    line.chars().take(24).flat_map(char::to_lowercase).collect()
}
