//! Little of everything, so that what is broken meets a limit.

use std::time::Duration;

use ibid::ingest::Limits;

pub(crate) const TIGHT: Limits = Limits {
    file_bytes: 1 << 20,
    article_bytes: 64 << 10,
    unpacked_bytes: 2 << 20,
    depth: 3,
    articles: 100,
    time: Duration::from_secs(60),
};
