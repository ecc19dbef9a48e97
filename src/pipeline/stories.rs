//! Says which articles tell of one event. Nothing of it is stored: it is asked for seldom, and the ties are at
//! hand.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::model::{ArticleId, ArticleRow, PrintedDate, Tie};
use crate::passages;
use crate::store::{Library, StoreError};

/// Days within which two articles on one event appear, where both tell their day: those on a deed and on the
/// trial years later are two stories.
const DAYS: i32 = 30;

/// How strongly near-copies are tied: as if all of the one were told in the other.
const EDITION: u32 = 1000;

/// Groups `rows`, all articles of a library, by the event they tell of. Returns for each article that is not
/// alone the one in the middle of its story; the same for the same articles.
///
/// # Errors
/// Fails when the library cannot be read.
pub fn stories(
    library: &Library,
    rows: &[ArticleRow],
) -> Result<FxHashMap<ArticleId, ArticleId>, StoreError> {
    let mut order: Vec<&ArticleRow> = rows.iter().collect();
    order.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    let number: FxHashMap<ArticleId, u32> = order.iter().map(|row| row.id).zip(0..).collect();
    let tied = |tie: &Tie| {
        let [a, b] = tie.articles.map(|id| number.get(&id).copied());
        let (a, b) = a.zip(b)?;
        let days = [a, b].map(|at| day(order[at as usize].date.as_ref()));
        let is_far = match days {
            [Some(one), Some(other)] => one.until(other).is_ok_and(|s| s.get_days().abs() > DAYS),
            _ => false,
        };
        (!is_far).then_some((a, b, tie.told))
    };
    let mut ties: Vec<(u32, u32, u32)> = library.ties()?.iter().filter_map(tied).collect();
    // Near-copies stay together, those too that are too many for links.
    let editions = order.iter().filter_map(|row| {
        let pair = number.get(&row.id).zip(number.get(&row.edition?));
        pair.filter(|(own, of)| own != of).map(|(own, of)| (*own, *of, EDITION))
    });
    ties.extend(editions);
    let centres = passages::groups(order.len(), &ties);
    let mut sizes = vec![0_u32; order.len()];
    for &centre in &centres {
        sizes[centre as usize] += 1;
    }
    let grouped = order.iter().zip(centres).filter(|(_, centre)| sizes[*centre as usize] > 1);
    Ok(grouped.map(|(row, centre)| (row.id, order[centre as usize].id)).collect())
}

/// The day of a date that is printed whole.
fn day(date: Option<&PrintedDate>) -> Option<Date> {
    let date = date?;
    let (month, day) = (i8::try_from(date.month?).ok()?, i8::try_from(date.day?).ok()?);
    Date::new(date.year?, month, day).ok()
}
