/// The members or items of one value that keywords have spoken of, by their positions:
/// `unevaluatedProperties` and `unevaluatedItems` ask for the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    all: bool,
    bits: Vec<u64>,
    /// No branch of a union fits, so what it would have spoken of is open.
    pub(super) is_open: bool,
}

impl Marks {
    pub(super) fn mark(&mut self, position: usize) {
        let word = position / 64;
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if let Some(bits) = self.bits.get_mut(word) {
            *bits |= 1 << (position % 64);
        }
    }

    pub(super) fn mark_all(&mut self) {
        self.all = true;
    }

    pub(super) fn has(&self, position: usize) -> bool {
        let bits = self.bits.get(position / 64);
        self.all || bits.is_some_and(|bits| bits & (1 << (position % 64)) != 0)
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.all |= other.all;
        self.is_open |= other.is_open;
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (mine, theirs) in self.bits.iter_mut().zip(&other.bits) {
            *mine |= theirs;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_add_up() {
        let (mut a, mut b) = (Marks::default(), Marks::default());
        a.mark(0);
        a.mark(64);
        b.mark(130);
        a.add(&b);
        let marked: Vec<usize> = (0..200).filter(|position| a.has(*position)).collect();
        assert_eq!(marked, [0, 64, 130]);
        b.mark_all();
        a.add(&b);
        assert!((0..200).all(|position| a.has(position)));
    }
}
