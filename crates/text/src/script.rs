/// Whether most letters of a text are Latin: others the network cannot read. A text without letters is Latin.
pub(crate) fn is_latin(text: &str) -> bool {
    let (mut latin, mut other) = (0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if matches!(c, 'a'..='z' | 'A'..='Z' | 'ª' | 'º' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
            || matches!(c, '\u{2b0}'..='\u{2ff}' | '\u{ff21}'..='\u{ff5a}' | '\u{fb00}'..='\u{fb06}')
        {
            latin += 1;
        } else {
            other += 1;
        }
    }
    latin >= other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_letters_decide() {
        for (text, expected) in [
            ("Xi met Putin (习近平).", true),
            ("习近平在北京 met", false),
            ("", true),
            ("Łódź", true),
            ("Москва", false),
        ] {
            assert_eq!(is_latin(text), expected, "{text}");
        }
    }
}
