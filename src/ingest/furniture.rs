//! Lines a page carries beside its article: menu words, "Read more", sections, lines on source and rights.
//! Only whole lines are known, by what web pages and agencies put everywhere; a paragraph that merely starts
//! like one is left alone.

use super::credits;
use super::phrases::Phrases;
use super::publisher;
use super::shape::{self, plain};

/// What a line alone says it is, wherever it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Part of the page.
    Furniture,
    /// Part of the page, and a list of other articles follows.
    ListHead,
    /// Who made a picture.
    Credit,
}

/// Says what a line is by its words alone; most lines say nothing.
pub(super) fn sign(line: &str) -> Option<Sign> {
    if line.len() > 500 {
        return None;
    }
    if line.len() <= 60 {
        let plain = plain(line);
        if Phrases::Menu.holds(&plain) || is_rule(line, &plain) || is_row_of_actions(&plain) {
            return Some(Sign::Furniture);
        }
        if Phrases::Heading.holds(&plain) || is_list_head(&plain) {
            return Some(Sign::ListHead);
        }
    }
    if is_pointer(line) || is_url(line) || publisher::is_copyright(line) {
        return Some(Sign::Furniture);
    }
    credits::is_credit(line).then_some(Sign::Credit)
}

/// A line drawn with signs: "* * *", "----".
fn is_rule(line: &str, plain: &str) -> bool {
    let is_drawn = |c: char| matches!(c, '*' | '-' | '_' | '=' | '#' | '~' | '•' | '—');
    plain.is_empty() && line.chars().filter(|&c| is_drawn(c)).count() >= 3
}

/// "Share Tweet Share", "Facebook Twitter WhatsApp", "12 Comments": words to click on, and counts.
fn is_row_of_actions(plain: &str) -> bool {
    let is_count = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let count = words.clone().count();
    let is_action = |word| Phrases::Action.holds(word);
    (2..=12).contains(&count)
        && words.clone().any(is_action)
        && words.all(|word| is_action(word) || is_count(word))
}

/// "Other news", "Most read stories", "You may also like".
fn is_list_head(plain: &str) -> bool {
    let mut words = plain.split(' ');
    let (Some(lead), Some(noun)) = (words.next(), words.next_back()) else { return false };
    let is_between = |word| Phrases::HeadingWord.holds(word) || Phrases::HeadingNoun.holds(word);
    Phrases::HeadingLead.holds(lead) && Phrases::HeadingNoun.holds(noun) && words.all(is_between)
}

/// "Read more: …", "READ ALSO | …", "Tags: …": a line that points elsewhere.
fn is_pointer(line: &str) -> bool {
    let mark = |c: char| matches!(c, ':' | '|' | '>' | '»');
    let Some((label, rest)) = line.split_once(mark) else { return false };
    label.len() <= 24
        && !rest.trim().is_empty()
        && Phrases::Pointer.holds(&plain(label))
        && !shape::ends_sentence(line)
        && shape::words(line) <= 30
}

/// Whether the line is an address and nothing else.
fn is_url(line: &str) -> bool {
    publisher::url_in(line).is_some_and(|url| url.len() * 2 > line.len() && shape::words(line) <= 2)
}

/// Whether a short line names a section or a way through the site: "World", "Home > News > Europe".
pub(super) fn is_section(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let marks = ['>', '›', '»', '→', '|', '/', '·', '•'];
    let (mut steps, mut known) = (0, 0);
    for step in line.split(marks).map(plain).filter(|step| !step.is_empty()) {
        steps += 1;
        known += usize::from(Phrases::Section.holds(&step));
    }
    let is_way = steps > 2 && line.contains(['>', '›', '»', '→']);
    known > 0 && (known == steps || is_way)
}

/// "Source: Agence France Presse", "(Reporting by …; editing by …)", "The Associated Press contributed to
/// this report.": what stands below an article.
pub(super) fn is_colophon(line: &str) -> bool {
    if line.len() > 500 || shape::words(line) > 50 {
        return false;
    }
    let lower = line.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let is_help = shape::words(line) <= 30
        && lower.contains("contributed to this")
        && ["report", "story", "article"].iter().any(|noun| lower.contains(noun));
    Phrases::Colophon.starts(bare)
        || matches!(bare, "ends" | "end" | "30")
        || is_help
        || publisher::is_agency(line)
}
