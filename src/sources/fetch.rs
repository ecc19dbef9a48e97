//! Asks the web for one address: within limits, and never within the network one is in, unless told so.

use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use jiff::fmt::rfc2822;
use ureq::config::Config;
use ureq::http::{Response, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The address.
    pub url: &'a str,
    /// What the server called the version that is known (`ETag`).
    pub etag: Option<&'a str>,
    /// When it said that was changed (`Last-Modified`).
    pub modified: Option<&'a str>,
    /// Whether the address may be within one's own network.
    pub may_be_private: bool,
    /// Seconds since 1970.
    pub now: i64,
}

/// How much is taken of an answer.
#[derive(Clone, Copy, Debug)]
pub struct FetchLimits {
    /// Most bytes, as sent and as unpacked.
    pub bytes: u64,
    /// Most time for all of it, redirects included.
    pub time: Duration,
}

/// What the server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What is known is as it was.
    Same,
    /// What is there now.
    New(Fetched),
    /// It asks to come again after so many seconds.
    Later(u64),
}

/// What is at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Unpacked.
    pub bytes: Vec<u8>,
    /// For the next time.
    pub etag: Option<String>,
    /// For the next time.
    pub modified: Option<String>,
}

/// The most redirects that are followed.
const REDIRECTS: u32 = 8;
/// The longest time a server is believed to want one to wait, in seconds.
const LONGEST_WAIT: u64 = 7 * 24 * 3600;
/// The time to wait where it does not say how long, in seconds.
const USUAL_WAIT: u64 = 15 * 60;

/// Asks for an address.
///
/// # Errors
/// Says what went wrong, in the words of a fault.
pub fn fetch(asked: Asked<'_>, limits: FetchLimits) -> Result<Answer, String> {
    let config = Agent::config_builder()
        .user_agent(concat!("ibid/", env!("CARGO_PKG_VERSION")))
        .accept_encoding("gzip")
        .http_status_as_error(false)
        .max_redirects(REDIRECTS)
        .timeout_global(Some(limits.time))
        .build();
    let resolver = Near { may_be_private: asked.may_be_private, inner: DefaultResolver::default() };
    let agent = Agent::with_parts(config, DefaultConnector::new(), resolver);
    let mut request = agent.get(asked.url);
    if let Some(etag) = asked.etag {
        request = request.header("If-None-Match", etag);
    }
    if let Some(modified) = asked.modified {
        request = request.header("If-Modified-Since", modified);
    }
    let mut response = request.call().map_err(|error| said(&error, limits))?;
    match response.status().as_u16() {
        200..=299 => {}
        304 => return Ok(Answer::Same),
        429 | 503 => return Ok(Answer::Later(wait(&response, asked.now))),
        status => {
            let reason = response.status().canonical_reason().unwrap_or("unknown").to_lowercase();
            return Err(format!("the server answered {status} ({reason})"));
        }
    }
    let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
    let (etag, modified) = (header("etag"), header("last-modified"));
    let is_packed = header("content-encoding").is_some_and(|coding| coding.contains("gzip"));
    let sent = taken(response.body_mut().with_config().limit(u64::MAX).reader(), limits)?;
    let is_packed = is_packed && sent.starts_with(b"\x1f\x8b");
    let bytes = if is_packed { taken(MultiGzDecoder::new(&*sent), limits)? } else { sent };
    Ok(Answer::New(Fetched { bytes, etag, modified }))
}

fn taken(from: impl Read, limits: FetchLimits) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = from.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes);
    if bytes.len() as u64 > limits.bytes {
        return Err(format!("larger than the limit ({} MiB)", limits.bytes.div_ceil(1 << 20)));
    }
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => Err(said(&Error::from(error), limits)),
    }
}

/// How long the server asks to wait, in seconds.
fn wait(response: &Response<Body>, now: i64) -> u64 {
    let given = response.headers().get("retry-after").and_then(|wait| wait.to_str().ok());
    given.and_then(|given| seconds_of(given, now)).unwrap_or(USUAL_WAIT).clamp(1, LONGEST_WAIT)
}

/// The seconds that `Retry-After` gives as such or as a date (RFC 9110, 10.2.3); none for a date that is past.
fn seconds_of(given: &str, now: i64) -> Option<u64> {
    let given = given.trim();
    let until = || Some(rfc2822::parse(given).ok()?.timestamp().as_second() - now);
    given.parse().ok().or_else(|| u64::try_from(until()?.max(0)).ok())
}

fn said(error: &Error, limits: FetchLimits) -> String {
    match error {
        Error::Timeout(_) => format!("no whole answer within {} s", limits.time.as_secs()),
        Error::HostNotFound => "no such host".into(),
        Error::TooManyRedirects => format!("more than {REDIRECTS} redirects"),
        Error::Io(error) if is_timeout(error) => {
            format!("no whole answer within {} s", limits.time.as_secs())
        }
        error => error.to_string().to_lowercase(),
    }
}

fn is_timeout(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    error.kind() == io::ErrorKind::TimedOut || matches!(inner, Some(Error::Timeout(_)))
}

/// Finds the addresses of a host, those within one's own network only where they are wanted. Every redirect comes
/// through here.
#[derive(Debug)]
struct Near {
    may_be_private: bool,
    inner: DefaultResolver,
}

impl Resolver for Near {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if self.may_be_private {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() {
            let host = uri.host().unwrap_or("the address");
            let why =
                format!("{host} is within your own network (`--allow-private` lets it be asked)");
            return Err(Error::Io(io::Error::other(why)));
        }
        Ok(public)
    }
}

/// Whether an address can be reached from anywhere (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4() {
        return is_public_v4(inner);
    }
    let [first, second, ..] = address.segments();
    // 64:ff9b::/96 leads to an address of version 4.
    if (first, second) == (0x64, 0xff9b) {
        let [.., a, b] = address.segments();
        return is_public_v4(Ipv4Addr::from_bits(u32::from(a) << 16 | u32::from(b)));
    }
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || first & 0xfe00 == 0xfc00
        || first & 0xffc0 == 0xfe80
        || (first, second) == (0x2001, 0xdb8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_wait_is_seconds_or_a_date() {
        let now = 1_445_412_480; // Wed, 21 Oct 2015 07:28:00 GMT
        for (given, want) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Wed, 21 Oct 2015 07:30:00 GMT", Some(120)),
            ("Wed, 21 Oct 2015 07:00:00 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
        ] {
            assert_eq!(seconds_of(given, now), want, "{given}");
        }
    }

    #[test]
    fn addresses_of_ones_own_network_are_known() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in
            ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
