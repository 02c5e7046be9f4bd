//! The metaschemas of the drafts, which every schema may refer to.

use crate::schema::Dialect;

macro_rules! texts {
    ($($uri:literal => $file:literal,)*) => {
        &[$(($uri, include_str!(concat!("metaschemas/", $file)))),*]
    };
}

/// URIs without a scheme, and texts.
static TEXTS: &[(&str, &str)] = texts! {
    "json-schema.org/draft-04/schema" => "draft-04.json",
    "json-schema.org/draft-06/schema" => "draft-06.json",
    "json-schema.org/draft-07/schema" => "draft-07.json",
    "json-schema.org/draft/2019-09/schema" => "draft2019-09/schema.json",
    "json-schema.org/draft/2019-09/meta/core" => "draft2019-09/core.json",
    "json-schema.org/draft/2019-09/meta/applicator" => "draft2019-09/applicator.json",
    "json-schema.org/draft/2019-09/meta/validation" => "draft2019-09/validation.json",
    "json-schema.org/draft/2019-09/meta/meta-data" => "draft2019-09/meta-data.json",
    "json-schema.org/draft/2019-09/meta/format" => "draft2019-09/format.json",
    "json-schema.org/draft/2019-09/meta/content" => "draft2019-09/content.json",
    "json-schema.org/draft/2020-12/schema" => "draft2020-12/schema.json",
    "json-schema.org/draft/2020-12/meta/core" => "draft2020-12/core.json",
    "json-schema.org/draft/2020-12/meta/applicator" => "draft2020-12/applicator.json",
    "json-schema.org/draft/2020-12/meta/unevaluated" => "draft2020-12/unevaluated.json",
    "json-schema.org/draft/2020-12/meta/validation" => "draft2020-12/validation.json",
    "json-schema.org/draft/2020-12/meta/meta-data" => "draft2020-12/meta-data.json",
    "json-schema.org/draft/2020-12/meta/format-annotation" => "draft2020-12/format-annotation.json",
    "json-schema.org/draft/2020-12/meta/format-assertion" => "draft2020-12/format-assertion.json",
    "json-schema.org/draft/2020-12/meta/content" => "draft2020-12/content.json",
};

/// The metaschema of that URI, with `http` or `https`: the URI that it calls itself, and its text.
pub(super) fn find(uri: &str) -> Option<(String, &'static str)> {
    let bare = uri
        .strip_prefix("http://")
        .or_else(|| uri.strip_prefix("https://"))?;
    let (bare, text) = TEXTS.iter().find(|(known, _)| *known == bare)?;
    let own = match Dialect::from_uri(uri) {
        Some(dialect) => dialect.uri().to_owned(),
        None => format!("https://{bare}"),
    };
    Some((own, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::{json, link};
    use std::sync::Arc;

    #[test]
    fn each_has_the_uri_that_it_calls_itself() {
        for (bare, text) in TEXTS {
            let root = json::parse(text).unwrap();
            let id = root.pointer("/$id").or(root.pointer("/id")).unwrap();
            let id = id.value.as_str().unwrap().trim_end_matches('#');
            assert_eq!(find(&format!("https://{bare}")).unwrap().0, id);
            assert_eq!(find(&format!("http://{bare}")).unwrap().0, id);
        }
        assert!(find("https://json-schema.org/draft/2020-12/meta/none").is_none());
    }

    #[test]
    fn each_is_a_schema_without_a_fault() {
        for (bare, text) in TEXTS {
            let mut found = Diagnostics::new();
            let source = Arc::new(crate::diagnostic::Source::new(*bare, *text));
            assert!(link::load(&source, Dialect::Draft2020, &(), &mut found).is_some());
            assert_eq!(found.iter().count(), 0, "{bare}: {found}");
        }
    }
}
