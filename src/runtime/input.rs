//! The input thread: what the terminal sends, as messages.

use std::io;
use std::thread;

use crossterm::event::{
    self, Event as Raw, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};

use crate::app::{Mouse, MouseKind, Msg};
use crate::keymap::{Key, KeyCode};

/// Reads the terminal until `send` refuses. Blocks between events; never ends where nothing comes.
pub(super) fn spawn(send: impl Fn(io::Result<Msg>) -> bool + Send + 'static) -> io::Result<()> {
    let read = move || {
        loop {
            let is_wanted = match event::read() {
                Ok(raw) => message(raw).is_none_or(|msg| send(Ok(msg))),
                Err(error) => {
                    send(Err(error));
                    false
                }
            };
            if !is_wanted {
                return;
            }
        }
    };
    thread::Builder::new().name("input".into()).spawn(read).map(drop)
}

fn message(raw: Raw) -> Option<Msg> {
    match raw {
        Raw::Key(event) => key(event).map(Msg::Key),
        Raw::Paste(text) => Some(Msg::Paste(text)),
        Raw::Resize(width, height) => Some(Msg::Resize(width, height)),
        Raw::Mouse(event) => mouse(event).map(Msg::Mouse),
        Raw::FocusGained | Raw::FocusLost => None,
    }
}

/// Returns what the mouse did; `None` for what it does without the left button or the wheel.
fn mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
        MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
        MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
        _ => return None,
    };
    Some(Mouse { kind, x: event.column, y: event.row })
}

/// Returns our key for the terminal's. None for a key let go, and for those we have no name for.
fn key(event: KeyEvent) -> Option<Key> {
    let unknown = KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META;
    if event.kind == KeyEventKind::Release || event.modifiers.intersects(unknown) {
        return None;
    }
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let code = match event.code {
        event::KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
        event::KeyCode::Char(c) => KeyCode::Char(c),
        event::KeyCode::Tab if shift => KeyCode::BackTab,
        event::KeyCode::Tab => KeyCode::Tab,
        event::KeyCode::BackTab => KeyCode::BackTab,
        event::KeyCode::Enter => KeyCode::Enter,
        event::KeyCode::Esc => KeyCode::Esc,
        event::KeyCode::Backspace => KeyCode::Backspace,
        event::KeyCode::Delete => KeyCode::Delete,
        event::KeyCode::Left => KeyCode::Left,
        event::KeyCode::Right => KeyCode::Right,
        event::KeyCode::Up => KeyCode::Up,
        event::KeyCode::Down => KeyCode::Down,
        event::KeyCode::Home => KeyCode::Home,
        event::KeyCode::End => KeyCode::End,
        event::KeyCode::PageUp => KeyCode::PageUp,
        event::KeyCode::PageDown => KeyCode::PageDown,
        event::KeyCode::F(n) => KeyCode::F(n),
        _ => return None,
    };
    Some(Key { code, ctrl, alt })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: event::KeyCode, modifiers: KeyModifiers, want: Option<(KeyCode, bool, bool)>) {
        let found = key(KeyEvent::new(code, modifiers)).map(|key| (key.code, key.ctrl, key.alt));
        assert_eq!(found, want);
    }

    #[test]
    fn a_key_keeps_what_tells_it_from_others() {
        use event::KeyCode as Raw;
        let none = KeyModifiers::NONE;
        check(Raw::Char('j'), none, Some((KeyCode::Char('j'), false, false)));
        check(Raw::Char('G'), KeyModifiers::SHIFT, Some((KeyCode::Char('G'), false, false)));
        check(Raw::Char('O'), KeyModifiers::CONTROL, Some((KeyCode::Char('o'), true, false)));
        check(Raw::Left, KeyModifiers::ALT, Some((KeyCode::Left, false, true)));
        check(Raw::BackTab, KeyModifiers::SHIFT, Some((KeyCode::BackTab, false, false)));
        check(Raw::Tab, KeyModifiers::SHIFT, Some((KeyCode::BackTab, false, false)));
        check(Raw::Char('q'), KeyModifiers::SUPER, None);
        check(Raw::CapsLock, none, None);
        let mut released = KeyEvent::new(Raw::Char('j'), none);
        released.kind = KeyEventKind::Release;
        assert!(key(released).is_none());
    }
}
