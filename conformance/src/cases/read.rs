use std::io;
use std::path::Path;

use mindvideo_schema::json::{self, Node};

/// A file that was read by our own reader, which keeps numbers as they are written.
pub(super) fn file(path: &Path) -> io::Result<Node> {
    let text = std::fs::read(path)?;
    json::parse_bytes(&text).map_err(|error| wrong(path, &error.to_string()))
}

/// The lines of a file of which each is JSON; none if there is no such file.
pub(super) fn lines(path: &Path) -> io::Result<Vec<Node>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let nodes = lines.map(|line| json::parse(line).map_err(|e| wrong(path, &e.to_string())));
    nodes.collect()
}

/// The elements of an array.
pub(super) fn items<'a>(node: &'a Node, path: &Path) -> io::Result<&'a [Node]> {
    node.value
        .as_array()
        .ok_or_else(|| wrong(path, "an array was expected"))
}

/// A member that has to be there.
pub(super) fn member<'a>(node: &'a Node, name: &str, path: &Path) -> io::Result<&'a Node> {
    node.value
        .as_object()
        .and_then(|members| members.get(name))
        .ok_or_else(|| wrong(path, &format!("`{name}` is missing")))
}

/// A member that is a truth value and otherwise what is given.
pub(super) fn flag(node: &Node, name: &str, otherwise: bool) -> bool {
    let members = node.value.as_object();
    let flag = members.and_then(|members| members.get(name)?.value.as_bool());
    flag.unwrap_or(otherwise)
}

/// A member that is a string.
pub(super) fn text<'a>(node: &'a Node, name: &str, path: &Path) -> io::Result<&'a str> {
    member(node, name, path)?
        .value
        .as_str()
        .ok_or_else(|| wrong(path, &format!("`{name}` is no string")))
}

fn wrong(path: &Path, what: &str) -> io::Error {
    io::Error::other(format!("{}: {what}", path.display()))
}
