//! A small collection of articles held in memory: written with marks, answered like a library.

use std::sync::Arc;

use ibid::app::{Effect, JudgedRow, Msg};
use ibid::model::{
    Alias, Anchor, Article, ArticleId, ArticleLine, ArticleRows, ArticleView, Companion,
    ContextLine, Entity, EntityId, EntityKind, EntityRow, Form, FormCounts, Hit, Judgement, Kept,
    Link, LinkKind, Mark, Mention, Note, Own, Passage, PassageKind, PassageRef, Place, PrintedDate,
    Profile, ProfileArticle, QuoteRow, Related, ResolvedMention, Said, TwoArticles,
};
use ibid::query::{Field, Order, Query, SavedQuery};
use ibid::text::{Folded, Span, fold, quotations};

/// Articles, who is in them, and which of their passages tell the same.
#[derive(Clone, Default)]
pub(crate) struct Collection {
    pub(crate) articles: Vec<(Article, Vec<ResolvedMention>)>,
    names: Vec<(EntityKind, &'static str)>,
    pub(crate) links: Vec<(PassageRef, PassageRef, LinkKind)>,
    /// Articles with the one under which they are grouped: near-copies, and those on one event.
    pub(crate) editions: Vec<(i64, i64)>,
    pub(crate) stories: Vec<(i64, i64)>,
    /// Tags of articles.
    pub(crate) tags: Vec<(i64, &'static str)>,
    /// Where the first article was left.
    pub(crate) top: Option<usize>,
    /// Saved queries.
    saved: Vec<SavedQuery>,
}

/// Five invented articles on one event; "Ada Lovelace" (entity 1) is in four of them. Retold passages are
/// less sure than others.
pub(crate) fn engine() -> Collection {
    let mut made = Collection::default();
    for (kind, name) in [
        (EntityKind::Person, "Ada Lovelace"),
        (EntityKind::Person, "Charles Babbage"),
        (EntityKind::Person, "Mary Somerville"),
        (EntityKind::Organisation, "Royal Society"),
        (EntityKind::Place, "London"),
        (EntityKind::Person, "Michael Faraday"),
    ] {
        made.name(kind, name);
    }
    made.add("Engine shown in London", "The Courier", Some(14), "
# Engine shown in [5:London]
^ [2:Charles Babbage] beside his machine. Photograph by hand.
[2:Charles Babbage] showed a part of his calculating engine in [5:London] on Tuesday, to an audience that had come on foot through the rain and stayed for three hours.
[1:Ada Lovelace], who has written the notes on its use, spoke for [2:him] when the questions grew long. [1:She] said that the engine \"weaves algebraical patterns just as the loom weaves flowers and leaves\".
The [4:Royal Society] sent two members. [3:Mary Somerville] was one of them; [1:the young countess] had been her pupil.
> \"I wish to God these calculations had been executed by steam,\" [2:Babbage] told the room.
[1:Lovelace] left before the end.
~ All news
~ Other news
~ Copyright 1843 The Courier
");
    made.add("A countess explains the machine", "Evening Gazette", Some(13), "
# A countess explains the machine
! [1:Ada Lovelace] on what an engine can and cannot do
According to [1:Ada Lovelace] the analytical engine \"weaves algebraic patterns, exactly as the loom of Jacquard weaves flowers and leaves\".
It has no pretensions to originate anything, [1:she] added. It can do whatever we know how to order it to perform.
[6:Michael Faraday] listened from the second row.
");
    made.add(
        "Minutes of the Royal Society",
        "",
        None,
        "
# Minutes of the [4:Royal Society]
[3:Mary Somerville] reported on the engine of [2:Mr Babbage]. [6:Faraday] asked about the cost.
No decision was taken.
",
    );
    made.add(
        "Letter from London",
        "The Courier",
        Some(12),
        "
# Letter from [5:London]
The rain has not stopped. I saw [2:Charles Babbage] in the street, talking to himself.
[1:Miss Lovelace] passed in a carriage and did not see [2:him].
",
    );
    made.add(
        "Steam wished for",
        "North Star",
        None,
        "
# Steam wished for
[2:Charles Babbage] told a gathering he wished \"these calculations had been executed by steam\".
[1:Ada Lovelace] smiled, it is said.
",
    );
    made.link((1, 3), (2, 2), LinkKind::TranslatedQuote);
    made.link((1, 5), (5, 1), LinkKind::Quote);
    made.link((1, 4), (4, 1), LinkKind::Retold);
    made
}

impl Collection {
    /// Adds an article. A line is a passage: `#` title, `!` standfirst, `^` caption, `>` quote, `~` furniture;
    /// `[2:him]` is a mention of entity 2.
    pub(crate) fn add(&mut self, title: &str, publisher: &str, day: Option<u8>, marked: &str) {
        let mut text = String::new();
        let (mut passages, mut mentions) = (Vec::new(), Vec::new());
        for line in marked.lines().filter(|line| !line.is_empty()) {
            let (kind, line) = match line.split_once(' ') {
                Some(("#", rest)) => (PassageKind::Title, rest),
                Some(("!", rest)) => (PassageKind::Standfirst, rest),
                Some(("^", rest)) => (PassageKind::Caption, rest),
                Some((">", rest)) => (PassageKind::Quote, rest),
                Some(("~", rest)) => (PassageKind::Furniture, rest),
                _ => (PassageKind::Body, line),
            };
            let start = text.len();
            self.read_marks(line, &mut text, &mut mentions);
            passages.push(Passage { span: Span::at(start, text.len()), kind });
            text.push_str("\n\n");
        }
        let key = format!("{:03}.txt", self.articles.len());
        let printed = day.map(|day| format!("{day} October 1843")).unwrap_or_default();
        let date = day.map(|_| PrintedDate { year: Some(1843), month: Some(10), day, printed });
        let (title, publisher) =
            (title.to_owned(), Some(publisher.to_owned()).filter(|p| !p.is_empty()));
        let article = Article { key, title, publisher, date, text, passages, ..Article::default() };
        self.articles.push((article, mentions));
    }

    /// Adds an entity; the first is number 1.
    pub(crate) fn name(&mut self, kind: EntityKind, name: &'static str) {
        self.names.push((kind, name));
    }

    fn read_marks(&self, line: &str, text: &mut String, mentions: &mut Vec<ResolvedMention>) {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('[') {
            let (mark, behind) = after.split_once(']').expect("a closed mark");
            let (entity, words) = mark.split_once(':').expect("an entity");
            let entity: usize = entity.parse().expect("a number");
            text.push_str(before);
            let span = Span::at(text.len(), text.len() + words.len());
            text.push_str(words);
            let form = match words {
                "him" | "he" | "He" | "she" | "She" => Form::Pronoun,
                _ if words.starts_with("the ") => Form::Nominal,
                _ => Form::Name,
            };
            let (kind, _) = self.names[entity - 1];
            let mention =
                Mention { span, kind, form, confidence: 0.9, rule: "written by hand".into() };
            mentions.push(ResolvedMention { mention, entity: EntityId(entity as i64) });
            rest = behind;
        }
        text.push_str(rest);
    }

    /// The same with queries saved, by name.
    pub(crate) fn with_saved(mut self, saved: &[(&str, &str)]) -> Self {
        let made =
            |&(name, text): &(&str, &str)| SavedQuery { name: name.into(), text: text.into() };
        self.saved = saved.iter().map(made).collect();
        self
    }

    /// Links two passages, each an article counted from 1 and an ordinal.
    pub(crate) fn link(&mut self, a: (i64, u32), b: (i64, u32), kind: LinkKind) {
        let passage = |(article, ordinal)| PassageRef { article: ArticleId(article), ordinal };
        self.links.push((passage(a), passage(b), kind));
    }

    /// Answers a request as a library would; `None` for what is no request.
    pub(crate) fn answer(&self, effect: &Effect) -> Option<Msg> {
        Some(match effect {
            Effect::LoadArticles(ticket) => Msg::Articles(*ticket, Arc::new(self.rows())),
            Effect::LoadStories(ticket) => {
                let stories =
                    self.stories.iter().map(|&(of, middle)| (ArticleId(of), ArticleId(middle)));
                Msg::Stories(*ticket, Arc::new(stories.collect()))
            }
            Effect::Open(ticket, id) => match self.view(*id) {
                Some(view) => {
                    let own = self.own(&view);
                    Msg::Opened(*ticket, Box::new(view), Box::new(own))
                }
                None => Msg::Failed(*ticket, "this article is gone".into()),
            },
            Effect::Preview(ticket, id) => match self.view(*id) {
                Some(view) => Msg::Previewed(*ticket, Box::new(view)),
                None => Msg::Failed(*ticket, "this article is gone".into()),
            },
            Effect::LoadEntities(ticket) => Msg::Entities(*ticket, Arc::new(self.entities(None))),
            Effect::LoadPlaces(ticket, id) => Msg::Places(*ticket, [*id, *id], self.places(*id)),
            Effect::LoadArticlesOf(ticket, id) => {
                let articles = self.places(*id).iter().map(|(place, _)| place.article).collect();
                Msg::ArticlesOf(*ticket, *id, articles)
            }
            Effect::LoadContext(ticket, id, most) => {
                let mut lines = self.context(*id);
                lines.truncate(*most);
                Msg::Context(*ticket, *id, lines)
            }
            Effect::LoadProfile(ticket, id) => Msg::Profile(*ticket, Box::new(self.profile(*id))),
            Effect::LoadDoubtful(ticket) => Msg::Doubtful(*ticket, self.doubtful()),
            Effect::LoadQuotes(ticket, id) => Msg::Quotes(*ticket, *id, self.quotes(*id)),
            Effect::LoadRelated(ticket, of) => Msg::Related(*ticket, *of, self.related(*of)),
            Effect::Compare(ticket, ids) => match self.two_articles(*ids) {
                Some(two) => Msg::Compared(*ticket, Box::new(two)),
                None => Msg::Failed(*ticket, "this article is gone".into()),
            },
            Effect::Admit(ticket, query) => Msg::Admitted(*ticket, self.found_by(query)),
            Effect::FindOriginal(id) => Msg::Original(self.article(*id)?.0.key.clone()),
            Effect::Search(ticket, query, order) => Msg::Hits(*ticket, self.hits(query, *order)),
            Effect::FindHits(ticket, id, query) => {
                Msg::FoundHits(*ticket, *id, self.hits_in(*id, query))
            }
            Effect::LoadSaved(ticket) => Msg::Saved(*ticket, self.saved.clone()),
            Effect::CountSaved(ticket, census) => {
                let found = |fields: &Query| Ok::<_, ()>(self.found_by(fields));
                Msg::SavedCounts(*ticket, census.taken(found).unwrap())
            }
            Effect::Filter(ticket, list, rows, query) => {
                Msg::Filtered(*ticket, *list, rows.find(query), true)
            }
            Effect::FindWhom(ticket, whom) => {
                let row = self.entities(None).into_iter().find(|row| row.name == whom.name);
                Msg::FoundWhom(*ticket, row)
            }
            Effect::LoadMarks(ticket) => Msg::Marks(*ticket, self.marks()),
            Effect::LoadNotes(ticket) => Msg::Notes(*ticket, self.notes()),
            Effect::LoadJudgements(ticket) => Msg::Judgements(*ticket, self.judgements()),
            Effect::MarkRead(_)
            | Effect::SetRead(..)
            | Effect::SetStar(..)
            | Effect::SetTags(..)
            | Effect::SaveQuery(_)
            | Effect::DropQuery(_)
            | Effect::RenameQuery(..)
            | Effect::PutNote(_)
            | Effect::PutNoteOn(..)
            | Effect::SetMark(_)
            | Effect::DropMark(_)
            | Effect::See(_)
            | Effect::KeepPlace(_)
            | Effect::KeepSession(_)
            | Effect::PushTrail(_)
            | Effect::Wake(..)
            | Effect::Judge(_)
            | Effect::Undo
            | Effect::Redo
            | Effect::Withdraw(_)
            | Effect::ApplyJudgements
            | Effect::Copy(_)
            | Effect::Pipe(..)
            | Effect::OpenOutside(_)
            | Effect::Mouse(_)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit => return None,
        })
    }

    fn doubtful(&self) -> Vec<(Place, f32)> {
        let pronouns = self.places(EntityId(1)).into_iter().filter(|(_, f)| *f == Form::Pronoun);
        pronouns.map(|(place, _)| (place, 0.5)).collect()
    }

    fn profile(&self, id: EntityId) -> Profile {
        let row = self.entities(None).into_iter().find(|row| row.id == id).expect("known");
        let alias = |surface: &str, count| Alias { surface: surface.to_owned(), count };
        let places = self.places(id);
        let mut articles = Vec::new();
        let mut days = Vec::new();
        for group in places.chunk_by(|a, b| a.0.article == b.0.article) {
            let (article, _) = self.article(group[0].0.article).expect("known");
            let mentions = FormCounts::of(group.iter().map(|(_, form)| *form));
            let date = article.date.clone();
            days.extend(
                date.as_ref().and_then(PrintedDate::sort_key).map(|day| (day, mentions.all())),
            );
            articles.push(ProfileArticle {
                title: article.title.clone(),
                publisher: article.publisher.clone(),
                date,
                first: group[0].0,
                mentions,
            });
        }
        days.sort_unstable();
        let mut dates: Vec<PrintedDate> = articles.iter().filter_map(|a| a.date.clone()).collect();
        dates.sort_by_key(PrintedDate::sort_key);
        let seen = dates.first().cloned().zip(dates.last().cloned()).map(|(a, b)| [a, b]);
        let together = |other: EntityId| {
            let theirs = self.places(other);
            let is_there =
                |a: &&ProfileArticle| theirs.iter().any(|t| t.0.article == a.first.article);
            articles.iter().filter(is_there).count() as u32
        };
        let others = self.entities(None).into_iter().filter(|other| other.id != id);
        let with = others
            .map(|o| Companion { id: o.id, kind: o.kind, name: o.name, articles: together(o.id) })
            .filter(|companion| companion.articles > 0)
            .collect();
        let entity = Entity {
            id,
            kind: row.kind,
            aliases: vec![alias(&row.name, row.mentions.all() - 1), alias("the countess", 1)],
            roles: vec![alias("countess", 1)],
            name: row.name,
            mentions: row.mentions,
            articles: row.articles,
        };
        Profile { entity, articles, days, seen, with, quotes: self.quotes(id) }
    }

    /// A note on the fourth passage of the first article; its third was read in a copy.
    fn own(&self, view: &ArticleView) -> Own {
        let none = vec![false; view.article.passages.len()];
        let mut own = Own { read: none.clone(), told: none, ..Own::default() };
        if view.id == ArticleId(1) && own.told.len() > 3 {
            own.told[2] = true;
            own.top = self.top;
            own.notes = self.notes().into_iter().map(|kept| (Some(3), kept.what)).collect();
        }
        own
    }

    fn notes(&self) -> Vec<Kept<Note>> {
        let (article, _) = &self.articles[0];
        let span = article.passages[3].span;
        let anchor =
            Anchor::new(&article.key, &article.text, Span::at(span.start(), span.start() + 40));
        let what = Note { anchor, text: "ask about the loom".into(), at: 7 };
        vec![Kept { what, title: article.title.clone(), passage: Some(passage(1, 3)) }]
    }

    /// `a` in the first article, `B` in the second, `c` where nothing is any more.
    fn marks(&self) -> Vec<Kept<Mark>> {
        let kept = |letter, at: usize, place: Option<PassageRef>| {
            let (article, _) = &self.articles[at];
            let span = article.passages[1].span;
            let anchor = Anchor::new(&article.key, &article.text, span);
            Kept { what: Mark { letter, anchor }, title: article.title.clone(), passage: place }
        };
        vec![
            kept('B', 1, Some(passage(2, 1))),
            kept('a', 0, Some(passage(1, 2))),
            kept('c', 0, None),
        ]
    }

    /// One judgement that holds, and one that lost its place.
    fn judgements(&self) -> Vec<JudgedRow> {
        let (article, mentions) = &self.articles[0];
        let span = mentions[1].mention.span;
        let mention = Anchor::new(&article.key, &article.text, span);
        let place = Place { article: ArticleId(1), span };
        let gone = Anchor { surface: "Byron".into(), ..Anchor::default() };
        let row = |at, mention, place| JudgedRow {
            judgement: Judgement { at, said: Said::New { mention } },
            place,
        };
        vec![row(2, mention, Some((place, 1))), row(1, gone, None)]
    }

    fn ids(&self) -> impl Iterator<Item = (ArticleId, &(Article, Vec<ResolvedMention>))> {
        (1..).map(ArticleId).zip(&self.articles)
    }

    fn article(&self, id: ArticleId) -> Option<&(Article, Vec<ResolvedMention>)> {
        self.articles.get(usize::try_from(id.0 - 1).ok()?)
    }

    pub(crate) fn article_of_key(&self, key: &str) -> Option<ArticleId> {
        self.ids().find(|(_, (article, _))| article.key == key).map(|(id, _)| id)
    }

    pub(crate) fn rows(&self) -> ArticleRows {
        let mut rows = ArticleRows::default();
        for (id, (article, _)) in self.ids() {
            let tags: Vec<String> = self
                .tags
                .iter()
                .filter(|(of, _)| *of == id.0)
                .map(|(_, tag)| (*tag).into())
                .collect();
            let edition = self.editions.iter().find(|(of, _)| *of == id.0);
            rows.push(&ArticleLine {
                id,
                title: &article.title,
                publisher: article.publisher.as_deref(),
                date: article.date.clone(),
                words: article.text.split_whitespace().count() as u32,
                is_read: false,
                is_starred: false,
                has_note: false,
                tags: &tags,
                edition: edition.map(|(_, under)| ArticleId(*under)),
            });
        }
        rows.finished()
    }

    pub(crate) fn view(&self, id: ArticleId) -> Option<ArticleView> {
        let (article, mentions) = self.article(id)?.clone();
        let related = (0..article.passages.len() as u32)
            .map(|ordinal| self.related(PassageRef { article: id, ordinal }))
            .map(|related| related.iter().filter(|related| related.is_sure()).count() as u32)
            .collect();
        Some(ArticleView { id, article, mentions, entities: self.entities(Some(id)), related })
    }

    /// The entities of one article or of all, persons first, most mentioned first.
    pub(crate) fn entities(&self, within: Option<ArticleId>) -> Vec<EntityRow> {
        let mut rows: Vec<EntityRow> = Vec::new();
        for (id, (kind, name)) in (1..).map(EntityId).zip(&self.names) {
            let places = self.places(id);
            let mut articles: Vec<ArticleId> =
                places.iter().map(|(place, _)| place.article).collect();
            let here = articles.iter().filter(|article| Some(**article) == within).count() as u32;
            articles.dedup();
            if within.is_some() && here == 0 {
                continue;
            }
            let last = name.rsplit(' ').next().unwrap_or(name);
            rows.push(EntityRow {
                id,
                kind: *kind,
                name: (*name).to_owned(),
                here,
                mentions: FormCounts::of(places.iter().map(|(_, form)| *form)),
                articles: articles.len() as u32,
                aliases: if last == *name { vec![] } else { vec![last.to_owned()] },
            });
        }
        let rank = |kind| EntityKind::ALL.iter().position(|known| *known == kind);
        rows.sort_by_key(|row| {
            let count = if within.is_some() { row.here } else { row.mentions.all() };
            (rank(row.kind), std::cmp::Reverse(count))
        });
        rows
    }

    fn places(&self, entity: EntityId) -> Vec<(Place, Form)> {
        let of = |(article, (_, mentions)): (_, &(_, Vec<ResolvedMention>))| {
            let found = mentions.iter().filter(|mention| mention.entity == entity);
            found
                .map(|m| (Place { article, span: m.mention.span }, m.mention.form))
                .collect::<Vec<_>>()
        };
        self.ids().flat_map(of).collect()
    }

    fn context(&self, entity: EntityId) -> Vec<ContextLine> {
        let mut lines = Vec::new();
        for (place, _) in self.places(entity) {
            let (article, mentions) = self.article(place.article).expect("a known article");
            let ordinal =
                article.passages.partition_point(|p| p.span.start() <= place.span.start()) - 1;
            let passage = article.passages[ordinal].span;
            let mention = mentions.iter().find(|m| m.mention.span == place.span).unwrap();
            let start = passage.start();
            lines.push(ContextLine {
                place,
                passage: passage.of(&article.text).to_owned(),
                ordinal: ordinal as u32,
                span: Span::at(place.span.start() - start, place.span.end() - start),
                mention: mention.mention.clone(),
            });
        }
        lines
    }

    /// Quotations belong to the first entity of their passage; linked passages hold versions of one.
    fn quotes(&self, of: EntityId) -> Vec<Vec<QuoteRow>> {
        let mut groups: Vec<Vec<QuoteRow>> = Vec::new();
        for (id, (article, mentions)) in self.ids() {
            for (ordinal, passage) in (0..).zip(&article.passages) {
                let first = mentions.iter().find(|m| passage.span.contains(m.mention.span));
                let parts: Vec<Span> = quotations(passage.span.of(&article.text))
                    .into_iter()
                    .map(|span| span.shifted(passage.span.start()))
                    .collect();
                let Some(part) = parts.first().filter(|_| first.is_some_and(|m| m.entity == of))
                else {
                    continue;
                };
                let here = PassageRef { article: id, ordinal };
                let quote = QuoteRow {
                    passage: here,
                    title: article.title.clone(),
                    publisher: article.publisher.clone(),
                    date: article.date.clone(),
                    text: part.of(&article.text).to_owned(),
                    parts,
                    confidence: 0.9,
                };
                let related = self.related(here);
                let is_version =
                    |other: &QuoteRow| related.iter().any(|row| row.passage == other.passage);
                match groups.iter_mut().find(|group| group.iter().any(is_version)) {
                    Some(group) => group.push(quote),
                    None => groups.push(vec![quote]),
                }
            }
        }
        groups
    }

    fn related(&self, of: PassageRef) -> Vec<Related> {
        let both = self.links.iter().flat_map(|&(a, b, kind)| [(a, b, kind), (b, a, kind)]);
        both.filter(|(from, to, _)| *from == of && self.article(to.article).is_some())
            .map(|(_, passage, kind)| {
                let (article, _) = self.article(passage.article).expect("a known article");
                let text = article.passages[passage.ordinal as usize].span.of(&article.text);
                let (title, text) = (article.title.clone(), text.to_owned());
                Related {
                    passage,
                    title,
                    text,
                    kind,
                    score: if kind == LinkKind::Retold { 0.3 } else { 0.8 },
                    shared: "flowers · leaves".into(),
                }
            })
            .collect()
    }

    fn two_articles(&self, [a, b]: [ArticleId; 2]) -> Option<TwoArticles> {
        let articles = [(a, self.article(a)?.0.clone()), (b, self.article(b)?.0.clone())];
        let related = (0..articles[0].1.passages.len() as u32).flat_map(|ordinal| {
            let of = PassageRef { article: a, ordinal };
            self.related(of).into_iter().map(move |related| (of, related))
        });
        let links = related.filter(|(_, related)| related.passage.article == b);
        let links = links.filter(|(_, related)| related.is_sure()).map(|(a, related)| {
            let Related { passage: b, kind, score, shared, .. } = related;
            (Link { a, b, kind, score }, shared)
        });
        let (links, shared) = links.unzip();
        Some(TwoArticles { articles, links, shared })
    }

    /// The articles of which a query holds that asks for persons and words.
    fn found_by(&self, query: &Query) -> Vec<ArticleId> {
        self.ids().map(|(id, _)| id).filter(|id| self.holds(query, *id)).collect()
    }

    fn holds(&self, query: &Query, id: ArticleId) -> bool {
        match query {
            Query::All(parts) => parts.iter().all(|part| self.holds(part, id)),
            Query::Any(parts) => parts.iter().any(|part| self.holds(part, id)),
            Query::Not(inner) => !self.holds(inner, id),
            Query::Field(Field::Person(name)) => {
                let is_meant = |row: &EntityRow| fold(&row.name).contains(&fold(&name.typed));
                self.entities(Some(id)).iter().any(is_meant)
            }
            Query::Field(Field::Title(inner)) => self.holds(inner, id),
            Query::Field(_) => true,
            word => self
                .article(id)
                .is_some_and(|(article, _)| fold(&article.title).contains(&fold(word.typed()))),
        }
    }

    /// Where the words of a query stand in an article, as they are written.
    fn hits_in(&self, id: ArticleId, query: &Query) -> Vec<Span> {
        let Some((article, _)) = self.article(id) else { return Vec::new() };
        let folded = Folded::new(&article.text).text;
        let words = query.wanted().into_iter().map(|word| fold(word.typed()));
        let mut hits: Vec<Span> = words
            .flat_map(|word| {
                let found = folded.match_indices(&word);
                found.map(|(at, word)| Span::at(at, at + word.len())).collect::<Vec<_>>()
            })
            .collect();
        hits.sort_unstable();
        hits
    }

    /// Passages that hold the query's words, as they are written; the best are the shortest.
    fn hits(&self, query: &Query, order: Order) -> Vec<Hit> {
        let words: Vec<String> =
            query.wanted().into_iter().map(|word| fold(word.typed())).collect();
        let mut hits = Vec::new();
        for (id, (article, _)) in self.ids() {
            for (ordinal, passage) in (0..).zip(&article.passages) {
                let text = passage.span.of(&article.text);
                let folded = Folded::new(text).text;
                let places: Vec<Span> = words
                    .iter()
                    .filter_map(|word| {
                        folded.find(word.as_str()).map(|at| Span::at(at, at + word.len()))
                    })
                    .collect();
                if !words.is_empty() && places.len() == words.len() {
                    let passage = PassageRef { article: id, ordinal };
                    let (title, text) = (article.title.clone(), text.to_owned());
                    hits.push(Hit { passage, title, text, spans: places });
                }
            }
        }
        if order == Order::Best {
            hits.sort_by_key(|hit| hit.text.len());
        }
        hits
    }
}

fn passage(article: i64, ordinal: u32) -> PassageRef {
    PassageRef { article: ArticleId(article), ordinal }
}
