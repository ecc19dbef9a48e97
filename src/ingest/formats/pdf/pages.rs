//! The lines of a PDF page: runs its operators and notes where letters are shown (ISO 32000, 9.4).

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId};

use super::fonts::{Font, Fonts};

/// Letters on one line, as they were set.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) page: u32,
    /// Where it starts and ends, in points from the left.
    pub(super) x: f32,
    pub(super) end: f32,
    /// Where its letters stand, in points from below.
    pub(super) y: f32,
    /// Of its letters, in points.
    pub(super) size: f32,
}

/// Adds the lines of a page. No stream of it may unpack to more than `most` bytes.
pub(super) fn read(
    document: &Document,
    fonts: &mut Fonts<'_>,
    (number, page): (u32, ObjectId),
    most: usize,
    lines: &mut Vec<Line>,
) -> lopdf::Result<()> {
    let fonts = fonts.of_page(page)?;
    let content = Content::decode(&document.get_page_content_with_limit(page, most)?)?;
    let mut pen = Pen { page: number, font: None, ..Pen::new(lines) };
    for operation in &content.operations {
        if operation.operator == "Tf" {
            let name = operation.operands.first().and_then(|name| name.as_name().ok());
            pen.font = name.and_then(|name| Some(&**fonts.get(name)?));
        }
        pen.run(operation);
    }
    pen.end_line();
    Ok(())
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

/// What sets letters, and how it stands.
struct Pen<'a> {
    lines: &'a mut Vec<Line>,
    open: Option<Line>,
    page: u32,
    font: Option<&'a Font>,
    size: f32,
    leading: f32,
    /// Between letters, and more at blanks.
    spacing: [f32; 2],
    scale: f32,
    text: Matrix,
    line: Matrix,
    paper: Matrix,
    kept: Vec<Matrix>,
}

impl<'a> Pen<'a> {
    fn new(lines: &'a mut Vec<Line>) -> Self {
        Self {
            lines,
            open: None,
            page: 0,
            font: None,
            size: 0.0,
            leading: 0.0,
            spacing: [0.0; 2],
            scale: 1.0,
            text: SAME,
            line: SAME,
            paper: SAME,
            kept: Vec::new(),
        }
    }

    fn run(&mut self, operation: &Operation) {
        let numbers: Vec<f32> =
            operation.operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
        let first = numbers.first().copied().unwrap_or(0.0);
        match (operation.operator.as_str(), numbers.as_slice()) {
            ("q", _) if self.kept.len() < 1000 => self.kept.push(self.paper),
            ("Q", _) => self.paper = self.kept.pop().unwrap_or(self.paper),
            ("cm", &[a, b, c, d, e, f]) => self.paper = after([a, b, c, d, e, f], self.paper),
            ("BT", _) => (self.text, self.line) = (SAME, SAME),
            ("Tf", _) => self.size = first,
            ("TL", _) => self.leading = first,
            ("Tc", _) => self.spacing[0] = first,
            ("Tw", _) => self.spacing[1] = first,
            ("Tz", _) => self.scale = first / 100.0,
            ("Td", &[x, y]) => self.next_line(x, y),
            ("TD", &[x, y]) => {
                self.leading = -y;
                self.next_line(x, y);
            }
            ("T*", _) => self.next_line(0.0, -self.leading),
            ("Tm", &[a, b, c, d, e, f]) => {
                self.line = [a, b, c, d, e, f];
                self.text = self.line;
            }
            ("Tj", _) => self.show(&operation.operands),
            ("TJ", _) => {
                if let Some(Object::Array(parts)) = operation.operands.first() {
                    self.show(parts);
                }
            }
            ("'" | "\"", _) => {
                self.next_line(0.0, -self.leading);
                self.show(&operation.operands);
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
        let Some(font) = self.font else { return };
        for part in parts {
            if let Ok(by) = part.as_float() {
                self.advance(-by / 1000.0 * self.size);
            } else if let Object::String(bytes, _) = part {
                self.put(&font.letters(bytes));
                for (width, is_blank) in font.advances(bytes) {
                    let blank = if is_blank { self.spacing[1] } else { 0.0 };
                    self.advance(width / 1000.0 * self.size + self.spacing[0] + blank);
                }
                let end = self.at().0;
                if let Some(open) = &mut self.open {
                    open.end = end;
                }
            }
        }
    }

    fn advance(&mut self, by: f32) {
        self.text = after([1.0, 0.0, 0.0, 1.0, by * self.scale, 0.0], self.text);
    }

    /// Where the pen stands on the paper, and how large it writes.
    fn at(&self) -> (f32, f32, f32) {
        let [_, _, c, d, x, y] = after(self.text, self.paper);
        (x, y, (self.size * c.hypot(d)).abs())
    }

    /// Puts letters where the pen stands: on the open line, where that ends about here.
    fn put(&mut self, letters: &str) {
        let (x, y, size) = self.at();
        if letters.is_empty() || !(x.is_finite() && y.is_finite() && size.is_finite()) {
            return;
        }
        let fits = |open: &Line| {
            (open.y - y).abs() < size.max(open.size) * 0.4
                && x > open.end - size
                && x < open.end + size * 3.0
        };
        match self.open.as_mut().filter(|open| fits(open)) {
            Some(open) => {
                if x - open.end > size * 0.16 && !open.text.ends_with(' ') {
                    open.text.push(' ');
                }
                open.text.push_str(letters);
                open.size = open.size.max(size);
            }
            None => {
                self.end_line();
                let text = letters.to_owned();
                self.open = Some(Line { text, page: self.page, x, end: x, y, size });
            }
        }
    }

    fn end_line(&mut self) {
        let Some(open) = self.open.take() else { return };
        if !open.text.trim().is_empty() {
            self.lines.push(Line { text: without_ligatures(open.text), ..open });
        }
    }
}

/// Letters that are set as one sign as letters of their own, so that words are found.
fn without_ligatures(text: String) -> String {
    const LIGATURES: [(char, &str); 7] = [
        ('ﬀ', "ff"),
        ('ﬁ', "fi"),
        ('ﬂ', "fl"),
        ('ﬃ', "ffi"),
        ('ﬄ', "ffl"),
        ('ﬅ', "st"),
        ('ﬆ', "st"),
    ];
    if !text.contains(LIGATURES.map(|(sign, _)| sign)) {
        return text;
    }
    LIGATURES.iter().fold(text, |text, (sign, letters)| text.replace(*sign, letters))
}
