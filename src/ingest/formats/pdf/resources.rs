//! What a page, and what is drawn on it as one, refer to by name.

use lopdf::{Dictionary, Document, Object};

/// What `resources` hold under this name, the nearest first.
pub(super) fn named<'a>(
    document: &'a Document,
    resources: &[&'a Dictionary],
    kind: &[u8],
    name: &[u8],
) -> Option<&'a Object> {
    resources.iter().find_map(|resources| {
        let listed = resources.get_deref(kind, document).ok()?.as_dict().ok()?;
        listed.get_deref(name, document).ok()
    })
}
