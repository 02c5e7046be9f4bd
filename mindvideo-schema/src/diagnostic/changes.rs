use super::{Code, Entry};

impl Code {
    /// `type` changed.
    pub const TYPES_CHANGED: Self = Self(Self::CHANGES + 101);
    /// A listed value is gone, or a list came.
    pub const VALUE_REMOVED: Self = Self(Self::CHANGES + 102);
    /// A value is listed, or a list is gone.
    pub const VALUE_ADDED: Self = Self(Self::CHANGES + 103);
    /// `$schema` names another draft.
    pub const DRAFT_CHANGED: Self = Self(Self::CHANGES + 104);
    /// A bound leaves less.
    pub const BOUND_TIGHTENED: Self = Self(Self::CHANGES + 201);
    /// A bound leaves more.
    pub const BOUND_LOOSENED: Self = Self(Self::CHANGES + 202);
    /// `multipleOf` changed.
    pub const DIVISOR_CHANGED: Self = Self(Self::CHANGES + 203);
    /// `pattern` changed.
    pub const PATTERN_CHANGED: Self = Self(Self::CHANGES + 204);
    /// `format` changed.
    pub const FORMAT_CHANGED: Self = Self(Self::CHANGES + 205);
    /// `uniqueItems` changed.
    pub const UNIQUE_CHANGED: Self = Self(Self::CHANGES + 206);
    /// A member is newly required.
    pub const REQUIRED_ADDED: Self = Self(Self::CHANGES + 301);
    /// A member is no longer required.
    pub const REQUIRED_REMOVED: Self = Self(Self::CHANGES + 302);
    /// A member is newly declared.
    pub const PROPERTY_ADDED: Self = Self(Self::CHANGES + 303);
    /// A member is no longer declared.
    pub const PROPERTY_REMOVED: Self = Self(Self::CHANGES + 304);
    /// Members without a declaration are forbidden now.
    pub const CLOSED: Self = Self(Self::CHANGES + 305);
    /// Members without a declaration are allowed now.
    pub const OPENED: Self = Self(Self::CHANGES + 306);
    /// What one member calls for changed.
    pub const CALLED_FOR_CHANGED: Self = Self(Self::CHANGES + 307);
    /// A schema came that values must fulfil.
    pub const RULE_ADDED: Self = Self(Self::CHANGES + 401);
    /// A schema is gone that values had to fulfil.
    pub const RULE_REMOVED: Self = Self(Self::CHANGES + 402);
    /// A union has one more branch.
    pub const BRANCH_ADDED: Self = Self(Self::CHANGES + 403);
    /// A union has one branch less.
    pub const BRANCH_REMOVED: Self = Self(Self::CHANGES + 404);
    /// What is decided by conditions changed.
    pub const CONDITION_CHANGED: Self = Self(Self::CHANGES + 405);
    /// `title` or `description` changed.
    pub const WORDS_CHANGED: Self = Self(Self::CHANGES + 501);
    /// `default` changed.
    pub const DEFAULT_CHANGED: Self = Self(Self::CHANGES + 502);
    /// `deprecated` changed.
    pub const DEPRECATION_CHANGED: Self = Self(Self::CHANGES + 503);
    /// A model is gone.
    pub const MODEL_REMOVED: Self = Self(Self::CHANGES + 601);
    /// A model is new.
    pub const MODEL_ADDED: Self = Self(Self::CHANGES + 602);
    /// The generated code lost an item.
    pub const API_REMOVED: Self = Self(Self::CHANGES + 701);
    /// A type or signature in the generated code changed.
    pub const API_CHANGED: Self = Self(Self::CHANGES + 702);
    /// The generated code has one more item.
    pub const API_ADDED: Self = Self(Self::CHANGES + 703);
    /// An instance tells the schemas apart.
    pub const ACCEPTED_CHANGED: Self = Self(Self::CHANGES + 801);
}

/// Every code of a change between two schemas, in order.
pub const CHANGES: &[Entry] = &[
    Entry {
        code: Code::TYPES_CHANGED,
        title: "the JSON types allowed changed",
        explain: "\
A type that is no longer listed narrows: values of it used to pass and now fail. One that was added
widens. `number` holds every `integer`; where `type` is missing, every type is allowed.

    old: {\"type\": [\"string\", \"null\"]}
    new: {\"type\": \"string\"}

Cure: keep the old types beside the new ones, or publish a major version.
",
    },
    Entry {
        code: Code::VALUE_REMOVED,
        title: "a value is no longer listed, or a list came where none was",
        explain: "\
`enum` (or `const`, which lists one value) allows fewer values than before. Requests that send one
of the missing values fail, and the variant of the generated enum is gone.

    old: {\"enum\": [\"720p\", \"1080p\"]}
    new: {\"enum\": [\"1080p\"]}

Cure: keep the value until callers have moved, marked as deprecated in the description.
",
    },
    Entry {
        code: Code::VALUE_ADDED,
        title: "a value is newly listed, or a list is gone",
        explain: "\
`enum` (or `const`) allows more than before. Old requests pass; a `match` over the generated enum
that names each variant no longer compiles, since generated enums are exhaustive on purpose.

    old: {\"enum\": [\"720p\"]}
    new: {\"enum\": [\"720p\", \"1080p\"]}

Cure: nothing is needed; match with a `_` arm where values may come.
",
    },
    Entry {
        code: Code::DRAFT_CHANGED,
        title: "the schema is read by another draft",
        explain: "\
Keywords mean different things in different drafts: `8.0` is an integer from draft 6 on, what stands
beside `$ref` counts from 2019-09 on. So what is accepted may have changed without another edit.

Cure: compare the other changes; each names what follows from the draft where it can be told.
",
    },
    Entry {
        code: Code::BOUND_TIGHTENED,
        title: "a bound leaves less than before",
        explain: "\
A limit on a number, a length or a count is new or closer. `minimum` and `exclusiveMinimum` count as
one bound, and so do `maximum` and `exclusiveMaximum`.

    old: {\"type\": \"string\", \"maxLength\": 2000}
    new: {\"type\": \"string\", \"maxLength\": 500}

Cure: keep the old limit, or publish a major version.
",
    },
    Entry {
        code: Code::BOUND_LOOSENED,
        title: "a bound leaves more than before",
        explain: "\
A limit on a number, a length or a count is gone or further out. Old requests pass. Where the bounds
of an integer no longer fit an `i64`, its Rust type changes, which D0702 says.

Cure: nothing needs to be done.
",
    },
    Entry {
        code: Code::DIVISOR_CHANGED,
        title: "`multipleOf` changed",
        explain: "\
A new divisor that is a multiple of the old one narrows, one that the old one is a multiple of
widens, and any other does both.

    old: {\"multipleOf\": 2}
    new: {\"multipleOf\": 4}

Cure: keep a divisor of the old one, or publish a major version.
",
    },
    Entry {
        code: Code::PATTERN_CHANGED,
        title: "`pattern` changed",
        explain: "\
Whether one regular expression allows all that another one does is not decided here. A new pattern
where none was narrows, one that is gone widens, and another one may do either: the texts that both
schemas show as examples, defaults and values are tried, and what tells them apart is shown.

Cure: check the difference by hand, and publish a major version unless it only widens.
",
    },
    Entry {
        code: Code::FORMAT_CHANGED,
        title: "`format` changed",
        explain: "\
`format` only tells readers what a string is, so what is accepted stays the same; with
`--assert-format` it may have changed.

Cure: nothing is needed unless formats are judged.
",
    },
    Entry {
        code: Code::UNIQUE_CHANGED,
        title: "`uniqueItems` changed",
        explain: "\
Arrays with an item twice used to pass and now fail, or the other way round.

Cure: leave the keyword out, or publish a major version.
",
    },
    Entry {
        code: Code::REQUIRED_ADDED,
        title: "a member is newly required",
        explain: "\
Requests without the member used to pass and now fail, and `new` of the generated struct takes one
more argument.

    old: {\"properties\": {\"prompt\": {}, \"size\": {}}, \"required\": [\"prompt\"]}
    new: {\"properties\": {\"prompt\": {}, \"size\": {}}, \"required\": [\"prompt\", \"size\"]}

Cure: keep the member optional and let the server choose, or publish a major version.
",
    },
    Entry {
        code: Code::REQUIRED_REMOVED,
        title: "a member is no longer required",
        explain: "\
Old requests pass. The field becomes an `Option` and `new` loses an argument, which D0702 says.

Cure: publish a major version of the crate that holds the generated code.
",
    },
    Entry {
        code: Code::PROPERTY_ADDED,
        title: "a member is newly declared",
        explain: "\
On an object that allowed no other members this widens. On an open one a member of this name used to
pass with any value; now it obeys a schema. That is minor all the same: what was not declared had no
meaning. The generated struct gets a field, which breaks struct literals and patterns that list all
fields; `new`, setters and `input!` go on to work.

Cure: nothing needs to be done.
",
    },
    Entry {
        code: Code::PROPERTY_REMOVED,
        title: "a member is no longer declared",
        explain: "\
On an object that allows no other members, requests that send it now fail. On an open one they pass,
and the server no longer says what it does. The generated field is gone either way.

Cure: keep the member, marked with `\"deprecated\": true`, until callers have moved.
",
    },
    Entry {
        code: Code::CLOSED,
        title: "other members are forbidden now",
        explain: "\
`additionalProperties: false` came. Requests with members that are not declared used to pass and now
fail; the field for such members is gone from the struct.

Cure: publish a major version, or leave the object open.
",
    },
    Entry {
        code: Code::OPENED,
        title: "other members are allowed now",
        explain: "\
`additionalProperties: false` is gone. Old requests pass. The struct gets a field for members that
are not declared, and `input!` no longer finds misspelled names.

Cure: nothing needs to be done.
",
    },
    Entry {
        code: Code::CALLED_FOR_CHANGED,
        title: "which members one member calls for changed",
        explain: "\
`dependentRequired` (or `dependencies`) names more members, which narrows, or fewer, which widens.

    old: {}
    new: {\"dependentRequired\": {\"mask\": [\"image\"]}}

Cure: publish a major version where it narrows.
",
    },
    Entry {
        code: Code::RULE_ADDED,
        title: "a rule for values came",
        explain: "\
A schema is applied where none was: under `allOf`, `items`, `additionalProperties`, `propertyNames`,
`contains`, `not`, `patternProperties` or as a reference. Values that break it used to pass.

Cure: publish a major version.
",
    },
    Entry {
        code: Code::RULE_REMOVED,
        title: "a rule for values is gone",
        explain: "\
A schema is no longer applied. Old requests pass.

Cure: nothing needs to be done.
",
    },
    Entry {
        code: Code::BRANCH_ADDED,
        title: "a union has one more branch",
        explain: "\
A branch of `anyOf` widens. One of `oneOf` widens for what fits it alone, and narrows for what fits
an older branch as well, since exactly one may fit: it may do both.

Cure: look at what fits two branches; nothing is needed if nothing does.
",
    },
    Entry {
        code: Code::BRANCH_REMOVED,
        title: "a union has one branch less",
        explain: "\
Values that only this branch of `anyOf` allowed now fail. In `oneOf` values that fitted it and
another one pass now.

Cure: publish a major version.
",
    },
    Entry {
        code: Code::CONDITION_CHANGED,
        title: "a rule changed whose effect is not decided here",
        explain: "\
What stands under `not`, `if` or an unevaluated keyword turns around or depends on what other
keywords say, so whether it narrows or widens is not derived from the edit. Values are tried, and
one that tells the schemas apart is shown.

Cure: check the difference by hand, and publish a major version unless it only widens.
",
    },
    Entry {
        code: Code::WORDS_CHANGED,
        title: "what is said to people changed",
        explain: "\
Titles and descriptions become documentation. What is accepted and the Rust API stay the same.

Cure: nothing needs to be done.
",
    },
    Entry {
        code: Code::DEFAULT_CHANGED,
        title: "a default changed",
        explain: "\
A default says what the server does with an absent value. It is never filled in here, so the same
request may now give another result.

Cure: tell callers; those who rely on the old default should send it.
",
    },
    Entry {
        code: Code::DEPRECATION_CHANGED,
        title: "something is deprecated, or no longer",
        explain: "\
The generated item is marked with `#[deprecated]`, and its users are warned.

Cure: tell callers what to use instead, in the description.
",
    },
    Entry {
        code: Code::MODEL_REMOVED,
        title: "a model is gone",
        explain: "\
A schema's file that was in the old folder is not in the new one: the module, and requests to the
model, have nothing to stand on. A file that was renamed is a model of another name.

Cure: keep the schema, marked with `\"deprecated\": true`, or publish a major version.
",
    },
    Entry {
        code: Code::MODEL_ADDED,
        title: "a model is new",
        explain: "\
The new folder has a schema's file that the old one has not.

Cure: nothing needs to be done.
",
    },
    Entry {
        code: Code::API_REMOVED,
        title: "the generated Rust lost an item",
        explain: "\
A type, field, variant or function that the old schema gave is not in what the new one gives. Code
that names it no longer compiles.

Cure: publish a major version of the crate that holds the generated code.
",
    },
    Entry {
        code: Code::API_CHANGED,
        title: "a Rust type or signature changed",
        explain: "\
A field, a variant or a function is there and has another type. Code that uses it may no longer
compile.

Cure: publish a major version of the crate that holds the generated code.
",
    },
    Entry {
        code: Code::API_ADDED,
        title: "the generated Rust has one more item",
        explain: "\
New types and functions break nothing. A new field breaks struct literals and patterns that list all
fields, a new variant a `match` that lists all variants: generated structs and enums are not
`#[non_exhaustive]`, because a program that forgets one of them should learn it from rustc. Both
count as minor here.

Cure: build inputs with `new`, setters or `input!`, and match with a `_` arm.
",
    },
    Entry {
        code: Code::ACCEPTED_CHANGED,
        title: "an instance tells the schemas apart that no other change explains",
        explain: "\
Values are tried on both schemas whatever the edits are. One that only one accepts was found,
though no edit above accounts for it.

Cure: look at what each schema says about the value.
",
    },
];
