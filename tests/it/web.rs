//! Feeds and pages from a real server on this machine, which misbehaves on purpose.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{fs, thread};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::support::cli::{Place, Ran};

/// What is answered at a path: the bytes of a whole answer, or something worse.
type Answer = Arc<dyn Fn(&str, &mut TcpStream) + Send + Sync>;

/// A server, and what it was asked.
struct Server {
    port: u16,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answers: Arc<Mutex<HashMap<String, Answer>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (known, log) = (Arc::clone(&answers), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (known, log) = (Arc::clone(&known), Arc::clone(&log));
                thread::spawn(move || serve(stream.unwrap(), &known, &log));
            }
        });
        Self { port, answers, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn answer(&self, path: &str, with: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) {
        self.answers.lock().unwrap().insert(path.to_owned(), Arc::new(with));
    }

    /// Answers with a status, more lines of the head, and a body.
    fn plain(&self, path: &str, status: &str, head: &str, body: impl Into<Vec<u8>>) {
        let (status, head, body) = (status.to_owned(), head.to_owned(), body.into());
        self.answer(path, move |_, stream| send(stream, &status, &head, &body));
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn send(stream: &mut TcpStream, status: &str, head: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{head}\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn serve(
    mut stream: TcpStream,
    answers: &Mutex<HashMap<String, Answer>>,
    asked: &Mutex<Vec<String>>,
) {
    let mut request = String::new();
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    while !request.ends_with("\r\n\r\n") {
        if lines.read_line(&mut request).unwrap_or(0) == 0 {
            return;
        }
    }
    let path = request.split(' ').nth(1).unwrap_or("").to_owned();
    asked.lock().unwrap().push(request.clone());
    let answer = answers.lock().unwrap().get(&path).cloned();
    match answer {
        Some(answer) => answer(&request, &mut stream),
        None => send(&mut stream, "404 Not Found", "", b""),
    }
}

/// A feed of entries: id, title, text.
fn rss(entries: &[(&str, &str, &str)]) -> String {
    let mut items = String::new();
    for (id, title, text) in entries {
        let _ = write!(
            items,
            "<item><guid>{id}</guid><title>{title}</title><link>http://127.0.0.1/{id}</link>\
             <pubDate>Mon, 08 Feb 2016 10:30:00 GMT</pubDate><description>{text}</description></item>"
        );
    }
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Echo</title>{items}</channel></rss>"
    )
}

const PIER: (&str, &str, &str) = ("a", "Pier closed", "Ines Okafor closed the pier on Monday.");
const QUAY: (&str, &str, &str) = ("b", "Quay opens", "Tomás Leal opened the quay on Tuesday.");
const FERRY: (&str, &str, &str) = ("c", "Ferry sails", "Ruth Abebe took the first ferry.");

fn titles(place: &Place) -> Vec<String> {
    let rows = place.ibid(&["articles", "--json"]).json();
    let mut titles: Vec<String> =
        rows.iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

/// Adds an address that may be on this machine.
fn add(place: &Place, url: &str) -> Ran {
    place.ibid(&["add", "--allow-private", url])
}

#[test]
fn a_feed_keeps_what_it_no_longer_lists_and_is_asked_only_for_news() {
    let (server, place) = (Server::new(), Place::new());
    server.plain("/feed", "200 OK", "ETag: \"1\"\r\nLast-Modified: then\r\n", rss(&[PIER, QUAY]));
    let url = server.url("/feed");
    let ran = add(&place, &url).expect(0);
    assert!(ran.stderr.contains("1 address asked, 1 with news"), "{ran}");
    assert_eq!(titles(&place), ["Pier closed", "Quay opens"]);
    let row = place.ibid(&["show", &format!("{url}#a"), "--json"]).expect(0).json().remove(0);
    assert_eq!((&row["publisher"], &row["date"]), (&json!("The Echo"), &json!("2016-02-08")));
    assert_eq!(row["url"], json!("http://127.0.0.1/a"));

    server.answer("/feed", |request, stream| {
        let lower = request.to_lowercase();
        let is_known =
            lower.contains("if-none-match: \"1\"") && lower.contains("if-modified-since: then");
        send(stream, if is_known { "304 Not Modified" } else { "500 Oh" }, "", b"");
    });
    let ran = place.ibid(&["sync"]).expect(0);
    assert!(ran.stderr.contains("1 address asked, 0 with news"), "{ran}");
    assert!(ran.stderr.contains("0 files read"), "{ran}");

    let longer = (QUAY.0, QUAY.1, "Tomás Leal opened the quay on Tuesday, and closed it again.");
    server.plain("/feed", "200 OK", "", rss(&[longer, FERRY]));
    let ran = place.ibid(&["sync"]).expect(0);
    assert!(ran.stderr.contains("2 files read"), "{ran}");
    assert_eq!(titles(&place), ["Ferry sails", "Pier closed", "Quay opens"]);
    assert!(place.ibid(&["show", &format!("{url}#b")]).stdout.contains("closed it again"));

    // Made anew without the network, the library holds the same.
    server.asked();
    fs::remove_file(place.path("home/.local/share/ibid/library.db")).unwrap();
    server.plain("/feed", "200 OK", "", rss(&[FERRY]));
    add(&place, &url).expect(0);
    assert_eq!(titles(&place), ["Ferry sails", "Pier closed", "Quay opens"]);
    place.ibid(&["remove", &url]).expect(0);
    assert_eq!(server.asked().len(), 1, "only what adds and syncs asks");
}

#[test]
fn full_text_is_what_the_pages_say() {
    let (server, place) = (Server::new(), Place::new());
    let page = |title: &str| {
        let text = "The harbour master said that nobody would walk on it before spring, and that he was sorry. ";
        format!(
            "<html><head><title>{title}</title></head><body><nav>Home News</nav><article><h1>{title}</h1>\
             <p>{}</p><p>{}</p></article></body></html>",
            text.repeat(3),
            text.repeat(2)
        )
    };
    server.plain("/a", "200 OK", "Content-Type: text/html\r\n", page("The pier is closed"));
    let entries = format!(
        "<rss version=\"2.0\"><channel><title>E</title>\
         <item><guid>a</guid><title>Pier</title><link>{}</link><description>Short.</description></item>\
         <item><guid>b</guid><title>Quay</title><link>{}</link><description>Only this.</description></item>\
         </channel></rss>",
        server.url("/a"),
        server.url("/gone")
    );
    server.plain("/feed", "200 OK", "", entries);
    let url = server.url("/feed");
    let ran = place.ibid(&["add", "--allow-private", "--full-text", &url]).expect(0);
    assert!(ran.stderr.contains("/gone: the server answered 404 (not found)"), "{ran}");
    assert_eq!(titles(&place), ["Quay", "The pier is closed"]);
    assert!(place.ibid(&["show", &format!("{url}#a")]).stdout.contains("nobody would walk on it"));
}

/// Adds what misbehaves, and gives what is told of it.
#[track_caller]
fn check_fault(place: &Place, url: &str, want: &str) {
    let start = Instant::now();
    let ran = add(place, url).expect(0);
    assert!(ran.stderr.contains(want), "{ran}");
    assert!(start.elapsed() < Duration::from_secs(50));
    let faults = place.ibid(&["faults"]).expect(0).stdout;
    assert!(faults.contains(want) && faults.contains(url), "{faults}");
    place.ibid(&["remove", url]).expect(0);
}

#[test]
fn a_server_that_misbehaves_is_a_fault_and_no_more() {
    let (server, place) = (Server::new(), Place::new());
    server.plain("/moved", "302 Found", &format!("Location: {}\r\n", server.url("/moved")), "");
    check_fault(&place, &server.url("/moved"), "redirects");
    server.plain("/file", "302 Found", "Location: file:///etc/passwd\r\n", "");
    let ran = add(&place, &server.url("/file")).expect(0);
    assert!(ran.stderr.contains("1 fault") && !ran.stderr.contains("root:"), "{ran}");
    place.ibid(&["remove", &server.url("/file")]).expect(0);
    server.plain("/busy", "429 Too Many", "Retry-After: 3600\r\n", "");
    let busy = server.url("/busy");
    assert!(add(&place, &busy).stderr.contains("the server asks to wait 3600 s"));
    server.asked();
    let ran = place.ibid(&["sync"]).expect(0);
    assert!(ran.stderr.contains("0 addresses asked") && server.asked().is_empty(), "{ran}");
    place.ibid(&["remove", &busy]).expect(0);
    server.plain("/gone", "410 Gone", "", "");
    check_fault(&place, &server.url("/gone"), "the server answered 410 (gone)");
    server.plain("/broken", "200 OK", "", "<rss version=\"2.0\"><channel><item>");
    check_fault(&place, &server.url("/broken"), "not a valid feed");
    server.answer("/short", |_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss version");
    });
    check_fault(&place, &server.url("/short"), "/short: ");
    server.answer("/nonsense", |_, stream| {
        let _ = stream.write_all(&[0x16, 3, 1, 0, 0xff, b'\n', b'\n']);
    });
    check_fault(&place, &server.url("/nonsense"), "/nonsense: ");
    let mut zeros = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..70 {
        zeros.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    server.plain("/bomb", "200 OK", "Content-Encoding: gzip\r\n", zeros.finish().unwrap());
    check_fault(&place, &server.url("/bomb"), "larger than the limit (64 MiB)");
    check_fault(&place, "http://127.0.0.1:1/", "127.0.0.1:1");
    check_fault(&place, "http://no-such-host.invalid/", "no-such-host.invalid");
}

#[test]
fn slow_and_endless_answers_end() {
    let (server, place) = (Server::new(), Place::new());
    server.answer("/slow", |_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        while stream.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(200));
        }
    });
    server.answer("/endless", |_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        while stream.write_all(chunk.as_bytes()).is_ok() {}
    });
    check_fault(&place, &server.url("/endless"), "larger than the limit (64 MiB)");
    check_fault(&place, &server.url("/slow"), "no whole answer within 30 s");
}

#[test]
fn ones_own_network_is_asked_only_where_it_is_wanted() {
    let (server, place) = (Server::new(), Place::new());
    server.plain("/feed", "200 OK", "", rss(&[PIER]));
    let url = server.url("/feed");
    assert!(place.ibid(&[&url]).expect(2).stderr.contains("hint: `ibid add http"));
    let ran = place.ibid(&["add", &url]).expect(0);
    assert!(ran.stderr.contains("127.0.0.1 is within your own network"), "{ran}");
    assert!(server.asked().is_empty());
    let local = url.replace("127.0.0.1", "localhost");
    assert!(place.ibid(&["add", &local]).expect(0).stderr.contains("within your own network"));
    assert!(server.asked().is_empty());
    add(&place, &url).expect(0);
    assert_eq!(titles(&place), ["Pier closed"]);
}

#[test]
fn feeds_are_added_from_a_list_and_listed_again() {
    let (server, place) = (Server::new(), Place::new());
    server.plain("/1", "200 OK", "", rss(&[PIER]));
    let latin: Vec<u8> = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>"
        .bytes()
        .chain(rss(&[QUAY]).split_once("?>").unwrap().1.chars().map(|c| c as u8))
        .collect();
    server.plain("/2", "200 OK", "Content-Type: text/xml; charset=utf-8\r\n", latin);
    let list = format!("{}\n{} \"news\"\n", server.url("/1"), server.url("/2"));
    place.write("urls", list);
    place.ibid(&["add", "--allow-private", "--feeds", "urls"]).expect(0);
    assert_eq!(titles(&place), ["Pier closed", "Quay opens"]);
    assert_eq!(place.ibid(&["people", "Leal", "--json"]).expect(0).json().len(), 1);
    let opml = place.ibid(&["sources", "--opml"]).expect(0).stdout;
    assert!(opml.contains(&format!("xmlUrl=\"{}\"", server.url("/2"))), "{opml}");
    place.write("list.opml", opml);
    let ran = place.ibid(&["add", "list.opml"]).expect(0);
    assert!(ran.stderr.contains("`ibid add --feeds FILE` adds them"), "{ran}");
    place.ibid(&["add", "--allow-private", "--feeds", "list.opml"]).expect(0);
    assert_eq!(place.ibid(&["sources", "--json"]).json().len(), 3);
    place.ibid(&["add", "--feeds", "none"]).expect(2);
}
