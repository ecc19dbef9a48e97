//! Lines a page carries beside its article: menu words, "Read more", copyright and source lines, credits of
//! pictures. Only whole lines are known, by what web pages and agencies put everywhere; a paragraph that
//! merely starts like one is left alone.

use super::shape;

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

/// Whole lines, folded to lower case with the signs around them gone.
const ANYWHERE: &[&str] = &[
    "read more",
    "read more here",
    "read full story",
    "read the full story",
    "read full article",
    "read the full article",
    "continue reading",
    "continue reading below",
    "continue reading the main story",
    "story continues below",
    "article continues below",
    "story continues below advertisement",
    "story continues after advertisement",
    "advertisement",
    "advertisements",
    "sponsored",
    "sponsored content",
    "promoted content",
    "click here",
    "click here to read more",
    "view gallery",
    "share",
    "share this",
    "share this story",
    "share this article",
    "share this post",
    "share this page",
    "share on facebook",
    "share on twitter",
    "share on whatsapp",
    "share on linkedin",
    "share via email",
    "tweet",
    "tweet this",
    "email this",
    "print this",
    "print this article",
    "print this page",
    "email this article",
    "email to a friend",
    "send to a friend",
    "sign up",
    "sign up now",
    "sign in",
    "log in",
    "login",
    "subscribe",
    "subscribe now",
    "register",
    "skip to content",
    "skip to main content",
    "skip navigation",
    "back to top",
    "top of page",
    "go to top",
    "jump to navigation",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "add a comment",
    "view comments",
    "show comments",
    "view all comments",
    "no comments",
    "comments are closed",
    "join the conversation",
    "report a typo",
    "loading",
    "please wait",
    "toggle navigation",
    "enlarge this image",
    "enlarge image",
    "toggle caption",
    "hide caption",
    "image caption",
    "media caption",
    "image copyright",
    "privacy policy",
    "terms of use",
    "terms of service",
    "terms and conditions",
    "cookie policy",
    "contact us",
    "about us",
    "all rights reserved",
    "get the app",
    "download the app",
    "watch live",
    "next article",
    "previous article",
    "next story",
    "previous story",
    "follow us",
    "follow us on twitter",
    "follow us on facebook",
    "copy link",
    "copy url",
    "save article",
];

/// Words before `news`, `stories` and so on that make a heading of a list, or a menu word.
const LIST_WORDS: &[&str] = &[
    "all",
    "other",
    "more",
    "latest",
    "related",
    "recent",
    "top",
    "popular",
    "breaking",
    "recommended",
    "similar",
    "trending",
    "most",
    "read",
    "viewed",
    "editors",
    "editor's",
    "must",
    "see",
    "also",
    "you",
    "may",
    "might",
    "from",
    "our",
    "the",
    "previous",
    "next",
    "further",
];
const LIST_NOUNS: &[&str] = &[
    "news",
    "stories",
    "story",
    "articles",
    "article",
    "posts",
    "headlines",
    "topics",
    "links",
    "coverage",
    "content",
    "videos",
    "reading",
    "picks",
    "read",
    "like",
    "reports",
    "entries",
    "items",
];

/// Names of sections, as a site prints one above a headline.
const SECTIONS: &[&str] = &[
    "home",
    "news",
    "world",
    "world news",
    "politics",
    "business",
    "economy",
    "finance",
    "markets",
    "sport",
    "sports",
    "entertainment",
    "culture",
    "arts",
    "opinion",
    "comment",
    "editorial",
    "editorials",
    "analysis",
    "technology",
    "tech",
    "science",
    "health",
    "education",
    "environment",
    "travel",
    "lifestyle",
    "life",
    "style",
    "local",
    "local news",
    "national",
    "international",
    "international news",
    "europe",
    "asia",
    "africa",
    "americas",
    "middle east",
    "us",
    "u.s",
    "uk",
    "us news",
    "uk news",
    "nation",
    "region",
    "regional",
    "society",
    "crime",
    "law",
    "law and order",
    "military",
    "defense",
    "defence",
    "features",
    "feature",
    "blogs",
    "blog",
    "video",
    "videos",
    "photos",
    "pictures",
    "gallery",
    "live",
    "weather",
    "obituaries",
    "letters",
    "exclusive",
    "breaking",
    "headlines",
    "top",
    "print",
    "email",
    "comments",
    "menu",
    "search",
    "archive",
    "archives",
    "rss",
    "military & defense",
    "science & space",
    "press review",
    "press releases",
    "press release",
    "front page",
    "homepage",
    "main",
    "politik",
    "wirtschaft",
    "monde",
    "politique",
    "économie",
    "mundo",
    "política",
    "economía",
    "mondo",
    "politica",
    "мир",
    "политика",
    "экономика",
    "общество",
    "новости",
];

/// News agencies, by the names they sign with. Whatever stands in capitals at the place of an agency is taken
/// for one too; this list is for where a name in ordinary letters would not be enough.
const AGENCIES: &[&str] = &[
    "reuters",
    "ap",
    "associated press",
    "the associated press",
    "afp",
    "agence france-presse",
    "agence france presse",
    "upi",
    "dpa",
    "epa",
    "efe",
    "ansa",
    "tass",
    "itar-tass",
    "interfax",
    "ria novosti",
    "sputnik",
    "xinhua",
    "kyodo",
    "kyodo news",
    "yonhap",
    "anadolu",
    "anadolu agency",
    "aa",
    "irna",
    "isna",
    "sana",
    "mena",
    "pti",
    "ani",
    "ians",
    "bernama",
    "antara",
    "pa",
    "pa media",
    "press association",
    "canadian press",
    "the canadian press",
    "cp",
    "aap",
    "cnn",
    "bbc",
    "bbc news",
    "bloomberg",
    "dow jones",
    "ukrinform",
    "unian",
    "belta",
    "apa",
    "trend",
    "azertac",
    "armenpress",
    "kuna",
    "spa",
    "wam",
    "petra",
    "nna",
    "agerpres",
    "pap",
    "ctk",
    "čtk",
    "mti",
    "hina",
    "tanjug",
    "bta",
    "apa",
    "ats",
    "belga",
    "anp",
    "ntb",
    "tt",
    "ritzau",
    "stt",
    "lusa",
    "europa press",
    "getty images",
    "getty",
    "afp/getty images",
    "ap photo",
    "tass/getty images",
    "sports network",
    "wireservice",
    "pool",
    "rex",
    "alamy",
    "shutterstock",
];

/// Words that stand in the names of newspapers, agencies and stations.
const PRESS_WORDS: &[&str] = &[
    "news",
    "times",
    "post",
    "herald",
    "tribune",
    "gazette",
    "chronicle",
    "telegraph",
    "observer",
    "guardian",
    "independent",
    "journal",
    "daily",
    "weekly",
    "press",
    "agency",
    "radio",
    "tv",
    "television",
    "online",
    "express",
    "mirror",
    "today",
    "bulletin",
    "monitor",
    "reporter",
    "courier",
    "examiner",
    "globe",
    "standard",
    "mail",
    "zeitung",
    "nachrichten",
    "presse",
    "journal",
    "diario",
    "jornal",
    "monde",
    "broadcasting",
    "novosti",
];

/// Says what a line is by its words alone; most lines say nothing.
pub(super) fn sign(line: &str) -> Option<Sign> {
    if line.len() > 400 {
        return None;
    }
    let plain = plain(line);
    if plain.is_empty() || ANYWHERE.contains(&plain.as_str()) {
        return is_rule_or_words(line, &plain).then_some(Sign::Furniture);
    }
    if is_list_head(&plain) {
        return Some(Sign::ListHead);
    }
    if is_copyright(line) || is_pointer(line) || is_url(line) {
        return Some(Sign::Furniture);
    }
    is_credit(line).then_some(Sign::Credit)
}

/// A line of signs only counts when it is drawn as a rule: "* * *", "----".
fn is_rule_or_words(line: &str, plain: &str) -> bool {
    !plain.is_empty()
        || line
            .chars()
            .filter(|c| matches!(c, '*' | '-' | '_' | '=' | '#' | '~' | '•' | '—' | '.'))
            .count()
            >= 3
}

/// Whether a short line names a section or a way through the site: "World", "Home > News > Europe".
pub(super) fn is_section(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let steps: Vec<String> = line
        .split(['>', '›', '»', '|', '/', '·', '•', '→'])
        .map(plain)
        .filter(|step| !step.is_empty())
        .collect();
    let known = steps.iter().filter(|step| SECTIONS.contains(&step.as_str())).count();
    !steps.is_empty()
        && known > 0
        && (known == steps.len() || (steps.len() > 2 && line.contains(['>', '›', '»', '→'])))
}

/// Whether `name` is one an agency signs with.
pub(super) fn is_agency_name(name: &str) -> bool {
    let plain = plain(name);
    AGENCIES.contains(&plain.as_str())
}

/// Whether a line reads like the name of a newspaper, agency or station.
pub(super) fn is_press_name(line: &str) -> bool {
    let words = shape::words(line);
    let is_named = |word: &str| PRESS_WORDS.contains(&plain(word).as_str());
    is_agency_name(line)
        || ((2..=5).contains(&words)
            && line.split_whitespace().any(is_named)
            && line.split_whitespace().all(|word| {
                word.chars().next().is_some_and(|c| !c.is_lowercase())
                    || matches!(word, "of" | "the" | "de" | "and")
            }))
}

/// A line that claims the rights: "© 2015 …", "Copyright 2008 …", "… All rights reserved."
pub(super) fn is_copyright(line: &str) -> bool {
    let lower = line.to_lowercase();
    let claims = ["©", "(c)", "copyright"].iter().any(|mark| lower.starts_with(mark));
    let start: String = lower.chars().take(80).collect();
    let has_year = start
        .split(|c: char| !c.is_ascii_digit())
        .any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")));
    let is_sure =
        start.contains('©') || start.contains("(c)") || has_year && shape::words(&start) <= 12;
    lower.contains("all rights reserved") && shape::words(line) <= 60
        || (claims && has_year && is_sure)
}

/// "Read more: …", "READ ALSO – …", "Related: …": a pointer to another article.
fn is_pointer(line: &str) -> bool {
    const POINTERS: &[&str] = &[
        "read more",
        "read also",
        "also read",
        "see also",
        "related",
        "more on this",
        "more on this story",
        "watch",
        "watch also",
        "read",
        "don't miss",
        "don’t miss",
        "recommended",
        "related story",
        "related article",
        "related stories",
        "related articles",
        "more",
        "also see",
        "more from",
        "share this",
        "follow us",
        "follow us on",
        "tags",
        "tag",
        "filed under",
        "topics",
        "keywords",
        "categories",
        "category",
        "posted in",
        "published in",
    ];
    let Some(at) = line.find([':', '|', '>', '»']) else { return false };
    let before = line.get(..at).unwrap_or("");
    before.len() <= 24
        && POINTERS.contains(&plain(before).as_str())
        && !shape::ends_sentence(line)
        && shape::words(line) <= 30
}

/// "Source: Agence France Presse", "(Reporting by …; editing by …)", "The Associated Press contributed to this
/// report.": what stands below an article.
pub(super) fn is_colophon(line: &str) -> bool {
    if line.len() > 600 || shape::words(line) > 50 {
        return false;
    }
    let lower = line.to_lowercase();
    let bare = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let starts = |marks: &[&str]| marks.iter().any(|mark| bare.starts_with(mark));
    starts(&[
        "source:",
        "sources:",
        "source -",
        "reporting by",
        "additional reporting",
        "editing by",
        "writing by",
        "compiled by",
        "with reporting by",
        "quelle:",
        "fuente:",
        "fonte:",
        "источник:",
        "with files from",
        "with agencies",
        "with inputs from",
        "originally published",
        "this article was originally published",
        "this story was originally published",
    ]) || (lower.contains("contributed to this")
        && (lower.contains("report") || lower.contains("story") || lower.contains("article"))
        && shape::words(line) <= 30)
        || matches!(
            bare.trim_end_matches(|c: char| !c.is_alphanumeric()),
            "ends" | "end" | "30" | "with agencies"
        )
        || is_agency_name(line)
}

/// The name behind "Source:", if the line is such.
pub(super) fn source_name(line: &str) -> Option<&str> {
    let (label, name) = line.split_once(':')?;
    let name = name.trim();
    let is_name = name.len() <= 60
        && shape::words(name) <= 5
        && !name.contains("://")
        && name.chars().any(char::is_alphabetic);
    (is_name
        && matches!(plain(label).as_str(), "source" | "quelle" | "fuente" | "fonte" | "источник"))
    .then(|| name.trim_end_matches('.'))
}

/// Returns who holds the rights by a copyright line: "© 2015 The Guardian. All rights reserved." gives
/// "The Guardian".
pub(super) fn rights_holder(line: &str) -> Option<String> {
    if !is_copyright(line) {
        return None;
    }
    let is_mark = |word: &str| {
        let word = plain(word);
        matches!(word.as_str(), "" | "c" | "copyright" | "by" | "all" | "content")
            || word.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–'))
    };
    let words: Vec<&str> = line.split_whitespace().skip_while(|word| is_mark(word)).collect();
    let mut name: Vec<&str> = Vec::new();
    for word in words {
        if plain(word).starts_with("http")
            || matches!(plain(word).as_str(), "all" | "no" | "this")
            || word == "|"
        {
            break;
        }
        let bare = word.trim_end_matches(['.', ',', ';']);
        name.push(bare);
        if bare.len() < word.len() {
            break;
        }
    }
    let name = name.join(" ");
    let is_name = (1..=5).contains(&shape::words(&name)) && name.chars().any(char::is_uppercase);
    is_name.then(|| {
        name.trim_end_matches(".com").trim_end_matches(".org").trim_end_matches(".net").to_owned()
    })
}

/// Whether the line credits a picture: "© Name/Agency", "Photo: …", "… (AP Photo/Name)", "… Name/TASS".
pub(super) fn is_credit(line: &str) -> bool {
    if line.len() > 500 || shape::words(line) > 60 {
        return false;
    }
    let lower = line.to_lowercase();
    let starts = [
        "photo:",
        "photos:",
        "photo by",
        "photograph:",
        "photograph by",
        "picture:",
        "pictures:",
        "image:",
        "image credit",
        "photo credit",
        "credit:",
        "image source",
        "file photo",
        "foto:",
        "photo courtesy",
        "фото:",
    ];
    let is_labelled =
        starts.iter().any(|start| lower.starts_with(start)) && shape::words(line) <= 20;
    let is_claim = line.starts_with('©') && shape::words(line) <= 14 && !shape::ends_sentence(line);
    is_labelled || is_claim || ends_in_bracketed_credit(line) || ends_in_slashed_credit(line)
}

/// `… (Photo: Jane Doe)`, `… [File: Reuters]`, `… (AP Photo/Jane Doe)`, `… (Jane Doe/AFP)`
fn ends_in_bracketed_credit(line: &str) -> bool {
    let line = line.trim_end_matches('.');
    let Some(open) = line.rfind(['(', '[']) else { return false };
    if !line.ends_with([')', ']']) || line.len() - open > 120 {
        return false;
    }
    let inner = line.get(open + 1..line.len() - 1).unwrap_or("");
    let lower = inner.to_lowercase();
    let labels = [
        "photo:",
        "photo by",
        "photograph:",
        "image:",
        "picture:",
        "file:",
        "credit:",
        "foto:",
        "photo courtesy",
        "ap photo",
        "file photo",
        "getty images",
    ];
    labels.iter().any(|label| lower.starts_with(label)) || ends_in_slashed_credit(inner)
}

/// `… Jane Doe/AFP`: a slash between capitalised names, the last an agency's.
fn ends_in_slashed_credit(line: &str) -> bool {
    let Some((before, agency)) = line.rsplit_once('/') else { return false };
    let is_capital = |c: Option<char>| c.is_some_and(char::is_uppercase);
    is_agency_name(agency)
        && is_capital(agency.chars().next())
        && is_capital(before.split_whitespace().last().and_then(|word| word.chars().next()))
}

/// Whether the line is an address and nothing else.
fn is_url(line: &str) -> bool {
    url_in(line).is_some_and(|url| shape::words(line) <= 2 && url.len() * 2 > line.len())
}

/// Returns the first web address in the line, without the signs that end a sentence.
pub(super) fn url_in(line: &str) -> Option<&str> {
    let at = line.find("https://").or_else(|| line.find("http://"))?;
    let rest = line.get(at..)?;
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '”' | '|'))
        .unwrap_or(rest.len());
    let url = rest.get(..end)?.trim_end_matches(['.', ',', ';', ')', ']']);
    (url.len() > 10).then_some(url)
}

fn is_list_head(plain: &str) -> bool {
    let words: Vec<&str> = plain.split(' ').collect();
    let Some((last, before)) = words.split_last() else { return false };
    let is_heading = !before.is_empty() && before.len() <= 4 && LIST_NOUNS.contains(last);
    let known = before.iter().all(|word| LIST_WORDS.contains(word) || LIST_NOUNS.contains(word));
    let leads = [
        "all",
        "other",
        "more",
        "latest",
        "related",
        "recent",
        "top",
        "popular",
        "breaking",
        "recommended",
        "similar",
        "trending",
        "most",
        "you",
        "editors",
        "editor's",
        "must",
        "see",
        "read",
    ];
    (is_heading && known && before.first().is_some_and(|first| leads.contains(first)))
        || matches!(
            plain,
            "see also"
                | "related"
                | "read next"
                | "up next"
                | "more from this section"
                | "more on this story"
                | "more on this"
                | "also read"
                | "read also"
                | "don't miss"
                | "recommended for you"
        )
}

/// Lower case, blanks squeezed, signs at either end gone.
fn plain(line: &str) -> String {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    shape::squeezed(bare).to_lowercase().replace('’', "'")
}
