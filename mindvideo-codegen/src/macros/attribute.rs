use std::path::{Path, PathBuf};

use mindvideo_schema::diagnostic::{Diagnostic, Diagnostics, human, short};
use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::tokens::{Fault, group, is_punct, split_at_commas, string};
use crate::{Settings, folder, generate};

/// What to write, for whoever wrote something else.
const USAGE: &str = "write `#[mindvideo_model(\"schemas/MODEL.json\")] pub mod model {}`";

/// `#[mindvideo_model("schemas/x.json")]` on a module: adds the generated items to those that are
/// there. The path is relative to `manifest_dir`.
///
/// On an error the module still gets a type `Input`, one that is itself an error, so that one fault
/// in a schema does not make every use of it another.
pub fn attribute(arguments: TokenStream, item: TokenStream, manifest_dir: &Path) -> TokenStream {
    let item: Vec<TokenTree> = item.into_iter().collect();
    let module = match Module::parse(&item) {
        Ok(module) => module,
        Err(fault) => {
            let error = fault.compile_error();
            return quote!(#error #(#item)*);
        }
    };
    if module.body.is_none() {
        let message = "the module needs a body for the generated items: write `{}` instead of `;`";
        let error = Fault::new(module.span, message).compile_error();
        return module.with(&error);
    }
    let arguments = match Arguments::parse(arguments, manifest_dir) {
        Ok(arguments) => arguments,
        Err(Fault { span, message }) => return module.with(&refused(span, &[message])),
    };
    module.with(&items(&arguments, manifest_dir))
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
            let warnings = warnings(*span, &module.warnings);
            let items = module.tokens();
            quote!(#items #tracked #warnings)
        }
        Err(refused) => {
            let tracked = tracked(&refused.inputs, manifest_dir);
            let error = self::refused(*span, &messages(&refused.findings));
            quote!(#error #tracked)
        }
    }
}

/// Warnings of rustc, which a macro can only give by using something deprecated.
fn warnings(span: Span, findings: &Diagnostics) -> TokenStream {
    let warning = |finding: &Diagnostic| {
        let mut note = short(finding);
        for line in finding.help.as_deref().unwrap_or_default().lines() {
            note = note + "\n  help: " + line;
        }
        quote_spanned! {span=>
            const _: () = {
                #[deprecated(note = #note)]
                const SCHEMA: () = ();
                SCHEMA
            };
        }
    };
    findings.iter().map(warning).collect()
}

/// The errors, and a type `Input`. rustc is silent about every use of a type that is an error.
fn refused(span: Span, messages: &[String]) -> TokenStream {
    let (first, others) = messages.split_first().unzip();
    let others = others.into_iter().flatten();
    quote_spanned! {span=>
        #[doc(hidden)]
        pub type Input = [(); { ::core::compile_error! { #first } }];
        #(::core::compile_error! { #others })*
    }
}

/// Lets rustc know that the module depends on the files, without writing absolute paths into it.
fn tracked(inputs: &[PathBuf], manifest_dir: &Path) -> TokenStream {
    let files = inputs.iter().filter(|input| input.is_file()).map(|input| {
        if let Ok(below) = input.strip_prefix(manifest_dir) {
            let below = format!("/{}", below.display());
            quote!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #below))
        } else {
            // Named by an absolute path, it is tracked by one.
            let path = input.display().to_string();
            quote!(#path)
        }
    });
    quote!(#(const _: &[u8] = ::core::include_bytes!(#files);)*)
}

/// The errors that were found, the way they are shown on a terminal. The last one ends with the
/// warnings: where there is an error, rustc does not come so far as to give its own.
fn messages(findings: &Diagnostics) -> Vec<String> {
    let (errors, warnings): (Vec<_>, Vec<_>) = findings.iter().partition(|found| found.is_error());
    let texts = errors.into_iter().map(human);
    let mut texts: Vec<String> = texts
        .map(|text| match text.strip_prefix("error") {
            // rustc says `error:` itself.
            Some(rest) => rest.to_owned(),
            None => text,
        })
        .collect();
    if let Some(last) = texts.last_mut() {
        for warning in warnings {
            last.push_str("\n\n");
            last.push_str(human(warning).trim_end());
        }
    }
    texts
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
            if key == "assert_format"
                && is_punct(equals, '=')
                && (value == "true" || value == "false") =>
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
    /// `None` where `;` stands instead.
    body: Option<TokenStream>,
    /// Where the body is, or should be.
    span: Span,
}

impl Module {
    fn parse(item: &[TokenTree]) -> Result<Self, Fault> {
        let mut head = item.to_vec();
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
        let name = head.get(keyword + 1).map_or(first, TokenTree::span);
        let last = head.pop();
        let body = last
            .as_ref()
            .and_then(|token| group(token, Delimiter::Brace));
        Ok(Self {
            body: body.map(Group::stream),
            span: body.map_or(name, Group::span),
            head,
        })
    }

    /// The module with these items, too.
    ///
    /// Beside items of the user's they stand in a module of their own: a user's `String` or
    /// `Option` is not meant by them.
    fn with(self, items: &TokenStream) -> TokenStream {
        let Self { head, body, span } = self;
        let all = match body.filter(|own| !own.is_empty()) {
            None => items.clone(),
            Some(own) => quote! {
                #own
                pub use self::__generated::*;
                mod __generated { #items }
            },
        };
        let mut group = Group::new(Delimiter::Brace, all);
        group.set_span(span);
        let group = TokenTree::Group(group);
        quote!(#(#head)* #group)
    }
}
