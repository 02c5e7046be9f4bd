use mindvideo_schema::json;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::SchemaId;

/// How many references are followed to the schema that they stand for.
const MOST_STEPS: usize = 256;

/// What may stand beside a reference and asks nothing of a value.
const SILENT: [&str; 13] = [
    "$ref",
    "$comment",
    "$defs",
    "$id",
    "$schema",
    "default",
    "definitions",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// The schema that one which is nothing but a reference stands for.
pub(super) fn meant(linked: &Linked, id: SchemaId) -> SchemaId {
    let mut at = id;
    for _ in 0..MOST_STEPS {
        let schema = linked.schema(at);
        let document = linked.document(schema.document);
        let text = schema.span.text(&document.source.text);
        match linked.reference(at) {
            Some(target) if document.dialect.ref_replaces_siblings() || only_refers(text) => {
                at = target;
            }
            _ => break,
        }
    }
    at
}

/// Whether nothing beside a reference says what is valid.
fn only_refers(text: &str) -> bool {
    let node = json::parse(text).ok();
    let members = node.as_ref().and_then(|node| node.value.as_object());
    members.into_iter().flatten().all(|member| {
        let name = &*member.key.text;
        SILENT.contains(&name) || name.starts_with("x-")
    })
}
