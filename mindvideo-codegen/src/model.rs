//! What is generated, as plain data: every name chosen, every rule placed.
//!
//! Nothing here reads a schema, decides or prints. Lowering makes it, emission shows it.

use mindvideo_schema::rules::format::Format;

/// One module.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// The model's name in requests: the stem of the schema's file.
    pub slug: String,
    /// The module's Rust name.
    pub module: String,
    /// The schema's file, for messages.
    pub file: String,
    /// The schema's text without white space.
    pub schema: String,
    /// The documents that it refers to: the URI they are called by, and the text without white
    /// space.
    pub others: Vec<(String, String)>,
    /// The draft of documents without `$schema`, as the variant of `Dialect`, unless the newest.
    pub dialect: Option<&'static str>,
    /// Whether `format` asserts.
    pub assert_format: bool,
    /// The types, those that are used first first.
    pub types: Vec<Type>,
}

/// Where in the generated module a type stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// In the module itself: the input and what its members are made of.
    Root,
    /// In `defs`: what stands under `$defs`.
    Defs,
    /// In `definitions`: what stands under `definitions`.
    Definitions,
}

/// The name of a type and the module it is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TypeName {
    /// The module.
    pub scope: Scope,
    /// The identifier.
    pub ident: String,
}

impl TypeName {
    /// Whether it is that of the model's input.
    pub(crate) fn is_input(&self) -> bool {
        self.scope == Scope::Root && self.ident == "Input"
    }
}

/// One named type.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    /// Its name.
    pub name: TypeName,
    /// Its documentation, a paragraph an entry.
    pub docs: Vec<String>,
    /// Whether the schema deprecates it.
    pub deprecated: bool,
    /// Its schema.
    pub location: Location,
    /// The others that it stands for at once.
    pub beside: Vec<Location>,
    /// What it is.
    pub shape: Shape,
}

impl Type {
    /// Whether it is the model's input.
    pub(crate) fn is_input(&self) -> bool {
        self.name.is_input()
    }
}

/// Where a schema stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// The URI of its document, unless that is the one generated from.
    pub document: Option<String>,
    /// The JSON pointer.
    pub pointer: String,
}

/// What a named type is.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// A struct with a field for each property.
    Record(Record),
    /// An enum of the values that `enum` or `const` lists.
    Literals(Literals),
    /// An enum with payloads.
    Union(Union),
    /// A struct around one value.
    Newtype {
        /// The value.
        inner: TypeRef,
        /// What it obeys.
        rules: Vec<Rule>,
    },
    /// A struct around any JSON value, judged by the evaluator.
    Untyped,
    /// Another name for a type.
    Alias(TypeName),
}

/// A reference to a type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TypeRef {
    /// No value at all.
    Never,
    /// `null` and nothing else.
    Null,
    /// `bool`
    Boolean,
    /// An integer whose bounds fit an `i64`.
    I64,
    /// An integer of any size.
    Integer,
    /// A number.
    Number,
    /// `String`
    String,
    /// Any JSON value.
    Value,
    /// `Vec`
    List(Box<TypeRef>),
    /// A value for each of a fixed number of places.
    Tuple(Vec<TypeRef>),
    /// A map from names to values.
    Map(Box<TypeRef>),
    /// The value or `null`.
    Nullable(Box<TypeRef>),
    /// On the heap, since the type contains itself.
    Boxed(Box<TypeRef>),
    /// A named type.
    Named(TypeName),
}

/// A struct with named fields.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// The fields, in the schema's order.
    pub fields: Vec<Field>,
    /// What members without a field are; `None` where there may be none.
    pub rest: Option<Rest>,
    /// Rules about the object as a whole.
    pub rules: Vec<Rule>,
}

/// The members that no field stands for.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    /// The field that holds them.
    pub ident: String,
    /// What they are.
    pub of: TypeRef,
    /// What each obeys.
    pub rules: Vec<Rule>,
}

/// One field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The member's name in JSON.
    pub wire: String,
    /// The field's name.
    pub ident: String,
    /// The setter's name.
    pub setter: String,
    /// Its type, without the `Option` of an absent member.
    pub of: TypeRef,
    /// Whether the type is one that others convert into.
    pub converts: bool,
    /// Whether the member must be there.
    pub required: bool,
    /// What its value obeys besides its type.
    pub rules: Vec<Rule>,
    /// Its documentation, a paragraph an entry.
    pub docs: Vec<String>,
    /// What its setter's documentation says.
    pub brief: String,
    /// Whether the schema deprecates it.
    pub deprecated: bool,
    /// Where the schema declares it.
    pub at: Place,
}

/// A line and a column of the schema, both from 1.
pub(crate) type Place = (u32, u32);

/// A rule and the place of its keyword.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rule {
    /// What it asks.
    pub check: Check,
    /// Where its keyword stands.
    pub at: Place,
}

/// What a rule asks. Numbers are texts, so that they stay exact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Check {
    /// `type` in draft 4, to which `8.0` is no integer.
    Integer,
    /// `minLength`
    MinLength(u64),
    /// `maxLength`
    MaxLength(u64),
    /// `pattern`
    Pattern(String),
    /// `format`
    Format(Format),
    /// `minimum`
    Minimum(String),
    /// `maximum`
    Maximum(String),
    /// `exclusiveMinimum`
    ExclusiveMinimum(String),
    /// `exclusiveMaximum`
    ExclusiveMaximum(String),
    /// `multipleOf`
    MultipleOf(String),
    /// `minItems`
    MinItems(u64),
    /// `maxItems`
    MaxItems(u64),
    /// `uniqueItems`
    UniqueItems,
    /// `items`
    Items(Vec<Rule>),
    /// What each element of a tuple obeys.
    Elements(Vec<Vec<Rule>>),
    /// `minProperties`
    MinProperties(u64),
    /// `maxProperties`
    MaxProperties(u64),
    /// What each value of a map obeys.
    Members(Vec<Rule>),
    /// `patternProperties`: the patterns, what the values obey of members whose names match, and
    /// those of the others, unless there may be none. Stands alone among the rules of the members.
    Named(Vec<(String, Vec<Rule>)>, Option<Vec<Rule>>),
    /// `propertyNames`: what each name obeys.
    Names(Vec<Rule>),
    /// `dependentRequired`: names, and those that must be there where one of them is.
    Required(Vec<(String, Vec<String>)>),
    /// The schema at this location, judged by the evaluator.
    Schema(Location),
}

/// An enum of values.
#[derive(Clone, Debug)]
pub(crate) struct Literals {
    /// The variants, in the schema's order.
    pub variants: Vec<Variant>,
    /// Which of the schema's types they all are.
    pub kind: LiteralKind,
    /// Where the keyword stands that lists them.
    pub at: Place,
}

/// What the values of an enum have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LiteralKind {
    /// All are strings.
    Text,
    /// All are integers that an `i64` holds.
    Integer,
    /// Neither.
    Mixed,
}

/// One value of an enum.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// The variant's name.
    pub ident: String,
    /// The value.
    pub literal: Literal,
}

/// A JSON value that a schema names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// An integer that an `i64` holds.
    Integer(i64),
    /// Another number, as the schema writes it.
    Number(String),
    /// A string.
    Text(String),
    /// An array or object, as JSON text.
    Json(String),
}

/// An enum with payloads.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    /// The variants.
    pub branches: Vec<Branch>,
    /// Rules about the value, whatever its type.
    pub rules: Vec<Rule>,
}

/// One variant of a union.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// The variant's name.
    pub ident: String,
    /// Its documentation, a paragraph an entry.
    pub docs: Vec<String>,
    /// What tells its values from those of later variants.
    pub tests: Vec<Test>,
    /// Its payload.
    pub of: TypeRef,
    /// What the payload obeys.
    pub rules: Vec<Rule>,
}

/// What a value must be to be one of a variant's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    /// Of one of these JSON types, by their variants of `JsonType`.
    Types(Vec<&'static str>),
    /// If it is an object, its member of this name is one of these values.
    Tag(String, Vec<Literal>),
    /// If it is an object, it has a member of this name.
    Has(String),
    /// If it is an object, it has no member of this name.
    Lacks(String),
    /// Whatever the payload's type and rules accept.
    Fits,
}
