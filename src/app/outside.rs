//! What goes out of ibid: a passage with its source, the original of an article.

use super::{Effect, Pane, State};

impl State {
    /// Copies the current passage with where it is from.
    pub(super) fn copy(&mut self) {
        let Some(sheet) = &self.reader.sheet else { return };
        let words = sheet.span_of(self.reader.passage).of(sheet.text());
        let citation = sheet.view.article.citation(Some(self.reader.passage));
        let text = format!("{words}\n({citation})\n");
        self.ask(Effect::Copy(text));
    }

    /// Opens the original of the row one is on, or else of the open article.
    pub(super) fn open_outside(&mut self) {
        let row = self.articles.list.current().filter(|_| self.focus == Pane::Articles);
        let open = self.reader.view();
        let target = match row {
            Some(id) if open.is_none_or(|view| view.id != id) => {
                self.articles.row(id).map(|row| row.key.clone())
            }
            _ => open.map(|v| v.article.url.clone().unwrap_or_else(|| v.article.key.clone())),
        };
        if let Some(target) = target {
            self.ask(Effect::OpenOutside(target));
        }
    }
}
