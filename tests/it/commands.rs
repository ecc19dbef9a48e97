//! The catalogue of commands: each has a key script that shows what it does, and a row in the README.

use std::collections::HashSet;

use ibid::keymap::{Command, Keymap};

use crate::support::desk::Desk;
use crate::support::look::{
    Look, at, compared, entity, noted, notice, outside, page, picker, row, shown, tab, typed,
};

/// A script for every command: the command, the keys that reach it, what to look at, what is there.
const SCRIPTS: &[(Command, &str, Look, &str)] = &[
    (Command::Down, "jj", row, "Minutes of the Royal Society"),
    (Command::Up, "jjk", row, "A countess explains the machine"),
    (Command::Top, "G<home>jgg", row, "Engine shown in London"),
    (Command::Bottom, "G", row, "Steam wished for"),
    (Command::HalfDown, "<c-d>", row, "Steam wished for"),
    (Command::HalfUp, "G<c-u>", row, "Engine shown in London"),
    (Command::PageDown, "<space>", row, "Steam wished for"),
    (Command::PageUp, "Gb", row, "Engine shown in London"),
    (Command::NextPassage, "2}}", at, "reader: article 1/5 · passage 3/10"),
    (Command::PreviousPassage, "2}}{", at, "reader: article 1/5 · passage 2/10"),
    (Command::Open, "j<enter>", at, "reader: article 2/5 · passage 1/5"),
    (Command::Filter, "/letter", row, "Letter from London"),
    (Command::Sort, "SG", row, "Steam wished for"),
    (Command::Unfold, "l", notice, "nothing is folded here"),
    (Command::Fold, "h", notice, "nothing to fold here"),
    (Command::Group, "v", notice, "articles: stories together"),
    (
        Command::SaveQuery,
        "/london<enter>Fnews<enter>",
        outside,
        "SaveQuery(SavedQuery { name: \"news\", text: \"london\" })",
    ),
    (Command::FilterPerson, "3jf", shown, "4 of 5: with Charles Babbage"),
    (Command::ExcludePerson, "3jx", shown, "1 of 5: without Charles Babbage"),
    (
        Command::Tier,
        "3<enter>T",
        at,
        "reader: Ada Lovelace 1/6 · article 1/4 · passage 4/10 [Ada Lovelace]",
    ),
    (Command::NextTab, "3ll", tab, "Places"),
    (Command::PreviousTab, "3h", tab, "Related"),
    (
        Command::NextMention,
        "3<enter>n",
        at,
        "reader: Ada Lovelace 2/9 · article 1/4 · passage 4/10 [She]",
    ),
    (
        Command::PreviousMention,
        "3<enter>N",
        at,
        "reader: Ada Lovelace 9/9 · article 4/4 · passage 3/3 [Ada Lovelace]",
    ),
    (
        Command::Choose,
        "2}}*",
        at,
        "reader: Charles Babbage 2/8 · article 1/4 · passage 3/10 [Charles Babbage]",
    ),
    (Command::NextAnyone, "2ll", at, "reader: article 1/5 · passage 3/10 [Charles Babbage]"),
    (Command::PreviousAnyone, "2lllh", at, "reader: article 1/5 · passage 3/10 [Charles Babbage]"),
    (Command::Search, "2/loom<enter>", at, "reader: hit 1/1 · article 1/5 · passage 4/10"),
    (Command::NextArticle, "]a]a", at, "reader: article 3/5 · passage 1/3"),
    (Command::PreviousArticle, "]a]a[a", at, "reader: article 2/5 · passage 1/5"),
    (Command::NextUnread, "2]u", at, "reader: article 2/5 · passage 1/5"),
    (Command::PreviousUnread, "2[u", at, "reader: article 5/5 · passage 1/3"),
    (Command::NextSaved, "/london<enter>Fnews<enter><esc>]f", typed, "london"),
    (Command::PreviousSaved, "/london<enter>Fnews<enter>[f[f", typed, "london"),
    (Command::NextDoubtful, "]d", notice, "doubtful 1/2 · 0.50"),
    (Command::PreviousDoubtful, "[d", notice, "doubtful 2/2 · 0.50"),
    (Command::NextRelated, "2]r]r", at, "reader: article 1/5 · passage 6/10"),
    (Command::PreviousRelated, "2]r]r[r", at, "reader: article 1/5 · passage 4/10"),
    (Command::PickPerson, "gp<down>", picker, "Persons 4 row 1"),
    (Command::PickArticle, "]aga", picker, "Articles 5 row 1"),
    (Command::PickMention, "3<enter>gm", picker, "Mentions 9 row 0"),
    (Command::PickQuote, "3j<enter>gq<down>", picker, "Quotes 2 row 1"),
    (Command::PickHit, "gssteam", picker, "Hits 3 row 0"),
    (Command::SortHits, "gssteam<c-s>", |desk| desk.state.order.name().into(), "best first"),
    (Command::PickSaved, "/london<enter>Fnews<enter>gf", picker, "Saved 1 row 0"),
    (
        Command::RenameSaved,
        "/london<enter>Fnews<enter>gf<c-r>paper<enter>",
        outside,
        "SaveQuery(SavedQuery { name: \"news\", text: \"london\" })RenameQuery(\"news\", \"newspaper\")",
    ),
    (Command::PickRelated, "]rgr", picker, "Related 1 row 0"),
    (Command::PickStop, "]agj", picker, "Trail 1 row 0"),
    (Command::Profile, "3gPj", page, "Ada Lovelace: Companion(1)"),
    (
        Command::GoThere,
        "3gPG<enter>",
        at,
        "reader: Ada Lovelace 9/9 · article 4/4 · passage 3/3 [Ada Lovelace]",
    ),
    (Command::Commands, ":next-men", picker, "Commands 1 row 0"),
    (Command::LastPicker, "gsteam<down><esc>jg'", picker, "Hits 3 row 1"),
    (
        Command::Compare,
        "]r=",
        compared,
        "Engine shown in London / A countess explains the machine: 1 pair",
    ),
    (
        Command::CompareRow,
        "]rgr=",
        compared,
        "Engine shown in London / A countess explains the machine: 1 pair",
    ),
    (
        Command::SwapSides,
        "]r=<tab>",
        compared,
        "A countess explains the machine / Engine shown in London: 1 pair",
    ),
    (Command::Back, "]a]a<c-o>", at, "reader: article 2/5 · passage 1/5"),
    (Command::Forward, "]a]a<c-o><a-left>L<a-right>", at, "reader: article 3/5 · passage 1/3"),
    (
        Command::SameAs,
        "2}}lcssomer<enter>",
        outside,
        "Judge(SameAs { mention: Place { article: ArticleId(1), span: Span { start: 81, end: 96 } }, whom: EntityId(3) })",
    ),
    (
        Command::NotThis,
        "2}}lcn",
        outside,
        "Judge(NotThis { mention: Place { article: ArticleId(1), span: Span { start: 81, end: 96 } }, whom: EntityId(2) })",
    ),
    (
        Command::NewPerson,
        "2}}lcw",
        outside,
        "Judge(New { mention: Place { article: ArticleId(1), span: Span { start: 81, end: 96 } } })",
    ),
    (
        Command::Nobody,
        "2}}lcx",
        outside,
        "Judge(Nobody { mention: Place { article: ArticleId(1), span: Span { start: 81, end: 96 } } })",
    ),
    (
        Command::Rename,
        "3crX<enter>",
        outside,
        "Judge(Rename { whom: EntityId(1), name: \"Ada LovelaceX\" })",
    ),
    (
        Command::Merge,
        "3cm<down><enter>",
        outside,
        "Judge(Merge { whom: EntityId(1), other: EntityId(3) })",
    ),
    (Command::Split, "3cpletter<down>", picker, "Split 1 row 0"),
    (
        Command::Kind,
        "3ck<down><enter>",
        outside,
        "Judge(Kind { whom: EntityId(1), kind: Some(Organisation) })",
    ),
    (Command::Judgements, "cl<down>", picker, "Judgements 2 row 1"),
    (
        Command::Withdraw,
        "cl<down><c-x>",
        outside,
        "Withdraw(Judgement { at: 1, said: New { mention: Anchor { key: \"\", surface: \"Byron\", ordinal: 0, before: \"\", after: \"\" } } })",
    ),
    (Command::Undo, "u", outside, "Undo"),
    (Command::Redo, "U", outside, "Redo"),
    (Command::Note, "2eX<esc>", notice, "note kept"),
    (Command::PickNote, "gn", picker, "Notes 1 row 0"),
    (Command::NewLine, "2ea<enter>b<esc>", noted, "a\nb"),
    (Command::NoteUp, "2ea<enter>b<up>c<esc>", noted, "ac\nb"),
    (Command::NoteDown, "2ea<enter>b<up><down>c<esc>", noted, "a\nbc"),
    (Command::SaveNote, "2}}}e!<c-s>", noted, "ask about the loom!"),
    (Command::LeaveNote, "2ea<c-x>", notice, "the note is as it was"),
    (Command::Mark, "2mQ", notice, "marked Q"),
    (Command::GoToMark, "'B", at, "reader: article 2/5 · passage 2/5"),
    (Command::PickMark, "''", picker, "Marks 3 row 0"),
    (Command::Star, "s", outside, "SetStar(ArticleId(1), true)"),
    (Command::Tags, "t#war<space>EU<enter>", outside, "SetTags(ArticleId(1), [\"eu\", \"war\"])"),
    (Command::ToggleRead, "rr", outside, "SetRead(ArticleId(1), true)SetRead(ArticleId(1), false)"),
    (Command::NextNew, "2]n", at, "reader: article 1/5 · passage 2/10"),
    (Command::PreviousNew, "2}}}[n", at, "reader: article 1/5 · passage 2/10"),
    (Command::Why, "2}}*w", |desk| desk.state.is_why_open.to_string(), "true"),
    (
        Command::Copy,
        "2}}}}y",
        outside,
        "Copy(\"The Royal Society sent two members. Mary Somerville was one of them; the young countess had been her pupil.\\n(Engine shown in London, The Courier, 14 Oct 1843, 000.txt, ¶5)\\n\")",
    ),
    (Command::Pipe, "2|wc<enter>", outside, "Pipe(\"wc\", \"Engine shown in London\\n\")"),
    (Command::OpenOutside, "jo", outside, "OpenOutside(\"001.txt\")"),
    (Command::NextPane, "<tab><tab>", at, "sidebar: article 1/5 · passage 1/10"),
    (Command::PreviousPane, "<s-tab>", at, "sidebar: article 1/5 · passage 1/10"),
    (Command::GoArticles, "21", at, "articles: article 1/5 · passage 1/10"),
    (Command::GoReader, "2", at, "reader: article 1/5 · passage 1/10"),
    (Command::GoSidebar, "3j", entity, "Charles Babbage"),
    (Command::Zen, "z", |desk| desk.state.desk().articles.is_none().to_string(), "true"),
    (Command::Narrower, "<lt><lt>", |desk| desk.state.desk().articles.unwrap().w.to_string(), "20"),
    (Command::Wider, ">", |desk| desk.state.desk().articles.unwrap().w.to_string(), "26"),
    (Command::Mouse, "M", outside, "Mouse(false)"),
    (Command::Help, "?suspend", picker, "Keys 1 row 0"),
    (Command::StepBack, "3<enter><esc>", at, "reader: article 1/5 · passage 4/10 [Ada Lovelace]"),
    (Command::BackOrQuit, "q", outside, "Quit"),
    (Command::Accept, "/rain<enter>j", typed, "rain"),
    (Command::Cancel, "/rain<esc>j", row, "A countess explains the machine"),
    (Command::NextRow, "/e<down>", |desk| desk.state.articles.list.cursor().to_string(), "1"),
    (
        Command::PreviousRow,
        "/e<down><down><up>",
        |desk| desk.state.articles.list.cursor().to_string(),
        "1",
    ),
    (Command::RowsDown, "ga<pagedown>", picker, "Articles 5 row 4"),
    (Command::RowsUp, "ga<pagedown><pageup>", picker, "Articles 5 row 0"),
    (Command::LineStart, "/bc<c-a>a", typed, "abc"),
    (Command::LineEnd, "/ab<home><c-e>c", typed, "abc"),
    (Command::CharLeft, "/ac<left>b", typed, "abc"),
    (Command::CharRight, "/ac<home><right>b", typed, "abc"),
    (Command::WordLeft, "/b<space>c<a-b>a", typed, "b ac"),
    (Command::WordRight, "/b<space>c<home><a-f>a", typed, "b ac"),
    (Command::DeleteBack, "/abc<backspace><c-h>", typed, "a"),
    (Command::DeleteNext, "/abc<home><c-d><delete>", typed, "c"),
    (Command::DeleteWord, "/ab<space>cd<c-w>", typed, "ab "),
    (Command::DeleteNextWord, "/ab<space>cd<home><a-d>", typed, " cd"),
    (Command::DeleteToStart, "/abc<left><c-u>", typed, "c"),
    (Command::DeleteToEnd, "/abc<home><right><c-k>", typed, "a"),
    (Command::CloseCard, "2}}*wq", |desk| desk.state.is_why_open.to_string(), "false"),
    (Command::QuitNow, "/ab<c-c>", outside, "Quit"),
    (Command::Redraw, "gp<c-l>", outside, "Redraw"),
    (Command::Suspend, "<c-z>", outside, "Suspend"),
];

#[test]
fn every_command_does_what_its_script_says() {
    for (command, keys, look, want) in SCRIPTS {
        let mut desk = Desk::new();
        desk.keys(keys);
        assert_eq!(look(&desk), *want, "{} by {keys}", command.entry().name);
    }
}

#[test]
fn every_command_has_a_script() {
    let scripted: HashSet<Command> = SCRIPTS.iter().map(|(command, ..)| *command).collect();
    for entry in Command::ALL {
        assert!(scripted.contains(&entry.command), "no script for {}", entry.name);
    }
}

#[test]
fn the_readme_has_the_table_of_keys() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("<!-- keys -->\n").expect("where the table begins");
    let (table, _) = rest.split_once("<!-- end of keys -->").expect("where the table ends");
    let want = Keymap::default().readme_table();
    assert_eq!(table.trim(), want.trim(), "put this table there:\n\n{want}");
}
