//! Reads rows straight from the pages of a damaged file, where the page that led to them cannot be read. The layout
//! is that of <https://www.sqlite.org/fileformat2.html>.

use std::collections::HashSet;

use rusqlite::types::Value;

/// The pages of a file.
pub(super) struct Pages<'a> {
    bytes: &'a [u8],
    size: usize,
}

/// What a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows under their numbers.
    Numbered,
    /// Rows in the order of their keys; entries of an index, too.
    Keyed,
}

/// A row as it stands on a page.
pub(super) struct Found {
    pub(super) kind: Kind,
    /// Its number, where it has one.
    pub(super) number: Option<i64>,
    pub(super) values: Vec<Value>,
}

const LEAF_OF_TABLE: u8 = 0x0d;
const LEAF_OF_INDEX: u8 = 0x0a;
const INNER_OF_TABLE: u8 = 0x05;
const INNER_OF_INDEX: u8 = 0x02;

impl<'a> Pages<'a> {
    /// The pages of a file of ours, all of which have one size.
    pub(super) fn new(bytes: &'a [u8], size: usize) -> Self {
        Self { bytes, size }
    }

    /// The rows of all pages that are neither free nor under one of these roots.
    pub(super) fn lost_rows(&self, roots: &[u32]) -> Vec<Found> {
        let mut known = self.free();
        let mut waiting: Vec<u32> = roots.iter().copied().chain([1]).collect();
        while let Some(page) = waiting.pop() {
            if self.page(page).is_some() && known.insert(page) {
                waiting.extend(self.children(page));
            }
        }
        let n_pages = u32::try_from(self.bytes.len() / self.size).unwrap_or(u32::MAX);
        let lost = (2..=n_pages).filter(|page| !known.contains(page));
        lost.flat_map(|page| self.rows(page)).collect()
    }

    /// A page; the first is number 1.
    fn page(&self, number: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(number.checked_sub(1)?).ok()?.checked_mul(self.size)?;
        self.bytes.get(start..start.checked_add(self.size)?)
    }

    /// Pages that are not in use, as far as the list of them can be followed.
    fn free(&self) -> HashSet<u32> {
        let mut free = HashSet::new();
        let mut trunk = number(self.bytes, 32).unwrap_or(0);
        while let Some(page) = self.page(trunk).filter(|_| free.insert(trunk)) {
            let n = number(page, 4).unwrap_or(0).min(self.size as u32 / 4);
            free.extend((0..n as usize).filter_map(|at| number(page, 8 + 4 * at)));
            trunk = number(page, 0).unwrap_or(0);
        }
        free
    }

    /// Where the header of a page begins, and its kind.
    fn head(&self, number: u32) -> Option<(&'a [u8], usize, u8)> {
        let page = self.page(number)?;
        let at = if number == 1 { 100 } else { 0 };
        Some((page, at, *page.get(at)?))
    }

    fn children(&self, number_of_page: u32) -> Vec<u32> {
        let Some((page, at, INNER_OF_TABLE | INNER_OF_INDEX)) = self.head(number_of_page) else {
            return Vec::new();
        };
        let last = number(page, at + 8);
        cells(page, at, 12).filter_map(|cell| number(page, cell)).chain(last).collect()
    }

    fn rows(&self, number: u32) -> Vec<Found> {
        let Some((page, at, kind)) = self.head(number) else { return Vec::new() };
        let read = |cell| self.row(page, cell, kind);
        match kind {
            LEAF_OF_TABLE | LEAF_OF_INDEX => cells(page, at, 8).filter_map(read).collect(),
            INNER_OF_INDEX => cells(page, at, 12).filter_map(read).collect(),
            _ => Vec::new(),
        }
    }

    fn row(&self, page: &[u8], cell: usize, kind: u8) -> Option<Found> {
        let mut rest = page.get(if kind == INNER_OF_INDEX { cell + 4 } else { cell }..)?;
        let length = usize::try_from(varint(&mut rest)?).ok()?;
        let (kind, number) = match kind {
            LEAF_OF_TABLE => (Kind::Numbered, Some(varint(&mut rest)?)),
            _ => (Kind::Keyed, None),
        };
        let payload = self.payload(rest, length, kind)?;
        Some(Found { kind, number, values: values(&payload)? })
    }

    /// What a row holds: so much of it on its page, the rest on a chain of others.
    fn payload(&self, rest: &[u8], length: usize, kind: Kind) -> Option<Vec<u8>> {
        if length > self.bytes.len() {
            return None;
        }
        let least = (self.size - 12) * 32 / 255 - 23;
        let most = match kind {
            Kind::Numbered => self.size - 35,
            Kind::Keyed => (self.size - 12) * 64 / 255 - 23,
        };
        if length <= most {
            return rest.get(..length).map(<[u8]>::to_vec);
        }
        let here = least + (length - least) % (self.size - 4);
        let here = if here <= most { here } else { least };
        let mut payload = rest.get(..here)?.to_vec();
        let mut next = number(rest, here)?;
        while payload.len() < length {
            let page = self.page(next)?;
            let n = (length - payload.len()).min(self.size - 4);
            payload.extend_from_slice(page.get(4..4 + n)?);
            next = number(page, 0)?;
        }
        Some(payload)
    }
}

/// Where the cells of a page are.
fn cells(page: &[u8], head: usize, size_of_head: usize) -> impl Iterator<Item = usize> + '_ {
    let n = short(page, head + 3).unwrap_or(0).min(page.len() / 4);
    (0..n).filter_map(move |at| short(page, head + size_of_head + 2 * at))
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?)))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A number of up to nine bytes, of which seven bits count, and all of the ninth.
fn varint(rest: &mut &[u8]) -> Option<i64> {
    let mut value: u64 = 0;
    for n in 1..=9 {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        if n == 9 {
            value = value << 8 | u64::from(byte);
        } else {
            value = value << 7 | u64::from(byte & 0x7f);
            if byte < 0x80 {
                break;
            }
        }
    }
    Some(value.cast_signed())
}

/// The values of a record.
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let mut rest = payload;
    let length = usize::try_from(varint(&mut rest)?).ok()?;
    let mut kinds = payload.get(payload.len() - rest.len()..length)?;
    let mut body = payload.get(length..)?;
    let mut values = Vec::new();
    while !kinds.is_empty() {
        values.push(value(varint(&mut kinds)?, &mut body)?);
    }
    Some(values)
}

fn value(kind: i64, body: &mut &[u8]) -> Option<Value> {
    let mut take = |n: usize| {
        let (taken, after) = body.split_at_checked(n)?;
        *body = after;
        Some(taken)
    };
    Some(match kind {
        0 => Value::Null,
        1..=6 => {
            const SIZES: [usize; 6] = [1, 2, 3, 4, 6, 8];
            let bytes = take(*SIZES.get(usize::try_from(kind).ok()? - 1)?)?;
            let is_negative = bytes.first()? & 0x80 != 0;
            let start = if is_negative { -1 } else { 0 };
            Value::Integer(bytes.iter().fold(start, |value, &byte| value << 8 | i64::from(byte)))
        }
        7 => Value::Real(f64::from_be_bytes(*take(8)?.first_chunk()?)),
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        12.. if kind % 2 == 0 => {
            Value::Blob(take(usize::try_from((kind - 12) / 2).ok()?)?.to_vec())
        }
        13.. => {
            let bytes = take(usize::try_from((kind - 13) / 2).ok()?)?;
            Value::Text(std::str::from_utf8(bytes).ok()?.to_owned())
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn rows_are_read_as_sqlite_wrote_them() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE t (a INTEGER PRIMARY KEY, b, c); CREATE TABLE k (a TEXT PRIMARY KEY, b) WITHOUT ROWID")
            .unwrap();
        let long = "many words ".repeat(2000);
        let all = [
            (Value::Integer(-5), Value::Null),
            (Value::Integer(1 << 40), Value::Real(0.5)),
            (Value::Integer(i64::MIN), Value::Blob(vec![1, 2, 3])),
            (Value::Text(long), Value::Integer(0)),
            (Value::Text("é".into()), Value::Integer(300)),
        ];
        for (n, (b, c)) in all.iter().enumerate() {
            conn.execute("INSERT INTO t VALUES (?1, ?2, ?3)", (n as i64 - 2, b, c)).unwrap();
            conn.execute("INSERT INTO k VALUES (?1, ?2)", (format!("{n}"), b)).unwrap();
        }
        let bytes = conn.serialize("main").unwrap().to_vec();
        let found = Pages::new(&bytes, 4096).lost_rows(&[]);
        let (numbered, keyed): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|row| row.kind == Kind::Numbered);
        for (n, (row, (b, c))) in numbered.iter().zip(&all).enumerate() {
            assert_eq!(row.number, Some(n as i64 - 2));
            assert_eq!(row.values, [Value::Null, b.clone(), c.clone()]);
        }
        for (n, (row, (b, _))) in keyed.iter().zip(&all).enumerate() {
            assert_eq!(row.values, [Value::Text(format!("{n}")), b.clone()]);
        }
        assert_eq!((numbered.len(), keyed.len()), (5, 5));
        assert!(Pages::new(&bytes, 4096).lost_rows(&[2, 3]).is_empty());
    }

    #[test]
    fn any_bytes_are_read_without_harm() {
        let mut bytes = vec![0; 64 << 10];
        let mut state = 1_u32;
        for kind in [LEAF_OF_TABLE, LEAF_OF_INDEX, INNER_OF_TABLE, INNER_OF_INDEX] {
            for byte in &mut bytes {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = (state >> 24) as u8;
            }
            bytes.iter_mut().step_by(4096).for_each(|byte| *byte = kind);
            Pages::new(&bytes, 4096).lost_rows(&[2, 7]);
        }
    }
}
