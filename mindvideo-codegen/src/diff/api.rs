//! What changed in the generated Rust, read from the generated code itself.

use std::collections::{BTreeMap, BTreeSet};

use mindvideo_schema::Evaluator;
use mindvideo_schema::diagnostic::Code;
use quote::{ToTokens, quote};

use super::{Change, Direction, Place, Verdict};
use crate::model::{Location, Scope, Shape};
use crate::{Module, lower};

/// What a program can name, by its path: `Input`, `Input::prompt`, `Input::new()`.
type Items = BTreeMap<String, Item>;

/// One of the two versions that are compared.
pub(super) struct Version<'a> {
    pub(super) module: &'a Module,
    pub(super) evaluator: &'a Evaluator,
}

struct Item {
    /// The path of what it belongs to.
    owner: String,
    /// `struct`, `field`, …
    noun: &'static str,
    /// Its type or signature; what it derives, for a type.
    text: String,
}

/// Every item that is gone, has changed or has come, where that is not said by another one.
pub(super) fn compare(old: &Version<'_>, new: &Version<'_>) -> Vec<Change> {
    let (before, after) = (items(old.module), items(new.module));
    let (was_at, is_at) = (places(old.evaluator), places(new.evaluator));
    let mut changes = Vec::new();
    let mut say = |code, verdict, path: &str, owner: &str, message| {
        let at = |places: &BTreeMap<String, Place>| {
            let field = path.trim_end_matches("()");
            let nearest = [field, owner, "Input"];
            nearest
                .into_iter()
                .find_map(|path| places.get(path))
                .cloned()
        };
        let (old, new) = (at(&was_at), at(&is_at));
        changes.push(Change {
            code,
            direction: Direction::Neutral,
            verdict,
            message,
            old,
            new,
            narrowed: None,
            widened: None,
        });
    };
    for (path, was) in &before {
        let Item { noun, text, .. } = was;
        match after.get(path) {
            None if told_by_another(path, was, &before, &after) => {}
            None => {
                let message = format!("the {noun} `{path}` is gone");
                say(Code::API_REMOVED, Verdict::Major, path, &was.owner, message);
            }
            Some(is) if is.text == *text || told_by_another(path, was, &before, &after) => {}
            Some(is) => {
                let message = format!("the {noun} `{path}` was `{text}` and is `{}`", is.text);
                say(Code::API_CHANGED, Verdict::Major, path, &was.owner, message);
            }
        }
    }
    for (path, is) in after.iter().filter(|(path, _)| !before.contains_key(*path)) {
        let breaks = match is.noun {
            "field" => "struct literals that list all fields no longer compile",
            "variant" => "a `match` that lists all variants no longer compiles",
            _ => continue,
        };
        if before.contains_key(&is.owner) {
            let message = format!("the {} `{path}` is new: {breaks}", is.noun);
            say(Code::API_ADDED, Verdict::Minor, path, &is.owner, message);
        }
    }
    changes
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
fn places(evaluator: &Evaluator) -> BTreeMap<String, Place> {
    let linked = evaluator.linked();
    let mut found = BTreeMap::new();
    for made in lower::lower(evaluator, "").types {
        let within = match made.name.scope {
            Scope::Root => "",
            Scope::Defs => "defs::",
            Scope::Definitions => "definitions::",
        };
        let path = format!("{within}{}", made.name.ident);
        let Location { document, pointer } = &made.location;
        let Some(id) = linked.at(document.as_deref(), pointer) else {
            continue;
        };
        let schema = Place::of(linked, id);
        let keywords = linked.schema(id).keywords();
        let properties = keywords.and_then(|keywords| keywords.object.properties.as_ref());
        if let Shape::Record(record) = &made.shape {
            for field in &record.fields {
                let declared = properties.iter().flat_map(|at| &at.value);
                let mut named = declared.filter(|property| property.name.text == field.wire);
                if let Some(property) = named.next() {
                    let place = Place {
                        span: property.name.span,
                        pointer: linked.schema(property.schema).pointer.to_string(),
                        ..schema.clone()
                    };
                    found.insert(format!("{path}::{}", field.ident), place);
                }
            }
        }
        found.insert(path, schema);
    }
    found
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
    let mut add = |path: String, owner: &str, noun, text: String| {
        let owner = owner.to_owned();
        found.insert(path, Item { owner, noun, text });
    };
    match item {
        syn::Item::Struct(item) => {
            let path = format!("{within}{}", item.ident);
            add(path.clone(), "", "struct", traits(&item.attrs));
            for (index, field) in item.fields.iter().enumerate() {
                let name = match &field.ident {
                    Some(name) => name.to_string(),
                    None => index.to_string(),
                };
                add(format!("{path}::{name}"), &path, "field", text(&field.ty));
            }
        }
        syn::Item::Enum(item) => {
            let path = format!("{within}{}", item.ident);
            add(path.clone(), "", "enum", traits(&item.attrs));
            for variant in &item.variants {
                let (name, fields) = (&variant.ident, &variant.fields);
                add(
                    format!("{path}::{name}"),
                    &path,
                    "variant",
                    text(&quote!(#name #fields)),
                );
            }
        }
        syn::Item::Type(item) => {
            let path = format!("{within}{}", item.ident);
            add(path, "", "type", text(&item.ty));
        }
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let path = format!("{within}{}", text(&item.self_ty));
            for item in &item.items {
                if let syn::ImplItem::Fn(item) = item {
                    let name = &item.sig.ident;
                    add(
                        format!("{path}::{name}()"),
                        &path,
                        "function",
                        text(&item.sig),
                    );
                }
            }
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
