//! An input in the making: what a file and the flags give, and which of them gave what.

use std::{collections::BTreeMap, fs, io::Read as _, path::Path};

use mindvideo::{AnyInput, ModelInfo, Violation, client::Upload};
use serde_json::{Value, value::RawValue};

use super::{
    fault::{Fault, Refused},
    fields::Schema,
};

/// An input in the making. Numbers stay the texts they are, so none is rounded on the way.
pub(crate) struct Draft {
    model: &'static ModelInfo,
    schema: Schema,
    uploads: Vec<Upload>,
    json: String,
    /// Where the text came from, as long as it is that text.
    source: Option<String>,
    given: Vec<Given>,
    faults: Vec<Refused>,
}

/// Which flag gave a value.
struct Given {
    pointer: String,
    flag: String,
}

/// A step down into a JSON value.
enum Step {
    Member(String),
    Item(usize),
}

impl Draft {
    pub(crate) fn new(model: &'static ModelInfo) -> Self {
        Self {
            model,
            schema: Schema::of(model),
            uploads: Upload::all_of(model),
            json: "{}".to_owned(),
            source: None,
            given: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Begins with the JSON text in a file, or of standard input.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn read(&mut self, path: &Path) -> Result<(), Fault> {
        let mut bytes = Vec::new();
        let read = if path == Path::new("-") {
            std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
        } else {
            fs::read(path).map(|text| bytes = text)
        };
        let text = read.and_then(|()| String::from_utf8(bytes).map_err(std::io::Error::other));
        self.json = text.map_err(|error| Fault::Io {
            problem: format!("--input {}: {error}", path.display()),
            cure: "name a file with the input as JSON, or - for standard input".to_owned(),
        })?;
        self.source = Some(format!("--input {}", path.display()));
        Ok(())
    }

    /// Sets a field. What is wrong with the value is said by [`finish`](Self::finish), with all the rest.
    pub(crate) fn set(&mut self, flag: String, field: &str, value: &str) {
        let (steps, schema, path) = self.steps(field);
        let file_field = self.uploads.iter().find(|upload| {
            upload.path() == path || upload.path().strip_suffix("[]") == Some(&path)
        });
        let leaf = match file_field {
            Some(upload) => medium(upload, self.is_list(schema), value),
            None => Ok(self.leaf(schema, value)),
        };
        let adds = file_field.is_some() && self.is_list(schema) && !value.starts_with('[');
        let put = leaf.and_then(|leaf| {
            let placed = put(&self.json, &steps, &leaf, adds)?;
            Ok(placed)
        });
        match put {
            Ok((json, pointer)) => {
                self.json = json;
                self.given.push(Given { pointer, flag });
            }
            Err(message) => self.faults.push(Refused::by_flag(flag, message)),
        }
    }

    /// The input, if every rule of the schema holds.
    ///
    /// # Errors
    /// Every value that is refused, each with the flag that gave it.
    pub(crate) fn finish(self) -> Result<AnyInput, Fault> {
        let judged = self.model.from_json(&self.json);
        let found = judged.as_ref().err().into_iter().flatten();
        let refused = found.map(|violation| self.explain(violation));
        let refused: Vec<_> = self.faults.iter().cloned().chain(refused).collect();
        match judged {
            Ok(input) if refused.is_empty() => Ok(input),
            _ => Err(Fault::Refused {
                model: self.model.slug,
                refused,
            }),
        }
    }

    /// A violation, and who is to blame.
    fn explain(&self, violation: &Violation) -> Refused {
        let at = &violation.instance;
        let given = self.given.iter().filter(|given| {
            below(at, &given.pointer) || (!at.is_empty() && below(&given.pointer, at))
        });
        let flags: Vec<_> = given.map(|given| given.flag.as_str()).collect();
        let mut violation = violation.clone();
        if self.source.is_none() || !self.given.is_empty() {
            // The text is one of our own making; its lines tell nobody anything.
            violation.place = None;
        }
        let given = if flags.is_empty() {
            self.source.clone()
        } else {
            Some(flags.join(", "))
        };
        Refused { given, violation }
    }

    /// The way to a field, its schema if it has one, and its path as [`Upload`] writes it.
    fn steps(&self, field: &str) -> (Vec<Step>, Option<&Value>, String) {
        let (mut steps, mut path) = (Vec::new(), String::new());
        let mut schema = Some(self.schema.root());
        let mut rest = field;
        while !rest.is_empty() {
            let whole = schema.and_then(|schema| self.schema.member(schema, rest));
            let (name, behind) = match (whole, rest.split_once('.')) {
                (None, Some((name, behind))) => (name, behind),
                _ => (rest, ""),
            };
            rest = behind;
            let number = name.parse().ok().filter(|_| self.is_list(schema));
            if let Some(number) = number {
                schema = schema.and_then(|schema| self.schema.items(schema));
                path.push_str("[]");
                steps.push(Step::Item(number));
            } else {
                schema = schema.and_then(|schema| self.schema.member(schema, name));
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
                steps.push(Step::Member(name.to_owned()));
            }
        }
        (steps, schema, path)
    }

    fn is_list(&self, schema: Option<&Value>) -> bool {
        schema.is_some_and(|schema| self.schema.types(schema).contains(&"array"))
    }

    /// A value as JSON: the text itself, unless the schema speaks of other types alone. What is no JSON then stays a text,
    /// for the schema to refuse in its own words.
    fn leaf(&self, schema: Option<&Value>, value: &str) -> String {
        let types = schema
            .map(|schema| self.schema.types(schema))
            .unwrap_or_default();
        let json = (!types.contains(&"string")).then(|| value.trim());
        let json = json.filter(|text| serde_json::from_str::<&RawValue>(text).is_ok());
        json.map_or_else(|| quoted(value), str::to_owned)
    }
}

/// Whether a pointer is another one or below it.
fn below(pointer: &str, above: &str) -> bool {
    let rest = pointer.strip_prefix(above);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// The JSON for a field that takes files: a URL stays one, a path becomes the file.
fn medium(upload: &Upload, list: bool, value: &str) -> Result<String, String> {
    let one = |text: &str| {
        let scheme = text
            .split_once(':')
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        if matches!(scheme.as_deref(), Some("http" | "https" | "data")) {
            return Ok(text.to_owned());
        }
        let file = upload.file(text).map_err(|fault| fault.to_string());
        file.map(String::from)
    };
    if !(list && value.trim_start().starts_with('[')) {
        return one(value).map(|text| quoted(&text));
    }
    let Ok(items) = serde_json::from_str::<Vec<Value>>(value) else {
        return Ok(quoted(value));
    };
    let items = items.into_iter().map(|item| match item {
        Value::String(text) => one(&text).map(Value::from),
        other => Ok(other),
    });
    let items: Vec<Value> = items.collect::<Result<_, String>>()?;
    Ok(Value::from(items).to_string())
}

/// A JSON text with a value put in, and the pointer to it. `adds`: behind the items of the list at the end of the way.
fn put(json: &str, steps: &[Step], leaf: &str, adds: bool) -> Result<(String, String), String> {
    let said = |error: serde_json::Error| error.to_string();
    let raw = |text: String| RawValue::from_string(text).map_err(said);
    let Some((step, further)) = steps.split_first() else {
        if !adds {
            return Ok((leaf.to_owned(), String::new()));
        }
        let mut items = list(json);
        items.push(raw(leaf.to_owned())?);
        let pointer = format!("/{}", items.len() - 1);
        return Ok((serde_json::to_string(&items).map_err(said)?, pointer));
    };
    match step {
        Step::Member(name) => {
            let read = serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(json);
            let mut members =
                read.map_err(|_| "stands below a value that is no object".to_owned())?;
            let known = members
                .get(name)
                .map_or(start(further), |known| known.get());
            let (text, pointer) = put(known, further, leaf, adds)?;
            members.insert(name.clone(), raw(text)?);
            let name = name.replace('~', "~0").replace('/', "~1");
            Ok((
                serde_json::to_string(&members).map_err(said)?,
                format!("/{name}{pointer}"),
            ))
        }
        Step::Item(number) => {
            let mut items = list(json);
            if *number > items.len() {
                return Err(format!("item {} comes before item {number}", items.len()));
            }
            let known = items
                .get(*number)
                .map_or(start(further), |known| known.get());
            let (text, pointer) = put(known, further, leaf, adds)?;
            let item = raw(text)?;
            match items.get_mut(*number) {
                Some(place) => *place = item,
                None => items.push(item),
            }
            Ok((
                serde_json::to_string(&items).map_err(said)?,
                format!("/{number}{pointer}"),
            ))
        }
    }
}

fn list(json: &str) -> Vec<Box<RawValue>> {
    serde_json::from_str(json).unwrap_or_default()
}

/// What a way goes on in where nothing stands yet.
fn start(further: &[Step]) -> &'static str {
    match further.first() {
        Some(Step::Item(_)) | None => "[]",
        Some(Step::Member(_)) => "{}",
    }
}

#[cfg(test)]
mod tests {
    use generated_demo::models::MODELS;

    use super::*;

    fn draft(sets: &[(&str, &str)]) -> Draft {
        let model = MODELS
            .iter()
            .find(|model| model.slug == "veo3-1-quality")
            .unwrap();
        let mut draft = Draft::new(model);
        for (field, value) in sets {
            draft.set(format!("--set {field}={value}"), field, value);
        }
        draft
    }

    #[test]
    fn values_follow_the_schema() {
        for (field, value, json) in [
            ("prompt", "8", r#"{"prompt":"8"}"#),
            ("prompt", "[\"a", r#"{"prompt":"[\"a"}"#),
            ("duration", " 8.0 ", r#"{"duration":8.0}"#),
            ("duration", "eight", r#"{"duration":"eight"}"#),
            (
                "duration",
                "123456789012345678901234",
                r#"{"duration":123456789012345678901234}"#,
            ),
            ("enable_gif", "true", r#"{"enable_gif":true}"#),
            (
                "image_urls",
                "https://h/a",
                r#"{"image_urls":["https://h/a"]}"#,
            ),
            (
                "image_urls",
                r#"["https://h/a","data:,x"]"#,
                r#"{"image_urls":["https://h/a","data:,x"]}"#,
            ),
            (
                "image_urls.0",
                "https://h/a",
                r#"{"image_urls":["https://h/a"]}"#,
            ),
            ("new", "true", r#"{"new":true}"#),
            ("new.a/b.c", "x", r#"{"new":{"a/b":{"c":"x"}}}"#),
        ] {
            assert_eq!(draft(&[(field, value)]).json, json, "{field}={value}");
        }
        let two = draft(&[("image_urls", "https://h/a"), ("image_urls", "https://h/b")]);
        assert_eq!(two.json, r#"{"image_urls":["https://h/a","https://h/b"]}"#);
        assert_eq!(two.given[1].pointer, "/image_urls/1");
    }

    #[test]
    fn every_fault_names_its_flag() {
        let draft = draft(&[
            ("duration", "7"),
            ("image_urls", "no-such-file.png"),
            ("image_urls.3", "https://h/a"),
            ("resolution", "8k"),
            ("sed", "1"),
        ]);
        let said = draft.finish().unwrap_err().to_string();
        for line in [
            "--set duration=7: /duration: 7 is not 8",
            "--set image_urls=no-such-file.png: no-such-file.png: ",
            "--set image_urls.3=https://h/a: item 0 comes before item 3",
            "--set resolution=8k: /resolution: ",
            "--set sed=1: /sed: ",
            "prompt",
        ] {
            assert!(said.contains(line), "{line}\n{said}");
        }
    }

    #[test]
    fn pointers_are_compared_by_their_parts() {
        for (pointer, above, expected) in [
            ("/a", "/a", true),
            ("/a/0", "/a", true),
            ("/ab", "/a", false),
            ("/a", "/a/0", false),
            ("", "", true),
        ] {
            assert_eq!(below(pointer, above), expected, "{pointer} {above}");
        }
    }
}
