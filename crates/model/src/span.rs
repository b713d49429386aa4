use serde::{Deserialize, Serialize};

/// A half-open byte range in one text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// Panics in debug builds if `end` lies before `start`.
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True where the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True where `other` lies wholly inside `self`.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The words it points to. `None` if it is no range of `text` on character boundaries.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// The same range counted in code points of `text`; `None` as for [`Span::of`].
    pub fn in_code_points(self, text: &str) -> Option<Span> {
        let start = text.get(..self.start)?.chars().count();
        let length = self.of(text)?.chars().count();
        Some(Span::new(start, start + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_differ_from_bytes_after_the_first_wide_letter() {
        let text = "“Xi” met Putin";
        let span = Span::new(text.find("met").unwrap(), text.find("met").unwrap() + 3);
        assert_eq!(span.of(text), Some("met"));
        assert_eq!(span.in_code_points(text), Some(Span::new(5, 8)));
        assert_eq!(Span::new(1, 2).of(text), None);
    }
}
