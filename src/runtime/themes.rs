//! Which theme the screen has: one of the user's own or one that is built in, for the ground and the colours that the
//! terminal has.

use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

use super::{Desk, terminal};
use crate::app::Msg;
use crate::config::{Colors, Config, Folders, GroundMode};
use crate::ui::{Ground, Theme};

/// How long the terminal may take to tell its background; one that is asked answers at once.
const PATIENCE: Duration = Duration::from_millis(60);

/// The theme of the settings; the default one, and a word about it, where there is none of its name. Where colours are
/// not to be used, the one that has none: what a theme tells by them would be lost on the way.
pub(super) fn theme(desk: &Desk, send: &impl Fn(Msg)) -> Theme {
    let has_color = desk.config.color.allows(&desk.env, true);
    terminal::use_color(has_color);
    if !has_color {
        return Theme::shipped("plain").unwrap_or_default();
    }
    let ground = ground(desk);
    let name = &desk.config.theme;
    let theme = own(desk, name, ground, send).or_else(|| Theme::shipped_on(name, ground));
    let theme = theme.unwrap_or_else(|| {
        send(Msg::Notice(format!("there is no theme named {name}")));
        Theme::shipped_on(&Config::default().theme, ground).unwrap_or_default()
    });
    match desk.env.colors() {
        Colors::True => theme,
        colors => theme.reduced(colors == Colors::Sixteen),
    }
}

/// The theme of this name in the user's folder. What is wrong in it is told, and the rest counts.
fn own(desk: &Desk, name: &str, ground: Option<Ground>, send: &impl Fn(Msg)) -> Option<Theme> {
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let path = Folders::of(&desk.env).filter(|_| is_name)?.theme_file(name);
    let text = std::fs::read_to_string(&path).ok()?;
    let (theme, faults) = Theme::read(&text, ground);
    if let Some(fault) = faults.first() {
        send(Msg::Notice(format!("{}: {fault}", path.display())));
    }
    Some(theme)
}

/// What colours stand on, where the settings, the environment or the terminal tell.
fn ground(desk: &Desk) -> Option<Ground> {
    let of = |is_light| if is_light { Ground::Light } else { Ground::Dark };
    match desk.config.ground {
        GroundMode::Dark => return Some(Ground::Dark),
        GroundMode::Light => return Some(Ground::Light),
        GroundMode::Auto => {}
    }
    if let Some(is_light) = desk.env.has_light_ground() {
        return Some(of(is_light));
    }
    if !desk.env.tells_ground() {
        return None;
    }
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    theme_mode(options).ok().map(|mode| of(mode == ThemeMode::Light))
}
