use super::{CHANGES, Code};

/// What a code stands for.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What it means, with an example; the last paragraph, after `Cure:`, says what to do.
    pub explain: &'static str,
}

impl Code {
    /// A text is not JSON.
    pub const NOT_JSON: Self = Self(1);
    /// An object has two members of one name.
    pub const DUPLICATE_MEMBER: Self = Self(2);
    /// A text is nested too deep or too long.
    pub const TOO_LARGE: Self = Self(3);
    /// A text is not UTF-8, or starts with a byte order mark.
    pub const NOT_UTF8: Self = Self(4);
    /// A file cannot be read.
    pub const UNREADABLE: Self = Self(5);
    /// `type` names no type.
    pub const UNKNOWN_TYPE: Self = Self(101);
    /// A keyword's value is not of the kind that it takes.
    pub const WRONG_VALUE: Self = Self(102);
    /// A schema is neither an object nor a boolean.
    pub const NOT_A_SCHEMA: Self = Self(103);
    /// A keyword that counts has a value that is no count.
    pub const NOT_A_COUNT: Self = Self(105);
    /// `pattern` holds no regular expression that can be judged.
    pub const BAD_PATTERN: Self = Self(106);
    /// A `default` breaks the rules beside it.
    pub const BAD_DEFAULT: Self = Self(107);
    /// One of the `examples` breaks the rules beside it.
    pub const BAD_EXAMPLE: Self = Self(108);
    /// `$schema` names no known draft.
    pub const UNKNOWN_DIALECT: Self = Self(201);
    /// A metaschema requires an unknown vocabulary.
    pub const UNKNOWN_VOCABULARY: Self = Self(202);
    /// `required` names a member that cannot be there.
    pub const REQUIRED_UNDECLARED: Self = Self(203);
    /// A reference leads to nothing.
    pub const DANGLING_REFERENCE: Self = Self(204);
    /// A reference leads to a document that is not kept here.
    pub const NO_DOCUMENT: Self = Self(205);
    /// A schema comes back to itself without end.
    pub const ENDLESS_REFERENCE: Self = Self(206);
    /// A reference uses a URI or an anchor that two schemas have.
    pub const NAMED_TWICE: Self = Self(207);
    /// A member looks like a keyword and is none.
    pub const UNKNOWN_KEYWORD: Self = Self(301);
    /// Keywords of a type stand where no `type` does.
    pub const UNTYPED_KEYWORD: Self = Self(303);
    /// An entry is repeated.
    pub const REPEATED: Self = Self(304);
    /// Bounds that no value fulfils.
    pub const CONTRADICTION: Self = Self(305);
    /// A keyword does nothing where it stands.
    pub const NO_EFFECT: Self = Self(306);
    /// A list that should have an entry has none.
    pub const EMPTY_LIST: Self = Self(307);
    /// A branch that never decides anything.
    pub const DEAD_BRANCH: Self = Self(308);
    /// What the draft does not foresee, and can mean one thing only.
    pub const NOT_FORESEEN: Self = Self(309);
    /// A `format` that looks like another one.
    pub const UNKNOWN_FORMAT: Self = Self(310);
    /// Values that no type holds.
    pub const UNTYPED: Self = Self(311);
    /// `$schema` names no draft in particular.
    pub const NO_DRAFT: Self = Self(312);
    /// Two schemas' files name one model.
    pub const SAME_MODEL: Self = Self(401);
    /// An instance breaks a rule of its schema.
    pub const INVALID: Self = Self(501);
}

/// Every code of a finding, in order.
pub const CATALOG: &[Entry] = &[
    Entry {
        code: Code::NOT_JSON,
        title: "the text is not JSON",
        explain: "\
The text breaks the grammar of JSON (RFC 8259). JSON has no comments, no comma after the last
member or element, no single quotes, no names without quotes, and no `NaN` or `Infinity`:

    {
      // the prompt
      'prompt': {type: \"string\",},
    }

Cure: write what the message asks for at the place it shows. The example becomes

    {
      \"prompt\": {\"type\": \"string\"}
    }
",
    },
    Entry {
        code: Code::DUPLICATE_MEMBER,
        title: "an object has two members of one name",
        explain: "\
RFC 8259 leaves open which of two members of one name counts. Some readers take the first, most
take the last, so one file would mean different things to different tools:

    {\"type\": \"string\", \"minLength\": 1, \"type\": \"integer\"}

Names are compared after their escapes are undone: \"a\" and \"\\u0061\" are one name.

Cure: remove the member that is not meant, or give it another name.
",
    },
    Entry {
        code: Code::TOO_LARGE,
        title: "the text is nested too deep, or is too long",
        explain: "\
Arrays and objects may be nested 127 deep, as in serde_json, a text may have 4,294,967,295 bytes,
and 256 schemas may follow one another by references and `allOf`. Nothing that a person wrote comes
near these limits; they keep a hostile or broken file from exhausting memory.

Cure: in a schema, put what repeats into \"$defs\" and refer to it with \"$ref\". In data, look for the
program that wrote it: a structure that contains itself is the usual cause.
",
    },
    Entry {
        code: Code::NOT_UTF8,
        title: "the text is not UTF-8, or starts with a byte order mark",
        explain: "\
JSON is exchanged in UTF-8, without a byte order mark (RFC 8259, section 8.1). Files in Latin-1 or
UTF-16 and files that an editor saved as \"UTF-8 with BOM\" are read differently by different tools.

Cure: save the file as UTF-8 without a byte order mark. On a command line, for a file in UTF-16:

    iconv -f UTF-16 -t UTF-8 old.json > new.json
",
    },
    Entry {
        code: Code::UNREADABLE,
        title: "a file cannot be read",
        explain: "\
The file is not there, is a folder, or may not be read. Paths are relative to the folder of the
Cargo.toml of the crate that is built, wherever the module that names them stands.

Cure: correct the path, or put the file where the message says it was looked for.
",
    },
    Entry {
        code: Code::UNKNOWN_TYPE,
        title: "`type` names no type of JSON Schema",
        explain: "\
JSON Schema knows seven types: null, boolean, integer, number, string, array and object. Any other
name has no meaning, so no value could be judged by it:

    {\"type\": \"interger\"}

Cure: write one of the seven names, or several of them in an array.
",
    },
    Entry {
        code: Code::WRONG_VALUE,
        title: "a keyword's value is not of the kind that the keyword takes",
        explain: "\
Each keyword takes a value of a certain kind. A value of another kind has no meaning:

    {\"properties\": [\"prompt\"], \"uniqueItems\": \"yes\"}

Where the keyword only speaks to people, such as `title`, it is left out with a warning; where it
changes what is valid, nothing is generated.

Cure: write a value of the kind that the message names, or remove the keyword.
",
    },
    Entry {
        code: Code::NOT_A_SCHEMA,
        title: "a schema is an object or a boolean",
        explain: "\
Wherever a schema may stand, JSON Schema takes an object of keywords, or `true` (everything is
allowed) or `false` (nothing is). A string, a number, an array or null says nothing:

    {\"properties\": {\"prompt\": \"string\"}}

Cure: write the keywords in an object; the example becomes {\"prompt\": {\"type\": \"string\"}}.
",
    },
    Entry {
        code: Code::NOT_A_COUNT,
        title: "a limit on a count is not an integer from zero on",
        explain: "\
minLength, maxItems and the other limits on counts take an integer that is not negative. A string
of -1 characters does not exist, so the rule below has no meaning:

    {\"type\": \"string\", \"minLength\": -1}

Cure: write 0 or more, without quotes. To set no limit, remove the keyword.
",
    },
    Entry {
        code: Code::BAD_PATTERN,
        title: "a pattern is not a regular expression that can be judged",
        explain: "\
`pattern` and the names under `patternProperties` are regular expressions of ECMA-262, as in
JavaScript. They are judged in linear time, or, with back-references such as \\1, in a bounded number
of steps: a text that takes more is refused, and the violation says so.

    {\"pattern\": \"[a-z\"}

Cure: mend the expression at the place that the message names. In JSON a backslash is written
twice: \"^\\\\d+$\".
",
    },
    Entry {
        code: Code::BAD_DEFAULT,
        title: "a `default` breaks the rules beside it",
        explain: "\
A default tells what an absent value means. One that its own schema refuses cannot be sent, and is
most often what is left of an older version of the schema. It is never filled in for the user, so
the types are exact all the same:

    {\"enum\": [8], \"default\": 9}

Cure: change the default to a value that the rules allow, or allow it.
",
    },
    Entry {
        code: Code::BAD_EXAMPLE,
        title: "one of the `examples` breaks the rules beside it",
        explain: "\
Examples show readers what is valid. One that its own schema refuses misleads them; what is valid
does not change:

    {\"type\": \"string\", \"minLength\": 3, \"examples\": [\"ok\"]}

Cure: change the example, or the rule that it breaks.
",
    },
    Entry {
        code: Code::UNKNOWN_DIALECT,
        title: "`$schema` names a dialect that is not known here",
        explain: "\
`$schema` says by which draft a document is to be read. Drafts 4, 6, 7, 2019-09 and 2020-12 are
known. Reading a document by another one than it names would change its meaning in silence:

    {\"$schema\": \"https://example.com/our-own-dialect\"}

A dialect of one's own is known by its metaschema, which has to be at hand: nothing is fetched from
the network.

Cure: name one of the five drafts; or keep a copy of the metaschema in a folder and name it with
`--map https://example.com/=FOLDER`; or remove `$schema` and name the draft with `--draft`.
",
    },
    Entry {
        code: Code::UNKNOWN_VOCABULARY,
        title: "a metaschema requires a vocabulary that is not known here",
        explain: "\
`$vocabulary` of a metaschema lists sets of keywords, and `true` says that nobody who does not know
a set may judge by schemas of that metaschema. Known are the vocabularies of drafts 2019-09 and
2020-12, each in metaschemas of its own draft:

    {
      \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",
      \"$vocabulary\": {\"https://example.com/vocab/money\": true}
    }

Cure: write `false` if schemas mean the same without these keywords, or leave the entry out.
",
    },
    Entry {
        code: Code::REQUIRED_UNDECLARED,
        title: "`required` names a member that cannot be there",
        explain: "\
`required` asks for a member, and `additionalProperties: false` forbids it because `properties`
does not declare it. No value fulfils both, so no input is ever valid:

    {
      \"required\": [\"promt\"],
      \"properties\": {\"prompt\": {}},
      \"additionalProperties\": false
    }

Cure: correct the name, declare the member, or remove it from `required`.
",
    },
    Entry {
        code: Code::DANGLING_REFERENCE,
        title: "a reference leads to nothing",
        explain: "\
The part of `$ref` after `#` is a JSON pointer (RFC 6901) into the document. There is nothing where
this one points, so the schema has no meaning:

    {\"$ref\": \"#/$defs/Role\", \"$defs\": {\"role\": {\"type\": \"string\"}}}

Cure: define what is missing or correct the pointer; `/` in a name is written `~1`, `~` as `~0`.
",
    },
    Entry {
        code: Code::NO_DOCUMENT,
        title: "a reference leads to a document that is not kept here",
        explain: "\
A `$ref` that names another document is followed only into folders that you name: nothing is ever
fetched from the network, so that a build gives the same result everywhere.

    {\"$ref\": \"https://example.com/schemas/common.json#/$defs/url\"}

Cure: keep a copy of the document and say where: `--map https://example.com/schemas/=vendor` on the
command line, `.map(\"https://example.com/schemas/\", \"vendor\")` in build.rs.
",
    },
    Entry {
        code: Code::ENDLESS_REFERENCE,
        title: "a schema comes back to itself without end",
        explain: "\
A recursive schema must step into a member or an item on its way back to itself, so that judging a
value ends where the value does. This one comes back for the very same value:

    {\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {\"$ref\": \"#/$defs/a\"}}}

Cure: let one of the references point at a schema with rules of its own.
",
    },
    Entry {
        code: Code::NAMED_TWICE,
        title: "two schemas have one name",
        explain: "\
References find schemas by their URIs (`$id`) and by names within them (`$anchor`). Where two have
the same, a reference could mean either, and tools differ in which one they take:

    {
      \"$ref\": \"role.json\",
      \"$defs\": {
        \"role\": {\"$id\": \"role.json\", \"type\": \"string\"},
        \"old\": {\"$id\": \"role.json\", \"type\": \"integer\"}
      }
    }

It is no fault as long as nothing refers to them by that name.

Cure: give one of them another name, or remove the copy.
",
    },
    Entry {
        code: Code::UNKNOWN_KEYWORD,
        title: "a member looks like a keyword and is none",
        explain: "\
JSON Schema passes over members that it does not know. So a keyword with a slip in its name, one of
another draft, and OpenAPI's `nullable` have no effect, without a word:

    {\"type\": \"array\", \"maxItem\": 2}

Cure: correct the name, or name the draft that has the keyword in `$schema`. A keyword of your own
begins with `x-` and is never mistaken for a slip.
",
    },
    Entry {
        code: Code::UNTYPED_KEYWORD,
        title: "keywords of one type stand where no `type` does",
        explain: "\
Without `type`, a schema allows values of every type, and keywords such as `properties` speak only
of those they fit. The schema below allows the number 5:

    {\"properties\": {\"prompt\": {\"type\": \"string\"}}}

The generated type is exact and therefore takes values of other types, too.

Cure: add the `type` that is meant.
",
    },
    Entry {
        code: Code::REPEATED,
        title: "an entry is repeated",
        explain: "\
The entries of `required`, `enum` and `type` are meant to differ. A repeated one changes nothing
about what is valid, but often stands where another was meant:

    {\"required\": [\"prompt\", \"prompt\"]}

Cure: remove the repetition, or write what was meant.
",
    },
    Entry {
        code: Code::CONTRADICTION,
        title: "rules that contradict each other",
        explain: "\
Rules that must hold together leave nothing: a least value above the greatest, a listed value that
the rules beside the list refuse, a part of `allOf` that fits nothing the rules beside it allow.
What they exclude is never valid, which is hardly what was meant; the types are exact all the same:

    {\"type\": \"integer\", \"minimum\": 10, \"maximum\": 1}
    {\"enum\": [\"fast\", \"slow\"], \"maxLength\": 3}

Cure: correct one of the rules, or remove the value or the part that is never valid.
",
    },
    Entry {
        code: Code::NO_EFFECT,
        title: "a keyword does nothing where it stands",
        explain: "\
Some keywords speak only beside another one, and each speaks of values of its own type. Elsewhere
they are passed over, as JSON Schema asks, and whoever wrote them hardly expects that:

    {\"type\": \"integer\", \"minLength\": 3}
    {\"then\": {\"required\": [\"image\"]}}
    {\"$schema\": \"http://json-schema.org/draft-07/schema#\",
     \"properties\": {\"prompt\": {\"$ref\": \"#/definitions/text\", \"maxLength\": 9}}}

In the last one draft 7 passes over `maxLength`; since draft 2019-09 it counts.

Cure: remove the keyword, or add what it needs beside it.
",
    },
    Entry {
        code: Code::EMPTY_LIST,
        title: "a list that should have an entry has none",
        explain: "\
The metaschemas ask for an entry in `enum`, `type`, `allOf`, `anyOf`, `oneOf`, in arrays of `items`
and, in draft 4, in `required`. What an empty one means is clear all the same: of no alternatives
none fits, so nothing is valid; of no demands all are met, so nothing changes.

    {\"enum\": []}

The types are exact by that letter.

Cure: fill the list, or remove the keyword.
",
    },
    Entry {
        code: Code::DEAD_BRANCH,
        title: "a branch that never decides anything",
        explain: "\
A branch of `anyOf` or `oneOf` is dead if it is `false`, if it allows only types that `type` beside
the union excludes, or if an earlier branch says the very same. In `oneOf` two branches that say the
same are worse than one too many: what fits them fits twice, and is refused.

    {\"type\": \"object\", \"anyOf\": [{\"type\": \"string\"}, {\"required\": [\"prompt\"]}]}

The types are exact all the same.

Cure: remove the branch, or correct what was meant to differ.
",
    },
    Entry {
        code: Code::NOT_FORESEEN,
        title: "something the draft does not foresee, and that can mean one thing only",
        explain: "\
The metaschema of the draft refuses this, but nobody can doubt what it means: a boolean schema in
draft 4, which later drafts have, or a negative `multipleOf`, since signs do not matter to division.

    {\"type\": \"integer\", \"multipleOf\": -2}

The types are exact; other tools may refuse the schema.

Cure: write what the message says.
",
    },
    Entry {
        code: Code::UNKNOWN_FORMAT,
        title: "a `format` that looks like another one",
        explain: "\
`format` may be any text, and one that is not known asserts nothing. This one is a slip away from a
format of JSON Schema:

    {\"type\": \"string\", \"format\": \"datetime\"}

Cure: correct the name, or remove `format`.
",
    },
    Entry {
        code: Code::UNTYPED,
        title: "no type holds these values",
        explain: "\
Where no Rust type stands for a schema, its values are held as `serde_json::Value`. They are judged
like all others, so the types stay exact; but the compiler sees no mistake in them. Said by
`check --untyped` only:

    {\"not\": {\"type\": \"string\"}}

Cure: say which JSON types are meant, or nothing: the code that is generated works.
",
    },
    Entry {
        code: Code::NO_DRAFT,
        title: "`$schema` names no draft",
        explain: "\
The URI without a draft stands for whichever draft was the newest one on the day of writing:

    {\"$schema\": \"http://json-schema.org/schema#\"}

Drafts differ in what a keyword means, `items` with a list in it for one. The document is read as
one without `$schema` is: by draft 2020-12, or by the one that `--draft` names.

Cure: name the draft, as in `https://json-schema.org/draft/2020-12/schema`.
",
    },
    Entry {
        code: Code::SAME_MODEL,
        title: "two files name one model",
        explain: "\
A model is named after the stem of its schema's file, and so is its Rust module. Of two files of one
stem in different folders only one could be reached:

    schemas/veo3-1-quality.json
    schemas/old/veo3-1-quality.json

Cure: rename one of the files, or keep it outside the folder that is generated from.
",
    },
    Entry {
        code: Code::INVALID,
        title: "a value breaks a rule of its schema",
        explain: "\
`validate` judges JSON files by a schema. Each rule that a file breaks is one finding: at the value,
or at the name of a member that may not be there, with the keyword that says so. By the schema
{\"properties\": {\"duration\": {\"enum\": [8]}}} the text below breaks `enum`:

    {\"duration\": 7}

Of a union (`anyOf`, `oneOf`) none of whose branches fits, the nearest branch is explained.

Cure: change the value as the message says, or the schema if it is what is wrong.
",
    },
];

/// What a code stands for; `None` when there is no such code.
///
/// ```
/// use mindvideo_schema::diagnostic::{Code, explain};
///
/// assert_eq!(explain(Code(1)).map(|entry| entry.title), Some("the text is not JSON"));
/// assert!(explain(Code(9999)).is_none());
/// ```
pub fn explain(code: Code) -> Option<&'static Entry> {
    let list = match code {
        Code(..Code::CHANGES) => CATALOG,
        _ => CHANGES,
    };
    let found = list.binary_search_by_key(&code, |entry| entry.code);
    list.get(found.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_rise_and_every_text_names_a_cure() {
        let codes = CATALOG.iter().chain(CHANGES);
        assert!(codes.clone().is_sorted_by(|a, b| a.code < b.code));
        for entry in codes {
            let Entry {
                code,
                title,
                explain: text,
            } = entry;
            assert!(!title.is_empty() && !title.ends_with('.'), "{code}");
            let (meaning, cure) = text.split_once("\n\nCure: ").expect(title);
            assert!(meaning.len() > 40 && cure.len() > 20, "{code}");
            assert!(text.ends_with('\n'), "{code}");
            assert!(
                text.lines().all(|line| line.chars().count() <= 100),
                "{code}"
            );
            assert_eq!(explain(*code).map(|entry| entry.code), Some(*code));
        }
        assert!(explain(Code(0)).is_none() && explain(Code(u16::MAX)).is_none());
    }
}
