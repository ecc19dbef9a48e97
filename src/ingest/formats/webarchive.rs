//! Pages saved by Safari (`.webarchive`): a property list with the page in it.

use plist::Value;

use super::super::decode;
use super::super::reading::{File, Reading};
use super::html;

pub(super) fn read(file: File<'_>, reading: &mut Reading<'_>) {
    let list = match Value::from_reader(std::io::Cursor::new(file.bytes)) {
        Ok(list) => list,
        Err(error) => {
            return reading.fault(file.key, None, format!("not a sound property list: {error}"));
        }
    };
    let main = list.as_dictionary().and_then(|list| list.get("WebMainResource")?.as_dictionary());
    let page = main.and_then(|main| main.get("WebResourceData")?.as_data());
    let Some((main, page)) = main.zip(page) else {
        return reading.fault(file.key, None, "a property list without a saved page");
    };
    let address = main.get("WebResourceURL").and_then(Value::as_string);
    let page = reading.decoded(file, decode::page(page));
    html::read_page(file.key, &page, address, reading);
}
