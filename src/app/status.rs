//! What the bottom line says: where one is, how far the index run is, and the few keys that matter now.

use super::{Compare, Pane, PickerKind, State, Tab, Together, Typing};
use crate::keymap::{Command, Place};
use crate::model::Progress;

impl State {
    /// Where one is: `Vladimir Putin 7/40 · article 2/5 · passage 14/31`.
    pub fn position(&self) -> String {
        let mut parts = Vec::new();
        let article = self.reader.article();
        let walk = self.chosen.as_ref().and_then(|chosen| {
            let place = chosen.place(article, self.reader.mention_span());
            parts.push(match place {
                Some(place) => format!("{} {}", chosen.name, of(place.mention, place.mentions)),
                None => chosen.name.clone(),
            });
            place
        });
        if let Some(search) = self.reader.search.as_ref().filter(|search| !search.is_typing) {
            let at = search.at.map(|at| at as u32 + 1);
            parts.push(format!("hit {}", of(at, search.hits.len() as u32)));
        }
        if article.is_some() {
            let (at, all) = match walk {
                Some(walk) => (walk.article, walk.articles),
                None => {
                    let list = &self.articles.list;
                    let at = article.and_then(|id| list.place_of(id));
                    (at.map(|at| at as u32 + 1), list.n_passing() as u32)
                }
            };
            parts.push(format!("article {}", of(at, all)));
        }
        if let Some(sheet) = self.reader.sheet.as_ref().filter(|sheet| sheet.passages() > 0) {
            let at = Some(self.reader.passage + 1);
            parts.push(format!("passage {}", of(at, sheet.passages() as u32)));
        }
        parts.join(" · ")
    }

    /// The keys that matter now, most useful first, each with what it does in a word or two.
    pub fn hints(&self) -> Vec<(String, String)> {
        let has_chosen = self.chosen.is_some();
        let commands: &[Command] = match (self.place(), self.typing()) {
            (_, None) if self.articles.is_empty() => &[],
            (Place::Compare, _) => {
                &[Command::Compare, Command::SwapSides, Command::StepBack, Command::Help]
            }
            (Place::Related, _) => {
                &[Command::Accept, Command::CompareRow, Command::NextRow, Command::Cancel]
            }
            (Place::Card, _) => &[Command::CloseCard],
            (Place::Profile, _) => &[
                Command::GoThere,
                Command::PickMention,
                Command::PickQuote,
                Command::FilterPerson,
                Command::StepBack,
                Command::Help,
            ],
            (Place::Note, _) => &[Command::SaveNote, Command::LeaveNote],
            (Place::Hits, _) => {
                &[Command::Accept, Command::NextRow, Command::SortHits, Command::Cancel]
            }
            (Place::Saved, _) => &[
                Command::Accept,
                Command::Withdraw,
                Command::RenameSaved,
                Command::NextRow,
                Command::Cancel,
            ],
            (Place::Kept, _) => {
                &[Command::Accept, Command::Withdraw, Command::NextRow, Command::Cancel]
            }
            (_, Some(Typing::Search)) => &[Command::Accept, Command::NextRow, Command::Cancel],
            (_, Some(_)) => &[Command::Accept, Command::NextRow, Command::Cancel],
            (Place::Reader, _) if self.reader.search.is_some() => {
                &[Command::NextMention, Command::PreviousMention, Command::StepBack, Command::Help]
            }
            (Place::Reader, _) if has_chosen => &[
                Command::NextMention,
                Command::NextArticle,
                Command::PickMention,
                Command::PickRelated,
                Command::Search,
                Command::Help,
            ],
            (Place::Reader, _) => &[
                Command::Choose,
                Command::NextAnyone,
                Command::NextPassage,
                Command::PickRelated,
                Command::Search,
                Command::Help,
            ],
            (Place::Sidebar, _) if self.sidebar.tab == Tab::Related => &[
                Command::Open,
                Command::Compare,
                Command::NextTab,
                Command::StepBack,
                Command::Help,
            ],
            (Place::Sidebar, _) => &[
                Command::Open,
                Command::NextTab,
                Command::Filter,
                Command::Sort,
                Command::StepBack,
                Command::Help,
            ],
            _ if self.current_saved().is_some() => &[
                Command::Open,
                Command::Unfold,
                Command::Fold,
                Command::StepBack,
                Command::NextSaved,
                Command::PickSaved,
                Command::Filter,
                Command::Help,
            ],
            _ if has_chosen => &[
                Command::Open,
                Command::Unfold,
                Command::Fold,
                Command::SaveQuery,
                Command::NextMention,
                Command::Filter,
                Command::Sort,
                Command::PickPerson,
                Command::Help,
            ],
            _ => &[
                Command::Open,
                Command::Unfold,
                Command::Fold,
                Command::SaveQuery,
                Command::GoSidebar,
                Command::Filter,
                Command::PickSaved,
                Command::PickPerson,
                Command::BackOrQuit,
                Command::Help,
            ],
        };
        let known = commands.iter().filter(|&&command| self.is_available(command));
        known
            .filter_map(|&command| Some((self.keymap.key_of(command)?, self.short(command))))
            .collect()
    }

    /// With what the article under the cursor stands together.
    fn together(&self) -> Option<Together> {
        let list = &self.articles.list;
        list.row().and_then(|row| list.together(row as u32))
    }

    /// Whether a command would do something now.
    fn is_available(&self, command: Command) -> bool {
        match command {
            Command::PickRelated => {
                !self.reader.related.rows.is_empty() || self.reader.related.asked.is_some()
            }
            Command::Compare => self.compare.as_ref().is_none_or(Compare::has_more),
            Command::Choose | Command::NextAnyone => {
                self.reader.sheet.as_ref().is_some_and(|sheet| sheet.n_mentions() > 0)
            }
            Command::Unfold => self.together().is_some_and(|together| !together.is_open),
            Command::Fold => self.together().is_some_and(|together| together.is_open),
            Command::SaveQuery => self.has_unsaved_filter(),
            Command::PickSaved => !self.articles.saved.queries.is_empty(),
            Command::Sort => self.focus != Pane::Sidebar || self.sidebar.tab != Tab::Related,
            Command::StepBack => match self.focus {
                _ if self.compare.is_some() || self.page.is_some() => true,
                Pane::Sidebar => self.desk().is_overlay || self.sidebar.list.filter.is_some(),
                _ => true,
            },
            _ => true,
        }
    }

    /// A command in a word or two, as it applies now.
    fn short(&self, command: Command) -> String {
        let short = match command {
            Command::NextMention if self.reader.search.is_some() => "next hit",
            Command::PreviousMention if self.reader.search.is_some() => "previous hit",
            Command::StepBack if self.place() == Place::Articles => "all articles",
            Command::StepBack => "back",
            Command::NextSaved => "next saved",
            Command::Compare => match &self.compare {
                Some(compare) if compare.is_whole => "the passages",
                Some(_) => "whole articles",
                None => "compare",
            },
            Command::CompareRow => "compare",
            Command::Withdraw => "take away",
            Command::SaveQuery => "save this filter",
            Command::RenameSaved => "rename",
            Command::SortHits => self.order.next().name(),
            Command::SaveNote => "keep the note",
            Command::LeaveNote => "leave it as it was",
            Command::FilterPerson => "only these articles",
            Command::NextArticle => "next article",
            Command::PickMention => "all mentions",
            Command::PickQuote => "quotes",
            Command::NextAnyone => "next name",
            Command::GoSidebar => "people",
            Command::PickPerson => "find a person",
            Command::BackOrQuit => "quit",
            Command::Open if self.focus == Pane::Articles => "read",
            Command::Open if self.sidebar.tab.kind().is_none() => "go there",
            Command::Open => "choose",
            Command::NextRow => "next",
            Command::Accept | Command::Cancel => self.short_typed(command),
            other => return other.entry().name.replace('-', " "),
        };
        short.to_owned()
    }

    /// What Enter and Esc do while a line is typed.
    fn short_typed(&self, command: Command) -> &'static str {
        let kind = self.picker.as_ref().map(|picker| picker.kind);
        match (kind, command) {
            (Some(PickerKind::Persons), Command::Accept) => "choose",
            (Some(PickerKind::Saved), Command::Accept) => "its articles",
            (Some(PickerKind::Keys | PickerKind::Commands), Command::Accept) => "do it",
            (
                Some(PickerKind::SameAs | PickerKind::Merge | PickerKind::Kind | PickerKind::Split),
                Command::Accept,
            ) => "say so",
            (None, Command::Accept) if self.asking.is_some() => "take it",
            (Some(_), Command::Accept) => "go there",
            (Some(_), _) => "close",
            (None, Command::Accept) => "keep",
            (None, _) => "clear",
        }
    }

    /// How far the index run is: `reading 1,240 of 28,048 · 3.4 MB/s · 9 s left`.
    pub fn progress_line(&self) -> Option<String> {
        self.progress.as_ref().map(|progress| progress_line(progress, self.stage_since))
    }

    /// Takes how far the index run is.
    pub(super) fn take_progress(&mut self, progress: Option<Progress>) {
        self.stage_since = match (&self.progress, &progress) {
            (Some(before), Some(now)) if before.stage == now.stage => self.stage_since,
            (Some(_), Some(now)) => now.seconds,
            _ => 0.0,
        };
        self.progress = progress;
    }
}

/// A stage began `since` seconds after its run; what is read is read in one of them.
fn progress_line(progress: &Progress, since: f32) -> String {
    let mut parts = vec![match progress.total {
        0 => format!("{} {}", progress.stage, thousands(progress.done)),
        total => format!("{} {} of {}", progress.stage, thousands(progress.done), thousands(total)),
    }];
    let seconds = f64::from(progress.seconds - since);
    if seconds >= 0.5 {
        let rate = progress.bytes as f64 / seconds / 1e6;
        if rate >= 0.05 && progress.stage == "reading" {
            parts.push(format!("{rate:.1} MB/s"));
        }
        let is_known = progress.done > 0 && progress.total > progress.done;
        if is_known {
            let left = (progress.total - progress.done) as f64 / progress.done as f64;
            parts.push(duration(left * seconds));
        }
    }
    parts.join(" · ")
}

fn duration(seconds: f64) -> String {
    match seconds.ceil() as u64 {
        seconds @ 0..=99 => format!("{seconds} s left"),
        seconds => format!("{} min left", seconds.div_ceil(60)),
    }
}

/// Returns a number with commas: `28,048`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn of(at: Option<u32>, all: u32) -> String {
    match at {
        Some(at) => format!("{at}/{all}"),
        None => format!("–/{all}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_as_far_as_it_is_known() {
        let mut progress = Progress { stage: "reading".into(), done: 1240, ..Progress::default() };
        assert_eq!(progress_line(&progress, 0.0), "reading 1,240");
        progress.total = 28_048;
        assert_eq!(progress_line(&progress, 0.0), "reading 1,240 of 28,048");
        (progress.bytes, progress.seconds) = (3_400_000, 1.0);
        let line = progress_line(&progress, 0.0);
        assert_eq!(line, "reading 1,240 of 28,048 · 3.4 MB/s · 22 s left");
        progress.done = 1;
        assert!(progress_line(&progress, 0.0).ends_with(" · 468 min left"));
        // A later stage reads nothing, and takes what it takes by itself.
        (progress.stage, progress.done, progress.seconds) = ("linking".into(), 14_024, 9.0);
        assert_eq!(progress_line(&progress, 8.0), "linking 14,024 of 28,048 · 1 s left");
        assert_eq!(progress_line(&progress, 9.0), "linking 14,024 of 28,048");
    }

    #[test]
    fn numbers_have_commas() {
        for (number, want) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), want);
        }
    }
}
