//! What goes out of ibid: a passage with its source, the original of an article.

use super::{Effect, Pane, State};

impl State {
    /// Copies the current passage with where it is from.
    pub(super) fn copy(&mut self) {
        let Some(sheet) = &self.reader.sheet else { return };
        let words = sheet.span_of(self.reader.passage).of(sheet.text());
        let article = &sheet.view.article;
        let mut source = vec![article.title.clone()];
        source.extend(article.author.clone());
        source.extend(article.publisher.clone());
        source.extend(article.date.as_ref().map(ToString::to_string).filter(|d| !d.is_empty()));
        source.push(article.url.clone().unwrap_or_else(|| article.key.clone()));
        source.push(format!("¶{}", self.reader.passage + 1));
        let text = format!("{words}\n({})\n", source.join(", "));
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
