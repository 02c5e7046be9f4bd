//! What changed in the generated Rust, read from the generated code itself.

use std::collections::{BTreeMap, BTreeSet};

use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Property, SchemaId};
use quote::{ToTokens, quote};

use super::{Change, Direction, Place, Verdict};
use crate::Module;
use crate::generate::Judged;
use crate::model::{Location, Scope, Shape, Type};

/// What a program can name, by its path: `Input`, `Input::prompt`, `Input::new()`.
type Items = BTreeMap<String, Item>;

struct Item {
    /// The path of what it belongs to.
    owner: String,
    /// `struct`, `field`, …
    noun: &'static str,
    /// Its type or signature; what it derives, for a type.
    text: String,
}

impl Item {
    fn of(noun: &'static str, owner: &str, text: String) -> Self {
        let owner = owner.to_owned();
        Self { owner, noun, text }
    }
}

/// Every item that is gone, has changed or has come, where that is not said by another one.
pub(super) fn compare(old: &Judged, new: &Judged) -> Vec<Change> {
    let (before, after) = (items(&old.module), items(&new.module));
    let (was_at, is_at) = (places(old), places(new));
    let gone_or_changed = before.iter().filter_map(|(path, was)| {
        let Item { noun, text, .. } = was;
        let (code, message) = match after.get(path) {
            _ if told_by_another(path, was, &before, &after) => return None,
            Some(is) if is.text == *text => return None,
            Some(is) => {
                let message = format!("the {noun} `{path}` was `{text}` and is `{}`", is.text);
                (Code::API_CHANGED, message)
            }
            None => (Code::API_REMOVED, format!("the {noun} `{path}` is gone")),
        };
        Some((code, Verdict::Major, path, was, message))
    });
    let new = after.iter().filter_map(|(path, is)| {
        let breaks = match is.noun {
            "field" => "struct literals that list all fields no longer compile",
            "variant" => "a `match` that lists all variants no longer compiles",
            _ => return None,
        };
        let is_told = before.contains_key(path) || !before.contains_key(&is.owner);
        let message = format!("the {} `{path}` is new: {breaks}", is.noun);
        (!is_told).then_some((Code::API_ADDED, Verdict::Minor, path, is, message))
    });
    let said = gone_or_changed.chain(new);
    said.map(|(code, verdict, path, item, message)| Change {
        code,
        direction: Direction::Neutral,
        verdict,
        message,
        old: nearest(&was_at, path, item),
        new: nearest(&is_at, path, item),
        narrowed: None,
        widened: None,
    })
    .collect()
}

/// Where the schema has what the item is made of, or else what it belongs to.
fn nearest(places: &BTreeMap<String, Place>, path: &str, item: &Item) -> Option<Place> {
    let steps = [path.trim_end_matches("()"), &item.owner, "Input"];
    steps.into_iter().find_map(|path| places.get(path)).cloned()
}

/// Whether an item is gone with what it belongs to, or is the setter of a field that changed, too.
fn told_by_another(path: &str, item: &Item, before: &Items, after: &Items) -> bool {
    if !item.owner.is_empty() && !after.contains_key(&item.owner) {
        return true;
    }
    let field = path.trim_end_matches("()");
    let text = |items: &Items| items.get(field).map(|item| item.text.clone());
    item.noun == "function" && before.contains_key(field) && text(before) != text(after)
}

/// Where the schema has what types and fields are made of.
fn places(judged: &Judged) -> BTreeMap<String, Place> {
    let linked = judged.evaluator.linked();
    let mut found = BTreeMap::new();
    for made in judged.module.types() {
        let within = match made.name.scope {
            Scope::Root => "",
            Scope::Defs => "defs::",
            Scope::Definitions => "definitions::",
        };
        let path = format!("{within}{}", made.name.ident);
        let Location { document, pointer } = &made.location;
        if let Some(id) = linked.at(document.as_deref(), pointer) {
            fields(linked, id, made, &path, &mut found);
            found.insert(path, Place::of(linked, id));
        }
    }
    found
}

fn fields(
    linked: &Linked,
    id: SchemaId,
    made: &Type,
    path: &str,
    found: &mut BTreeMap<String, Place>,
) {
    let keywords = linked.schema(id).keywords();
    let properties = keywords.and_then(|keywords| keywords.object.properties.as_ref());
    let (Shape::Record(record), Some(properties)) = (&made.shape, properties) else {
        return;
    };
    for field in &record.fields {
        if let Some(Property { name, schema }) = properties.value.find(&field.wire) {
            let place = Place {
                span: name.span,
                pointer: linked.pointer(linked.schema(*schema)).to_string(),
                ..Place::of(linked, id)
            };
            found.insert(format!("{path}::{}", field.ident), place);
        }
    }
}

fn items(module: &Module) -> Items {
    let mut found = Items::new();
    if let Ok(file) = syn::parse2::<syn::File>(module.tokens()) {
        for item in &file.items {
            collect(item, "", &mut found);
        }
    }
    found
}

fn collect(item: &syn::Item, within: &str, found: &mut Items) {
    match item {
        syn::Item::Struct(item) => {
            let path = format!("{within}{}", item.ident);
            for (index, field) in item.fields.iter().enumerate() {
                let name = match &field.ident {
                    Some(name) => name.to_string(),
                    None => index.to_string(),
                };
                let member = Item::of("field", &path, text(&field.ty));
                found.insert(format!("{path}::{name}"), member);
            }
            found.insert(path, Item::of("struct", "", traits(&item.attrs)));
        }
        syn::Item::Enum(item) => {
            let path = format!("{within}{}", item.ident);
            for variant in &item.variants {
                let (name, fields) = (&variant.ident, &variant.fields);
                let member = Item::of("variant", &path, text(&quote!(#name #fields)));
                found.insert(format!("{path}::{name}"), member);
            }
            found.insert(path, Item::of("enum", "", traits(&item.attrs)));
        }
        syn::Item::Type(item) => {
            let path = format!("{within}{}", item.ident);
            found.insert(path, Item::of("type", "", text(&item.ty)));
        }
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let path = format!("{within}{}", text(&item.self_ty));
            functions(&item.items, &path, found);
        }
        syn::Item::Mod(item) => {
            let within = format!("{within}{}::", item.ident);
            for item in item.content.iter().flat_map(|(_, items)| items) {
                collect(item, &within, found);
            }
        }
        _ => {}
    }
}

fn functions(items: &[syn::ImplItem], owner: &str, found: &mut Items) {
    for item in items {
        if let syn::ImplItem::Fn(item) = item {
            let path = format!("{owner}::{}()", item.sig.ident);
            found.insert(path, Item::of("function", owner, text(&item.sig)));
        }
    }
}

/// What a type derives: losing one of them takes something away.
fn traits(attributes: &[syn::Attribute]) -> String {
    let derives = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"));
    let names: BTreeSet<String> = derives
        .filter_map(|attribute| attribute.meta.require_list().ok())
        .flat_map(|list| {
            let text = list.tokens.to_string();
            text.split(',')
                .map(|name| name.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// Tokens as a person writes them.
fn text(tokens: &impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    let tight = [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        (" <", "<"),
        (" >", ">"),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" :", ":"),
        ("::mindvideo::", "mindvideo::"),
    ];
    tight
        .into_iter()
        .fold(spaced, |text, (wide, close)| text.replace(wide, close))
}
