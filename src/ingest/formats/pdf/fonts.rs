//! The fonts of a PDF page: which letters its codes are, and how wide.

use std::rc::Rc;

use encoding_rs as legacy;
use lopdf::{Dictionary, Document, Encoding, Object, Stream};
use rustc_hash::FxHashMap;

use super::resources::named;
use super::{cmap, widths};

/// How wide a letter is taken for where the font does not say, in thousandths of its size.
const USUAL_WIDTH: f32 = 500.0;

/// One font, ready to read with.
pub(super) struct Font {
    letters: FxHashMap<u32, String>,
    widths: FxHashMap<u32, f32>,
    /// Of a letter without a width of its own.
    usual: f32,
    codes: Codes,
    is_vertical: bool,
    is_bold: bool,
}

/// How the bytes of a string are divided.
#[derive(Clone, Copy)]
enum Codes {
    Single,
    Double,
    /// Two bytes where the first is high, in an encoding from before Unicode.
    Mixed(&'static legacy::Encoding),
    Unicode,
}

/// The fonts met so far: pages share them.
pub(super) struct Fonts<'a> {
    pub(super) document: &'a Document,
    /// What those to come may unpack to, in bytes.
    room: usize,
    known: FxHashMap<*const Dictionary, Rc<Font>>,
    /// The letters that names of letters stand for.
    names: FxHashMap<Vec<u8>, Option<String>>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(document: &'a Document, room: usize) -> Self {
        Self { document, room, known: FxHashMap::default(), names: FxHashMap::default() }
    }

    /// The font that `resources` hold under this name.
    pub(super) fn named(&mut self, resources: &[&'a Dictionary], name: &[u8]) -> Option<Rc<Font>> {
        let font = named(self.document, resources, b"Font", name)?.as_dict().ok()?;
        if let Some(known) = self.known.get(&std::ptr::from_ref(font)) {
            return Some(known.clone());
        }
        let read = Rc::new(if is(font, b"Subtype", b"Type0") {
            self.composite(font)
        } else {
            self.simple(font)
        });
        self.known.insert(std::ptr::from_ref(font), read.clone());
        Some(read)
    }

    /// What maps to Unicode is right even where the names of letters are made up, but often maps few of them.
    fn simple(&mut self, font: &Dictionary) -> Font {
        let mut letters = self.by_names(font);
        let mapped = self.by_unicode(font).into_iter().filter(|(code, _)| *code < 256);
        letters.extend(mapped.filter(|(_, letter)| is_told(letter)));
        let (widths, usual) = simple_widths(self.document, font, &letters);
        let is_bold = is_bold(self.document, font);
        Font { letters, widths, usual, codes: Codes::Single, is_vertical: false, is_bold }
    }

    fn composite(&mut self, font: &Dictionary) -> Font {
        let encoding = font.get_deref(b"Encoding", self.document).ok();
        let encoding = encoding.and_then(|encoding| encoding.as_name().ok()).unwrap_or(b"");
        let inner = inner(self.document, font);
        let (widths, usual) =
            inner.map_or_else(Default::default, |inner| composite_widths(self.document, inner));
        Font {
            letters: self.by_unicode(font),
            widths,
            usual,
            codes: codes(encoding),
            is_vertical: encoding.ends_with(b"-V"),
            is_bold: is_bold(self.document, font)
                || inner.is_some_and(|inner| is_bold(self.document, inner)),
        }
    }

    fn by_unicode(&mut self, font: &Dictionary) -> FxHashMap<u32, String> {
        let map = font.get_deref(b"ToUnicode", self.document).and_then(Object::as_stream);
        let map = map.ok().and_then(|map| unpacked(map, self.room));
        self.room = self.room.saturating_sub(map.as_ref().map_or(0, Vec::len));
        let mut letters = map.map(|map| cmap::letters(&map)).unwrap_or_default();
        letters.values_mut().for_each(tell);
        letters
    }

    /// The letters of a simple font by its encoding and the names of letters in it.
    fn by_names(&mut self, font: &Dictionary) -> FxHashMap<u32, String> {
        let encoding = font.get_deref(b"Encoding", self.document).ok();
        let named = encoding.and_then(|encoding| encoding.as_dict().ok());
        let base = match named {
            Some(named) => named.get_deref(b"BaseEncoding", self.document).ok(),
            None => encoding,
        };
        let base = base.and_then(|base| base.as_name().ok()).map(<[u8]>::to_vec);
        let is_true_type = is(font, b"Subtype", b"TrueType");
        let base = base.or_else(|| is_true_type.then(|| b"WinAnsiEncoding".to_vec()));
        let mut letters = self.base(base);
        let listed = named.and_then(|named| {
            named.get_deref(b"Differences", self.document).and_then(Object::as_array).ok()
        });
        let is_drawn = is(font, b"Subtype", b"Type3");
        let mut code = 0;
        for object in listed.into_iter().flatten().take(1000) {
            match object {
                Object::Integer(at) => code = u32::try_from(*at).unwrap_or(256),
                Object::Name(name) => {
                    let letter = self.letter(name).or_else(|| tex(name, code).filter(|_| is_drawn));
                    if let Some(letter) = letter.filter(|_| code < 256) {
                        letters.insert(code, letter);
                    }
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
        letters
    }

    /// The letters of one of the encodings that have a name.
    fn base(&self, name: Option<Vec<u8>>) -> FxHashMap<u32, String> {
        let mut telling = Dictionary::new();
        telling.set("Type", Object::Name(b"Font".to_vec()));
        if let Some(name) = name {
            telling.set("Encoding", Object::Name(name));
        }
        let encoding = telling.get_font_encoding_with_limit(self.document, self.room).ok();
        let letter = |code: u8| Some((code, encoding.as_ref()?.bytes_to_string(&[code]).ok()?));
        let letters = (0..=255).filter_map(letter).map(|(code, mut letter)| {
            tell(&mut letter);
            (u32::from(code), letter)
        });
        letters.filter(|(_, letter)| is_told(letter)).collect()
    }

    /// What the name of a letter stands for: `eacute`, `uni00E9`, `f_i`, `a.sc`.
    fn letter(&mut self, name: &[u8]) -> Option<String> {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let bare = name.split(|&byte| byte == b'.').next().unwrap_or(name);
        let parts = bare.split(|&byte| byte == b'_');
        let letters: Option<Vec<String>> = parts.map(|part| self.listed(part)).collect();
        let mut found = letters.map(|letters| letters.concat());
        found.iter_mut().for_each(tell);
        let found = found.filter(|letters| is_told(letters));
        self.names.insert(name.to_vec(), found.clone());
        found
    }

    /// What a name without parts stands for.
    fn listed(&self, name: &[u8]) -> Option<String> {
        let number =
            |digits: &[u8]| u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
        let is_code = |digits: &[u8], most| (4..=most).contains(&digits.len());
        let by_code = match name {
            [b'u', b'n', b'i', digits @ ..] if is_code(digits, 4) => number(digits),
            [b'u', digits @ ..] if is_code(digits, 6) => number(digits),
            _ => None,
        };
        if let Some(letter) = by_code.and_then(char::from_u32) {
            return Some(letter.into());
        }
        let mut named = Dictionary::new();
        named.set("Differences", vec![Object::Integer(0), Object::Name(name.to_vec())]);
        let mut telling = Dictionary::new();
        telling.set("Type", Object::Name(b"Font".to_vec()));
        telling.set("Encoding", named);
        match telling.get_font_encoding_with_limit(self.document, self.room).ok()? {
            Encoding::Differences(found) => {
                let letter = found.map.get(&0)?.utf16_code_unit();
                Some(char::from_u32(u32::from(letter))?.into())
            }
            _ => None,
        }
    }
}

impl Font {
    /// The codes of the letters of a string.
    pub(super) fn codes<'b>(&self, bytes: &'b [u8]) -> impl Iterator<Item = u32> + use<'b> {
        let codes = self.codes;
        let mut rest = bytes;
        std::iter::from_fn(move || {
            let first = rest.first()?;
            let len = match codes {
                Codes::Single => 1,
                Codes::Double | Codes::Unicode => 2,
                Codes::Mixed(legacy) => {
                    let is_kana = legacy == legacy::SHIFT_JIS && (0xa0..=0xdf).contains(first);
                    if *first > 0x80 && !is_kana { 2 } else { 1 }
                }
            };
            let (code, after) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            rest = after;
            Some(code.iter().fold(0, |code, &byte| code << 8 | u32::from(byte)))
        })
    }

    /// What a code stands for; empty where nobody knows, for a simple font, and a sign that says so for others.
    pub(super) fn letter(&self, code: u32) -> std::borrow::Cow<'_, str> {
        if let Some(letter) = self.letters.get(&code) {
            return letter.as_str().into();
        }
        match self.codes {
            Codes::Single => "".into(),
            Codes::Double => "\u{fffd}".into(),
            Codes::Unicode => char::from_u32(code).unwrap_or('\u{fffd}').to_string().into(),
            Codes::Mixed(legacy) => {
                let bytes = [(code >> 8) as u8, code as u8];
                let bytes = if code < 256 { bytes.get(1..).unwrap_or(&[]) } else { &bytes };
                legacy.decode_without_bom_handling(bytes).0.into_owned().into()
            }
        }
    }

    /// How far a code moves the pen, in thousandths of the size.
    pub(super) fn width(&self, code: u32) -> f32 {
        if self.is_vertical {
            return 1000.0;
        }
        self.widths.get(&code).copied().unwrap_or(self.usual)
    }

    /// Whether the spacing of blanks is added to a code.
    pub(super) const fn is_blank(&self, code: u32) -> bool {
        code == 32 && matches!(self.codes, Codes::Single)
    }

    pub(super) const fn is_vertical(&self) -> bool {
        self.is_vertical
    }

    pub(super) const fn is_bold(&self) -> bool {
        self.is_bold
    }
}

fn is(font: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    font.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
}

fn unpacked(stream: &Stream, most: usize) -> Option<Vec<u8>> {
    match stream.is_compressed() {
        true => stream.decompressed_content_with_limit(most).ok(),
        false => Some(stream.content.clone()),
    }
}

/// How strings are divided, by the name of what maps codes to letters (ISO 32000, 9.7.5.2).
fn codes(encoding: &[u8]) -> Codes {
    let name = String::from_utf8_lossy(encoding);
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match () {
        () if has(&["UCS2", "UTF16"]) => Codes::Unicode,
        () if has(&["RKSJ"]) => Codes::Mixed(legacy::SHIFT_JIS),
        () if has(&["B5"]) => Codes::Mixed(legacy::BIG5),
        () if has(&["KSC"]) => Codes::Mixed(legacy::EUC_KR),
        () if has(&["GBK", "GB-EUC", "GBpc"]) => Codes::Mixed(legacy::GB18030),
        () if name.starts_with("EUC") => Codes::Mixed(legacy::EUC_JP),
        () => Codes::Double,
    }
}

/// Whether letters say anything.
fn is_told(letters: &str) -> bool {
    !letters.is_empty() && !letters.contains(['\u{fffd}', '\0'])
}

/// Makes letters of signs that fonts keep for themselves, and of several letters set as one.
fn tell(letters: &mut String) {
    const LIGATURES: [&str; 7] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
    if letters.is_ascii() {
        return;
    }
    let told = letters.chars().map(|c| {
        let small =
            |from: u32, to: u8| char::from(to.saturating_add((c as u32 - from) as u8)).into();
        match c as u32 {
            0xfb00..=0xfb06 => {
                LIGATURES.get((c as u32 - 0xfb00) as usize).map_or(c.into(), |s| (*s).into())
            }
            0xf001 => "fi".into(),
            0xf002 => "fl".into(),
            0xf0b7 | 0xf0a7 => "•".into(),
            // What fonts of signs have in place of Latin letters, old figures, small capitals.
            0xf020..=0xf07e => small(0xf020, b' '),
            0xf730..=0xf739 => small(0xf730, b'0'),
            0xf761..=0xf77a => small(0xf761, b'a'),
            0xfe70..=0xfefc => super::arabic::told(c),
            _ => c.to_string(),
        }
    });
    *letters = told.collect();
}

/// What TeX has at the codes of its fonts that no other has, where letters are drawn and named by number.
fn tex(name: &[u8], code: u32) -> Option<String> {
    let digits = name.strip_prefix(b"a")?;
    digits.iter().all(u8::is_ascii_digit).then_some(())?;
    let letters = match code {
        11 | 27 => "ff",
        12 | 28 => "fi",
        13 | 29 => "fl",
        14 | 30 => "ffi",
        15 | 31 => "ffl",
        16 => "“",
        17 => "”",
        21 => "–",
        22 => "—",
        _ => return char::from_u32(code).filter(char::is_ascii_graphic).map(Into::into),
    };
    Some(letters.into())
}

fn inner<'a>(document: &'a Document, font: &'a Dictionary) -> Option<&'a Dictionary> {
    let listed = font.get_deref(b"DescendantFonts", document).ok()?.as_array().ok()?;
    document.dereference(listed.first()?).ok()?.1.as_dict().ok()
}

fn is_bold(document: &Document, font: &Dictionary) -> bool {
    let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or(b"");
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    let described = font.get_deref(b"FontDescriptor", document).and_then(Object::as_dict);
    let weight = described.and_then(|described| described.get(b"FontWeight")?.as_float());
    ["bold", "black", "heavy", "cmbx"].iter().any(|part| name.contains(part))
        || weight.is_ok_and(|weight| weight >= 600.0)
}

fn number(document: &Document, object: &Object) -> Option<f32> {
    document.dereference(object).ok()?.1.as_float().ok()
}

/// The widths that a simple font lists, or is known to have, and that of letters it does not list.
fn simple_widths(
    document: &Document,
    font: &Dictionary,
    letters: &FxHashMap<u32, String>,
) -> (FxHashMap<u32, f32>, f32) {
    let mut widths = FxHashMap::default();
    let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or(b"");
    if let Some(known) = widths::of(&String::from_utf8_lossy(name)) {
        let known = |letter: &String| {
            let at = u32::from(letter.chars().next()?).checked_sub(32)?;
            known.get(at as usize).map(|&width| f32::from(width))
        };
        widths.extend(letters.iter().filter_map(|(&code, letter)| Some((code, known(letter)?))));
    }
    let scale = match is(font, b"Subtype", b"Type3") {
        true => font.get_deref(b"FontMatrix", document).and_then(Object::as_array).ok(),
        false => None,
    };
    let scale = scale.and_then(|by| number(document, by.first()?)).map_or(1.0, |by| by * 1000.0);
    let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
    let first = u32::try_from(first).unwrap_or(0);
    if let Ok(listed) = font.get_deref(b"Widths", document).and_then(Object::as_array) {
        let listed = listed.iter().map(|width| number(document, width).unwrap_or(0.0) * scale);
        widths.extend((first..).zip(listed).take(256));
    }
    let described = font.get_deref(b"FontDescriptor", document).and_then(Object::as_dict);
    let missing = described.and_then(|described| described.get_deref(b"MissingWidth", document));
    let usual = missing.ok().and_then(|width| number(document, width)).filter(|width| *width > 0.0);
    (widths, usual.unwrap_or(USUAL_WIDTH))
}

/// The widths that the letters of a composite font list, and that of letters it does not list.
fn composite_widths(document: &Document, inner: &Dictionary) -> (FxHashMap<u32, f32>, f32) {
    let mut widths = FxHashMap::default();
    let number = |object: &Object| number(document, object);
    let usual = inner.get_deref(b"DW", document).ok().and_then(number).unwrap_or(1000.0);
    let listed = inner.get_deref(b"W", document).and_then(Object::as_array);
    let mut rest = listed.map_or(&[][..], Vec::as_slice);
    // What repeats itself would be walked again and again.
    let mut room = 0x2_0000;
    // Either `first [width width …]` or `first last width`.
    while let [first, second, after @ ..] = rest {
        let Some(from) = number(first).filter(|first| *first >= 0.0) else { break };
        let from = from as u32;
        if let Ok(list) = document.dereference(second).map(|(_, second)| second)
            && let Ok(list) = list.as_array()
        {
            widths.extend((from..=0xffff).zip(list.iter().filter_map(number)).take(room));
            room = room.saturating_sub(list.len());
            rest = after;
        } else if let [width, after @ ..] = after {
            let to = number(second).unwrap_or(0.0).min(65_535.0) as u32;
            let width = number(width).unwrap_or(usual);
            widths.extend((from..=to).take(room).map(|code| (code, width)));
            room = room.saturating_sub(to.saturating_sub(from) as usize);
            rest = after;
        } else {
            break;
        }
    }
    (widths, usual)
}
