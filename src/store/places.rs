//! The rows of the full-text index: each article has a place in it, newest days last, the undated first. The nearer places
//! are to one another, the less room the index takes, so that a day has few until it needs more.

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::library::{rows, set_state, state};
use super::terms;
use super::texts::text;
use crate::model::ArticleId;

/// Name of the state that tells how many places a day has, as a power of two.
pub(super) const DAY_BITS: &str = "day_bits";

/// Where nothing is told, a day has 4,096 places; it gets so many times more as this power of two says.
const LEAST_BITS: i64 = 12;
const MORE_BITS: i64 = 4;

/// Places of the undated.
const UNDATED: i64 = 1 << 34;

/// Articles whose words are indexed together.
const AT_ONCE: usize = 1000;

/// Stores rows of the full-text index: place, title and text as terms. One straight after the other and by place: it writes
/// out what it has gathered at nearly any other statement, and at a row that comes before the last.
pub(super) fn put_words(
    conn: &Connection,
    mut words: Vec<(i64, &str, &str)>,
) -> rusqlite::Result<()> {
    words.sort_unstable_by_key(|(place, ..)| *place);
    let mut put =
        conn.prepare_cached("INSERT INTO words (rowid, title, body) VALUES (?1, ?2, ?3)")?;
    words.into_iter().try_for_each(|row| put.execute(row).map(drop))
}

/// The next free place of a day; `None` where it has no more.
pub(super) fn free_place(conn: &Connection, day: Option<i32>) -> rusqlite::Result<Option<i64>> {
    const LAST: &str = "SELECT max(place) FROM articles WHERE place >= ?1 AND place < ?2";
    let bits = state(conn, DAY_BITS)?.unwrap_or(LEAST_BITS);
    let (first, end) = places(day, bits);
    let last: Option<i64> = conn.prepare_cached(LAST)?.query_row((first, end), |row| row.get(0))?;
    let next = last.map_or(first, |last| last + 1);
    Ok(Some(next).filter(|&next| next < end))
}

/// The first place of a day, and the one after its last.
fn places(day: Option<i32>, bits: i64) -> (i64, i64) {
    match day {
        Some(day) => {
            let first = UNDATED + (days_of(day) << bits);
            (first, first + (1 << bits))
        }
        None => (0, UNDATED),
    }
}

/// Days of a calendar where all months have 32, by which `yyyymmdd` sorts as before without gaps that matter.
fn days_of(day: i32) -> i64 {
    let day = i64::from(day.clamp(0, 99_991_231));
    (day / 10_000 * 13 + day / 100 % 100) * 32 + day % 100
}

/// Gives all articles new places in their order, with room in each day for as many again, and indexes the words of all:
/// also of those whose words were not stored yet.
pub(super) fn give_places(conn: &Connection) -> rusqlite::Result<()> {
    const ALL: &str = "SELECT id, day FROM articles ORDER BY place";
    let all: Vec<(i64, Option<i32>)> = rows(conn, ALL, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut of_day: FxHashMap<i64, i64> = FxHashMap::default();
    for day in all.iter().filter_map(|(_, day)| *day) {
        *of_day.entry(days_of(day)).or_default() += 1;
    }
    let most = of_day.values().max().copied().unwrap_or(0);
    let mut bits = LEAST_BITS;
    while 2 * most > 1 << bits {
        bits += MORE_BITS;
    }
    set_state(conn, DAY_BITS, bits)?;
    // Out of the way of the new ones.
    conn.execute_batch(
        "INSERT INTO words (words) VALUES ('delete-all'); UPDATE articles SET place = -1 - place",
    )?;
    let mut given: FxHashMap<i64, i64> = FxHashMap::default();
    for some in all.chunks(AT_ONCE) {
        let mut words = Vec::with_capacity(some.len());
        for &(id, day) in some {
            let (first, _) = places(day, bits);
            let before = given.entry(first).or_default();
            let place = first + *before;
            *before += 1;
            let title: String = conn
                .prepare_cached("UPDATE articles SET place = ?2 WHERE id = ?1 RETURNING title")?
                .query_row((id, place), |row| row.get(0))?;
            // A damaged text has no words.
            let text = text(conn, ArticleId(id)).unwrap_or_default();
            words.push((place, terms::indexed(&title), terms::indexed(&text)));
        }
        let words = words.iter().map(|(place, title, text)| (*place, &**title, &**text));
        put_words(conn, words.collect())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::library::in_memory;
    use super::super::texts::TextPacker;
    use super::*;

    fn put(conn: &Connection, (day, title): (Option<i32>, &str)) -> Option<i64> {
        const PUT: &str =
            "INSERT INTO articles (file, within, title, day, n_passages, n_words, place)
            VALUES (1, ?1, ?1, ?2, 1, 1, ?3) RETURNING id";
        const TEXT: &str = "INSERT INTO texts (article, text) VALUES (?1, ?2)";
        let place = free_place(conn, day).unwrap()?;
        let id: i64 = conn
            .prepare_cached(PUT)
            .unwrap()
            .query_row((title, day, place), |row| row.get(0))
            .unwrap();
        let text = TextPacker::new(conn, std::iter::empty()).unwrap().pack(title).unwrap();
        conn.prepare_cached(TEXT).unwrap().execute((id, text)).unwrap();
        put_words(conn, vec![(place, title, title)]).unwrap();
        Some(place)
    }

    fn with_a_file() -> Connection {
        let conn = in_memory();
        conn.execute("INSERT INTO files (id, key, size) VALUES (1, 'a', 0)", []).unwrap();
        conn
    }

    #[test]
    fn a_day_has_places_one_after_the_other() {
        let conn = with_a_file();
        let next = |day: Option<i32>| put(&conn, (day, "one")).unwrap();
        let days = [Some(20_151_020), Some(20_151_021), Some(20_160_101)];
        let [first, later, last] = days.map(next);
        assert!(first < later && later < last);
        let undated = [next(None), next(None)];
        assert!(undated[0] < undated[1] && undated[1] < first);
        assert_eq!([next(days[0]), next(days[1])], [first + 1, later + 1]);
    }

    #[test]
    fn a_day_that_is_full_gets_more_places_and_all_are_found_as_before() {
        let conn = with_a_file();
        let full = Some(20_151_020);
        let days = [None, Some(20_151_019), Some(20_151_021)];
        days.iter().for_each(|&day| assert!(put(&conn, (day, "talk")).is_some()));
        let n_full = (0..).take_while(|_| put(&conn, (full, "talk")).is_some()).count();
        assert_eq!(n_full, 1 << LEAST_BITS);
        give_places(&conn).unwrap();
        assert!(put(&conn, (full, "talk")).is_some());
        let found = "SELECT a.day FROM words JOIN articles a ON a.place = words.rowid
            WHERE words MATCH 'talk' ORDER BY words.rowid DESC";
        let found: Vec<Option<i32>> = rows(&conn, found, [], |row| row.get(0)).unwrap();
        assert_eq!(found.len(), n_full + 4);
        assert!(found.is_sorted_by(|a, b| a >= b), "newest are not first");
        let day_bits = state(&conn, DAY_BITS).unwrap();
        give_places(&conn).unwrap();
        assert_eq!((state(&conn, DAY_BITS).unwrap(), day_bits), (day_bits, Some(16)));
    }
}
