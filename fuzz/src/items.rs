use std::collections::HashSet;

use syn::{Expr, Fields, ImplItem, Item, Stmt};

/// Two items of one name, two fields, two variants or two methods are what rustc refuses first.
pub(crate) fn assert_distinct<'a>(items: impl IntoIterator<Item = &'a Item>) {
    let (mut types, mut values) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Struct(made) => {
                types.push(&made.ident);
                assert_fields(&made.fields);
            }
            Item::Enum(made) => {
                types.push(&made.ident);
                assert_each("an enum", made.variants.iter().map(|it| &it.ident));
            }
            Item::Type(made) => types.push(&made.ident),
            Item::Static(made) => values.push(&made.ident),
            Item::Impl(made) if made.trait_.is_none() => {
                let methods = made.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) => Some(&method.sig.ident),
                    _ => None,
                });
                assert_each("an impl", methods);
            }
            Item::Mod(made) => {
                types.push(&made.ident);
                let within: Vec<&Item> = made.content.iter().flat_map(|(_, it)| it).collect();
                assert_distinct(within);
            }
            // The block with the tables.
            Item::Const(made) => assert_distinct(within(&made.expr)),
            _ => {}
        }
    }
    assert_each("a module", types);
    assert_each("a module", values);
}

fn within(expression: &Expr) -> Vec<&Item> {
    let Expr::Block(block) = expression else {
        return Vec::new();
    };
    let items = block
        .block
        .stmts
        .iter()
        .filter_map(|statement| match statement {
            Stmt::Item(item) => Some(item),
            _ => None,
        });
    items.collect()
}

fn assert_fields(fields: &Fields) {
    assert_each(
        "a struct",
        fields.iter().filter_map(|field| field.ident.as_ref()),
    );
}

fn assert_each<'a>(within: &str, names: impl IntoIterator<Item = &'a syn::Ident>) {
    let mut seen = HashSet::new();
    for name in names {
        assert!(seen.insert(name), "`{name}` is there twice in {within}");
    }
}
