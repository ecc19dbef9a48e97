//! The terminal: taken over for the reader, and given back on every way out.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, KeyboardEnhancementFlags,
    PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::style::Print;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect};

/// Standard output as ratatui writes it. A frame is one write.
pub(super) type Surface = CrosstermBackend<BufWriter<Stdout>>;

/// What the reader draws on.
pub(super) type Screen = Terminal<Surface>;

/// Room for a frame in which every cell of a large terminal changes.
const FRAME_BYTES: usize = 1 << 16;

/// Whether the terminal is ours now. Global, as the terminal is: a panic has no other way to know.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the mouse is ours while the terminal is.
static HAS_MOUSE: AtomicBool = AtomicBool::new(false);

/// Presses, moves with a button down, and positions beyond 223. Not every move: nothing follows from those.
const MOUSE_ON: &str = "\u{1b}[?1000h\u{1b}[?1002h\u{1b}[?1006h";
const MOUSE_OFF: &str = "\u{1b}[?1006l\u{1b}[?1002l\u{1b}[?1000l";

/// The terminal is ours as long as this lives: raw, on its alternate screen, telling pastes from keys.
#[derive(Debug)]
pub struct TerminalGuard(());

impl TerminalGuard {
    /// Takes the terminal over. From now on it is given back before a panic on this thread is printed, so that
    /// it can be read; one on another thread is handed to `tell` instead, for this one to end on.
    ///
    /// # Errors
    /// Fails when the terminal cannot be made raw; it is left as it was.
    pub fn enter(tell: impl Fn(String) + Send + Sync + 'static) -> io::Result<Self> {
        guard_panics(tell);
        let guard = Self(());
        take()?;
        Ok(guard)
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether there is a terminal to take over.
pub(super) fn is_there() -> bool {
    io::stdout().is_terminal()
}

/// The width of the terminal, in cells.
pub(super) fn columns() -> Option<u16> {
    if is_there() { crossterm::terminal::size().ok().map(|(columns, _)| columns) } else { None }
}

/// Lets colours through or keeps them back, whatever is drawn.
pub(super) fn use_color(has_color: bool) {
    crossterm::style::force_color_output(has_color);
}

/// Takes the mouse from the terminal, or gives it back.
pub(super) fn use_mouse(has_mouse: bool) -> io::Result<()> {
    if HAS_MOUSE.swap(has_mouse, Ordering::SeqCst) != has_mouse {
        execute!(io::stdout(), Print(if has_mouse { MOUSE_ON } else { MOUSE_OFF }))?;
    }
    Ok(())
}

/// Takes the terminal over; also after it was given back for a while.
pub(super) fn take() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    // Terminals that cannot tell more keys apart ignore the request. Asking first would cost a round trip.
    let keys = PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, keys, cursor::Hide)?;
    if HAS_MOUSE.load(Ordering::SeqCst) {
        execute!(io::stdout(), Print(MOUSE_ON))?;
    }
    Ok(())
}

/// Gives the terminal back as it was. Does nothing when it is not ours. Errors are of no use here: either
/// the terminal has gone, or there is nothing left to do about it.
pub(super) fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        if HAS_MOUSE.load(Ordering::SeqCst) {
            let _ = execute!(out, Print(MOUSE_OFF));
        }
        let _ = execute!(
            out,
            PopKeyboardEnhancementFlags,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show
        );
        let _ = out.flush();
        let _ = disable_raw_mode();
    }
}

/// The screen on standard output.
pub(super) fn screen() -> io::Result<Screen> {
    let out = BufWriter::with_capacity(FRAME_BYTES, io::stdout());
    Terminal::new(CrosstermBackend::new(out))
}

/// Clears the screen, so that the next frame draws every cell. [`Terminal::clear`] would ask the terminal
/// where its cursor is, and the answer would be lost among the keys.
pub(super) fn wipe(screen: &mut Screen) -> io::Result<()> {
    let size = screen.size()?;
    screen.resize(Rect::from((Position::ORIGIN, size)))
}

fn guard_panics(tell: impl Fn(String) + Send + Sync + 'static) {
    let ours = std::thread::current().id();
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == ours {
            give_back();
            print(panic);
        } else {
            tell(panic.to_string());
        }
    }));
}
