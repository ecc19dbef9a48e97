//! What a key script looks at in the end, as text.

use ibid::app::Effect;

use super::desk::Desk;

/// What a script looks at in the end.
pub(crate) type Look = fn(&Desk) -> String;

pub(crate) fn at(desk: &Desk) -> String {
    desk.at()
}

pub(crate) fn row(desk: &Desk) -> String {
    desk.row().to_owned()
}

pub(crate) fn entity(desk: &Desk) -> String {
    desk.entity().to_owned()
}

pub(crate) fn notice(desk: &Desk) -> String {
    desk.notice().to_owned()
}

pub(crate) fn outside(desk: &Desk) -> String {
    // What comes by itself is not what a key did.
    let own = |effect: &&Effect| {
        !matches!(
            effect,
            Effect::MarkRead(_) | Effect::Wake(..) | Effect::KeepPlace(_) | Effect::PushTrail(_)
        )
    };
    let shown = desk.outside.iter().filter(own);
    shown.map(|effect| format!("{effect:?}")).collect()
}

pub(crate) fn typed(desk: &Desk) -> String {
    desk.state.articles.list.query().to_owned()
}

pub(crate) fn picker(desk: &Desk) -> String {
    desk.state.picker.as_ref().map_or("none".into(), |picker| {
        format!("{:?} {} row {}", picker.kind, picker.list.len(), picker.list.cursor())
    })
}

pub(crate) fn top(desk: &Desk) -> String {
    let reader = &desk.state.reader;
    format!("top {} passage {}", reader.top, reader.passage + 1)
}

pub(crate) fn tab(desk: &Desk) -> String {
    format!("{:?}", desk.state.sidebar.tab)
}

pub(crate) fn compared(desk: &Desk) -> String {
    desk.state.compare.as_ref().map_or("nothing".into(), |compare| {
        let [left, right] = compare.heads.each_ref().map(|head| head.title.clone());
        let count = compare.pairs.len();
        format!("{left} / {right}: {count} pair{}", if count == 1 { "" } else { "s" })
    })
}

/// How many articles are shown, and by whom they are filtered.
pub(crate) fn shown(desk: &Desk) -> String {
    let articles = &desk.state.articles;
    let (shown, all) = (articles.list.n_passing(), articles.rows.len());
    format!("{shown} of {all}: {}", ibid::app::in_words(&articles.who)[0])
}

/// The open page and the row one is on.
pub(crate) fn page(desk: &Desk) -> String {
    desk.state.page.as_ref().map_or("none".into(), |page| {
        format!("{}: {}", page.name, page.row().map_or("no row".into(), |row| format!("{row:?}")))
    })
}

/// What the last note says that was kept.
pub(crate) fn noted(desk: &Desk) -> String {
    let mut notes = desk.outside.iter().rev().filter_map(|effect| match effect {
        Effect::PutNote(note) => Some(note.text.clone()),
        _ => None,
    });
    notes.next().unwrap_or_else(|| "nothing".into())
}
