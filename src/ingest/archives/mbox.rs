//! Mailboxes: messages one after the other, each under a line that starts with `From `.

use memchr::memmem;

use super::super::reading::{File, Reading, joined};

pub(crate) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    for (place, message) in (1..).zip(messages(file.bytes)) {
        let (_, message) =
            message.split_at(message.iter().position(|&b| b == b'\n').map_or(0, |at| at + 1));
        let key = joined(file.key, &name(message, place));
        let bytes = without_quoting(message);
        reading.inside(File { key: &key, name: ".eml", bytes: &bytes });
        if reading.is_full() {
            return;
        }
    }
}

/// The messages, each with its `From ` line.
fn messages(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = memmem::find_iter(bytes, b"\nFrom ").map(|at| at + 1);
    let starts: Vec<usize> = starts.filter(|&at| is_start(bytes, at)).collect();
    let ends = starts.iter().copied().chain([bytes.len()]).collect::<Vec<_>>();
    let first = [0].into_iter().chain(starts);
    first.zip(ends).filter_map(|(from, to)| bytes.get(from..to))
}

/// Whether a message starts at a line: after a blank one, and with a header below.
fn is_start(bytes: &[u8], at: usize) -> bool {
    let above = bytes.get(..at.saturating_sub(1)).unwrap_or(&[]);
    let is_apart = above.ends_with(b"\n") || above.ends_with(b"\n\r");
    let below = bytes.get(at..).unwrap_or(&[]).split(|&byte| byte == b'\n').nth(1).unwrap_or(&[]);
    let name = below.split(|&byte| byte == b':').next().unwrap_or(&[]);
    let is_name =
        |name: &[u8]| name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    is_apart && below.contains(&b':') && !name.is_empty() && is_name(name)
}

/// By its own id, so that a message keeps its key when others go; by its place without one.
fn name(message: &[u8], place: usize) -> String {
    let head = memmem::find(message, b"\n\n").or(memmem::find(message, b"\r\n\r\n"));
    let head = message.get(..head.unwrap_or(0)).unwrap_or(&[]);
    let line = head.split(|&byte| byte == b'\n').find_map(|line| {
        let (name, id) = line.split_at_checked(11)?;
        name.eq_ignore_ascii_case(b"message-id:").then(|| String::from_utf8_lossy(id))
    });
    let id = line.map(|id| id.trim().trim_matches(['<', '>']).replace('/', "-"));
    id.filter(|id| !id.is_empty() && id.len() <= 250).unwrap_or_else(|| format!("message {place}"))
}

/// The message as it was sent: a line of it that started with `From ` was given a `>`.
fn without_quoting(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|&byte| byte == b'\n') {
        let quoted = line.iter().take_while(|&&byte| byte == b'>').count();
        let is_quoted =
            quoted > 0 && line.get(quoted..).is_some_and(|rest| rest.starts_with(b"From "));
        out.extend_from_slice(line.get(usize::from(is_quoted)..).unwrap_or(line));
    }
    out
}
