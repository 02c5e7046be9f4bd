use std::fmt::Write as _;

use mindvideo_schema::link::{Document, Linked, is_absolute, resolve};
use mindvideo_schema::schema::{Dialect, Language, Schema, Vocabulary};
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::value;

/// A schema's file and those that it refers to, each a resource with a URI of its own, so that
/// references mean the same wherever the resources are put. Draft 2020-12 calls that bundling
/// (section 9.3 of its core).
pub(super) struct Bundle<'a> {
    linked: &'a Linked,
    /// One for each document; none for metaschemas, which everybody knows.
    resources: Vec<Option<Resource>>,
}

/// One document on its way into another.
struct Resource {
    uri: String,
    dialect: Dialect,
    value: Value,
}

/// Who chooses the URIs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// The documents, as far as they do.
    Given,
    /// What they say, all together.
    ByContent,
}

/// A schema's place: the URI of the resource that it is in, and the way from there.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    uri: String,
    pointer: String,
}

impl<'a> Bundle<'a> {
    /// Puts the documents among a generator's definitions, unless they are there.
    pub(super) fn put(linked: &'a Linked, generator: &mut SchemaGenerator) -> Self {
        let mut bundle = Self::new(linked, Naming::Given);
        if !bundle.fits(generator.definitions()) {
            bundle = Self::new(linked, Naming::ByContent);
        }
        for Resource { uri, value, .. } in bundle.resources.iter().flatten() {
            let definitions = generator.definitions_mut();
            definitions.insert(uri.clone(), value.clone());
        }
        bundle
    }

    /// What refers to a schema in it.
    pub(super) fn reference(&self, schema: &Schema) -> Option<String> {
        self.place(schema).map(|place| place.reference())
    }

    fn new(linked: &'a Linked, naming: Naming) -> Self {
        let used = used(linked);
        let base = base(&used);
        let resource = |(index, document): (usize, Option<&Document>)| {
            let document = document?;
            let uri = match naming {
                Naming::ByContent if is_absolute(&document.uri) => &format!("/?{index}"),
                _ => &document.uri,
            };
            Some(Resource {
                uri: resolve(&base, uri),
                dialect: document.dialect,
                value: value::parse(&document.source.text)?,
            })
        };
        let resources = used.iter().copied().enumerate().map(resource);
        let mut bundle = Self {
            linked,
            resources: resources.collect(),
        };
        bundle.mend_references();
        for resource in bundle.resources.iter_mut().flatten() {
            resource.name_itself();
        }
        bundle
    }

    /// Whether nothing else has the URIs.
    fn fits(&self, definitions: &Map<String, Value>) -> bool {
        let mut resources = self.resources.iter().flatten();
        resources.all(|Resource { uri, value, .. }| {
            definitions
                .get(uri.as_str())
                .is_none_or(|known| known == value)
        })
    }

    /// Spells out the references that only our linker understands: those that call a document by
    /// its file although it has an `$id`, and those whose document has got another URI here.
    fn mend_references(&mut self) {
        let linked = self.linked;
        let mended = linked.reachable().into_iter().filter_map(|id| {
            let schema = linked.schema(id);
            let reference = schema.keywords()?.core.reference.as_ref()?;
            let address = reference.value.split('#').next()?;
            let target = self.place(linked.schema(linked.reference(id)?))?;
            let is_right =
                address.is_empty() || resolve(&self.place(schema)?.uri, address) == target.uri;
            (!is_right).then(|| (schema, target.reference()))
        });
        for (schema, reference) in mended.collect::<Vec<_>>() {
            let resource = self.resources.get_mut(schema.document.index());
            if let Some(Some(resource)) = resource
                && let Some(node) = resource.value.pointer_mut(linked.pointer(schema).as_str())
                && let Some(place) = node.get_mut("$ref")
            {
                *place = reference.into();
            }
        }
    }

    fn place(&self, schema: &Schema) -> Option<Place> {
        let resource = self.resources.get(schema.document.index())?.as_ref()?;
        Some(resource.place(self.linked.pointer(schema).as_str()))
    }
}

impl Resource {
    /// A place in the document: a part with a URI of its own is called by that.
    fn place(&self, pointer: &str) -> Place {
        let mut place = Place {
            uri: self.uri.clone(),
            pointer: String::new(),
        };
        let mut around = Some(&self.value);
        for step in pointer.split('/').skip(1) {
            let step = format!("/{step}");
            let node = around.and_then(|around| around.pointer(&step));
            place.pointer.push_str(&step);
            if let Some(own) = node.and_then(|node| own_address(node, self.dialect)) {
                place.uri = resolve(&place.uri, own);
                place.pointer.clear();
            }
            around = node;
        }
        place
    }

    /// Has the document say its URI, and its draft unless that is the one around it.
    fn name_itself(&mut self) {
        let dialect = self.dialect;
        if let Value::Bool(allows) = self.value {
            let schema = if allows {
                json!({})
            } else {
                json!({"not": {}})
            };
            self.value = schema;
        }
        let Value::Object(members) = &mut self.value else {
            return;
        };
        let id = id(dialect);
        if dialect.ref_replaces_siblings()
            && let Some(reference) = members.remove("$ref")
        {
            // The URI would be ignored beside it, as all else is. It stays so.
            members.retain(|name, _| name != id && !judges(name, dialect));
            members.insert("allOf".to_owned(), json!([{"$ref": reference}]));
        }
        let said = members.get(id).and_then(Value::as_str).unwrap_or_default();
        let (address, anchor) = said.split_once('#').unwrap_or((said, ""));
        if address != self.uri {
            let sign = if anchor.is_empty() { "" } else { "#" };
            let said = format!("{}{sign}{anchor}", self.uri);
            members.insert(id.to_owned(), said.into());
        }
        let schema = members.get("$schema").and_then(Value::as_str);
        if dialect != Dialect::Draft2020 && schema.is_none_or(Dialect::is_newest_of_all) {
            let end = if dialect <= Dialect::Draft7 { "#" } else { "" };
            let uri = format!("{}{end}", dialect.uri());
            members.insert("$schema".to_owned(), uri.into());
        }
    }
}

impl Place {
    fn reference(&self) -> String {
        let mut reference = self.uri.clone();
        if !self.pointer.is_empty() {
            reference.push('#');
        }
        for byte in self.pointer.bytes() {
            if byte.is_ascii_alphanumeric() || b"/-._~$".contains(&byte) {
                reference.push(byte.into());
            } else {
                let _ = write!(reference, "%{byte:02X}");
            }
        }
        reference
    }
}

/// The documents in which there is a schema that the root applies; metaschemas are left out.
fn used(linked: &Linked) -> Vec<Option<&Document>> {
    let documents = linked.documents();
    let mut used = vec![None; documents.len()];
    for id in linked.reachable() {
        let index = linked.schema(id).document.index();
        let document = documents.get(index);
        if let Some(place) = used.get_mut(index) {
            *place = document.filter(|document| !document.is_built_in);
        }
    }
    used
}

/// The keyword that gives a schema a URI.
fn id(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Draft4 => "id",
        _ => "$id",
    }
}

/// The URI that a schema gives itself, without a fragment.
fn own_address(schema: &Value, dialect: Dialect) -> Option<&str> {
    if dialect.ref_replaces_siblings() && schema.get("$ref").is_some() {
        return None;
    }
    let id = schema.get(id(dialect))?.as_str()?;
    let address = id.split('#').next()?;
    (!address.is_empty()).then_some(address)
}

/// Whether a keyword has a say in what is valid.
fn judges(name: &str, dialect: Dialect) -> bool {
    let keyword = Language::of(dialect).keyword(name);
    keyword.is_some_and(|keyword| {
        !matches!(keyword.vocabulary, Vocabulary::Core | Vocabulary::MetaData)
    })
}

/// What URIs without a scheme are relative to: a host that names what the documents say, which no
/// other documents do, and below it as many folders as they step up. A host below `invalid` is
/// never asked for anything (RFC 2606).
fn base(documents: &[Option<&Document>]) -> String {
    let mut digest = Digest::default();
    let mut folders = 0;
    for document in documents.iter().flatten() {
        digest.add(&document.uri);
        digest.add(document.dialect.as_str());
        digest.add(&document.source.text);
        let steps = document.uri.split('/').take_while(|step| *step == "..");
        folders = folders.max(steps.count());
    }
    let folders = "up/".repeat(folders);
    format!("https://{:016x}.mindvideo.invalid/{folders}", digest.0)
}

/// FNV-1a: the same on every machine and with every version of Rust.
struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Adds a text, and its end.
    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Source;
    use super::*;
    use mindvideo_schema::Evaluator;

    /// A schema, the documents it refers to, and instances: the valid ones, then the others.
    struct Case {
        source: Source,
        valid: &'static [&'static str],
        invalid: &'static [&'static str],
    }

    const fn case(schema: &'static str, dialect: Dialect) -> Source {
        Source::new("schemas/case.json", schema).dialect(dialect)
    }

    /// Parts with URIs and anchors of their own.
    const PARTS: &str = r##"{
        "$id": "http://h/x/",
        "$defs": {"a": {"$id": "a", "$defs": {"b": {"$anchor": "b", "type": "null"}}}},
        "prefixItems": [{"$ref": "a#b"}, {"$ref": "#/$defs/a/$defs/b"}, {"$ref": "http://h/x/a#/$defs/b"}]
    }"##;

    static CASES: [Case; 8] = [
        // Its draft is nowhere in it, and means something else in a newer one.
        Case {
            source: case(
                r##"{"items": [{"$ref": "#/definitions/n", "maximum": 1}], "definitions": {"n": {"type": "integer"}}}"##,
                Dialect::Draft7,
            ),
            valid: &["[2, true]", "[]"],
            invalid: &["[true]"],
        },
        Case {
            source: case(
                r##"{"id": "#top", "properties": {"n": {"maximum": 1, "exclusiveMaximum": true}, "in": {"$ref": "#top"}}}"##,
                Dialect::Draft4,
            ),
            valid: &[r#"{"n": 0, "in": {"in": {"n": 0}}}"#],
            invalid: &[r#"{"n": 1}"#, r#"{"in": {"in": {"n": 1}}}"#],
        },
        Case {
            source: case(
                r#"{"$schema": "http://json-schema.org/schema#", "items": [{"type": "null"}]}"#,
                Dialect::Draft2019,
            ),
            valid: &["[null, 1]"],
            invalid: &["[1]"],
        },
        // What stands beside `$ref` is ignored, a URI as well.
        Case {
            source: case(
                r##"{"$id": "http://h/x", "$ref": "#/definitions/n", "minimum": 9, "definitions": {"n": {"type": "integer"}}}"##,
                Dialect::Draft6,
            ),
            valid: &["1"],
            invalid: &["1.5"],
        },
        // Up from the file's folder, further up from there, and back to the file by its name.
        Case {
            source: case(r#"{"items": {"$ref": "../a/b.json"}}"#, Dialect::Draft2020).with(&[
                ("../a/b.json", r#"{"$ref": "../../c.json#/$defs/d%20e"}"#),
                (
                    "../../c.json",
                    r#"{"$defs": {"d e": {"anyOf": [{"type": "string"}, {"$ref": "case.json"}]}}}"#,
                ),
                ("../../case.json", r#"{"type": "null"}"#),
            ]),
            valid: &[r#"[null, "a"]"#],
            invalid: &["[1]", "[[]]"],
        },
        Case {
            source: case(PARTS, Dialect::Draft2020),
            valid: &["[null, null, null]"],
            invalid: &["[1]", "[null, 1]", "[null, null, 1]"],
        },
        // A document that calls itself otherwise than references do.
        Case {
            source: case(
                r#"{"$id": "http://h/x", "items": {"$ref": "http://h/y#/$defs/~1"}}"#,
                Dialect::Draft2020,
            )
            .with(&[(
                "http://h/y",
                r##"{"$id": "http://h/z", "$defs": {"/": {"type": "array", "items": {"$ref": "#/$defs/~1"}}}}"##,
            )]),
            valid: &["[[], [[]]]"],
            invalid: &["[1]", "[[[1]]]"],
        },
        // A metaschema is known without being brought along.
        Case {
            source: case(
                r#"{"$ref": "https://json-schema.org/draft/2020-12/schema"}"#,
                Dialect::Draft2020,
            ),
            valid: &[r#"{"minLength": 1}"#, "true"],
            invalid: &[r#"{"minLength": -1}"#],
        },
    ];

    /// Who judges lists of a case's values, by a document that has other definitions as well.
    fn lists_of(linked: &Linked, mut generator: SchemaGenerator) -> Evaluator {
        let others = generator.definitions().clone();
        let bundle = Bundle::put(linked, &mut generator);
        let reference = bundle.reference(linked.schema(linked.root()));
        for (uri, other) in &others {
            assert_eq!(generator.definitions().get(uri), Some(other));
        }
        let definitions = generator.take_definitions(true);
        let text = json!({"items": {"$ref": reference}, "$defs": definitions}).to_string();
        Evaluator::new(&text).expect(&text)
    }

    /// Definitions of others that have the URIs which documents give themselves.
    fn others(linked: &Linked) -> SchemaGenerator {
        let mut generator = SchemaGenerator::default();
        for Resource { uri, .. } in Bundle::new(linked, Naming::Given)
            .resources
            .iter()
            .flatten()
        {
            if !uri.contains(".mindvideo.invalid/") {
                let other = json!({"$id": uri, "not": {}});
                generator.definitions_mut().insert(uri.clone(), other);
            }
        }
        generator
    }

    #[test]
    fn what_is_referred_to_says_what_it_said_alone() {
        for case in &CASES {
            let linked = case.source.root().find().unwrap().0.linked();
            for generator in [SchemaGenerator::default(), others(linked)] {
                let lists = lists_of(linked, generator);
                let says = |text: &str| lists.check_json(format!("[{text}]").as_bytes());
                for text in case.valid {
                    assert_eq!(says(text), Ok(()), "{text}");
                }
                for text in case.invalid {
                    assert!(says(text).is_err(), "{text}");
                }
            }
        }
    }

    #[test]
    fn references_that_are_right_stay() {
        static SOURCE: Source = case(PARTS, Dialect::Draft2020);
        let linked = SOURCE.root().find().unwrap().0.linked();
        let parts = value::parse(PARTS).unwrap();
        let bundle = Bundle::new(linked, Naming::Given);
        let given = bundle.resources.first().and_then(Option::as_ref);
        assert_eq!(given.map(|given| &given.value), Some(&parts));
        let target = linked.at(None, "/$defs/a/$defs/b").unwrap();
        let reference = bundle.reference(linked.schema(target));
        assert_eq!(reference.as_deref(), Some("http://h/x/a#/$defs/b"));
    }

    #[test]
    fn a_bundle_is_there_once() {
        let mut generator = SchemaGenerator::default();
        for case in &CASES {
            let linked = case.source.root().find().unwrap().0.linked();
            let first = Bundle::put(linked, &mut generator);
            let known = generator.definitions().len();
            let again = Bundle::put(linked, &mut generator);
            assert_eq!(generator.definitions().len(), known);
            let uris = |bundle: &Bundle<'_>| -> Vec<_> {
                let resources = bundle.resources.iter().flatten();
                resources.map(|resource| resource.uri.clone()).collect()
            };
            assert_eq!(uris(&first), uris(&again));
        }
    }
}
