//! Bad and hostile input: every file gives an article, a fault or both, and never a panic.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn read_bytes(key: &str, bytes: &[u8]) -> Batch {
    let batch = read(key, bytes, &Limits::default());
    for article in &batch.articles {
        assert_sound(article);
    }
    assert!(!batch.articles.is_empty() || !batch.faults.is_empty());
    batch
}

/// The passages lie in the text in order, without blanks around them, and hold all of it but blanks.
#[track_caller]
fn assert_sound(article: &Article) {
    let mut at = 0;
    for passage in &article.passages {
        let (start, end) = (passage.span.start(), passage.span.end());
        let between = article.text.get(at..start).expect("in order, on character borders");
        assert!(between.trim().is_empty(), "{between:?} is in no passage");
        let inside = article.text.get(start..end).expect("on character borders");
        assert!(!inside.is_empty() && inside.trim() == inside, "{inside:?}");
        at = end;
    }
    let rest = article.text.get(at..).expect("in order, on character borders");
    assert!(rest.trim().is_empty(), "{rest:?} is in no passage");
    assert!(!article.title.is_empty());
    if let Some(dateline) = article.dateline {
        assert!(!dateline.of(&article.text).is_empty());
    }
}

#[track_caller]
fn assert_fault(key: &str, bytes: &[u8], want: &str) {
    let batch = read_bytes(key, bytes);
    assert_eq!(batch.articles, [], "{key}");
    let [fault] = batch.faults.as_slice() else { panic!("one fault") };
    assert!(fault.why.contains(want), "{fault}");
    assert_eq!(fault.key, key);
}

#[test]
fn what_is_no_text_is_a_clear_fault() {
    assert_fault("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not a sound PDF");
    assert_fault("a.zip", b"PK\x03\x04\x14\0\0\0", "not a sound ZIP archive");
    assert_fault("a", b"\x7fELF\x02\x01\x01", "an ELF program");
    assert_fault("a.txt.gz", b"\x1f\x8b\x08\0", "broken");
    assert_fault("a.bin", b"some letters and then\0zero bytes\0", "a binary file");
    assert_fault("a.bin", &[1, 2, 3, 4, 5, 6, 65, 66], "a binary file");
    assert_fault(
        "a.xml",
        b"<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><chan",
        "not a valid feed",
    );
    assert_fault("a.xml", b"\xef\xbb\xbf<?xml version=\"1.0\"?><letter/>", "an XML file");
    assert_fault("a.json", b"{\"title\": \"no\"}", "JSON without articles");
    assert_fault("a.txt", b"", "empty");
    assert_fault("a.txt", b" \n\t\r\n", "nothing to read");
    assert_fault(
        "a.html",
        b"<html><head><title></title></head><body></body></html>",
        "nothing to read",
    );
}

#[test]
fn a_message_is_known_without_a_name() {
    let letter = include_bytes!("../../tests/formats/letter.eml");
    let batch = read_bytes("Maildir/cur/1454926711.M1P2.host:2,S", letter);
    assert_eq!(batch.articles[0].title, "Pier closed – first take");
    assert_eq!(batch.articles.len(), 2, "and what is attached");
    let note = "Note: to all\nFrom: the desk\n\nThe pier is closed, the desk says.";
    assert_eq!(read_bytes("note.txt", note.as_bytes()).articles[0].key, "note.txt");
}

#[test]
fn what_pages_are_saved_with_is_no_fault() {
    for (key, bytes) in [
        ("a.png", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ("page_files/a.js", b"var a = 1;"),
        ("page_files/a.css", b"p { margin: 0 }"),
    ] {
        assert_eq!(read(key, bytes, &Limits::default()), Batch::default(), "{key}");
    }
}

#[test]
fn text_that_looks_like_something_else_is_text() {
    for text in
        ["RIFFs of the seventies", "ID3 is a kind of tag.", "BZhang won.", "<3 you all", "a < b"]
    {
        assert_eq!(read_bytes("a.txt", text.as_bytes()).articles.len(), 1, "{text}");
    }
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let batch = read("big.txt", &[b'a'; 3000], &Limits { file_bytes: 2000, ..Limits::default() });
    assert_eq!(batch.articles, []);
    assert!(batch.faults.iter().any(|fault| fault.why.contains("larger than the limit")));
}

#[track_caller]
fn assert_reads(bytes: &[u8], want: &str) {
    let batch = read_bytes("a.txt", bytes);
    assert_eq!(batch.faults, []);
    assert_eq!(batch.articles.first().map(|article| article.text.as_str()), Some(want));
}

#[test]
fn every_encoding_comes_out_the_same() {
    let text = "Der Bürgermeister von Köln, Jürgen Größ, sprach über die Straße.";
    assert_reads(text.as_bytes(), text);
    assert_reads(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), text);
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    assert_reads(&latin, text);
    let wide = |big: bool| -> Vec<u8> {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(unit).collect()
    };
    assert_reads(&[b"\xff\xfe".to_vec(), wide(false)].concat(), text);
    assert_reads(&[b"\xfe\xff".to_vec(), wide(true)].concat(), text);
    assert_reads(&wide(false), text);
    assert_reads(&wide(true), text);
    assert_reads(b"one\r\n\r\ntwo\rthree", "one\n\ntwo\nthree");
}

#[test]
fn letters_that_were_decoded_twice_are_noticed() {
    let batch = read_bytes("a.txt", "One line.\nDer BÃ¼rgermeister sprach.".as_bytes());
    let told: Vec<String> = batch.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["a.txt: line 2: letters that were decoded twice: BÃ¼rgermeister for Bürgermeister"]
    );
    assert_eq!(batch.articles.len(), 1);
    for sound in ["São Paulo, Âncora, Ã", "Vâng â€ ok", "SÃO PAULO", "l’âge", "“Â”"]
    {
        assert_eq!(read_bytes("a.txt", sound.as_bytes()).faults, [], "{sound}");
    }
}

#[track_caller]
fn assert_reads_with_fault(bytes: &[u8], want: &str, place: &str) {
    let batch = read_bytes("a.txt", bytes);
    let [fault] = batch.faults.as_slice() else { panic!("one fault: {:?}", batch.faults) };
    assert_eq!(fault.place.as_deref(), Some(place), "{fault}");
    assert_eq!(batch.articles.first().map(|article| article.text.as_str()), Some(want));
}

#[test]
fn broken_bytes_are_a_fault_with_a_place_and_the_rest_is_read() {
    let cut = ["né à Köln\nlà ".as_bytes(), b"\xc3"].concat();
    assert_reads_with_fault(&cut, "né à Köln\nlà \u{fffd}", "line 2");
    assert_reads_with_fault(
        b"first\nsecond \xff\xfe\nthird",
        "first\nsecond \u{fffd}\u{fffd}\nthird",
        "line 2",
    );
    // A lone surrogate in UTF-16.
    assert_reads_with_fault(b"\xff\xfea\0\n\0b\0\x00\xd8c\0", "a\nb\u{fffd}c", "line 2");
}

#[test]
fn a_wrapped_paragraph_is_joined_where_it_stands() {
    let text = "The river rose for three days before anyone in the lower town thought of\nleaving. By the \
                time the bridge went, the road to the north was already\nunder water.\n\nMayor Harrow\n\
                kept a diary.\n";
    let batch = read_bytes("a.txt", text.as_bytes());
    let joined =
        text.replace("of\nleaving", "of leaving").replace("already\nunder", "already under");
    assert_eq!(batch.articles.first().map(|article| article.text.as_str()), Some(&*joined));
    assert_eq!(structure("a.txt", text.to_owned()).text, text);
}

#[test]
fn escape_bytes_stay_in_the_text() {
    let text = "A \u{1b}[31mred\u{1b}[0m word and a bell\u{7}.";
    assert_reads(text.as_bytes(), text);
}

#[test]
fn a_line_of_fifty_megabytes_is_one_passage() {
    for unit in ["word ", "a", "né “x” "] {
        let text = unit.repeat((50 << 20) / unit.len());
        let start = Instant::now();
        let batch = read_bytes("long.txt", text.as_bytes());
        assert_eq!(batch.faults.len(), 1, "told, for no article is so long");
        let limits = Limits { article_bytes: u64::MAX, ..Limits::default() };
        let batch = read("long.txt", text.as_bytes(), &limits);
        assert!(start.elapsed() < Duration::from_secs(20), "{unit}: {:?}", start.elapsed());
        assert_eq!(batch.articles.first().map(|article| article.passages.len()), Some(1));
        assert!(batch.articles.iter().all(|article| article.title.len() < 1000));
    }
}

#[test]
fn many_short_lines_take_time_in_proportion() {
    for unit in ["a\n", "\n\nA b c\n", "MOSCOW - \n", "© 2015 x\n", "By A\n"] {
        let text = unit.repeat((256 << 10) / unit.len());
        let start = Instant::now();
        read_bytes("lines.txt", text.as_bytes());
        assert!(start.elapsed() < Duration::from_secs(20), "{unit:?}: {:?}", start.elapsed());
    }
}

#[test]
fn hostile_pages_end() {
    let n = 30_000;
    for page in [
        format!("<html><body>{}deep{}", "<div>".repeat(n), "</div>".repeat(n)),
        format!("<html><body>{}", "<font size=1>x".repeat(n)),
        format!("<html>{}", "<a href=\"".repeat(n)),
        format!("<html>{}", "<!--".repeat(n)),
        format!("<html>{}", "<script>".repeat(n)),
        format!("<html>{}x", "<b></i>".repeat(n)),
        format!("<html>x{}", "&amp".repeat(n)),
        format!("<html>x{}", "&".repeat(n)),
        format!("<html>x{}", "<".repeat(n)),
        format!("<html><p {}>x", "a ".repeat(n)),
        format!("<html>{}", "<table><tr><td>x".repeat(n)),
        format!("<html><svg>{}", "<p>x".repeat(n)),
        format!("<html><p {}>x", (0..n).map(|i| format!("a{i}=1 ")).collect::<String>()),
    ] {
        let start = Instant::now();
        read_bytes("page.html", page.as_bytes());
        let name: String = page.chars().take(40).collect();
        let taken = start.elapsed();
        assert!(taken < Duration::from_secs(20), "{name}: {taken:?}");
    }
}

fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        Just("MOSCOW, Oct 21 (AP) — "),
        Just("© 2015 Name/AFP"),
        Just("By Jane Doe"),
        Just("16/10/2015"),
        Just("Read more: x"),
        Just("Related stories"),
        Just("“We know.”"),
        Just("https://example.org/a"),
        Just("\n"),
        Just("\n\n"),
        Just("\r\n"),
        Just(" "),
        Just("İstanbul’da"),
        Just("東京。"),
        Just("<p>"),
        Just("</div>"),
        Just("<h1 a='"),
        Just("&nbsp;"),
        Just("A sentence with some words in it, and an end."),
        Just("\u{2028}"),
        Just("e\u{301}"),
    ];
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for key in ["a.txt", "a.html"] {
            read_bytes(key, &bytes);
        }
    }

    #[test]
    fn any_text_keeps_its_letters(text in "\\PC{0,300}") {
        let article = structure("a.txt", text.clone());
        prop_assert_eq!(&article.text, &text);
        assert_sound(&article);
    }

    #[test]
    fn any_mixture_of_page_lines_is_read(text in scraps()) {
        assert_sound(&structure("a.txt", text.clone()));
        read_bytes("a.txt", text.as_bytes());
        read_bytes("a.html", format!("<html>{text}").as_bytes());
    }
}
