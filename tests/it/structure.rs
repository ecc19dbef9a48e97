//! The structure of the seed articles against the gold, and of invented texts that look like none of them.

use std::fs;
use std::path::Path;

use ibid::ingest::{self, Limits};
use ibid::model::{Article, PassageKind};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The kind of every line that is not blank, with its 1-based number; checks that the passages cover the text.
fn line_kinds(article: &Article) -> Vec<(usize, PassageKind)> {
    let mut kinds = Vec::new();
    let mut start = 0;
    for (number, line) in article.text.split('\n').enumerate() {
        if !line.trim().is_empty() {
            let at = start + line.len() - line.trim_start().len();
            let passage = article.passages.iter().find(|passage| passage.span.holds(at));
            kinds.push((number + 1, passage.expect("every line is in a passage").kind));
        }
        start += line.len() + 1;
    }
    kinds
}

#[test]
fn the_seeds_agree_with_the_gold() {
    let gold = fs::read_to_string(root().join("tests/gold/seeds.meta.json")).unwrap();
    let gold: Vec<Value> = serde_json::from_str(&gold).unwrap();
    assert_eq!(gold.len(), 5);
    let mut wrong = Vec::new();
    for want in &gold {
        let doc = want["doc"].as_str().unwrap();
        let bytes = fs::read(root().join("seeds").join(doc)).unwrap();
        let batch = ingest::read(doc, &bytes, &Limits::default());
        assert_eq!(batch.faults, [], "{doc}");
        let [article] = batch.articles.as_slice() else { panic!("{doc}: one article") };
        let mut check = |what: &str, got: Option<&str>| {
            if got != want[what].as_str() {
                wrong.push(format!("{doc}: {what}: got {got:?}, want {}", want[what]));
            }
        };
        check("title", Some(&article.title));
        check("publisher", article.publisher.as_deref());
        check("url", article.url.as_deref());
        check("dateline", article.dateline.map(|span| span.of(&article.text)));
        let date = article.date.as_ref();
        let parts = [
            ("year", date.and_then(|date| date.year).map(i64::from)),
            ("month", date.and_then(|date| date.month).map(i64::from)),
            ("day", date.and_then(|date| date.day).map(i64::from)),
        ];
        for (part, got) in parts {
            if got != want["date"][part].as_i64() {
                wrong.push(format!("{doc}: {part}: got {got:?}, want {}", want["date"]));
            }
        }
        for (number, kind) in line_kinds(article) {
            let is_right = match &want["kinds"][number.to_string()] {
                Value::Array(kinds) => kinds.iter().any(|known| known == kind.name()),
                _ => matches!(kind, PassageKind::Body | PassageKind::Quote),
            };
            if !is_right {
                wrong.push(format!("{doc}: line {number} is {}", kind.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Reads a text whose lines are marked with the kind they should get: `T` title, `S` standfirst, `B` body,
/// `Q` quote, `C` caption, `F` furniture, and `+` for one more line of the passage above. Tells the first
/// line that differs.
#[track_caller]
fn check(marked: &str) -> Article {
    let mut text = String::new();
    let mut want = Vec::new();
    for line in marked.trim_matches('\n').lines() {
        let (mark, words) = line.split_once('|').unwrap_or(("", ""));
        text.push_str(words);
        text.push('\n');
        match mark {
            "" => {}
            "+" => want.last_mut().map_or((), |(_, passage): &mut (&str, String)| {
                passage.push('\n');
                passage.push_str(words);
            }),
            mark => want.push((mark, words.trim().to_owned())),
        }
    }
    let article = ingest::structure("invented.txt", text.clone());
    assert_eq!(article.text, text, "the text is left as it is");
    let got: Vec<(&str, String)> = article
        .passages
        .iter()
        .map(|passage| (mark(passage.kind), passage.span.of(&text).to_owned()))
        .collect();
    for (got, want) in got.iter().zip(&want) {
        assert_eq!(got, want);
    }
    assert_eq!(got.len(), want.len());
    article
}

fn mark(kind: PassageKind) -> &'static str {
    match kind {
        PassageKind::Title => "T",
        PassageKind::Standfirst => "S",
        PassageKind::Body => "B",
        PassageKind::Quote => "Q",
        PassageKind::Caption => "C",
        PassageKind::Furniture => "F",
    }
}

/// Day, month and year as printed, for short comparisons.
fn day(article: &Article) -> String {
    article.date.as_ref().map_or_else(String::new, |date| {
        let part = |part: Option<i16>| part.map_or("?".to_owned(), |part| part.to_string());
        let (day, month) = (date.day.map(i16::from), date.month.map(i16::from));
        format!("{}.{}.{}", part(day), part(month), part(date.year))
    })
}

#[test]
fn a_wire_story() {
    let article = check(
        "
T|Harbour strike enters second week as talks stall

F|By Ines Okafor and Tomas Lindqvist
F|Jan. 3, 2019

B|PORT LOUIS, Jan 3 (Reuters) - Dockers in Mauritius extended their walkout on Thursday after talks with the port authority broke up without a deal, a union official said.

Q|\"We have nothing to go back for.\"

B|The authority declined to comment.

F|(Reporting by Ines Okafor; Editing by Paul Wren)
",
    );
    assert_eq!(article.title, "Harbour strike enters second week as talks stall");
    assert_eq!(article.author.as_deref(), Some("Ines Okafor and Tomas Lindqvist"));
    assert_eq!(article.publisher.as_deref(), Some("Reuters"));
    assert_eq!(day(&article), "3.1.2019");
    let dateline = article.dateline.map(|span| span.of(&article.text));
    assert_eq!(dateline, Some("PORT LOUIS, Jan 3 (Reuters)"));
}

#[test]
fn a_page_saved_with_its_menu() {
    let article = check(
        "
F|Home > News > World

F|The Kingsport Courier

T|Minister quits over ferry contract

S|Opposition calls for a vote before the summer recess
F|12 March 2021, 09:30 GMT

C|Transport minister Olga Brandt leaves parliament on Thursday (AP Photo/Jan Novak)

B|The transport minister has resigned after a report found that a ferry contract was given to a company without ships.

F|Read more: How the contract was won

B|Olga Brandt said she had acted in good faith.
B|Her deputy takes over on Monday.

F|Most read
F|- The last lighthouse is sold
F|- Five questions about seals

B|The ferries themselves have not been seen since.

F|Related stories
F|Ferry firm had no ships, auditors say
F|Five questions about the contract
F|Share this article
F|© 2021 Kingsport Courier Ltd. All rights reserved.
F|https://kingsportcourier.example/news/2021/03/12/minister-quits
",
    );
    assert_eq!(article.publisher.as_deref(), Some("The Kingsport Courier"));
    assert_eq!(day(&article), "12.3.2021");
    assert_eq!(
        article.url.as_deref(),
        Some("https://kingsportcourier.example/news/2021/03/12/minister-quits")
    );
}

#[test]
fn a_blog_post_keeps_its_headings_and_lists() {
    let article = check(
        "
T|Why I stopped using a calendar
F|Posted on May 4, 2020 by Priya
F|6 min read

B|For eleven years I lived by a calendar. Then my phone fell into a canal.

B|The first week

B|Nothing happened. That was the surprise.

B|What I use instead

B|- a notebook
B|- a pencil
B|- my sister, who remembers everything

B|Home

B|It turns out that home is where the notebook is.

B|Would I go back? No!
",
    );
    assert_eq!(article.title, "Why I stopped using a calendar");
    assert_eq!(day(&article), "4.5.2020");
}

#[test]
fn ordinary_text_without_furniture_loses_nothing() {
    check("B|One paragraph and nothing else, which is a text as good as any other.");
    check("B|Putin met Assad");
    check(
        "B|Dear Ms Wren,\n\nB|Thank you for your letter of 3 May. I read it twice.\n\nB|Yours sincerely,\nB|Paul",
    );
    check(
        "
B|It was late when we came to the house, and nobody was awake to let us in.
B|My brother threw a stone at the window. It broke.

B|\"Who is there?\" somebody called from above.

B|Share of the blame was mine, he said later.

B|Related to this, and not for the first time, our mother had hidden the key.

B|Source of all trouble was the dog.
",
    );
    check(
        "
B|Copyright law in the country dates from 1911, and nobody has touched it since the war.

B|By the sea there is a house that has stood empty since 2015.

B|More news came in the evening. It was bad.

B|The report, dated 3 March 2011, was never published.
",
    );
    check(
        "B|Q: When did you first meet him?\n\nB|A: In 1990, at a fair.\n\nB|Q: And after that?\n\nB|A: Never again.",
    );
}

#[test]
fn poems_and_lists_stay_as_they_are() {
    check(
        "
T|The Ferryman

B|He takes the coin and does not count,
B|he takes the oar and does not sing,
B|the river is the whole amount
B|of any thing, of any thing.

B|The other bank is not so far
B|The other bank is out of sight
B|He rows toward a single star
B|that is his lantern, every night.
",
    );
    check("B|so much was left\nB|unsaid between\n\nB|the two of us\nB|that even now\n\nB|the rain");
    check("T|Shopping\n\nB|milk\nB|bread\nB|two onions\nB|soap");
    // A refrain is no caption.
    check(
        "
B|And the wind it blew all day and night,
B|and the wind it blew all day and night,
B|and nobody came to the door.
",
    );
}

#[test]
fn hard_wrapped_lines_are_one_passage() {
    let article = check(
        "
T|Notes on the flood of 1947

B|The river rose for three days before anyone in the lower town thought of
+|leaving. By the time the bridge went, the road to the north was already
+|under water, and those who had stayed were counted from the church tower.

B|Mayor Harrow kept a diary. He writes that the noise was the worst of it,
+|worse than the cold.

C|Photo: County Archive

B|\"We had no boats,\" he says, \"and nobody who could have rowed one.\" His
+|successor bought six.
",
    );
    assert_eq!(article.title, "Notes on the flood of 1947");
    // Without blank lines the short last line of a paragraph tells.
    check(
        "
B|The river rose for three days before anyone in the lower town thought of
+|leaving. By the time the bridge went, the road to the north was already
+|under water.
B|Mayor Harrow kept a diary. He writes that the noise was the worst of it,
+|worse than the cold, and that he had not slept since the Tuesday of that
+|week.
",
    );
    // An indent starts a paragraph.
    check(
        "
B|The river rose for three days before anyone in the lower town thought of
+|leaving. By the time the bridge went, the road to the north was already
+|under water, and those who stayed were counted from the church tower one
B|   by one. A new paragraph starts with an indent in many old texts, as in
+|this one, which was typed by somebody with an eye for such things.
",
    );
}

#[test]
fn headlines_in_capitals_and_in_other_languages() {
    let article = check(
        "
T|ROAD TO THE NORTH CLOSED UNTIL FURTHER NOTICE

F|WEDNESDAY, 21 OCTOBER 2015

B|The road to the north has been closed after a rockfall, the police said on Wednesday.
",
    );
    assert_eq!(day(&article), "21.10.2015");
    let article = check(
        "
T|Le Premier ministre démissionne après le rejet du budget

F|Publié le 3 décembre 2018 à 18h05

B|PARIS, 3 déc. (AFP) - Le Premier ministre a remis lundi sa démission au président de la République.

B|« Je pars sans amertume », a-t-il déclaré.
",
    );
    assert_eq!(day(&article), "3.12.2018");
    assert_eq!(article.publisher.as_deref(), Some("AFP"));
    let article = check(
        "
T|Президент прибыл с визитом в Белград

B|БЕЛГРАД, 17 января. /ТАСС/. Президент России прибыл в четверг в Белград, где проведет переговоры с сербским коллегой.
",
    );
    let dateline = article.dateline.map(|span| span.of(&article.text));
    assert_eq!(dateline, Some("БЕЛГРАД, 17 января. /ТАСС/."));
    assert_eq!(day(&article), "17.1.?");
    check(
        "
T|首相が週内に内閣改造へ

B|首相は21日、週内にも内閣を改造する意向を固めた。複数の政府関係者が明らかにした。
",
    );
}

#[test]
fn captions_and_their_repeats() {
    check(
        "
T|Storm cuts power to thousands

C|A fallen tree blocks the coast road near Almouth on Monday morning
C|A fallen tree blocks the coast road near Almouth on Monday morning

B|Thousands of homes were without power on Monday after a storm crossed the coast.

C|Workers clear the line at Almouth. © Rosa Vidal/EPA

B|Repairs may take until Friday, the company said.
C|Repairs may take until Friday, the company said.
",
    );
}

#[test]
fn pages_of_agencies() {
    let article = check(
        "
F|World News | Thu Oct 22, 2015 3:47am EDT

T|Island votes to keep its one traffic light | The Skarvik Post

F|By Ingrid Moller

C|Voters queue outside the town hall in Skarvik, October 21, 2015. REUTERS/Jan Novak

B|The island of Skarvik voted on Wednesday to keep its only traffic light, which has been red since a storm in March.

F|Share Tweet Share
C|In this Oct. 21, 2015 photo released by the council, Mayor Ingrid Moller counts the votes.

B|Forty-one voted for the light and thirty-eight against.

F|12 Comments
F|(Reporting by Jan Novak; writing by Rosa Vidal)
F|Reuters
",
    );
    assert_eq!(article.title, "Island votes to keep its one traffic light");
    assert_eq!(article.publisher.as_deref(), Some("The Skarvik Post"));
    assert_eq!(article.author.as_deref(), Some("Ingrid Moller"));
    assert_eq!(day(&article), "22.10.2015");
    let article = check(
        "
T|Monsoon reaches the coast two days early

F|PTI
F|Updated: 2 June 2016, 10:15 IST

B|NEW DELHI: The monsoon reached the coast on Thursday, two days before the forecast, the weather office said.

B|It will be in the capital by the end of the month.
",
    );
    assert_eq!(article.dateline.map(|span| span.of(&article.text)), Some("NEW DELHI"));
    assert_eq!(article.publisher.as_deref(), Some("PTI"));
    assert_eq!(day(&article), "2.6.2016");
    let article = check(
        "
B|HOST: Good evening, and thank you for being with us tonight.

B|VIDAL: Thank you for having me, it was a long way to come.

B|HOST: You have just sold a lighthouse to a man who talks to seals.
",
    );
    assert_eq!(article.dateline, None);
}

#[test]
fn a_headline_may_be_a_quotation_and_a_poem_may_be_named() {
    let article = check(
        "
T|“We will rebuild the bridge”

B|The mayor has promised to rebuild the bridge, which fell into the sound during the storm.

Q|“It will be a better bridge, and a higher one.”
",
    );
    assert_eq!(article.title, "“We will rebuild the bridge”");
    check(
        "
T|Lighthouse

B|There is a lamp that nobody can see
B|Because it burns behind the day
B|And when the day has gone to sea
B|The lamp has gone away.

B|It shines.
B|Home
",
    );
    let article = check(
        "
F|URL: https://example.org/notes/lamp
T|Title: The lamp that nobody sees
F|Author: Rosa Vidal
F|Date: 2016-02-03

B|There is a lamp on the coast that nobody can see, because it burns by day.

F|Most read
F|Island votes to keep its one traffic light
F|Last lighthouse on the coast is sold
",
    );
    assert_eq!(article.title, "The lamp that nobody sees");
    assert_eq!(article.author.as_deref(), Some("Rosa Vidal"));
    assert_eq!(article.url.as_deref(), Some("https://example.org/notes/lamp"));
    assert_eq!(day(&article), "3.2.2016");
}

/// News of many houses, one sentence a line and free of what pages print around them but for titles and
/// dates: what is labelled in it is labelled wrongly.
#[test]
fn sentences_of_news_are_not_taken_for_furniture() {
    let Ok(shared) = std::env::var("IBID_SHARED") else {
        eprintln!("skipped: IBID_SHARED does not name the folder with the sets");
        return;
    };
    let (mut sentences, mut wrong) = (0, Vec::new());
    for set in ["ecbplus_train", "ecbplus_dev", "meantime_en", "gum_news"] {
        let path = Path::new(&shared).join("coref").join(format!("{set}.jsonl"));
        for line in fs::read_to_string(path).unwrap().lines() {
            let article: Value = serde_json::from_str(line).unwrap();
            let text = article["text"].as_str().unwrap().to_owned();
            let article = ingest::structure("set", text);
            for passage in &article.passages {
                let line = passage.span.of(&article.text);
                let is_sentence = line.split(' ').count() >= 8 && line.ends_with('.');
                sentences += usize::from(is_sentence);
                let is_lost = match passage.kind {
                    PassageKind::Caption => !line.contains("Image: "),
                    PassageKind::Furniture | PassageKind::Standfirst => true,
                    _ => false,
                };
                if is_sentence && is_lost {
                    wrong.push(line.to_owned());
                }
            }
        }
    }
    assert!(sentences > 10_000, "{sentences}");
    assert!(wrong.len() * 2000 <= sentences, "{} of {sentences}: {wrong:#?}", wrong.len());
}

#[test]
fn an_article_may_be_called_home() {
    check("T|Home\n\nB|It turns out that home is where the notebook is, or so they say here.");
}

fn sample(name: &str) -> Article {
    let bytes = fs::read(root().join("tests/formats").join(name)).unwrap();
    let batch = ingest::read(name, &bytes, &Limits::default());
    assert_eq!(batch.faults, [], "{name}");
    let [article] = batch.articles.as_slice() else { panic!("{name}: one article") };
    article.clone()
}

/// The passages of an article, each with the mark of its kind.
fn marked(article: &Article) -> Vec<String> {
    let line = |passage: &ibid::model::Passage| {
        format!("{}|{}", mark(passage.kind), passage.span.of(&article.text))
    };
    article.passages.iter().map(line).collect()
}

#[test]
fn a_saved_news_page() {
    let article = sample("news.html");
    assert_eq!(article.title, "Last lighthouse on the coast is sold");
    assert_eq!(article.author.as_deref(), Some("Rosa Vidal"));
    assert_eq!(article.publisher.as_deref(), Some("The Almouth Echo"));
    assert_eq!(day(&article), "11.6.2019");
    let url = "https://www.almouth-echo.example/2019/06/11/lighthouse-sold";
    assert_eq!(article.url.as_deref(), Some(url));
    let passages = marked(&article);
    assert_eq!(passages.len(), 10, "{passages:#?}");
    for want in [
        "T|Last lighthouse on the coast is sold",
        "S|A retired pilot pays four million for the tower and the rock it stands on",
        "C|The tower at low tide, seen from the pilots’ steps. Photo: Jan Novak/The Almouth Echo",
        "B|“I have looked at this tower more often than at my own house,” Aas told the Echo. “Now it is my house.”",
        "B|Four million for a rock",
        "B|The price was four million, said Olga Brandt, who heads the office’s property department. Seven bids came in; the lowest was one krone, from a class of eight-year-olds in Skarvik.",
        "Q|We would have painted it in stripes, and everybody could have come for free.",
    ] {
        assert!(passages.iter().any(|passage| passage == want), "{want}\n{passages:#?}");
    }
}

#[test]
fn a_page_of_old() {
    let article = sample("old.html");
    assert_eq!(article.title, "Council votes for the bridge");
    assert_eq!(article.publisher.as_deref(), Some("Skarvik Gazette"));
    assert_eq!(day(&article), "4.3.1997");
    assert_eq!(article.dateline.map(|span| span.of(&article.text)), Some("SKARVIK"));
    let mayor = "B|Mayor Jørgen Sæther, who had promised to swim across if the vote was lost, called it a “good night for dry people”. His opponent, Ingrid Müller, said the ferry would outlive them both.";
    assert!(marked(&article).iter().any(|passage| passage == mayor), "{:#?}", marked(&article));
}

#[test]
fn a_page_in_a_legacy_encoding() {
    let article = sample("cyrillic.html");
    assert_eq!(article.title, "Мост через пролив откроют весной");
    assert_eq!(article.publisher.as_deref(), Some("ТАСС"));
    assert_eq!(day(&article), "4.3.?");
    assert_eq!(article.passages.len(), 4);
}

#[test]
fn a_blog_page_and_a_scrap() {
    let article = sample("blog.html");
    assert_eq!(article.title, "A week without a calendar");
    assert_eq!(article.author.as_deref(), Some("Priya Raman"));
    assert_eq!(day(&article), "4.5.2020");
    assert!(marked(&article).iter().any(|passage| passage == "B|The canal is deep."));
    assert_eq!(
        marked(&sample("bare.html")),
        [
            "T|Ferry cancelled",
            "B|The 9 pm ferry is cancelled tonight.",
            "B|The next one leaves at 6.",
            "B|Call Mr Aas on 555 < before midnight >",
        ]
    );
}
