//! Bytes to code points: people count letters, the program counts bytes.

/// Turns byte offsets of one text into code points, in constant time an offset.
///
/// An offset past the end or inside a letter has no code point: `None`.
pub(crate) struct CodePoints<'t> {
    text: &'t str,
    /// Code points before each `STEP`-th byte; empty where the text is plain ASCII.
    marks: Vec<usize>,
}

const STEP: usize = 128;

impl<'t> CodePoints<'t> {
    pub(crate) fn new(text: &'t str) -> CodePoints<'t> {
        if text.is_ascii() {
            return CodePoints { text, marks: Vec::new() };
        }
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            marks.push(count);
            count += letters(chunk);
        }
        CodePoints { text, marks }
    }

    pub(crate) fn at(&self, byte: usize) -> Option<usize> {
        if !self.text.is_char_boundary(byte) {
            return None;
        }
        let Some(last) = self.marks.len().checked_sub(1) else { return Some(byte) };
        let step = (byte / STEP).min(last);
        Some(self.marks[step] + letters(&self.text.as_bytes()[step * STEP..byte]))
    }
}

/// How many code points begin in these bytes of UTF-8.
fn letters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_the_slow_way_does() {
        let long = "Xi – “Путин” 习近平 met. ".repeat(40);
        for text in ["", "plain", "“Xi” met Putin", long.as_str()] {
            let code_points = CodePoints::new(text);
            for byte in 0..=text.len() + 1 {
                let slow = text.get(..byte).map(|head| head.chars().count());
                assert_eq!(code_points.at(byte), slow, "byte {byte} of {text:?}");
            }
        }
    }
}
