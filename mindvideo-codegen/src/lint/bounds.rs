use mindvideo_schema::Decimal;
use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::schema::At;

use super::Lint;

impl Lint<'_> {
    /// Bounds that leave nothing between them.
    pub(super) fn bounds(&mut self) {
        let (string, array) = (&self.keywords.string, &self.keywords.array);
        let (object, number) = (&self.keywords.object, &self.keywords.number);
        let above = |least: &u64, most: &u64| least > most;
        let over = |least: &Decimal, most: &Decimal| least > most;
        let meets = |least: &Decimal, most: &Decimal| least >= most;
        let (from, to) = (number.minimum.as_ref(), number.maximum.as_ref());
        let after = number.exclusive_minimum.as_ref();
        let before = number.exclusive_maximum.as_ref();
        let empty = [
            pair(
                string.min_length.as_ref(),
                string.max_length.as_ref(),
                above,
            ),
            pair(array.min_items.as_ref(), array.max_items.as_ref(), above),
            pair(
                array.min_contains.as_ref(),
                array.max_contains.as_ref(),
                above,
            ),
            pair(
                object.min_properties.as_ref(),
                object.max_properties.as_ref(),
                above,
            ),
            pair(from, to, over),
            pair(after, to, meets),
            pair(from, before, meets),
            pair(after, before, meets),
        ];
        for (least, most) in empty.into_iter().flatten() {
            let message = "these bounds leave no value".to_owned();
            let finding = self
                .finding(Code::CONTRADICTION, least.keyword, least.span, message)
                .with_label("the lower bound")
                .with_secondary(most.span, "the upper bound")
                .with_help("exchange or correct the bounds");
            self.found.push(finding);
        }
    }
}

/// Two bounds, if they leave nothing between them.
fn pair<T>(
    least: Option<&At<T>>,
    most: Option<&At<T>>,
    empty: fn(&T, &T) -> bool,
) -> Option<(At<()>, At<()>)> {
    let (least, most) = least.zip(most)?;
    empty(&least.value, &most.value).then(|| (least.with(()), most.with(())))
}
