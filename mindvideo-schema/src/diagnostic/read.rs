use super::{Diagnostic, Source};
use crate::json::{Node, parse_bytes};
use std::sync::Arc;

/// Reads a file's bytes as JSON; `name` is what people call the file.
///
/// The error is boxed because it is large and rare.
///
/// ```
/// use mindvideo_schema::diagnostic::read;
///
/// let (source, node) = read("schemas/a.json", b"[1, 2]".to_vec())?;
/// assert_eq!(node.span.text(&source.text), "[1, 2]");
///
/// let finding = read("schemas/a.json", b"[1; 2]".to_vec()).unwrap_err();
/// assert_eq!(
///     finding.to_string(),
///     "schemas/a.json:1:3: error[MV0001]: expected `,` or `]`, found `;`"
/// );
/// # Ok::<(), Box<mindvideo_schema::diagnostic::Diagnostic>>(())
/// ```
pub fn read(name: &str, bytes: Vec<u8>) -> Result<(Arc<Source>, Node), Box<Diagnostic>> {
    let parsed = parse_bytes(&bytes);
    // What is not UTF-8 is shown as far as it can be; places before it stay what they are.
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    let source = Arc::new(Source::new(name, text));
    match parsed {
        Ok(node) => Ok((source, node)),
        Err(error) => Err(Box::new(Diagnostic::not_json(&error, &source))),
    }
}
