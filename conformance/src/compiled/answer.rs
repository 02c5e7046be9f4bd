use mindvideo_schema::json;

/// What the types of a schema say of an instance.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The instance was judged.
    Read {
        /// The instance as `serde_json` reads it: rounded, where it cannot keep a number.
        rounded: String,
        /// What `serde_json::from_str` into `Valid<Input>` gives back, or why it refuses.
        from_str: Result<String, String>,
        /// The same of `Input::from_json`.
        from_json: Result<String, String>,
    },
    /// A bug: the program ended or took too long.
    Crashed(String),
}

impl Answer {
    /// What is wrong with the answer, if the instance is valid or not: a wrong verdict, or a value
    /// that is given back changed.
    pub fn fault(&self, instance: &str, valid: bool) -> Option<String> {
        let ways = match self {
            Self::Crashed(why) => return Some(format!("its type crashes: {why}")),
            // A deserializer is handed rounded numbers: all that can be given back.
            Self::Read {
                rounded,
                from_str,
                from_json,
            } => [
                ("from_str", rounded.as_str(), from_str),
                ("from_json", instance, from_json),
            ],
        };
        ways.iter().find_map(|(way, given, read)| match read {
            Ok(_) if !valid => Some(format!("{way} accepts it")),
            Ok(written) if !same(given, written) => Some(format!("{way} gives back {written}")),
            Err(why) if valid => Some(format!("{way} refuses it: {why}")),
            _ => None,
        })
    }

    /// Whether `serde_json` cannot keep a number of the instance, which `from_json` then refuses.
    pub fn is_rounded(&self, instance: &str) -> bool {
        matches!(self, Self::Read { rounded, .. } if !same(rounded, instance))
    }
}

/// Whether two texts hold the same JSON value.
fn same(a: &str, b: &str) -> bool {
    let (a, b) = (json::parse(a), json::parse(b));
    a.is_ok_and(|a| b.is_ok_and(|b| json::same(&a, &b)))
}
