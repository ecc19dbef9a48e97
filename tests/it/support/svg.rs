//! A screen as a picture: SVG that any browser shows, drawn from the cells of a buffer.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Pixels of a cell.
const CELL: (usize, usize) = (9, 19);
/// What stands for the terminal's own colours.
const INK: &str = "#d8d4cf";
const GROUND: &str = "#1b1f2a";

/// Returns the picture of a screen.
pub(crate) fn picture(buffer: &Buffer) -> String {
    let (w, h) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (cell_w, cell_h) = CELL;
    let (width, height) = (w * cell_w + 2 * cell_w, h * cell_h + cell_h);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{GROUND}\"/>\n"
    );
    for y in 0..h {
        let mut x = 0;
        while x < w {
            let look = Look::of(&buffer[(x as u16, y as u16)]);
            let (from, mut text) = (x, String::new());
            while x < w && Look::of(&buffer[(x as u16, y as u16)]) == look {
                let symbol = buffer[(x as u16, y as u16)].symbol();
                text.push_str(symbol);
                x += ibid::text::cells(symbol).max(1);
            }
            run(&mut out, (from, y), x - from, &text, &look);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// How a run of cells looks.
#[derive(PartialEq)]
struct Look {
    ink: String,
    ground: Option<String>,
    weights: Modifier,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let ground = (cell.bg != Color::Reset).then(|| hex(cell.bg, GROUND));
        let ink = hex(cell.fg, INK);
        let weights = cell.modifier;
        if weights.contains(Modifier::REVERSED) {
            let ground = ground.unwrap_or_else(|| GROUND.to_owned());
            return Self { ink: ground, ground: Some(ink), weights };
        }
        Self { ink, ground, weights }
    }
}

fn run(out: &mut String, (x, y): (usize, usize), cells: usize, text: &str, look: &Look) {
    let (cell_w, cell_h) = CELL;
    let (left, top, width) = ((x + 1) * cell_w, y * cell_h + cell_h / 2, cells * cell_w);
    if let Some(ground) = look.ground.as_ref().filter(|ground| *ground != GROUND) {
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{cell_h}\" fill=\"{ground}\"/>"
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = |modifier, attribute: &str| {
        if look.weights.contains(modifier) { format!(" {attribute}") } else { String::new() }
    };
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" \
         fill=\"{}\"{}{}{}{}>{text}</text>",
        top + 14,
        look.ink,
        weight(Modifier::BOLD, "font-weight=\"bold\""),
        weight(Modifier::ITALIC, "font-style=\"italic\""),
        weight(Modifier::UNDERLINED, "text-decoration=\"underline\""),
        weight(Modifier::DIM, "opacity=\"0.6\""),
    );
}

fn hex(color: Color, own: &str) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => own.to_owned(),
    }
}
