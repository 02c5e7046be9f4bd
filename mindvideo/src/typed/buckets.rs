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
            let bucket = bucket(field.name.as_bytes());
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
        let mut place = *self.first.get(bucket(name.as_bytes()))?;
        while let Some(index) = usize::from(place).checked_sub(1) {
            if fields.get(index)?.is(name) {
                return Some(index);
            }
            place = *self.next.get(index)?;
        }
        None
    }
}

/// By its length, its ends and its middle.
const fn bucket(name: &[u8]) -> usize {
    let (length, mut mixed) = (name.len(), name.len());
    if length > 0 {
        mixed = mixed * 7 + name[0] as usize;
        mixed = mixed * 31 + name[length / 2] as usize;
        mixed = mixed * 31 + name[length - 1] as usize;
    }
    if length > 3 {
        mixed = mixed * 31 + name[length / 4] as usize;
        mixed = mixed * 31 + name[length - length / 4] as usize;
    }
    (mixed ^ mixed >> 8) % COUNT
}

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
