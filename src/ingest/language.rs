//! Which language a text is in (`whatlang`: the script, then the three-letter groups that are frequent in each).

/// How much of a text is looked at, in characters.
const REACH: usize = 1000;
/// With fewer letters than this any guess is as good as another.
const FEW: usize = 80;

/// Words that are frequent in English and in no other language. A text of which they are one word in ten, as nine
/// newswire texts of ten are, is not looked at any further: that would be an eighth of the time that reading an article
/// takes.
const ENGLISH: [&str; 13] = [
    "the", "of", "and", "that", "with", "from", "which", "this", "were", "their", "his", "would",
    "they",
];
const ENGLISH_FROM: usize = 10;

/// The English name of the language of a text; `None` where it does not tell.
pub(super) fn of(text: &str) -> Option<&'static str> {
    let text: String = text.chars().take(REACH).collect();
    if text.chars().filter(|c| c.is_alphabetic()).take(FEW).count() < FEW {
        return None;
    }
    if is_english(&text) {
        return Some(whatlang::Lang::Eng.eng_name());
    }
    let found = whatlang::detect(&text).filter(whatlang::Info::is_reliable)?;
    Some(found.lang().eng_name())
}

fn is_english(text: &str) -> bool {
    let (mut n_words, mut n_english) = (0, 0);
    for word in text.split_whitespace() {
        n_words += 1;
        n_english += usize::from(ENGLISH.iter().any(|english| word.eq_ignore_ascii_case(english)));
    }
    n_english * ENGLISH_FROM >= n_words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_where_there_is_enough_to_tell() {
        for (text, want) in [
            (
                "The harbour master closed the northern pier on Monday after divers had found cracks in two of its pillars.",
                Some("English"),
            ),
            (
                "Der Hafenmeister sperrte am Montag die nördliche Mole, nachdem Taucher Risse in zwei ihrer Pfeiler gefunden hatten.",
                Some("German"),
            ),
            (
                "Le capitaine du port a fermé lundi la jetée nord, après que des plongeurs ont trouvé des fissures dans deux piliers.",
                Some("French"),
            ),
            (
                "Начальник порта закрыл в понедельник северный пирс, после того как водолазы нашли трещины в двух его опорах.",
                Some("Russian"),
            ),
            (
                "The pillars of the northern pier and the lamps of the harbour: so stands it in the log of the harbour master.",
                Some("English"),
            ),
            (
                "De havenmeester sloot maandag de noordelijke pier, nadat duikers scheuren in twee van de pijlers hadden gevonden.",
                Some("Dutch"),
            ),
            ("Northern pier closed", None),
            ("12 345 678 90", None),
        ] {
            assert_eq!(of(text), want, "{text}");
        }
    }
}
