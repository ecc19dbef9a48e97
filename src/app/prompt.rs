//! One typed line: a filter, a search, the query of a picker. Wraps the text area so that nothing but one
//! line of plain text can get in.

use tui_textarea::{CursorMove, TextArea};

use crate::keymap::Command;
use crate::model::{ArticleId, EntityId};
use crate::text::visible;

/// The most bytes a line takes; a paste beyond it is cut.
const MOST_BYTES: usize = 1000;

/// A typed line with its cursor.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    area: TextArea<'static>,
}

impl Prompt {
    /// A line that holds `text`, the cursor behind it.
    pub fn with(text: &str) -> Self {
        let mut made = Self::default();
        made.insert(text);
        made
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// The text area, to be drawn.
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// Types `text`; line breaks and tabs become blanks, control characters visible symbols. Returns
    /// whether the line changed.
    pub fn insert(&mut self, text: &str) -> bool {
        let blanks = text.replace(['\n', '\r', '\t'], " ");
        let shown = visible(&blanks);
        let room = MOST_BYTES.saturating_sub(self.text().len());
        let mut end = shown.len().min(room);
        while !shown.is_char_boundary(end) {
            end -= 1;
        }
        self.area.insert_str(shown.get(..end).unwrap_or(""))
    }

    /// Runs an editing command. Returns whether the line changed; commands of other scopes change nothing.
    pub fn edit(&mut self, command: Command) -> bool {
        edit(&mut self.area, command)
    }
}

/// Runs an editing command. Returns whether the text changed.
pub(super) fn edit(area: &mut TextArea<'static>, command: Command) -> bool {
    match command {
        Command::LineStart => area.move_cursor(CursorMove::Head),
        Command::LineEnd => area.move_cursor(CursorMove::End),
        Command::CharLeft => area.move_cursor(CursorMove::Back),
        Command::CharRight => area.move_cursor(CursorMove::Forward),
        Command::WordLeft => area.move_cursor(CursorMove::WordBack),
        Command::WordRight => area.move_cursor(CursorMove::WordForward),
        Command::DeleteBack => return area.delete_char(),
        Command::DeleteNext => return area.delete_next_char(),
        Command::DeleteWord => return area.delete_word(),
        Command::DeleteNextWord => return area.delete_next_word(),
        Command::DeleteToStart => return area.delete_line_by_head(),
        Command::DeleteToEnd => return area.delete_line_by_end(),
        _ => {}
    }
    false
}

/// A line that is being typed for something, at the bottom of the screen.
#[derive(Clone, Debug)]
pub struct Asking {
    /// What it is for.
    pub of: Asked,
    /// What stands before it.
    pub label: String,
    /// The line.
    pub prompt: Prompt,
}

/// What a line is typed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A name for an entity, in place of the one it has.
    Name(EntityId, String),
    /// The tags of an article.
    Tags(ArticleId),
    /// A command of the shell that is handed the current passage.
    Pipe,
    /// A name to save this query under.
    SavedName(String),
    /// Another name for the query that is saved under this one.
    NewName(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_one_plain_line_gets_in() {
        let mut prompt = Prompt::default();
        assert!(prompt.insert("two\nlines\u{1b}[31m"));
        assert_eq!(prompt.text(), "two lines␛[31m");
        prompt.insert(&"é".repeat(2000));
        assert!(prompt.text().len() <= MOST_BYTES);
        assert_eq!(prompt.area().lines().len(), 1);
    }

    #[test]
    fn the_line_is_edited_as_in_a_shell() {
        for (commands, want) in [
            (&[Command::DeleteBack][..], "one two thre"),
            (&[Command::DeleteWord], "one two "),
            (&[Command::DeleteToStart], ""),
            (&[Command::LineStart, Command::DeleteNext], "ne two three"),
            (&[Command::LineStart, Command::DeleteNextWord], " two three"),
            (&[Command::LineStart, Command::WordRight, Command::DeleteToEnd], "one "),
            (&[Command::WordLeft, Command::CharLeft, Command::DeleteToEnd], "one two"),
            (&[Command::LineStart, Command::CharRight, Command::DeleteToStart], "ne two three"),
            (&[Command::LineStart, Command::LineEnd, Command::DeleteBack], "one two thre"),
        ] {
            let mut prompt = Prompt::with("one two three");
            for command in commands {
                prompt.edit(*command);
            }
            assert_eq!(prompt.text(), want, "{commands:?}");
        }
        assert!(!Prompt::default().edit(Command::DeleteToStart), "nothing changed");
    }
}
