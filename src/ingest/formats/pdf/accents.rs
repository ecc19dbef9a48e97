//! Letters with accents that are drawn as two signs, one over the other, as TeX does with its first fonts.

/// The signs of each accent, the letters that may have it, and those letters with it.
const ACCENTS: [(&[char], &str, &str); 13] = [
    (&['´', '\u{301}'], "aeiouyAEIOUYcnszlrCNSZLR", "áéíóúýÁÉÍÓÚÝćńśźĺŕĆŃŚŹĹŔ"),
    (&['`', 'ˋ', '\u{300}'], "aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
    (&['¨', '\u{308}'], "aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ"),
    (&['^', 'ˆ', '\u{302}'], "aeiouAEIOUcghjswyCGHJSWY", "âêîôûÂÊÎÔÛĉĝĥĵŝŵŷĈĜĤĴŜŴŶ"),
    (&['~', '˜', '\u{303}'], "anoANOiuIU", "ãñõÃÑÕĩũĨŨ"),
    (&['˚', '°', '\u{30a}'], "aAuU", "åÅůŮ"),
    (&['¸', '\u{327}'], "cCsStT", "çÇşŞţŢ"),
    (&['ˇ', '\u{30c}'], "cdenrstzCDENRSTZ", "čďěňřšťžČĎĚŇŘŠŤŽ"),
    (&['˝', '\u{30b}'], "ouOU", "őűŐŰ"),
    (&['˙', '\u{307}'], "zZeEgGI", "żŻėĖġĠİ"),
    (&['¯', 'ˉ', '\u{304}'], "aeiouAEIOU", "āēīōūĀĒĪŌŪ"),
    (&['˘', '\u{306}'], "aAgG", "ăĂğĞ"),
    (&['˛', '\u{328}'], "aeAEiuIU", "ąęĄĘįųĮŲ"),
];

/// Whether a sign is an accent alone.
pub(super) fn is_accent(sign: &str) -> bool {
    let mut chars = sign.chars();
    let first = chars.next().filter(|sign| !sign.is_ascii_alphanumeric());
    chars.next().is_none()
        && first.is_some_and(|sign| ACCENTS.iter().any(|(signs, ..)| signs.contains(&sign)))
}

/// The letter with the accent over it.
pub(super) fn over(letter: char, accent: &str) -> Option<char> {
    let letter = if letter == 'ı' { 'i' } else { letter };
    let (_, plain, with) = ACCENTS.iter().find(|(signs, ..)| accent.starts_with(*signs))?;
    let at = plain.chars().position(|plain| plain == letter)?;
    with.chars().nth(at)
}

#[test]
fn letters_and_accents_match() {
    assert!(ACCENTS.iter().all(|(_, plain, with)| plain.chars().count() == with.chars().count()));
    assert_eq!(over('ı', "´"), Some('í'));
    assert_eq!(over('q', "´"), None);
    assert!(is_accent("ˇ") && !is_accent("e") && !is_accent("´´"));
}
