/// The candidate that `name` was probably meant to be: first one that differs in case and
/// separators only, else the nearest by typing mistakes (a letter missing, added, changed, or two
/// swapped). At most a third of the letters may be wrong.
///
/// ```
/// use mindvideo_schema::diagnostic::suggest;
///
/// let keywords = ["maximum", "maxItems", "maxLength"];
/// assert_eq!(suggest("maxItem", keywords), Some("maxItems"));
/// assert_eq!(suggest("max_length", keywords), Some("maxLength"));
/// assert_eq!(suggest("foo", keywords), None);
/// ```
pub fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(name, &mut candidates.into_iter())
}

fn nearest<'a>(name: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = name.chars().collect();
    let limit = (letters.len().max(3) / 3).min(letters.len().saturating_sub(1));
    let folded: Vec<char> = fold(name).collect();
    let near = candidates.filter_map(|candidate| {
        let distance = if fold(candidate).eq(folded.iter().copied()) {
            0
        } else {
            distance(&letters, candidate, limit)?
        };
        Some((distance, candidate))
    });
    let (_, candidate) = near.min_by_key(|(distance, _)| *distance)?;
    Some(candidate)
}

/// Without what people forget: case and separators.
fn fold(name: &str) -> impl Iterator<Item = char> {
    let kept = name.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '.'));
    kept.flat_map(char::to_lowercase)
}

/// How many typing mistakes lead from one to the other (Damerau-Levenshtein distance, in which no
/// letter is touched twice); `None` when there are more than `limit`.
fn distance(a: &[char], b: &str, limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.chars().count()) > limit {
        return None;
    }
    let b: Vec<char> = b.chars().collect();
    // Rows of the table of distances between beginnings of `a` and of `b`.
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut spare: Vec<usize> = Vec::new();
    let mut previous_a = None;
    for (row, letter) in a.iter().enumerate() {
        let mut current = std::mem::take(&mut spare);
        current.clear();
        current.push(row + 1);
        let mut previous_b = None;
        let mut left = row + 1;
        for (column, other) in b.iter().enumerate() {
            let at =
                |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&last, column) + usize::from(letter != other);
            let mut best = changed.min(at(&last, column + 1) + 1).min(left + 1);
            if previous_a == Some(other) && previous_b == Some(letter) {
                best = best.min(at(&before, column.saturating_sub(1)) + 1);
            }
            current.push(best);
            left = best;
            previous_b = Some(other);
        }
        spare = std::mem::replace(&mut before, std::mem::replace(&mut last, current));
        previous_a = Some(letter);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("abc", "abc", 0),
            ("abc", "abd", 1),
            ("abc", "ab", 1),
            ("abc", "xabc", 1),
            ("abcd", "acbd", 1),
            ("ab", "ba", 1),
            ("ca", "abc", 3),
            ("kitten", "sitting", 3),
            ("größe", "grösse", 2),
            ("interger", "integer", 1),
        ] {
            let letters: Vec<char> = a.chars().collect();
            assert_eq!(distance(&letters, b, 9), Some(expected), "{a} {b}");
            let other: Vec<char> = b.chars().collect();
            assert_eq!(distance(&other, a, 9), Some(expected), "{b} {a}");
            assert_eq!(distance(&letters, b, expected), Some(expected));
            if expected > 0 {
                assert_eq!(distance(&letters, b, expected - 1), None);
            }
        }
    }

    #[test]
    fn suggestions() {
        let names = [
            "prompt",
            "duration",
            "aspect_ratio",
            "image_urls",
            "seed",
            "n",
            "maxItems",
            "maxitems2",
        ];
        for (name, expected) in [
            ("promt", Some("prompt")),
            ("rpompt", Some("prompt")),
            ("PROMPT", Some("prompt")),
            ("aspectRatio", Some("aspect_ratio")),
            ("aspect-ratio", Some("aspect_ratio")),
            ("image_url", Some("image_urls")),
            ("sed", Some("seed")),
            ("sead", Some("seed")),
            ("need", Some("seed")),
            ("maxitems", Some("maxItems")),
            ("m", None),
            ("N", Some("n")),
            ("", None),
            ("resolution", None),
            ("xyz", None),
        ] {
            assert_eq!(suggest(name, names), expected, "{name}");
        }
        assert_eq!(suggest("a", []), None);
    }
}
