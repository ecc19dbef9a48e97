//! What goes out of ibid: a passage with its source, the original of an article.

use super::{Asked, Asking, Effect, Pane, Prompt, State};

impl State {
    /// Copies the current passage with where it is from.
    pub(super) fn copy(&mut self) {
        let Some(sheet) = &self.reader.sheet else { return };
        let words = sheet.span_of(self.reader.passage).of(sheet.text());
        let citation = sheet.view.article.citation(Some(self.reader.passage));
        let text = format!("{words}\n({citation})\n");
        self.ask(Effect::Copy(text));
    }

    /// `|`: a command of the shell that is handed the current passage, to be typed.
    pub(super) fn ask_pipe(&mut self) {
        if self.reader.sheet.is_some() {
            let (label, prompt) = ("pipe this passage to ".to_owned(), Prompt::default());
            self.asking = Some(Asking { of: Asked::Pipe, label, prompt });
        }
    }

    /// Hands the current passage to a command of the shell.
    pub(super) fn pipe_to(&mut self, command: &str) {
        let Some(sheet) = self.reader.sheet.as_ref().filter(|_| !command.trim().is_empty()) else {
            return;
        };
        let words = sheet.span_of(self.reader.passage).of(sheet.text());
        self.ask(Effect::Pipe(command.to_owned(), format!("{words}\n")));
    }

    /// Opens the original of the row one is on, or else of the open article.
    pub(super) fn open_outside(&mut self) {
        let row = self.articles.list.current().filter(|_| self.focus == Pane::Articles);
        let open = self.reader.view();
        let effect = match row {
            Some(id) if open.is_none_or(|view| view.id != id) => Some(Effect::FindOriginal(id)),
            _ => open.map(|view| {
                let article = &view.article;
                Effect::OpenOutside(article.url.clone().unwrap_or_else(|| article.key.clone()))
            }),
        };
        if let Some(effect) = effect {
            self.ask(effect);
        }
    }
}
