use std::path::{Path, PathBuf};

use mindvideo_schema::diagnostic::{Diagnostics, human};
use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::tokens::{Fault, group, is_punct, split_at_commas, string};
use crate::{Settings, folder, generate};

/// What to write, for whoever wrote something else.
const USAGE: &str = "write `#[mindvideo_model(\"schemas/MODEL.json\")] pub mod model {}`";

/// `#[mindvideo_model("schemas/x.json")]` on a module: adds the generated items to those that are
/// there. The path is relative to `manifest_dir`.
///
/// On an error the module still gets a type `Input`, so that one fault in a schema does not make
/// every use of it an error, too.
pub fn attribute(arguments: TokenStream, item: TokenStream, manifest_dir: &Path) -> TokenStream {
    let module = match Module::parse(item.clone()) {
        Ok(module) => module,
        Err(fault) => {
            let error = fault.compile_error();
            return quote!(#error #item);
        }
    };
    let arguments = match Arguments::parse(arguments, manifest_dir) {
        Ok(arguments) => arguments,
        Err(fault) => {
            let error = fault.compile_error();
            return module.with(quote!(#error));
        }
    };
    module.with(items(&arguments, manifest_dir))
}

fn items(arguments: &Arguments, manifest_dir: &Path) -> TokenStream {
    let Arguments {
        name,
        span,
        settings,
    } = arguments;
    let path = manifest_dir.join(name);
    match generate(&path, &folder::name(Path::new(name)), settings) {
        Ok(module) => {
            let tracked = tracked(&module.inputs, manifest_dir);
            let items = module.tokens;
            quote!(#items #tracked)
        }
        Err(refused) => {
            let message = message(&refused.findings);
            let tracked = tracked(&refused.inputs, manifest_dir);
            quote_spanned! {*span=>
                ::core::compile_error! { #message }
                #[doc(hidden)]
                pub type Input = ::mindvideo::typed::Refused;
                #tracked
            }
        }
    }
}

/// Lets rustc know that the module depends on the files, without writing absolute paths into it.
fn tracked(inputs: &[PathBuf], manifest_dir: &Path) -> TokenStream {
    let below = inputs
        .iter()
        .filter(|input| input.exists())
        .filter_map(|input| input.strip_prefix(manifest_dir).ok())
        .map(|input| format!("/{}", input.display()));
    let files = below.map(|path| quote!(concat!(env!("CARGO_MANIFEST_DIR"), #path)));
    quote!(#(const _: &[u8] = include_bytes!(#files);)*)
}

/// Everything that was found, the way it is shown on a terminal.
fn message(findings: &Diagnostics) -> String {
    let texts: Vec<String> = findings
        .iter()
        .filter(|f| f.is_error())
        .map(human)
        .collect();
    // rustc says `error:` itself.
    let text = texts.join("\n\n");
    text.strip_prefix("error")
        .map(str::to_owned)
        .unwrap_or(text)
}

struct Arguments {
    name: String,
    span: Span,
    settings: Settings,
}

impl Arguments {
    fn parse(tokens: TokenStream, manifest_dir: &Path) -> Result<Self, Fault> {
        let mut parts = split_at_commas(tokens).into_iter();
        let Some((name, span)) = parts.next().as_deref().and_then(path) else {
            return Err(Fault::new(
                Span::call_site(),
                format!("the path of a schema is missing: {USAGE}"),
            ));
        };
        let mut settings = Settings::new();
        for part in parts {
            option(&part, manifest_dir, &mut settings)?;
        }
        Ok(Self {
            name,
            span,
            settings,
        })
    }
}

fn path(part: &[TokenTree]) -> Option<(String, Span)> {
    match part {
        [TokenTree::Literal(literal)] => Some((string(literal)?, literal.span())),
        _ => None,
    }
}

/// `assert_format = true`, `draft = "7"`, `map("https://example.com/" = "vendor")`
fn option(part: &[TokenTree], manifest_dir: &Path, to: &mut Settings) -> Result<(), Fault> {
    let span = part.first().map_or_else(Span::call_site, TokenTree::span);
    match part {
        [TokenTree::Ident(key), equals, TokenTree::Ident(value)]
            if key == "assert_format" && is_punct(equals, '=') =>
        {
            to.assert_format = value == "true";
            Ok(())
        }
        [TokenTree::Ident(key), equals, TokenTree::Literal(value)]
            if key == "draft" && is_punct(equals, '=') =>
        {
            let draft = string(value).unwrap_or_else(|| value.to_string());
            let parsed = draft.parse();
            to.draft = parsed.map_err(|error| Fault::new(value.span(), format!("{error}")))?;
            Ok(())
        }
        [TokenTree::Ident(key), list] if key == "map" => {
            let list = group(list, Delimiter::Parenthesis);
            let pair = list.and_then(|list| map(list.stream()));
            let (prefix, folder) = pair.ok_or_else(|| {
                let usage = "write `map(\"https://example.com/schemas/\" = \"vendor\")`";
                Fault::new(span, usage)
            })?;
            to.maps.push((prefix, manifest_dir.join(folder)));
            Ok(())
        }
        _ => Err(Fault::new(
            span,
            "the options are `draft = \"7\"`, `assert_format = true` and `map(\"URI-PREFIX\" = \"FOLDER\")`",
        )),
    }
}

fn map(tokens: TokenStream) -> Option<(String, String)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let literal = |literal: &Literal| string(literal);
    match &tokens[..] {
        [
            TokenTree::Literal(prefix),
            equals,
            TokenTree::Literal(folder),
        ] if is_punct(equals, '=') => literal(prefix).zip(literal(folder)),
        _ => None,
    }
}

/// A module as it was written, up to its braces.
struct Module {
    head: Vec<TokenTree>,
    body: TokenStream,
    span: Span,
}

impl Module {
    fn parse(item: TokenStream) -> Result<Self, Fault> {
        let mut head: Vec<TokenTree> = item.into_iter().collect();
        let keyword = head
            .iter()
            .position(|token| matches!(token, TokenTree::Ident(word) if word == "mod"));
        let first = head.first().map_or_else(Span::call_site, TokenTree::span);
        let Some(keyword) = keyword.filter(|at| head.len() == at + 3) else {
            return Err(Fault::new(
                first,
                format!("`#[mindvideo_model]` belongs on a module: {USAGE}"),
            ));
        };
        let last = head.pop();
        let name = head.get(keyword + 1).map_or(first, TokenTree::span);
        match last
            .as_ref()
            .and_then(|token| group(token, Delimiter::Brace))
        {
            Some(body) => Ok(Self {
                head,
                body: body.stream(),
                span: body.span(),
            }),
            None => Err(Fault::new(
                name,
                "the module needs a body for the generated items: write `{}` instead of `;`",
            )),
        }
    }

    fn with(self, items: TokenStream) -> TokenStream {
        let Self { head, body, span } = self;
        let mut group = Group::new(Delimiter::Brace, quote!(#body #items));
        group.set_span(span);
        let group = TokenTree::Group(group);
        quote!(#(#head)* #group)
    }
}
