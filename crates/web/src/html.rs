//! Text of articles on a page: escaped by maud, marked where it was coded, and without hidden letters.

use maud::{Markup, html};
use model::{Field, Report, Span};

/// Letters that change how others look or cannot be seen, shown as `⟦U+202E⟧`.
///
/// Run over a whole page when it is done, so no view can forget it; our own pages use none of these letters.
pub(crate) fn with_visible_controls(page: String) -> String {
    if !page.contains(is_hidden) {
        return page;
    }
    let mut shown = String::with_capacity(page.len() + 64);
    for letter in page.chars() {
        if is_hidden(letter) {
            shown.push_str(&format!("⟦U+{:04X}⟧", u32::from(letter)));
        } else {
            shown.push(letter);
        }
    }
    shown
}

fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{61C}'
        | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// A stretch of text to be marked, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub span: Span,
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Evidence,
    Place,
    When,
    Recipient,
    Actor,
    Trigger,
    Claim,
}

impl Role {
    fn class(self) -> &'static str {
        match self {
            Role::Evidence => "evidence",
            Role::Place => "place",
            Role::When => "when",
            Role::Recipient => "recipient",
            Role::Actor => "actor",
            Role::Trigger => "trigger",
            Role::Claim => "claim",
        }
    }
}

/// Where the parts of a report stand, in the field of its evidence.
pub(crate) fn marks_of(report: &Report) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut put = |span: Span, role| marks.push(Mark { span, role });
    for party in &report.actors {
        put(party.span, Role::Actor);
    }
    for party in &report.recipients {
        put(party.span, Role::Recipient);
    }
    if report.trigger.field == report.evidence.field {
        put(report.trigger.span, Role::Trigger);
    }
    if let Some(place) = &report.place {
        put(place.span, Role::Place);
    }
    if let Some(span) = report.when.span {
        put(span, Role::When);
    }
    marks.retain(|mark| !mark.span.is_empty());
    marks
}

/// The sentence of a report with its parts underlined.
pub(crate) fn quote(report: &Report) -> Markup {
    let evidence = &report.evidence;
    marked(&evidence.text, evidence.span.start, &marks_of(report))
}

/// `text`, which begins at byte `start` of its field, with what lies inside it marked; overlaps get both marks.
pub(crate) fn marked(text: &str, start: usize, marks: &[Mark]) -> Markup {
    let inside: Vec<(usize, usize, Role)> = marks
        .iter()
        .filter_map(|mark| {
            let from = mark.span.start.checked_sub(start)?;
            let to = mark.span.end.checked_sub(start)?;
            text.get(from..to).filter(|words| !words.is_empty()).map(|_| (from, to, mark.role))
        })
        .collect();
    let mut cuts: Vec<usize> = inside.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    html! {
        @for pair in cuts.windows(2) {
            @let words = &text[pair[0]..pair[1]];
            @let mut roles: Vec<Role> = inside.iter()
                .filter(|(from, to, _)| *from <= pair[0] && pair[1] <= *to)
                .map(|(_, _, role)| *role).collect();
            @if roles.is_empty() { (words) } @else {
                @let classes = { roles.sort_unstable(); roles.dedup(); roles };
                span class=(classes.iter().map(|role| role.class()).collect::<Vec<_>>().join(" ")) { (words) }
            }
        }
    }
}

/// A link to another site.
pub(crate) fn outside_link(url: &str, words: &str) -> Markup {
    match crate::address::outside(url) {
        Some(url) => html! { a href=(url) rel="noopener noreferrer external" { (words) } },
        None => html! { (words) },
    }
}

pub(crate) fn field_name(field: Field) -> &'static str {
    match field {
        Field::Text => "text",
        Field::Title => "title",
    }
}

/// "in_person" as people write it.
pub(crate) fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// Thousands apart: 12 345.
pub(crate) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_letters_are_shown_and_others_left() {
        let page = "a\u{202E}b\u{200B}c – “é” 中".to_owned();
        assert_eq!(with_visible_controls(page), "a⟦U+202E⟧b⟦U+200B⟧c – “é” 中");
    }

    #[test]
    fn marks_overlap_and_text_is_escaped() {
        let mark = |start, end, role| Mark { span: Span::new(start, end), role };
        let marks = [mark(10, 13, Role::Actor), mark(12, 16, Role::Trigger), mark(0, 5, Role::Place)];
        let html = marked("<Xi met>", 10, &marks).into_string();
        assert_eq!(
            html,
            "<span class=\"actor\">&lt;X</span><span class=\"actor trigger\">i</span>\
             <span class=\"trigger\"> me</span>t&gt;"
        );
        assert_eq!(marked("é", 0, &[mark(1, 2, Role::Actor)]).into_string(), "é");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(1234567), "1,234,567");
        assert_eq!(number(999), "999");
    }
}
