//! Writing JSON objects with the members in the order given, and numbers as they are spelled.

use serde_json::Value;

/// An object in the making.
pub(super) struct Object(String);

impl Object {
    pub(super) fn new() -> Self {
        Self("{".to_owned())
    }

    /// Adds a string member.
    pub(super) fn text(self, name: &str, value: &str) -> Self {
        self.raw(name, &Value::from(value).to_string())
    }

    /// Adds a member whose value is JSON already.
    pub(super) fn raw(mut self, name: &str, json: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&Value::from(name).to_string());
        self.0.push(':');
        self.0.push_str(json);
        self
    }

    pub(super) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// An array of texts that are JSON already.
pub(super) fn array(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    format!("[{}]", items.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_json() {
        let inner = array(["1".to_owned(), "true".to_owned()]);
        let text = Object::new()
            .text("a\"", "é\n")
            .raw("cost", "0.0500")
            .raw("list", &inner)
            .finish();
        assert_eq!(text, r#"{"a\"":"é\n","cost":0.0500,"list":[1,true]}"#);
        assert_eq!(Object::new().finish(), "{}");
        assert_eq!(array([]), "[]");
    }
}
