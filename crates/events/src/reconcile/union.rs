/// Sets that grow together.
pub(crate) struct Union {
    above: Vec<usize>,
}

impl Union {
    pub fn new(count: usize) -> Union {
        Union { above: (0..count).collect() }
    }

    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        // The smaller index is the root, whatever the order of joining.
        self.above[one.max(other)] = one.min(other);
    }

    pub fn root(&mut self, index: usize) -> usize {
        let mut root = index;
        while self.above[root] != root {
            root = self.above[root];
        }
        let mut at = index;
        while self.above[at] != root {
            at = std::mem::replace(&mut self.above[at], root);
        }
        root
    }
}
