//! The program as a table, when that is small: one look-up for each character of the text.

use super::machine::{Machine, Place};
use super::program::{Pc, Program};
use super::set::{CharSet, Ranges, WORD};
use super::syntax::SetId;
use crate::hashed::{Hashed, Spread};

/// Entries of a table; together with the two below this keeps building one under a few milliseconds.
const MAX_ENTRIES: usize = 1 << 14;
/// Ends of ranges of all sets.
const MAX_POINTS: usize = 1 << 13;
/// Steps visited while building.
const MAX_WORK: usize = 1 << 18;

/// Nothing can match any more.
const DEAD: u16 = 0;
/// Whatever follows, the text matches.
const FOUND: u16 = 1;

/// A complete deterministic automaton over classes of characters.
#[derive(Clone, Debug)]
pub(super) struct Dfa {
    alphabet: Alphabet,
    /// For each state, the state after a character of each class.
    table: Box<[u16]>,
    /// For each state, whether the text may end there.
    accepting: Box<[bool]>,
    start: u16,
}

impl Dfa {
    /// `None` when the table would grow too large. The program must have no lookarounds.
    pub(super) fn build(program: &Program, sets: &[CharSet]) -> Option<Self> {
        let alphabet = Alphabet::of(sets, program.asks_for_words())?;
        Builder::new(program, alphabet)?.build()
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        let mut state = self.start;
        let width = self.alphabet.signatures.len();
        for c in text.chars() {
            let entry = usize::from(state) * width + usize::from(self.alphabet.class(c));
            state = self.table.get(entry).copied().unwrap_or(DEAD);
            if state <= FOUND {
                return state == FOUND;
            }
        }
        self.accepting
            .get(usize::from(state))
            .copied()
            .unwrap_or(false)
    }
}

/// Characters that no set of the program tells apart are one class.
#[derive(Clone, Debug)]
struct Alphabet {
    ascii: Box<[u8; 128]>,
    /// The first code point of each run of a class; a run reaches up to the next.
    runs: Box<[(u32, u8)]>,
    /// For each class, the sets that it belongs to: one bit each, the highest for words.
    signatures: Vec<u64>,
}

/// The place of the bit for words.
const WORD_PLACE: u32 = 63;
const WORD_BIT: u64 = 1 << WORD_PLACE;

impl Alphabet {
    fn of(sets: &[CharSet], words: bool) -> Option<Self> {
        let word = words.then(|| Ranges::of(WORD).freeze());
        if sets.len() > 63 {
            return None;
        }
        let words = word.iter().map(|word| (WORD_PLACE, word));
        // A bit that is turned twice stays as it is: runs begin at 0.
        let mut points = vec![(0, 0), (0, 0)];
        for (bit, set) in (0..).zip(sets).chain(words) {
            for &(first, last) in set.ranges() {
                points.extend([(first, bit), (last + 1, bit)]);
            }
            if points.len() > MAX_POINTS {
                return None;
            }
        }
        points.sort_unstable();
        Self::sweep(&points)
    }

    /// Goes over the points at which a set begins or ends.
    fn sweep(points: &[(u32, u32)]) -> Option<Self> {
        let mut signatures = Vec::new();
        let mut runs = Vec::new();
        let mut signature = 0;
        for same in points.chunk_by(|one, other| one.0 == other.0) {
            for (_, bit) in same {
                signature ^= 1_u64.wrapping_shl(*bit);
            }
            let known = signatures.iter().position(|other| *other == signature);
            let class = known.unwrap_or(signatures.len());
            if known.is_none() {
                signatures.push(signature);
            }
            runs.push((same.first()?.0, u8::try_from(class).ok()?));
        }
        let mut alphabet = Self {
            ascii: Box::new([0; 128]),
            runs: runs.into_boxed_slice(),
            signatures,
        };
        alphabet.ascii = Box::new(std::array::from_fn(|byte| {
            alphabet.search(u32::try_from(byte).unwrap_or(0))
        }));
        Some(alphabet)
    }

    fn class(&self, c: char) -> u8 {
        let code = u32::from(c);
        match self.ascii.get(code as usize) {
            Some(class) => *class,
            None => self.search(code),
        }
    }

    fn search(&self, code: u32) -> u8 {
        let after = self.runs.partition_point(|&(first, _)| first <= code);
        self.runs
            .get(after.wrapping_sub(1))
            .map_or(0, |&(_, class)| class)
    }
}

/// What a state of the table stands for: the threads alive, and whether a word character came before.
type Key = (Vec<Pc>, bool);

struct Builder<'p> {
    machine: Machine<'p>,
    words: bool,
    alphabet: Alphabet,
    /// The places of the keys by their hashes.
    places: Hashed,
    /// The states whose rows are still to be written, in the order of their numbers.
    keys: Vec<Key>,
    table: Vec<u16>,
    accepting: Vec<bool>,
}

impl<'p> Builder<'p> {
    fn new(program: &'p Program, alphabet: Alphabet) -> Option<Self> {
        if program.steps.len() > MAX_WORK / 16 {
            return None;
        }
        let width = alphabet.signatures.len();
        Some(Self {
            machine: Machine::new(program),
            words: program.asks_for_words(),
            alphabet,
            places: Hashed::default(),
            keys: vec![(vec![program.start], false)],
            table: [vec![DEAD; width], vec![FOUND; width]].concat(),
            accepting: vec![false, true],
        })
    }

    fn build(mut self) -> Option<Dfa> {
        let start = FOUND + 1;
        let mut done = 0;
        while let Some((threads, word_before)) = self.keys.get(done).cloned() {
            self.row(threads, word_before, done == 0)?;
            done += 1;
        }
        Some(Dfa {
            alphabet: self.alphabet,
            table: self.table.into_boxed_slice(),
            accepting: self.accepting.into_boxed_slice(),
            start,
        })
    }

    /// Writes the row of one state: where each class of characters leads, and whether the text may end.
    fn row(&mut self, threads: Vec<Pc>, word_before: bool, at_start: bool) -> Option<()> {
        let mut place = Place {
            at_start,
            at_end: true,
            word_before,
            word_after: false,
            offset: 0,
            looks: &[],
        };
        self.machine.threads = threads;
        self.accepting.push(self.machine.settle(&place));
        place.at_end = false;
        let mut settled = None;
        for class in 0..self.alphabet.signatures.len() {
            let signature = self.alphabet.signatures.get(class).copied()?;
            place.word_after = signature & WORD_BIT != 0;
            let matched = match settled {
                Some((word_after, matched)) if word_after == place.word_after => matched,
                _ => self.machine.settle(&place),
            };
            settled = Some((place.word_after, matched));
            let next = if matched {
                FOUND
            } else {
                self.after(signature)?
            };
            self.table.push(next);
        }
        (self.table.len() <= MAX_ENTRIES).then_some(())
    }

    /// The state after a character of the class with this signature.
    fn after(&mut self, signature: u64) -> Option<u16> {
        let has = |set: SetId| signature & !WORD_BIT & 1u64.wrapping_shl(set) != 0;
        self.machine.work += self.machine.readers.len();
        if self.machine.work > MAX_WORK {
            return None;
        }
        let readers = self.machine.readers.iter();
        let mut threads: Vec<Pc> = readers
            .filter(|reader| has(reader.0))
            .map(|reader| reader.1)
            .collect();
        threads.sort_unstable();
        threads.dedup();
        if threads.is_empty() && !self.machine.is_floating() {
            return Some(DEAD);
        }
        let word_before = self.words && signature & WORD_BIT != 0;
        let fresh = u16::try_from(self.keys.len())
            .ok()?
            .checked_add(FOUND + 1)?;
        let words = threads.iter().copied().map(u64::from);
        let hash = Spread::of(words.chain([u64::from(word_before)]));
        let key = (threads, word_before);
        let is_it = |place: u32| self.keys.get(place as usize) == Some(&key);
        let place = u32::from(fresh - FOUND - 1);
        if let Some(known) = self.places.add(hash, place, &is_it) {
            return Some(u16::try_from(known).ok()? + FOUND + 1);
        }
        self.keys.push(key);
        Some(fresh)
    }
}
