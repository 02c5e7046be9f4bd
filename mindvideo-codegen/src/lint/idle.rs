use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::schema::At;

use super::Lint;

impl Lint<'_> {
    /// Keywords that speak only beside another one, which is not there.
    pub(super) fn idle(&mut self) {
        let (logic, array) = (&self.keywords.logic, &self.keywords.array);
        let has_branch = logic.then.is_some() || logic.otherwise.is_some();
        // What a condition speaks of counts as evaluated, whatever follows from it.
        let matters = has_branch || self.counts_evaluated;
        let lonely = [
            alone(logic.condition.as_ref(), matters, "`then` or `else`"),
            alone(logic.then.as_ref(), logic.condition.is_some(), "`if`"),
            alone(logic.otherwise.as_ref(), logic.condition.is_some(), "`if`"),
            alone(
                array.min_contains.as_ref(),
                array.contains.is_some(),
                "`contains`",
            ),
            alone(
                array.max_contains.as_ref(),
                array.contains.is_some(),
                "`contains`",
            ),
        ];
        for (at, missing) in lonely.into_iter().flatten() {
            let keyword = at.keyword;
            let message = format!("`{keyword}` speaks only beside {missing}");
            let finding = self
                .finding(Code::NO_EFFECT, keyword, at.key, message)
                .with_label("changes nothing about what is valid")
                .with_help(format!("add {missing}, or remove `{keyword}`"));
            self.found.push(finding);
        }
    }
}

/// A keyword that is there while what it needs is not.
fn alone<T>(
    keyword: Option<&At<T>>,
    needed: bool,
    name: &'static str,
) -> Option<(At<()>, &'static str)> {
    keyword.filter(|_| !needed).map(|at| (at.with(()), name))
}
