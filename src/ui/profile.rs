//! The page of an entity.

use super::frame::under_heading;
use super::paint::Paint;
use crate::app::{Area, Page, PageRow, Section, State, Tier, thousands};
use crate::model::{Alias, EntityKind, PrintedDate, Profile};
use crate::text::{Span, cells};

/// Cells of the labels on the left.
const LABEL: u16 = 8;

/// Draws a page over the whole screen but the bottom line.
pub(super) fn draw(paint: &mut Paint<'_>, state: &State, page: &Page) {
    let areas = state.compare_areas();
    let (w, _) = state.screen;
    let row = Area { x: 0, y: 0, w, h: 1 }.inset(1, 1);
    under_heading(paint, Area { x: 0, y: 0, w, h: areas.body.y + areas.body.h }, true);
    if let Some(rule) = areas.rule {
        paint.rule(rule, "─", paint.theme.rule);
    }
    let summary = page
        .profile
        .as_ref()
        .map_or_else(|| "…".to_owned(), |profile| summary(profile, state.tier));
    let right = paint.right(row, &summary, paint.theme.faint);
    let name = paint.chosen(&page.name);
    paint.fitted(row.x, row.y, right.saturating_sub(row.x + 2), &page.name, name);
    let Some(profile) = &page.profile else { return };
    for (y, (at, row)) in (0..areas.body.h).zip(page.rows.iter().enumerate().skip(page.top)) {
        let Some(line) = areas.body.row(y) else { break };
        let is_cursor = at == page.cursor && row.leads();
        if is_cursor {
            paint.glyph(line.x, line.y, "┃", 1, paint.theme.bar);
        }
        page_row(paint, (profile, state.tier), *row, line.inset(2, 1), is_cursor);
    }
}

/// `40 mentions · 5 articles · Oct 2015`.
fn summary(profile: &Profile, tier: Tier) -> String {
    let entity = &profile.entity;
    let mut parts =
        vec![counted(tier.of(entity.mentions), "mention"), counted(entity.articles, "article")];
    if let Some([first, last]) = &profile.seen {
        let month = |date: &PrintedDate| PrintedDate { day: None, ..date.clone() }.to_string();
        let (first, last) = (month(first), month(last));
        parts.push(if first == last { first } else { format!("{first} – {last}") });
    }
    parts.join(" · ")
}

pub(super) fn counted(n: u32, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {what}{plural}", thousands(n.into()))
}

fn page_row(
    paint: &mut Paint<'_>,
    (profile, tier): (&Profile, Tier),
    row: PageRow,
    line: Area,
    is_cursor: bool,
) {
    let theme = paint.theme;
    let style = if is_cursor { theme.cursor } else { theme.text };
    match row {
        PageRow::Names => {
            let own = &profile.entity.name;
            let others = profile.entity.aliases.iter().filter(|alias| alias.surface != *own);
            labelled(paint, line, "also", &forms(others));
        }
        PageRow::Roles => labelled(paint, line, "called", &forms(profile.entity.roles.iter())),
        PageRow::Times => {
            let room = line.inset(LABEL, 0);
            labelled(paint, line, "when", "");
            let ends = profile.seen.as_ref().map(|ends| ends.each_ref().map(ToString::to_string));
            let [first, last] = ends.unwrap_or_default();
            let width = usize::from(room.w).saturating_sub(cells(&first) + cells(&last) + 2);
            let strip = strip(&profile.timeline(width.min(60)));
            let x = paint.fitted(room.x, room.y, room.w, &first, theme.faint) + 1;
            let rest = room.inset(x - room.x, 0);
            let x =
                paint.fitted(rest.x, rest.y, rest.w, &strip, paint.chosen(&profile.entity.name));
            if first != last {
                let rest = room.inset(x + 1 - room.x, 0);
                paint.fitted(rest.x, rest.y, rest.w, &last, theme.faint);
            }
        }
        PageRow::Heading(section) => {
            paint.fitted(line.x, line.y, line.w, heading(section, profile).as_str(), theme.heading);
        }
        PageRow::Companion(at) => {
            let Some(other) = profile.with.get(at) else { return };
            let right = counted(other.articles, "article");
            paint.right(line, &right, theme.faint);
            let room = line.w.saturating_sub(cells(&right) as u16 + 2);
            paint.fitted(line.x, line.y, room, &other.name, style);
        }
        PageRow::Quote(at) => {
            let Some(group) = profile.quotes.get(at) else { return };
            let Some(quote) = group.first() else { return };
            let right = match group.len() {
                1 => String::new(),
                n => format!("{n} versions"),
            };
            paint.right(line, &right, theme.faint);
            let words =
                format!("“{}”", quote.text.split_whitespace().collect::<Vec<_>>().join(" "));
            let text = format!("{words}  {}", quote.title);
            let marks = [(Span::at(words.len(), text.len()), theme.faint)];
            let room = line.w.saturating_sub(cells(&right) as u16 + 2);
            paint.marked((line.x, line.y), room, &text, style, &marks);
        }
        PageRow::Article(at) => {
            let Some(article) = profile.articles.get(at) else { return };
            let right = counted(tier.of(article.mentions), "mention");
            paint.right(line, &right, theme.faint);
            let date = article.date.as_ref().map(ToString::to_string);
            let date = date.filter(|date| !date.is_empty()).unwrap_or_else(|| "undated".to_owned());
            let about = article.publisher.iter().cloned().chain([date]).collect::<Vec<_>>();
            let text = format!("{}  {}", article.title, about.join(" · "));
            let marks = [(Span::at(article.title.len(), text.len()), theme.faint)];
            let room = line.w.saturating_sub(cells(&right) as u16 + 2);
            paint.marked((line.x, line.y), room, &text, style, &marks);
        }
        PageRow::Blank => {}
    }
}

fn heading(section: Section, profile: &Profile) -> String {
    match section {
        Section::With(EntityKind::Person) => "with".to_owned(),
        Section::With(EntityKind::Organisation) => "and these organisations".to_owned(),
        Section::With(EntityKind::Place) => "where".to_owned(),
        Section::Quotes => format!("says {}", profile.quotes.len()),
        Section::Articles => match profile.articles.len() {
            n if n < profile.entity.articles as usize => {
                format!(
                    "in the newest {} of {} articles",
                    thousands(n as u64),
                    thousands(profile.entity.articles.into())
                )
            }
            n => format!("in {}", counted(n as u32, "article")),
        },
    }
}

fn labelled(paint: &mut Paint<'_>, line: Area, label: &str, text: &str) {
    let (faint, style) = (paint.theme.faint, paint.theme.text);
    paint.fitted(line.x, line.y, LABEL.min(line.w), label, faint);
    let rest = line.inset(LABEL, 0);
    paint.fitted(rest.x, rest.y, rest.w, text, style);
}

/// Forms with their counts: `Putin 33 · Mr Putin 2`.
fn forms<'a>(forms: impl Iterator<Item = &'a Alias>) -> String {
    let told: Vec<String> = forms.map(|form| format!("{} {}", form.surface, form.count)).collect();
    if told.is_empty() { "nothing else".to_owned() } else { told.join(" · ") }
}

/// Numbers as a strip of signs, the higher the more; none at all is told from few.
pub(super) fn strip(counts: &[u32]) -> String {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as usize;
    let top = LEVELS.len() - 1;
    let level = |&n: &u32| (n as usize * top).div_ceil(most).min(top);
    counts.iter().filter_map(|n| LEVELS.get(level(n)).copied()).collect()
}
