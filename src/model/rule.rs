//! What each rule of the recogniser says, for those who ask why.

/// The rules that find and place mentions, each with what it says.
pub const RULES: &[(&str, &str)] = &[
    ("tagger", "the recogniser reads these words as a name"),
    ("part-of-name", "part of a name that stands in full in this article"),
    ("judged", "you said so"),
    ("given", "it was given as a mention"),
    ("title before the name", "a title right before the name it belongs to"),
    ("apposition", "stands beside the name it describes, between commas"),
    ("same role and nation", "the role and the nation that the article gives this person"),
    ("leader of the nation", "the leader of a nation that this person leads"),
    ("only leader left", "a leader, and this is the only one it can still mean"),
    ("same describing word", "a word that the article has for this person alone"),
    ("same role", "the role of this person and of nobody else here"),
    ("speaker of the quotation", "speaks inside a quotation, and this person says it"),
    ("subject that follows", "points ahead to the subject that follows"),
    ("possessive, nearest in its sentence", "the nearest person named before in its sentence"),
    ("possessive, same sentence", "the likeliest of those named in its sentence"),
    ("possessive, alone in its sentence", "the only person named before in its sentence"),
    ("possessive, sentence before", "the likeliest person of the sentence before"),
    ("subject pronoun, nearest in its sentence", "the nearest person named before in its sentence"),
    ("subject pronoun, same sentence", "the likeliest of those named in its sentence"),
    ("subject pronoun, sentence before", "the likeliest person of the sentence before"),
    ("subject pronoun, further back", "the likeliest person of the sentences before"),
    ("object pronoun, same sentence", "the likeliest of those named in its sentence"),
];

/// What a rule says; the rule itself where it is not known.
pub fn what_it_says(rule: &str) -> &str {
    RULES.iter().find(|(known, _)| *known == rule).map_or(rule, |(_, says)| says)
}
