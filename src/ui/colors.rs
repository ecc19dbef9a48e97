//! Colours that a terminal does not have, as the nearest of those it has.

use ratatui::style::{Color, Style};

/// The sixteen colours as most terminals show them, in the order of their numbers.
const SIXTEEN: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];

/// The six steps of each side of the cube of the palette (xterm).
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The style in the palette of 256 colours, or, if `is_sixteen`, in the sixteen.
pub(super) fn reduced(style: Style, is_sixteen: bool) -> Style {
    let reduce = |color| match color {
        Color::Rgb(r, g, b) if is_sixteen => nearest(&SIXTEEN, [r, g, b]),
        Color::Rgb(r, g, b) => Color::Indexed(index([r, g, b])),
        Color::Indexed(index @ 16..) if is_sixteen => nearest(&SIXTEEN, rgb(index)),
        color => color,
    };
    Style { fg: style.fg.map(reduce), bg: style.bg.map(reduce), ..style }
}

fn nearest(all: &[(Color, [u8; 3])], rgb: [u8; 3]) -> Color {
    let near = all.iter().min_by_key(|(_, known)| distance(*known, rgb));
    near.map_or(Color::Reset, |(color, _)| *color)
}

/// The number in the palette of the colour nearest to this one: of the cube, or of the greys.
fn index(rgb: [u8; 3]) -> u8 {
    let all = 16..=255;
    all.min_by_key(|&index| distance(self::rgb(index), rgb)).unwrap_or(15)
}

/// The colour of a number from 16 on.
fn rgb(index: u8) -> [u8; 3] {
    if index >= 232 {
        return [8 + 10 * (index - 232); 3];
    }
    let at = usize::from(index.saturating_sub(16));
    [at / 36, at / 6 % 6, at % 6].map(|step| STEPS.get(step).copied().unwrap_or(255))
}

fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    // Weighted as the eye sees them (Riemersma's "redmean" without its mean).
    let weights = [2, 4, 3];
    a.iter()
        .zip(b)
        .zip(weights)
        .map(|((a, b), weight)| weight * u32::from(a.abs_diff(b)).pow(2))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_colour_stands_in() {
        for (rgb, palette, sixteen) in [
            ((255, 255, 255), 231, Color::White),
            ((0, 0, 0), 16, Color::Black),
            ((8, 8, 8), 232, Color::Black),
            ((255, 0, 0), 196, Color::LightRed),
            ((0x87, 0xaf, 0xd7), 110, Color::Gray),
        ] {
            let style = Style::new().fg(Color::Rgb(rgb.0, rgb.1, rgb.2));
            assert_eq!(reduced(style, false).fg, Some(Color::Indexed(palette)), "{rgb:?}");
            assert_eq!(reduced(style, true).fg, Some(sixteen), "{rgb:?}");
        }
        let own = Style::new().fg(Color::Magenta);
        assert_eq!(reduced(own, true), own, "the terminal's own colours stay");
    }
}
