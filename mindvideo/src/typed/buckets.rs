use mindvideo_schema::json::ends;

use super::field::Field;

/// Where the fields of a struct are by their names: made while the program is compiled, for structs
/// of so many fields that looking at one after the other takes long.
#[derive(Debug)]
pub(super) struct Buckets {
    /// For each bucket the place of its first field and one more, 0 if it has none.
    first: [u8; COUNT],
    /// For each field that of the next one in its bucket, likewise.
    next: [u8; COUNT],
}

/// A power of two, and more than there are fields.
const COUNT: usize = 256;

/// So few fields are found as fast without.
const FEW: usize = 8;

impl Buckets {
    /// Those of these fields, if there are neither too few nor too many.
    pub(super) const fn of(fields: &[Field]) -> Option<Self> {
        if fields.len() <= FEW || fields.len() >= COUNT {
            return None;
        }
        let mut buckets = Self {
            first: [0; COUNT],
            next: [0; COUNT],
        };
        let mut count = 0;
        let mut rest = fields;
        while let [field, after @ ..] = rest {
            let name = field.name.as_bytes();
            let bucket = bucket(name.len(), ends(name));
            buckets.next[count] = buckets.first[bucket];
            count += 1;
            #[expect(clippy::cast_possible_truncation, reason = "there are fewer fields")]
            let place = count as u8;
            buckets.first[bucket] = place;
            rest = after;
        }
        Some(buckets)
    }

    /// The place of the field of that name.
    pub(super) fn find(&self, fields: &[Field], name: &str) -> Option<usize> {
        let ends = ends(name.as_bytes());
        let mut place = *self.first.get(bucket(name.len(), ends))?;
        while let Some(index) = usize::from(place).checked_sub(1) {
            if fields.get(index)?.is_with_ends(name, ends) {
                return Some(index);
            }
            place = *self.next.get(index)?;
        }
        None
    }
}

/// By its length and its ends.
#[inline]
const fn bucket(length: usize, (first, last): (u64, u64)) -> usize {
    let mixed = (first ^ length as u64).wrapping_mul(SPREAD) ^ last;
    // The highest bits are mixed best.
    (mixed.wrapping_mul(SPREAD) >> 32) as usize % COUNT
}

/// An odd number without a pattern.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_and_nothing_else() {
        let names: Vec<&'static str> = (0..COUNT)
            .map(|n| &*format!("{}{n}", "ab".repeat(n % 5)).leak())
            .collect();
        let fields = |count: usize| -> Vec<Field> {
            let names = names.iter().take(count);
            names
                .map(|name| Field::required::<String>(name, (1, 1)))
                .collect()
        };
        for count in [FEW + 1, 40, COUNT - 1] {
            let fields = fields(count);
            let buckets = Buckets::of(&fields).unwrap();
            for (place, name) in names.iter().enumerate() {
                let expected = (place < count).then_some(place);
                assert_eq!(buckets.find(&fields, name), expected, "{name} of {count}");
            }
            for absent in ["", "a", "ab", "abc", "255 ", "\u{e9}"] {
                assert_eq!(buckets.find(&fields, absent), None);
            }
        }
        assert!(Buckets::of(&fields(FEW)).is_none());
        assert!(Buckets::of(&fields(COUNT)).is_none());
    }
}
