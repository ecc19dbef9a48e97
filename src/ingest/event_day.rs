//! The day that the lead of an article tells of: "resigned on Tuesday", reckoned from the date of publication.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Days, ToSpan};

use crate::model::{Article, PassageKind};
use crate::text::{sentences, tokens};

/// How many passages of running text are the lead.
const LEAD: usize = 2;

/// The words of a language by which days are told.
struct Words {
    language: &'static str,
    /// From Monday on; the forms of one day between blanks.
    weekdays: [&'static str; 7],
    yesterday: &'static str,
    today: &'static str,
    /// Words of a sentence that tells of what is to come.
    future: &'static str,
    /// Words before a name that is no day: "the Sunday Times", "a Black Friday".
    articles: &'static str,
}

const LANGUAGES: [Words; 5] = [
    Words {
        language: "English",
        weekdays: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        yesterday: "yesterday",
        today: "today",
        future: "will next coming upcoming shall",
        articles: "the a an",
    },
    Words {
        language: "German",
        weekdays: [
            "montag",
            "dienstag",
            "mittwoch",
            "donnerstag",
            "freitag",
            "samstag sonnabend",
            "sonntag",
        ],
        yesterday: "gestern",
        today: "heute",
        future: "wird werden soll sollen kommenden nächsten",
        articles: "der die das ein eine",
    },
    Words {
        language: "French",
        weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        yesterday: "hier",
        today: "aujourd",
        future: "prochain va vont doit devrait sera",
        articles: "le les un chaque",
    },
    Words {
        language: "Spanish",
        weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        yesterday: "ayer",
        today: "hoy",
        future: "próximo próxima será va",
        articles: "un cada los",
    },
    Words {
        language: "Russian",
        weekdays: [
            "понедельник",
            "вторник",
            "среду",
            "четверг",
            "пятницу",
            "субботу",
            "воскресенье",
        ],
        yesterday: "вчера",
        today: "сегодня",
        future: "будет следующий следующую будущий",
        articles: "",
    },
];

/// The day as `yyyymmdd`; `None` where the lead names none, or the date of publication is not whole.
pub(super) fn of(article: &Article) -> Option<i32> {
    let published = article.date.as_ref()?;
    let (year, month, day) = (published.year?, published.month?, published.day?);
    let published = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let language = article.language.as_deref().unwrap_or("English");
    let words = LANGUAGES.iter().find(|words| words.language == language)?;
    let is_lead = |kind| matches!(kind, PassageKind::Standfirst | PassageKind::Body);
    let lead = article.passages.iter().filter(|passage| is_lead(passage.kind)).take(LEAD);
    let mut read = Vec::new();
    let told = lead.into_iter().find_map(|passage| {
        let text = passage.span.of(&article.text);
        read.clear();
        tokens(text, &mut read);
        sentences(text, &read).iter().find_map(|one| words.told(one.of(text)))
    })?;
    let date = told.reckoned(published)?;
    Some(i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day()))
}

/// A day as a sentence tells it.
#[derive(Clone, Copy)]
enum Told {
    Today,
    Yesterday,
    Last(Weekday),
    Next(Weekday),
}

impl Told {
    fn reckoned(self, published: Date) -> Option<Date> {
        let back = |days: i8| published.checked_sub(Days::new().days(days)).ok();
        match self {
            Self::Today => Some(published),
            Self::Yesterday => back(1),
            // On its own day a paper says "on Tuesday" too.
            Self::Last(weekday) => back(published.weekday().since(weekday)),
            Self::Next(weekday) => {
                let ahead = weekday.since(published.weekday());
                published.checked_add(if ahead == 0 { 7 } else { ahead }.days()).ok()
            }
        }
    }
}

impl Words {
    /// The first day that a sentence names.
    fn told(&self, sentence: &str) -> Option<Told> {
        let is_in = |list: &str, word: &str| list.split(' ').any(|known| known == word);
        let words: Vec<&str> =
            sentence.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let is_ahead = lower.iter().any(|word| is_in(self.future, word));
        lower.iter().enumerate().find_map(|(at, word)| {
            if word == self.today || word == self.yesterday {
                let told = if word == self.today { Told::Today } else { Told::Yesterday };
                return Some(told);
            }
            let day = self.weekdays.iter().position(|forms| is_in(forms, word))?;
            let weekday = Weekday::from_monday_zero_offset(day.try_into().ok()?).ok()?;
            let before = at.checked_sub(1).and_then(|before| words.get(before));
            let is_name = before.is_some_and(|before| {
                is_in(self.articles, &before.to_lowercase())
                    || (at > 1 && before.starts_with(char::is_uppercase))
            });
            let told = if is_ahead { Told::Next(weekday) } else { Told::Last(weekday) };
            (!is_name).then_some(told)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::structure;

    /// The day told by an article of Wednesday, 21 October 2015.
    #[track_caller]
    fn check(lead: &str, language: &'static str, want: Option<i32>) {
        let text = format!("Mayor resigns after a vote of the council\n\n{lead}\n\nMore of it.");
        let mut article = structure("a", text);
        article.date = crate::ingest::date("21 October 2015");
        article.language = Some(language.into());
        assert_eq!(of(&article), want, "{lead}");
    }

    #[test]
    fn days_are_reckoned_from_the_date_of_publication() {
        let english = |lead, want| check(lead, "English", want);
        english("The mayor of the town resigned on Tuesday, his office said.", Some(20151020));
        english("The mayor of the town resigned on Wednesday.", Some(20151021));
        english("The mayor of the town resigned late Thursday.", Some(20151015));
        english("The mayor of the town will resign on Thursday.", Some(20151022));
        english("The mayor of the town will resign next Wednesday.", Some(20151028));
        english("The mayor of the town resigned yesterday.", Some(20151020));
        english("The mayor told the Sunday Times that he resigned.", None);
        english("Sales on Black Friday fell, the mayor said.", None);
        english("It was the end. He left on Monday.", Some(20151019));
        english("The mayor of the town resigned.", None);
        check("Der Bürgermeister trat am Dienstag zurück.", "German", Some(20151020));
        check("Le maire a démissionné mardi, a dit son bureau.", "French", Some(20151020));
        check("El alcalde dimitió el martes, dijo su oficina.", "Spanish", Some(20151020));
        check("Мэр города ушёл в отставку во вторник.", "Russian", Some(20151020));
        check("Burmistrz zrezygnował we wtorek.", "Polish", None);
    }

    #[test]
    fn without_a_whole_date_there_is_no_day() {
        let mut article = structure("a", "He left.\n\nThe mayor resigned on Tuesday.".to_owned());
        for date in ["October 2015", "October 21"] {
            article.date = crate::ingest::date(date);
            assert_eq!(of(&article), None, "{date}");
        }
    }
}
