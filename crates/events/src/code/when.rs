//! When: time words, counted from the day published where they are relative; never finer than the words allow.

use jiff::{ToSpan, civil::Weekday};
use model::{BlockKind, Date, Document, Field, Precision, Published, Span, Status, When, WhenBasis};
use text::Analysis;

use super::sentence::Clause;

/// The time expressions of an article, by sentence, and the frames they set ("The year 2024 has ...").
pub(crate) struct Times {
    published: Option<Published>,
    sentences: Vec<Vec<Expression>>,
    /// The year or month that a sentence without time words stands in, from an earlier one.
    frames: Vec<Option<When>>,
    /// Number of the first sentences of the text: the title and the lead.
    lead: Vec<bool>,
}

/// Words that tell a time.
#[derive(Debug, Clone, PartialEq)]
struct Expression {
    /// Half-open range of tokens.
    start: usize,
    end: usize,
    when: When,
    /// "ahead of", "before", "after", "since", "until": the deed lies on one side of it.
    bound: Bound,
    /// "since 2013": the beginning of a stretch, not the time of a deed.
    since: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    At,
    Before,
    After,
}

impl Times {
    pub fn find(document: &Document, analysis: &Analysis) -> Times {
        let published = document.published;
        let mut sentences = Vec::new();
        let mut frames = Vec::new();
        let mut lead = Vec::new();
        let mut frame: Option<When> = None;
        let mut read = 0;
        for (number, sentence) in analysis.sentences.iter().enumerate() {
            let clause = Clause { document, sentence, number };
            let found = expressions(&clause, published);
            frames.push(frame.clone());
            // "The year 2024 has emerged as ..." sets the year for what follows.
            let wide = found.iter().find(|expression| {
                expression.bound == Bound::At
                    && expression.when.precision == Precision::Year
                    && published.is_some_and(|published| {
                        expression.when.start.is_some_and(|start| start.year() == published.day.year())
                    })
            });
            if let Some(expression) = wide {
                frame = Some(expression.when.clone());
            }
            let in_text = sentence.field == Field::Text && sentence.kind == BlockKind::Paragraph;
            lead.push(sentence.field == Field::Title || sentence.kind == BlockKind::Title || read < 2);
            if in_text {
                read += 1;
            }
            sentences.push(found);
        }
        Times { published, sentences, frames, lead }
    }

    /// When the deed at `token` took place.
    pub fn of(&self, clause: &Clause, token: usize, status: Status) -> When {
        let expressions = &self.sentences[clause.number];
        let nearest = expressions
            .iter()
            .filter_map(|expression| Some((distance(clause, token, expression)?, expression)))
            .filter(|(distance, expression)| {
                *distance <= 6 && !(expression.since && status == Status::Happened)
            })
            .min_by_key(|(distance, expression)| (*distance, expression.start));
        if let Some((_, expression)) = nearest {
            return self.bounded(expression, status);
        }
        let Some(published) = self.published else { return When::unknown() };
        // What goes on is not of the year that the sentences before spoke of.
        let tense_is_open = perfect_or_present(clause, token) && status != Status::Ongoing;
        if let Some(frame) = &self.frames[clause.number]
            && tense_is_open
        {
            let mut when = frame.clone();
            when.text = None;
            when.span = None;
            when.basis = WhenBasis::Anchored;
            when.end =
                when.end.map(|end| if status == Status::Planned { end } else { end.min(published.day) });
            return when;
        }
        self.by_publication(clause, token, status, published)
    }

    /// No words: bounded by the day published; a lead in the simple past tells of that day.
    fn by_publication(&self, clause: &Clause, token: usize, status: Status, published: Published) -> When {
        if !published.basis.anchors() {
            let mut when = When::unknown();
            if status != Status::Planned {
                when.end = Some(published.day);
                when.basis = WhenBasis::Published;
            }
            return when;
        }
        match status {
            Status::Planned | Status::CalledFor | Status::Threatened => {
                When { start: Some(published.day), end: None, basis: WhenBasis::Published, ..When::unknown() }
            }
            Status::Happened | Status::Denied | Status::Negated | Status::Cancelled
                if self.lead[clause.number] && !perfect(clause, token) =>
            {
                When::day(published.day, WhenBasis::Published)
            }
            _ => When { end: Some(published.day), basis: WhenBasis::Published, ..When::unknown() },
        }
    }

    /// A weekday is the next one for what is to come; a date without a year is the last one for what took place.
    fn turned(&self, expression: &Expression, status: Status) -> When {
        let mut when = expression.when.clone();
        let (Some(published), Some(day), Precision::Day) = (self.published, when.start, when.precision)
        else {
            return when;
        };
        let told = when.text.clone().unwrap_or_default();
        let to_come = matches!(status, Status::Planned | Status::CalledFor | Status::Threatened);
        let is_weekday = weekday_number(&told.to_lowercase()).is_some();
        let has_year = told.split(|letter: char| !letter.is_ascii_digit()).any(|digits| digits.len() == 4);
        let moved = if is_weekday && to_come && day < published.day {
            day.checked_add(7.days()).ok()
        } else if when.basis == WhenBasis::Stated && !has_year && status.took_place() && day > published.day {
            Date::new(day.year() - 1, day.month(), day.day()).ok()
        } else {
            None
        };
        if moved.is_some() {
            (when.start, when.end) = (moved, moved);
        }
        when
    }

    fn bounded(&self, expression: &Expression, status: Status) -> When {
        let mut when = self.turned(expression, status);
        match expression.bound {
            Bound::At => {
                // What took place did so by the day published.
                if let Some(published) = self.published
                    && status.took_place()
                    && when.precision != Precision::Day
                    && when.start.is_some_and(|start| start <= published.day)
                {
                    when.end = when.end.map(|end| end.min(published.day));
                }
                if let Some(published) = self.published
                    && status == Status::Planned
                    && published.basis.anchors()
                    && when.end.is_none_or(|end| end >= published.day)
                {
                    when.start = when.start.map(|start| start.max(published.day));
                }
                when
            }
            Bound::Before => When {
                start: None,
                end: when.start.and_then(|day| day.yesterday().ok()),
                precision: Precision::Unknown,
                ..when
            },
            Bound::After => When {
                start: when.start,
                end: self.published.map(|published| published.day).filter(|_| status.took_place()),
                precision: Precision::Unknown,
                ..when
            },
        }
    }
}

/// All time words of a sentence.
fn expressions(clause: &Clause, published: Option<Published>) -> Vec<Expression> {
    let anchor = published.filter(|published| published.basis.anchors()).map(|published| published.day);
    let mut found = Vec::new();
    let count = clause.sentence.tokens.len();
    let mut index = 0;
    while index < count {
        match absolute(clause, index, published).or_else(|| relative(clause, index, anchor)) {
            Some((end, mut when)) => {
                let quote = clause.words(index, end);
                when.text = Some(quote.text);
                when.span = Some(quote.span);
                let since = index > 0 && clause.token(index - 1).form.eq_ignore_ascii_case("since");
                found.push(Expression { start: index, end, when, bound: bound(clause, index), since });
                index = end;
            }
            None => index += 1,
        }
    }
    found
}

/// What the words before make of it.
fn bound(clause: &Clause, start: usize) -> Bound {
    let word = |back: usize| {
        start.checked_sub(back).map(|index| clause.token(index).form.to_lowercase()).unwrap_or_default()
    };
    let skip = usize::from(matches!(word(1).as_str(), "the" | "early" | "late" | "mid"));
    match word(1 + skip).as_str() {
        "before" | "until" | "by" | "till" => Bound::Before,
        "since" | "after" => Bound::After,
        "of" if word(2 + skip) == "ahead" => Bound::Before,
        _ => Bound::At,
    }
}

fn absolute(clause: &Clause, index: usize, published: Option<Published>) -> Option<(usize, When)> {
    let form = |at: usize| clause.sentence.tokens.get(at).map(|token| token.form.as_str()).unwrap_or("");
    let skip_comma = |at: usize| if form(at) == "," { at + 1 } else { at };
    // 2024-03-18
    if let Ok(day) = form(index).parse::<Date>()
        && form(index).len() == 10
    {
        return Some((index + 1, When::day(day, WhenBasis::Stated)));
    }
    // 18 March 2024, 18 March
    if let (Some(day), Some(month)) = (day_number(form(index)), month_number(form(index + 1))) {
        let at = skip_comma(index + 2);
        if let Some(year) = year_number(form(at)) {
            return Some((at + 1, exact(year, month, day)?));
        }
        return Some((index + 2, nearest_day(month, day, published?.day)?));
    }
    // March 18, 2024; March 18; March 2024; March
    if let Some(month) = month_number(form(index)) {
        if let Some(day) = day_number(form(index + 1)).filter(|_| form(index + 2) != "%") {
            let at = skip_comma(index + 2);
            if let Some(year) = year_number(form(at)) {
                return Some((at + 1, exact(year, month, day)?));
            }
            return Some((index + 2, nearest_day(month, day, published?.day)?));
        }
        let at = skip_comma(index + 1);
        let at = if form(at) == "of" { at + 1 } else { at };
        if let Some(year) = year_number(form(at)) {
            return Some((at + 1, month_of(year, month)?));
        }
        // "may" the verb and "march" the noun are no months; a bare month needs a preposition and a day published.
        let named = index > 0
            && matches!(
                clause.token(index - 1).form.to_lowercase().as_str(),
                "in" | "last" | "since" | "until" | "by" | "early" | "late" | "this"
            );
        if named && clause.token(index).upos == "PROPN" {
            let day = published?.day;
            let year = if month > day.month() { day.year() - 1 } else { day.year() };
            return Some((index + 1, month_of(year, month)?));
        }
        return None;
    }
    // "in 2022", "the year 2024", "2024 has witnessed"
    let year = year_number(form(index))?;
    let before =
        index.checked_sub(1).map(|before| clause.token(before).form.to_lowercase()).unwrap_or_default();
    let is_year = matches!(
        before.as_str(),
        "in" | "year"
            | "since"
            | "until"
            | "by"
            | "of"
            | "during"
            | "early"
            | "late"
            | "mid"
            | "from"
            | "to"
            | ","
            | "summary"
            | "before"
            | "after"
    ) || matches!(clause.relation(index), "nsubj" | "obl" | "nmod");
    let counted = clause.relation(index) == "nummod"
        && clause.token(index).head.is_some_and(|head| head > index && clause.token(head).upos == "NOUN");
    (is_year && !counted).then(|| year_of(year)).flatten().map(|when| (index + 1, when))
}

fn relative(clause: &Clause, index: usize, anchor: Option<Date>) -> Option<(usize, When)> {
    let form =
        |at: usize| clause.sentence.tokens.get(at).map(|token| token.form.to_lowercase()).unwrap_or_default();
    let day = |offset: i64| -> When {
        match anchor.and_then(|anchor| anchor.checked_add(offset.days()).ok()) {
            Some(day) => When::day(day, WhenBasis::Relative),
            None => When { basis: WhenBasis::Relative, ..When::unknown() },
        }
    };
    let between = |start: Option<Date>, end: Option<Date>, precision: Precision| When {
        start,
        end,
        precision: if anchor.is_some() { precision } else { Precision::Unknown },
        basis: WhenBasis::Relative,
        text: None,
        span: None,
    };
    let word = form(index);
    match word.as_str() {
        "today" | "tonight" => return Some((index + 1, day(0))),
        "yesterday" => return Some((index + 1, day(-1))),
        "tomorrow" => return Some((index + 1, day(1))),
        "earlier" if matches!(form(index + 1).as_str(), "today") => return Some((index + 2, day(0))),
        _ => {}
    }
    if let Some(weekday) =
        weekday_number(&word).filter(|_| clause.token(index).form.starts_with(char::is_uppercase))
    {
        let before = index.checked_sub(1).map(&form).unwrap_or_default();
        let when = match anchor {
            None => When { basis: WhenBasis::Relative, ..When::unknown() },
            Some(anchor) if before == "next" || future(clause, index) => {
                let ahead = i64::from(anchor.weekday().until(weekday));
                When::day(
                    anchor.checked_add((if ahead == 0 { 7 } else { ahead }).days()).ok()?,
                    WhenBasis::Relative,
                )
            }
            Some(anchor) => {
                let back = i64::from(anchor.weekday().since(weekday));
                let back = if before == "last" && back == 0 { 7 } else { back };
                When::day(anchor.checked_sub(back.days()).ok()?, WhenBasis::Relative)
            }
        };
        return Some((index + 1, when));
    }
    // "last week", "this year", "next month"
    let shift = match word.as_str() {
        "last" | "past" | "previous" => -1,
        "this" => 0,
        "next" | "coming" => 1,
        _ => {
            return ago(clause, index, anchor);
        }
    };
    let unit = form(index + 1);
    let when = match unit.as_str() {
        "week" => {
            let monday = anchor.and_then(|anchor| {
                let back = i64::from(anchor.weekday().since(Weekday::Monday));
                anchor.checked_sub(back.days()).ok()?.checked_add((7 * shift).days()).ok()
            });
            between(monday, monday.and_then(|monday| monday.checked_add(6.days()).ok()), Precision::Week)
        }
        "month" => {
            let first = anchor.and_then(|anchor| anchor.first_of_month().checked_add((shift).months()).ok());
            between(first, first.map(|first| first.last_of_month()), Precision::Month)
        }
        "year" => {
            let year = anchor.map(|anchor| anchor.year() + shift as i16);
            let start = year.and_then(|year| Date::new(year, 1, 1).ok());
            between(start, year.and_then(|year| Date::new(year, 12, 31).ok()), Precision::Year)
        }
        "month's" | "weekend" => {
            between(anchor.and_then(|anchor| anchor.checked_sub(7.days()).ok()), anchor, Precision::Week)
        }
        _ => return None,
    };
    Some((index + 2, when))
}

/// "three days ago", "a week ago".
fn ago(clause: &Clause, index: usize, anchor: Option<Date>) -> Option<(usize, When)> {
    let form =
        |at: usize| clause.sentence.tokens.get(at).map(|token| token.form.to_lowercase()).unwrap_or_default();
    if form(index + 2) != "ago" && form(index + 2) != "earlier" {
        return None;
    }
    let count: i64 = match form(index).as_str() {
        "a" | "an" | "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "ten" => 10,
        digits => digits.parse().ok()?,
    };
    let count = count.min(5000);
    let anchor = match anchor {
        Some(anchor) => anchor,
        None => return Some((index + 3, When { basis: WhenBasis::Relative, ..When::unknown() })),
    };
    let when = match form(index + 1).trim_end_matches('s') {
        "day" => When::day(anchor.checked_sub(count.days()).ok()?, WhenBasis::Relative),
        "week" => {
            let day = anchor.checked_sub(count.weeks()).ok()?;
            When {
                start: day.checked_sub(3.days()).ok(),
                end: day.checked_add(3.days()).ok(),
                precision: Precision::Week,
                basis: WhenBasis::Relative,
                text: None,
                span: None,
            }
        }
        "month" => relative_basis(month_of(
            anchor.checked_sub(count.months()).ok()?.year(),
            anchor.checked_sub(count.months()).ok()?.month(),
        )?),
        "year" => relative_basis(year_of(anchor.year() - count as i16)?),
        _ => return None,
    };
    Some((index + 3, when))
}

fn relative_basis(when: When) -> When {
    When { basis: WhenBasis::Relative, ..when }
}

fn exact(year: i16, month: i8, day: i8) -> Option<When> {
    Some(When::day(Date::new(year, month, day).ok()?, WhenBasis::Stated))
}

/// A day without a year: the one nearest to the day published.
fn nearest_day(month: i8, day: i8, published: Date) -> Option<When> {
    let near = [published.year() - 1, published.year(), published.year() + 1]
        .into_iter()
        .filter_map(|year| Date::new(year, month, day).ok())
        .min_by_key(|candidate| (candidate.duration_since(published).as_hours()).abs())?;
    Some(When::day(near, WhenBasis::Stated))
}

fn month_of(year: i16, month: i8) -> Option<When> {
    let first = Date::new(year, month, 1).ok()?;
    Some(When {
        start: Some(first),
        end: Some(first.last_of_month()),
        precision: Precision::Month,
        basis: WhenBasis::Stated,
        text: None,
        span: None,
    })
}

fn year_of(year: i16) -> Option<When> {
    Some(When {
        start: Some(Date::new(year, 1, 1).ok()?),
        end: Some(Date::new(year, 12, 31).ok()?),
        precision: Precision::Year,
        basis: WhenBasis::Stated,
        text: None,
        span: None,
    })
}

fn day_number(form: &str) -> Option<i8> {
    let digits =
        form.trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th");
    (digits.len() <= 2).then(|| digits.parse().ok()).flatten().filter(|day| (1..=31).contains(day))
}

fn year_number(form: &str) -> Option<i16> {
    (form.len() == 4).then(|| form.parse().ok()).flatten().filter(|year| (1900..=2100).contains(year))
}

fn month_number(form: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if !form.starts_with(char::is_uppercase) {
        return None;
    }
    let lower = form.trim_end_matches('.').to_lowercase();
    let lower = if lower == "sept" { "sep".to_owned() } else { lower };
    MONTHS
        .iter()
        .position(|month| *month == lower || (lower.len() == 3 && month.starts_with(&lower)))
        .map(|position| position as i8 + 1)
}

fn weekday_number(lower: &str) -> Option<Weekday> {
    Some(match lower {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// The verb over these words stands in the future.
fn future(clause: &Clause, index: usize) -> bool {
    clause.above(index).into_iter().any(|verb| {
        clause.is_verb(verb)
            && (clause.children(verb, "aux").any(|aux| matches!(clause.lemma(aux), "will" | "shall" | "'ll"))
                || clause.has_feature(verb, "VerbForm=Inf") && clause.relation(verb) == "xcomp")
    })
}

fn auxiliary_verb(clause: &Clause, token: usize) -> usize {
    if clause.is_verb(token) {
        return token;
    }
    clause.above(token).into_iter().find(|above| clause.is_verb(*above)).unwrap_or(token)
}

fn perfect(clause: &Clause, token: usize) -> bool {
    let verb = auxiliary_verb(clause, token);
    let own = clause.children(verb, "aux").any(|aux| clause.lemma(aux) == "have");
    own || clause.relation(verb) == "conj"
        && clause
            .token(verb)
            .head
            .is_some_and(|head| clause.children(head, "aux").any(|aux| clause.lemma(aux) == "have"))
}

fn perfect_or_present(clause: &Clause, token: usize) -> bool {
    let verb = auxiliary_verb(clause, token);
    perfect(clause, token) || clause.has_feature(verb, "Tense=Pres")
}

/// How far time words stand from a deed: in its own clause near, in another one far.
fn distance(clause: &Clause, token: usize, expression: &Expression) -> Option<usize> {
    let inside: Span = Span::new(expression.start, expression.end);
    let head = (inside.start..inside.end)
        .find(|index| clause.token(*index).head.is_none_or(|head| head < inside.start || inside.end <= head))
        .unwrap_or(inside.start);
    let up: Vec<usize> = std::iter::once(token).chain(clause.above(token)).collect();
    let mut steps = 0;
    let mut index = head;
    for _ in 0..=clause.sentence.tokens.len() {
        if let Some(height) = up.iter().position(|above| *above == index) {
            // Time words of another deed inside this one's clause belong to that deed.
            return Some(steps + 2 * height);
        }
        let relation = clause.relation(index);
        if matches!(relation, "advcl" | "acl" | "ccomp" | "conj") && clause.is_verb(index) {
            steps += 3;
        }
        index = clause.token(index).head?;
        steps += 1;
    }
    None
}
