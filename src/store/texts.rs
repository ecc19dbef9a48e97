//! The texts of articles, packed by zstd. What texts of a library have in common stands in a dictionary beside them, so
//! that even short ones become small; the frame of a text names the one it was packed with.

use std::cell::RefCell;
use std::io;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;
use zstd::dict::from_samples;
use zstd::zstd_safe::{
    self, CCtx, CDict, DCtx, DDict, compress_bound, get_dict_id_from_dict, get_dict_id_from_frame,
};

use crate::model::ArticleId;

/// How hard packing tries. On 457 news articles by a dictionary learnt from as many others, level 3 leaves 40 % of a
/// text and 9 leaves 38.
const LEVEL: i32 = 7;

/// Bytes of texts to learn a dictionary from at least, and at most.
const LEARNT_FROM: usize = 1 << 20;
const LEARNT_FROM_MOST: usize = 4 << 20;

/// Bytes of a dictionary at most; it has one for so many of the texts that it is learnt from, which may be all there are.
const DICTIONARY: usize = 256 << 10;
const PER_BYTE: usize = 12;

/// No text is longer; what says so is damaged.
const LONGEST: u64 = 1 << 30;

/// Packs texts for one library.
pub(super) struct TextPacker {
    context: CCtx<'static>,
    dictionary: Option<CDict<'static>>,
}

impl TextPacker {
    /// Packs by the dictionary of the library. Where it has none, one is learnt from the texts at hand and stored, if they
    /// are enough.
    pub(super) fn new<'t>(
        conn: &Connection,
        texts: impl Iterator<Item = &'t str>,
    ) -> rusqlite::Result<Self> {
        const KNOWN: &str = "SELECT bytes FROM dictionaries LIMIT 1";
        let known: Option<Vec<u8>> =
            conn.prepare_cached(KNOWN)?.query_row([], |row| row.get(0)).optional()?;
        let bytes = match known {
            Some(bytes) => Some(bytes),
            None => learnt(conn, texts)?,
        };
        let dictionary = bytes.map(|bytes| CDict::create(&bytes, LEVEL));
        Ok(Self { context: CCtx::create(), dictionary })
    }

    pub(super) fn pack(&mut self, text: &str) -> rusqlite::Result<Vec<u8>> {
        let mut packed = Vec::with_capacity(compress_bound(text.len()));
        let done = match &self.dictionary {
            Some(dictionary) => {
                self.context.compress_using_cdict(&mut packed, text.as_bytes(), dictionary)
            }
            None => self.context.compress(&mut packed, text.as_bytes(), LEVEL),
        };
        // There is room for what cannot be packed, but there may be no memory to work with.
        let failed = |code| io::Error::other(zstd_safe::get_error_name(code));
        done.map_err(|code| rusqlite::Error::ToSqlConversionFailure(failed(code).into()))?;
        Ok(packed)
    }
}

/// Learns a dictionary from texts, and stores it.
fn learnt<'t>(
    conn: &Connection,
    texts: impl Iterator<Item = &'t str>,
) -> rusqlite::Result<Option<Vec<u8>>> {
    const PUT: &str = "INSERT INTO dictionaries (id, bytes) VALUES (?1, ?2)";
    let mut n_bytes = 0;
    let within = |text: &&str| {
        n_bytes += text.len();
        n_bytes <= LEARNT_FROM_MOST
    };
    let texts: Vec<&str> = texts.take_while(within).collect();
    let n_bytes: usize = texts.iter().map(|text| text.len()).sum();
    if n_bytes < LEARNT_FROM {
        return Ok(None);
    }
    // Texts may have nothing in common.
    let Ok(bytes) = from_samples(&texts, DICTIONARY.min(n_bytes / PER_BYTE)) else {
        return Ok(None);
    };
    let Some(id) = get_dict_id_from_dict(&bytes) else { return Ok(None) };
    conn.execute(PUT, (id.get(), &bytes))?;
    Ok(Some(bytes))
}

/// What this thread unpacks with. The id of a dictionary is a hash of it, so that libraries need no telling apart.
struct Unpacking {
    context: DCtx<'static>,
    dictionaries: FxHashMap<u32, DDict<'static>>,
}

thread_local! {
    static UNPACKING: RefCell<Unpacking> = RefCell::new(Unpacking {
        context: DCtx::create(),
        dictionaries: FxHashMap::default(),
    });
}

/// Reads the text of an article; empty where there is none.
pub(super) fn text(conn: &Connection, id: ArticleId) -> rusqlite::Result<String> {
    const TEXT: &str = "SELECT text FROM texts WHERE article = ?1";
    let mut statement = conn.prepare_cached(TEXT)?;
    let mut found = statement.query([id.0])?;
    match found.next()? {
        Some(row) => unpack_text(conn, row.get_ref(0)?.as_blob()?),
        None => Ok(String::new()),
    }
}

/// Unpacks a text.
fn unpack_text(conn: &Connection, packed: &[u8]) -> rusqlite::Result<String> {
    const DICTIONARY: &str = "SELECT bytes FROM dictionaries WHERE id = ?1";
    let id = get_dict_id_from_frame(packed).map_or(0, |id| id.get());
    UNPACKING.with_borrow_mut(|unpacking| {
        if id != 0 && !unpacking.dictionaries.contains_key(&id) {
            let dictionary = conn
                .prepare_cached(DICTIONARY)?
                .query_row([id], |row| Ok(DDict::create(row.get_ref(0)?.as_blob()?)))?;
            unpacking.dictionaries.insert(id, dictionary);
        }
        unpacking
            .unpack(packed, id)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, error.into()))
    })
}

impl Unpacking {
    fn unpack(&mut self, packed: &[u8], dictionary: u32) -> io::Result<String> {
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let length = zstd_safe::get_frame_content_size(packed).ok().flatten();
        let length = length.filter(|&length| length <= LONGEST).ok_or_else(damaged)?;
        let mut text: Vec<u8> = Vec::with_capacity(length as usize);
        let done = match self.dictionaries.get(&dictionary) {
            Some(dictionary) => self.context.decompress_using_ddict(&mut text, packed, dictionary),
            None => self.context.decompress(&mut text, packed),
        };
        done.map_err(|_| damaged())?;
        String::from_utf8(text).map_err(|_| damaged())
    }
}

#[cfg(test)]
mod tests {
    use super::super::library::in_memory;
    use super::*;

    #[test]
    fn a_text_is_unpacked_as_it_was_and_a_damaged_one_is_no_text() {
        let conn = in_memory();
        let mut packer = TextPacker::new(&conn, std::iter::empty()).unwrap();
        for text in ["", "Łódź", &"All the same. ".repeat(9999)] {
            assert_eq!(unpack_text(&conn, &packer.pack(text).unwrap()).unwrap(), text);
        }
        let whole =
            packer.pack(&"The strikes are reported to have killed 370 people. ".repeat(9)).unwrap();
        for length in 0..whole.len() {
            assert!(unpack_text(&conn, &whole[..length]).is_err(), "{length}");
        }
        let mut huge = whole;
        // The size of the content, as the frame tells it.
        huge[4] = 0xe0;
        huge[5..13].fill(0x7f);
        assert!(unpack_text(&conn, &huge).is_err());
    }

    #[test]
    fn what_texts_have_in_common_is_learnt_once() {
        let conn = in_memory();
        let text = |n: usize| {
            format!("{n} people were killed in air strikes, a spokesman for group {} said. ", n % 7)
                .repeat(1 + n % 3)
        };
        let texts: Vec<String> = (0..20_000).map(text).collect();
        let alone = TextPacker::new(&conn, std::iter::empty()).unwrap().pack(&texts[7]).unwrap();
        let mut packer = TextPacker::new(&conn, texts.iter().map(String::as_str)).unwrap();
        let packed = packer.pack(&texts[7]).unwrap();
        assert!(2 * packed.len() < alone.len(), "{} of {}", packed.len(), alone.len());
        let mut later = TextPacker::new(&conn, std::iter::empty()).unwrap();
        assert_eq!(later.pack(&texts[7]).unwrap(), packed);
        for packed in [&alone, &packed] {
            assert_eq!(unpack_text(&conn, packed).unwrap(), texts[7]);
        }
        conn.execute("DELETE FROM dictionaries", []).unwrap();
        let without = std::thread::scope(|scope| {
            let conn = in_memory();
            scope.spawn(move || unpack_text(&conn, &packed).is_err()).join().unwrap()
        });
        assert!(without, "read without its dictionary");
    }
}
