use mindvideo_schema::diagnostic::{Diagnostic, Severity, explain};

use super::{Change, Differences, Direction, Place, Verdict, Witness, quoted};

/// How much of an instance is shown to people.
const SHOWN: usize = 200;

impl Change {
    /// The change for people and for programs that read findings: at its place in the new file, or
    /// in the old one if it has none there.
    pub fn finding(&self) -> Option<Diagnostic> {
        let place = self.new.as_ref().or(self.old.as_ref())?;
        let (direction, verdict) = (self.direction.as_str(), self.verdict.as_str());
        let effect = match self.direction {
            Direction::Neutral => verdict.to_owned(),
            _ => format!("{direction}, {verdict}"),
        };
        let message = format!("{} ({effect})", self.message);
        let mut finding = Diagnostic::error(self.code, &place.source, place.span, message)
            .with_pointer(&place.pointer);
        finding.severity = match self.verdict {
            Verdict::Major => Severity::Error,
            Verdict::Minor => Severity::Warning,
            Verdict::Patch => Severity::Note,
        };
        if let (Some(old), Some(_)) = (&self.old, &self.new) {
            let label = match old.pointer.as_str() {
                "" => "in the old file".to_owned(),
                pointer => format!("in the old file, at #{pointer}"),
            };
            finding = finding.with_related(&old.source, old.span, label);
        } else if self.old.is_some() {
            finding = finding.with_label("only in the old file");
        }
        for (witness, verb) in [
            (&self.narrowed, "used to pass and now fails"),
            (&self.widened, "used to fail and now passes"),
        ] {
            if let Some(Witness { instance, refusal }) = witness {
                let (instance, refusal) = (cut(instance), cut(refusal));
                finding = finding.with_note(format!("{instance}\n{verb}: {refusal}"));
            }
        }
        match cure(self) {
            Some(cure) if self.verdict == Verdict::Major => Some(finding.with_help(cure)),
            _ => Some(finding),
        }
    }

    /// One JSON object on one line. Its members are `code`, `direction`, `verdict`, `message`,
    /// `old` and `new` (objects of `file`, `pointer`, `line` and `column`, or null), `narrowed` and
    /// `widened` (objects of `instance` and `refusal`, or null).
    pub fn json(&self) -> String {
        let witness = |witness: &Option<Witness>| match witness {
            None => "null".to_owned(),
            Some(Witness { instance, refusal }) => {
                let refusal = quoted(refusal);
                format!("{{\"instance\":{instance},\"refusal\":{refusal}}}")
            }
        };
        format!(
            "{{\"code\":\"{}\",\"direction\":\"{}\",\"verdict\":\"{}\",\"message\":{},\"old\":{},\
             \"new\":{},\"narrowed\":{},\"widened\":{}}}",
            self.code,
            self.direction.as_str(),
            self.verdict.as_str(),
            quoted(&self.message),
            place(self.old.as_ref()),
            place(self.new.as_ref()),
            witness(&self.narrowed),
            witness(&self.widened),
        )
    }
}

impl Differences {
    /// All of them in one line: `3 changes: 1 major, 2 minor`.
    pub fn summary(&self) -> String {
        let verdicts = [Verdict::Major, Verdict::Minor, Verdict::Patch];
        let counts = verdicts.map(|verdict| {
            let of = |change: &&Change| change.verdict == verdict;
            (self.changes.iter().filter(of).count(), verdict.as_str())
        });
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        match self.changes.len() {
            0 => "no changes".to_owned(),
            1 => format!("1 change: {}", counts.join(", ")),
            all => format!("{all} changes: {}", counts.join(", ")),
        }
    }
}

fn place(place: Option<&Place>) -> String {
    let Some(place) = place else {
        return "null".to_owned();
    };
    let at = place.source.place(place.span.start);
    format!(
        "{{\"file\":{},\"pointer\":{},\"line\":{},\"column\":{}}}",
        quoted(&place.source.name),
        quoted(&place.pointer),
        at.line,
        at.column
    )
}

/// What the list says to do, in one line.
fn cure(change: &Change) -> Option<String> {
    let (_, cure) = explain(change.code)?.explain.split_once("Cure: ")?;
    let words: Vec<&str> = cure.split_whitespace().collect();
    Some(words.join(" ").trim_end_matches('.').to_owned())
}

fn cut(text: &str) -> String {
    let length = text.chars().count();
    if length <= SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{head}… ({length} characters; `--format json` has them all)")
}
