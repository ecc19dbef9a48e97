//! Arabic letters that are written by their shape in a word: fonts tell them so, texts are written in letters alone.

/// The first shape of each letter, how many it has, and the letter.
const SHAPES: [(u32, u32, &str); 53] = [
    (0xfb56, 4, "پ"),
    (0xfb66, 4, "ٹ"),
    (0xfb7a, 4, "چ"),
    (0xfb88, 2, "ڈ"),
    (0xfb8a, 2, "ژ"),
    (0xfb8c, 2, "ڑ"),
    (0xfb8e, 4, "ک"),
    (0xfb92, 4, "گ"),
    (0xfb9e, 2, "ں"),
    (0xfba6, 4, "ہ"),
    (0xfbaa, 4, "ھ"),
    (0xfbae, 2, "ے"),
    (0xfbfc, 4, "ی"),
    (0xfe80, 1, "ء"),
    (0xfe81, 2, "آ"),
    (0xfe83, 2, "أ"),
    (0xfe85, 2, "ؤ"),
    (0xfe87, 2, "إ"),
    (0xfe89, 4, "ئ"),
    (0xfe8d, 2, "ا"),
    (0xfe8f, 4, "ب"),
    (0xfe93, 2, "ة"),
    (0xfe95, 4, "ت"),
    (0xfe99, 4, "ث"),
    (0xfe9d, 4, "ج"),
    (0xfea1, 4, "ح"),
    (0xfea5, 4, "خ"),
    (0xfea9, 2, "د"),
    (0xfeab, 2, "ذ"),
    (0xfead, 2, "ر"),
    (0xfeaf, 2, "ز"),
    (0xfeb1, 4, "س"),
    (0xfeb5, 4, "ش"),
    (0xfeb9, 4, "ص"),
    (0xfebd, 4, "ض"),
    (0xfec1, 4, "ط"),
    (0xfec5, 4, "ظ"),
    (0xfec9, 4, "ع"),
    (0xfecd, 4, "غ"),
    (0xfed1, 4, "ف"),
    (0xfed5, 4, "ق"),
    (0xfed9, 4, "ك"),
    (0xfedd, 4, "ل"),
    (0xfee1, 4, "م"),
    (0xfee5, 4, "ن"),
    (0xfee9, 4, "ه"),
    (0xfeed, 2, "و"),
    (0xfeef, 2, "ى"),
    (0xfef1, 4, "ي"),
    (0xfef5, 2, "لآ"),
    (0xfef7, 2, "لأ"),
    (0xfef9, 2, "لإ"),
    (0xfefb, 2, "لا"),
];

/// Returns the letter, or the two, that a sign is a shape of; any other sign as it is.
pub(super) fn told(sign: char) -> String {
    let code = sign as u32;
    let at = SHAPES.partition_point(|(first, ..)| *first <= code).checked_sub(1);
    let shape = at.and_then(|at| SHAPES.get(at));
    match shape.filter(|(first, n_shapes, _)| code < first + n_shapes) {
        Some((.., letter)) => (*letter).to_owned(),
        None => sign.into(),
    }
}

#[test]
fn shapes_are_letters() {
    assert_eq!("ﻻﺑﯽ!".chars().map(told).collect::<String>(), "لابی!");
}
