//! The words of a PDF page: runs its operators and notes where letters are shown (ISO 32000, 9.4).

use std::rc::Rc;
use std::time::Instant;

use lopdf::content::{Content, Operation};
use lopdf::{DecompressError, Dictionary, Document, Error, Object, ObjectId, Stream};
use lopdf::{Result, decode_text_string};

use super::fonts::{Font, Fonts};
use super::resources::named;
use super::words::{Setter, Sign, Turn, Word};

/// How many forms may be drawn, each in the one before.
const MOST_FORMS: usize = 8;

/// What drawing a form counts for at least, in bytes.
const LEAST_COST: usize = 4000;

/// What a text may be at most that is to be read instead of what is drawn, in bytes.
const MOST_INSTEAD: usize = 200;

/// How much reading a document may take.
pub(super) struct Room {
    /// Of the streams that its pages draw, unpacked, in bytes.
    pub(super) bytes: usize,
    /// Of text on one page, in bytes.
    pub(super) text: usize,
    pub(super) until: Instant,
}

/// Returns the words of a page in the order in which they are drawn, and how its reading ended.
pub(super) fn read<'a>(
    fonts: &mut Fonts<'a>,
    page: ObjectId,
    room: &mut Room,
) -> (Vec<Word>, Result<()>) {
    let document = fonts.document;
    let paper = paper(document, page);
    let mut pen = Pen {
        state: State::new(paper),
        kept: Vec::new(),
        text: SAME,
        line: SAME,
        marks: Vec::new(),
        sheet: sheet(document, page, paper),
        setter: Setter::new(),
        document,
        fonts,
        room,
    };
    let done = pen.page(page);
    pen.setter.end_word();
    (pen.setter.words, done)
}

/// A matrix of two rows for the axes and one for the origin.
type Matrix = [f32; 6];

const SAME: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn after([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix) -> Matrix {
    [
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + l,
    ]
}

fn matrix(numbers: &[f32]) -> Option<Matrix> {
    numbers.try_into().ok()
}

/// What a page says of itself, or what it is part of does.
fn inherited<'a>(document: &'a Document, page: ObjectId, name: &[u8]) -> Option<&'a Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..50 {
        if let Ok(found) = node.get_deref(name, document) {
            return Some(found);
        }
        node = node.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
    }
    None
}

/// The paper as it is turned to be read.
fn paper(document: &Document, page: ObjectId) -> Matrix {
    let turned = inherited(document, page, b"Rotate").and_then(|turned| turned.as_float().ok());
    match (turned.unwrap_or(0.0) / 90.0).round().rem_euclid(4.0) as u8 {
        1 => [0.0, -1.0, 1.0, 0.0, 0.0, 0.0],
        2 => [-1.0, 0.0, 0.0, -1.0, 0.0, 0.0],
        3 => [0.0, 1.0, -1.0, 0.0, 0.0, 0.0],
        _ => SAME,
    }
}

/// What of the paper is shown: left, below, right, above.
fn sheet(document: &Document, page: ObjectId, paper: Matrix) -> Option<[f32; 4]> {
    let named = |name| numbers(document, inherited(document, page, name)?);
    let [a, b, c, d] = named(b"CropBox").or_else(|| named(b"MediaBox"))?.try_into().ok()?;
    let turned = |x, y| after([1.0, 0.0, 0.0, 1.0, x, y], paper);
    let ([.., a, b], [.., c, d]) = (turned(a, b), turned(c, d));
    let sheet = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (sheet[2] - sheet[0] > 10.0 && sheet[3] - sheet[1] > 10.0).then_some(sheet)
}

fn numbers(document: &Document, array: &Object) -> Option<Vec<f32>> {
    let number = |object: &Object| document.dereference(object).ok()?.1.as_float().ok();
    Some(array.as_array().ok()?.iter().filter_map(number).collect())
}

/// What `q` keeps.
#[derive(Clone)]
struct State {
    paper: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    leading: f32,
    /// Between letters, and more at blanks.
    spacing: [f32; 2],
    scale: f32,
    rise: f32,
}

impl State {
    const fn new(paper: Matrix) -> Self {
        Self {
            paper,
            font: None,
            size: 0.0,
            leading: 0.0,
            spacing: [0.0; 2],
            scale: 1.0,
            rise: 0.0,
        }
    }
}

/// What is said of the signs drawn until its end.
struct Mark {
    is_artifact: bool,
    /// What is to be read instead of them, where that is said; empty once it is.
    instead: Option<String>,
}

/// What draws letters, and how it stands.
struct Pen<'a, 'p> {
    document: &'a Document,
    fonts: &'p mut Fonts<'a>,
    room: &'p mut Room,
    setter: Setter,
    sheet: Option<[f32; 4]>,
    state: State,
    kept: Vec<State>,
    marks: Vec<Mark>,
    text: Matrix,
    line: Matrix,
}

impl<'a> Pen<'a, '_> {
    fn page(&mut self, page: ObjectId) -> Result<()> {
        let (own, others) = self.document.get_page_resources(page)?;
        let others = others.into_iter().filter_map(|id| self.document.get_dictionary(id).ok());
        let resources: Vec<&'a Dictionary> = own.into_iter().chain(others).collect();
        let content = self.document.get_page_content_with_limit(page, self.room.bytes)?;
        self.room.bytes = self.room.bytes.saturating_sub(content.len());
        self.draw(&content, &resources, 0)
    }

    fn draw(&mut self, content: &[u8], resources: &[&'a Dictionary], depth: usize) -> Result<()> {
        for (at, operation) in Content::decode_iter(content).enumerate() {
            let operation = operation?;
            match operation.operator.as_str() {
                "Tf" => {
                    let name = operation.operands.first().and_then(|name| name.as_name().ok());
                    self.state.font = name.and_then(|name| self.fonts.named(resources, name));
                }
                "Do" => {
                    let name = operation.operands.first().and_then(|name| name.as_name().ok());
                    if let Some(form) = name.and_then(|name| self.form(resources, name)) {
                        self.draw_form(form, resources, depth + 1)?;
                    }
                }
                "BDC" | "BMC" => self.open_mark(&operation, resources),
                _ => {}
            }
            self.run(&operation);
            let is_over = at % 1024 == 0 && Instant::now() > self.room.until;
            if is_over || self.setter.len > self.room.text {
                break;
            }
        }
        Ok(())
    }

    fn form(&self, resources: &[&'a Dictionary], name: &[u8]) -> Option<&'a Stream> {
        let form = named(self.document, resources, b"XObject", name)?.as_stream().ok()?;
        let is_form = form.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Form");
        is_form.then_some(form)
    }

    /// Draws what is drawn as one; what it changes of the state ends with it.
    fn draw_form(
        &mut self,
        form: &'a Stream,
        resources: &[&'a Dictionary],
        depth: usize,
    ) -> Result<()> {
        if depth > MOST_FORMS {
            return Ok(());
        }
        let too_much = || DecompressError::MemoryLimitExceeded { limit: self.room.bytes };
        let content = match form.decompressed_content_with_limit(self.room.bytes) {
            Err(error @ Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(error);
            }
            content => content.unwrap_or_else(|_| form.content.clone()),
        };
        // Even a form of no content takes time: some are drawn a thousand times in each of a thousand.
        let cost = content.len().max(LEAST_COST);
        if cost > self.room.bytes {
            return Err(too_much().into());
        }
        self.room.bytes -= cost;
        let own = form.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict);
        let own: Vec<&'a Dictionary> = own.into_iter().chain(resources.iter().copied()).collect();
        let placed = form.dict.get_deref(b"Matrix", self.document).ok();
        let placed = placed.and_then(|placed| matrix(&numbers(self.document, placed)?));
        let before = (self.state.clone(), self.text, self.line);
        let kept = std::mem::take(&mut self.kept);
        let n_marks = self.marks.len();
        self.state.paper = after(placed.unwrap_or(SAME), self.state.paper);
        let done = self.draw(&content, &own, depth);
        (self.state, self.text, self.line) = before;
        self.kept = kept;
        self.marks.truncate(n_marks);
        done
    }

    /// Notes what is said of the signs that follow (ISO 32000, 14.6).
    fn open_mark(&mut self, operation: &Operation, resources: &[&'a Dictionary]) {
        if self.marks.len() > 1000 {
            return;
        }
        let tag = operation.operands.first().and_then(|tag| tag.as_name().ok());
        let said = match operation.operands.get(1) {
            Some(Object::Dictionary(said)) => Some(said),
            Some(Object::Name(name)) => named(self.document, resources, b"Properties", name)
                .and_then(|said| said.as_dict().ok()),
            _ => None,
        };
        let is_paging = |said: &Dictionary| {
            let is = |key: &[u8], names: &[&[u8]]| {
                said.get(key).and_then(Object::as_name).is_ok_and(|name| names.contains(&name))
            };
            is(b"Type", &[b"Pagination"]) || is(b"Subtype", &[b"Header", b"Footer", b"Watermark"])
        };
        let instead = said
            .and_then(|said| said.get_deref(b"ActualText", self.document).ok())
            .and_then(|text| decode_text_string(text).ok())
            .filter(|text| text.len() <= MOST_INSTEAD);
        let is_artifact = tag == Some(b"Artifact") && said.is_some_and(is_paging);
        let is_within = self.marks.last().is_some_and(|mark| mark.is_artifact);
        self.marks.push(Mark { is_artifact: is_artifact || is_within, instead });
    }

    fn run(&mut self, operation: &Operation) {
        let numbers: Vec<f32> =
            operation.operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
        let first = numbers.first().copied().unwrap_or(0.0);
        let state = &mut self.state;
        match (operation.operator.as_str(), numbers.as_slice()) {
            ("q", _) if self.kept.len() < 1000 => self.kept.push(state.clone()),
            ("Q", _) => *state = self.kept.pop().unwrap_or_else(|| state.clone()),
            ("cm", by) => state.paper = matrix(by).map_or(state.paper, |by| after(by, state.paper)),
            ("BT", _) => (self.text, self.line) = (SAME, SAME),
            ("EMC", _) => drop(self.marks.pop()),
            ("Tf", _) => state.size = first,
            ("TL", _) => state.leading = first,
            ("Tc", _) => state.spacing[0] = first,
            ("Tw", _) => state.spacing[1] = first,
            ("Tz", _) => state.scale = first / 100.0,
            ("Ts", _) => state.rise = first,
            ("Td", &[x, y]) => self.next_line(x, y),
            ("TD", &[x, y]) => {
                state.leading = -y;
                self.next_line(x, y);
            }
            ("T*", _) => self.next_line(0.0, -self.state.leading),
            ("Tm", to) => {
                self.line = matrix(to).unwrap_or(self.line);
                self.text = self.line;
            }
            ("Tj", _) => self.show(&operation.operands),
            ("TJ", _) => {
                if let Some(Object::Array(parts)) = operation.operands.first() {
                    self.show(parts);
                }
            }
            ("'", _) => {
                self.next_line(0.0, -self.state.leading);
                self.show(&operation.operands);
            }
            ("\"", &[blank, letter, ..]) => {
                state.spacing = [letter, blank];
                self.next_line(0.0, -self.state.leading);
                self.show(operation.operands.get(2..).unwrap_or(&[]));
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = after([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    /// Shows strings; numbers between them move what follows to the left.
    fn show(&mut self, parts: &[Object]) {
        let Some(font) = self.state.font.clone() else { return };
        for part in parts {
            if let Ok(by) = part.as_float() {
                self.advance(-by / 1000.0 * self.state.size, font.is_vertical());
            } else if let Object::String(bytes, _) = part {
                for code in font.codes(bytes) {
                    self.sign(&font, code);
                }
            }
        }
    }

    /// Draws one sign and moves on.
    fn sign(&mut self, font: &Font, code: u32) {
        let blank = if font.is_blank(code) { self.state.spacing[1] } else { 0.0 };
        let spacing = self.state.spacing[0] + blank;
        let start = self.at();
        let mut letter = font.letter(code);
        self.advance(font.width(code) / 1000.0 * self.state.size, font.is_vertical());
        let end = self.at();
        self.advance(spacing, font.is_vertical());
        let mark = self.marks.last_mut();
        let is_artifact = mark.as_ref().is_some_and(|mark| mark.is_artifact);
        let (x, y) = (end.0 - start.0, end.1 - start.1);
        let [a, b, c, d, ..] = after(self.text, self.state.paper);
        let turn = match font.is_vertical() {
            true => Turn::Right,
            false if x == 0.0 && y == 0.0 => Turn::of(a, b),
            false => Turn::of(x, y),
        };
        let ((x, y), far) = (turn.upright(start), turn.upright(end).0);
        let said = match mark.and_then(|mark| mark.instead.as_mut()) {
            Some(said) if said.is_empty() => return self.setter.stretch(far),
            Some(said) => std::mem::take(said),
            None => String::new(),
        };
        if !said.is_empty() {
            letter = said.into();
        }
        if !self.is_shown(start) {
            return;
        }
        let size = (self.state.size * c.hypot(d)).abs();
        let is_bold = font.is_bold();
        let (x, end) = (x.min(far), x.max(far));
        self.setter.put(&Sign { text: &letter, x, end, y, size, is_bold, is_artifact, turn });
    }

    fn advance(&mut self, by: f32, is_down: bool) {
        let (x, y) = if is_down { (0.0, -by.abs()) } else { (by * self.state.scale, 0.0) };
        self.text = after([1.0, 0.0, 0.0, 1.0, x, y], self.text);
    }

    /// Where the pen stands on the paper.
    fn at(&self) -> (f32, f32) {
        let [.., x, y] =
            after([1.0, 0.0, 0.0, 1.0, 0.0, self.state.rise], after(self.text, self.state.paper));
        (x, y)
    }

    /// Whether a point lies on what of the paper is shown.
    fn is_shown(&self, point: (f32, f32)) -> bool {
        let Some([left, below, right, above]) = self.sheet else { return true };
        (left..=right).contains(&point.0) && (below..=above).contains(&point.1)
    }
}
