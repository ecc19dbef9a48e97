//! Keys, the catalogue of commands, and which key runs which. The catalogue is the only list of either:
//! names, default keys, help, the bottom line and the README table are read from it.

/// A key with its modifiers. Prints and parses as `j`, `G`, `<c-o>`, `<a-left>`, `<space>`, `<s-tab>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key itself. Letters carry their case; shift is not kept for them.
    pub code: KeyCode,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

/// A key without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum KeyCode {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}
