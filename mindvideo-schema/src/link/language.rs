use super::{Document, Linker, uri};
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Node, Value};
use crate::schema::{Dialect, DocumentId, Language};

/// Metaschemas of metaschemas are followed so far.
const MOST: usize = 16;

impl Linker<'_> {
    /// The language that a `$schema` in a document names: a draft, or one that the vocabularies of
    /// a metaschema from the library make.
    pub(super) fn language(&mut self, document: DocumentId, schema: &Node) -> Language {
        let otherwise = Language::of(self.default_dialect);
        // What is wrong with another value is said where the keyword is read.
        let Some(named) = schema.value.as_str() else {
            return otherwise;
        };
        if let Some(dialect) = Dialect::from_uri(named) {
            return Language::of(dialect);
        }
        if Dialect::is_newest_of_all(named) {
            self.no_draft(document, schema);
            return otherwise;
        }
        let base = self.documents.get(document.index());
        let base = base.map_or("", |document| document.address.as_str());
        let uri = uri::resolve(base, uri::split_fragment(named).0);
        match self.languages.get(&uri) {
            Some(Some(language)) => return *language,
            // A metaschema that is written in itself leaves its draft open.
            Some(None) => return self.unknown_dialect(document, schema),
            None if self.languages.len() >= MOST => return self.unknown_dialect(document, schema),
            None => {}
        }
        self.languages.set(uri.clone(), None);
        let language = match self.metaschema(&uri) {
            Some(metaschema) => self.described_by(metaschema),
            None => self.unknown_dialect(document, schema),
        };
        self.languages.set(uri, Some(language));
        language
    }

    /// The language of schemas whose metaschema is this document.
    fn described_by(&mut self, metaschema: DocumentId) -> Language {
        let Some(Document { dialect, root, .. }) = self.documents.get(metaschema.index()) else {
            return Language::of(self.default_dialect);
        };
        let (dialect, root) = (*dialect, root.clone());
        let vocabulary = root.value.as_object().and_then(|m| m.get("$vocabulary"));
        let Some(Value::Object(entries)) = vocabulary.map(|node| &node.value) else {
            return Language::of(dialect);
        };
        if dialect < Dialect::Draft2019 {
            return Language::of(dialect);
        }
        let mut language = Language::bare(dialect);
        for entry in entries {
            let required = entry.value.value.as_bool() == Some(true);
            if !language.switch_on(&entry.key.text, required) && required {
                self.unknown_vocabulary(metaschema, &entry.key.text, entry.key.span);
            }
        }
        language
    }

    fn unknown_vocabulary(&mut self, document: DocumentId, uri: &str, span: crate::json::Span) {
        let Some(Document {
            source, dialect, ..
        }) = self.documents.get(document.index())
        else {
            return;
        };
        let message = format!("`{uri}` is not a vocabulary of draft {dialect}");
        self.found.push(
            Diagnostic::error(Code::UNKNOWN_VOCABULARY, source, span, message)
                .with_pointer("/$vocabulary")
                .with_label("required, and not known here")
                .with_help("write `false` if schemas mean the same without it, or leave it out"),
        );
    }

    fn no_draft(&mut self, document: DocumentId, schema: &Node) {
        let Some(Document { source, .. }) = self.documents.get(document.index()) else {
            return;
        };
        let dialect = self.default_dialect;
        let message = format!("`$schema` names no draft, so draft {dialect} is taken");
        let help = format!("name the draft that is meant, such as {}", dialect.uri());
        self.found.push(
            Diagnostic::warning(Code::NO_DRAFT, source, schema.span, message)
                .with_label("means whichever draft is the newest one")
                .with_help(help),
        );
    }

    fn unknown_dialect(&mut self, document: DocumentId, schema: &Node) -> Language {
        if let Some(Document { source, .. }) = self.documents.get(document.index()) {
            let known = Dialect::ALL.map(Dialect::uri).join("\n  ");
            let help = format!(
                "name one of\n  {known}\nor keep a copy of its metaschema in a folder and name \
                 that with `--map URI-PREFIX=FOLDER`"
            );
            self.found.push(
                Diagnostic::error(
                    Code::UNKNOWN_DIALECT,
                    source,
                    schema.span,
                    "`$schema` names a dialect that is not known here",
                )
                .with_label("no published draft")
                .with_help(help),
            );
        }
        Language::of(self.default_dialect)
    }
}
