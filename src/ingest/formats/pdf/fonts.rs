//! The fonts of a PDF page: which letters its bytes are, and how wide.

use std::rc::Rc;

use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};
use rustc_hash::FxHashMap;

/// How wide a letter is taken for where the font does not say, in thousandths of its size.
const USUAL_WIDTH: f32 = 500.0;

/// One font, ready to read with.
pub(super) struct Font {
    letters: Letters,
    widths: FxHashMap<u32, f32>,
    /// Of a letter without a width of its own.
    usual: f32,
}

/// How bytes become letters.
enum Letters {
    /// One byte a letter.
    Simple(Vec<String>),
    /// By what the font says of Unicode, two bytes a letter.
    Composite(FxHashMap<u32, String>),
}

/// The fonts met so far: pages share them.
pub(super) struct Fonts<'a> {
    document: &'a Document,
    /// What one of them may unpack to, in bytes.
    most: usize,
    known: FxHashMap<*const Dictionary, Option<Rc<Font>>>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(document: &'a Document, most: usize) -> Self {
        Self { document, most, known: FxHashMap::default() }
    }

    /// The fonts of a page by name; those that cannot be read are left out.
    pub(super) fn of_page(
        &mut self,
        page: ObjectId,
    ) -> lopdf::Result<FxHashMap<Vec<u8>, Rc<Font>>> {
        let fonts = self.document.get_page_fonts(page)?.into_iter();
        Ok(fonts.filter_map(|(name, font)| Some((name, self.read(font)?))).collect())
    }

    fn read(&mut self, font: &'a Dictionary) -> Option<Rc<Font>> {
        if let Some(known) = self.known.get(&std::ptr::from_ref(font)) {
            return known.clone();
        }
        let letters = match is_composite(font) {
            true => composite(self.document, font, self.most),
            false => Some(simple(self.document, font, self.most)),
        };
        let (widths, usual) = widths(self.document, font);
        let read = letters.map(|letters| Rc::new(Font { letters, widths, usual }));
        self.known.insert(std::ptr::from_ref(font), read.clone());
        read
    }
}

/// What maps to Unicode is right even where the names of letters are made up, but often maps few of them.
fn simple(document: &Document, font: &Dictionary, most: usize) -> Letters {
    let unicode = by_unicode(font);
    let unicode = unicode.as_ref().and_then(|font| encoding(document, font, most));
    let names = by_names(document, font, most);
    let names = encoding(document, &names, most);
    let decoded = |encoding: &Option<Encoding<'_>>, byte: u8| {
        let letters = encoding.as_ref()?.bytes_to_string(&[byte]).ok()?;
        Some(letters).filter(|letters| !letters.contains(char::REPLACEMENT_CHARACTER))
    };
    let letter =
        |byte| decoded(&unicode, byte).or_else(|| decoded(&names, byte)).unwrap_or_default();
    Letters::Simple((0..=255).map(letter).collect())
}

fn composite(document: &Document, font: &Dictionary, most: usize) -> Option<Letters> {
    let unicode = by_unicode(font);
    let encoding = encoding(document, unicode.as_ref().unwrap_or(font), most)?;
    let letter = |code: u32| {
        let letters = encoding.bytes_to_string(&[(code >> 8) as u8, code as u8]).ok()?;
        (!letters.contains(char::REPLACEMENT_CHARACTER)).then_some((code, letters))
    };
    Some(Letters::Composite((0..=0xffff).filter_map(letter).collect()))
}

/// The font as one that is told by its map to Unicode alone; `None` where it has none.
fn by_unicode(font: &Dictionary) -> Option<Dictionary> {
    let mut telling = Dictionary::new();
    telling.set("Type", Object::Name(b"Font".to_vec()));
    telling.set("ToUnicode", font.get(b"ToUnicode").ok()?.clone());
    Some(telling)
}

/// The font as one that is told by the names of its letters, without names that are not known.
fn by_names(document: &Document, font: &Dictionary, most: usize) -> Dictionary {
    let mut telling = Dictionary::new();
    telling.set("Type", Object::Name(b"Font".to_vec()));
    let Ok(named) = font.get_deref(b"Encoding", document) else { return telling };
    telling.set("Encoding", named.clone());
    let Ok(named) = named.as_dict() else { return telling };
    let listed = named.get_deref(b"Differences", document).and_then(Object::as_array);
    let Ok(listed) = listed else { return telling };
    let is_known = |name: &[u8]| {
        let mut one = telling.clone();
        one.set("Encoding", with_names(named, vec![Object::Name(name.to_vec())]));
        matches!(one.get_font_encoding_with_limit(document, most), Ok(Encoding::Differences(_)))
    };
    let mut code = 0;
    let mut names = Vec::new();
    for object in listed.iter().take(1000) {
        match object {
            Object::Integer(at) => code = *at,
            Object::Name(name) => {
                if (0..256).contains(&code) && is_known(name) {
                    names.extend([Object::Integer(code), Object::Name(name.clone())]);
                }
                code += 1;
            }
            _ => {}
        }
    }
    telling.set("Encoding", with_names(named, names));
    telling
}

fn with_names(named: &Dictionary, names: Vec<Object>) -> Object {
    let mut named = named.clone();
    named.set("Differences", Object::Array(names));
    Object::Dictionary(named)
}

fn encoding<'a>(document: &'a Document, font: &'a Dictionary, most: usize) -> Option<Encoding<'a>> {
    font.get_font_encoding_with_limit(document, most).ok()
}

impl Font {
    /// The letters of a string.
    pub(super) fn letters(&self, bytes: &[u8]) -> String {
        match &self.letters {
            Letters::Simple(letters) => bytes
                .iter()
                .filter_map(|&byte| letters.get(usize::from(byte)))
                .map(String::as_str)
                .collect(),
            Letters::Composite(letters) => codes(bytes, 2)
                .map(|code| letters.get(&code).map_or("\u{fffd}", String::as_str))
                .collect(),
        }
    }

    /// The width of each letter of a string, in thousandths of the size, and whether it is a blank.
    pub(super) fn advances(&self, bytes: &[u8]) -> impl Iterator<Item = (f32, bool)> {
        let is_simple = matches!(self.letters, Letters::Simple(_));
        codes(bytes, if is_simple { 1 } else { 2 }).map(move |code| {
            (self.widths.get(&code).copied().unwrap_or(self.usual), code == 32 && is_simple)
        })
    }
}

/// The numbers of letters that take so many bytes.
fn codes(bytes: &[u8], unit: usize) -> impl Iterator<Item = u32> {
    let code = |code: &[u8]| code.iter().fold(0, |code, &byte| code << 8 | u32::from(byte));
    bytes.chunks(unit).map(code)
}

fn is_composite(font: &Dictionary) -> bool {
    font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0")
}

/// The widths that a font lists, and that of letters it does not list.
fn widths(document: &Document, font: &Dictionary) -> (FxHashMap<u32, f32>, f32) {
    let mut widths = FxHashMap::default();
    let array = |font: &Dictionary, name: &[u8]| {
        font.get_deref(name, document).and_then(Object::as_array).cloned().unwrap_or_default()
    };
    let number = |object: &Object| document.dereference(object).ok()?.1.as_float().ok();
    if !is_composite(font) {
        let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
        let first = u32::try_from(first).unwrap_or(0);
        let listed = array(font, b"Widths").iter().filter_map(number).collect::<Vec<_>>();
        widths.extend((first..).zip(listed).take(256));
        return (widths, USUAL_WIDTH);
    }
    let inner = array(font, b"DescendantFonts");
    let inner = inner.first().and_then(|inner| document.dereference(inner).ok()?.1.as_dict().ok());
    let Some(inner) = inner else { return (widths, USUAL_WIDTH) };
    let usual = inner.get_deref(b"DW", document).ok().and_then(number).unwrap_or(1000.0);
    let listed = array(inner, b"W");
    let mut rest = listed.as_slice();
    // Either `first [width width …]` or `first last width`.
    while let [first, second, after @ ..] = rest {
        let Some(from) = number(first).filter(|first| *first >= 0.0) else { break };
        let from = from as u32;
        if let Ok(list) = document.dereference(second).map(|(_, second)| second)
            && let Ok(list) = list.as_array()
        {
            widths.extend((from..=0xffff).zip(list.iter().filter_map(number)));
            rest = after;
        } else if let [width, after @ ..] = after {
            let to = number(second).unwrap_or(0.0).min(65_535.0) as u32;
            let width = number(width).unwrap_or(usual);
            widths.extend((from..=to).map(|code| (code, width)));
            rest = after;
        } else {
            break;
        }
    }
    (widths, usual)
}
