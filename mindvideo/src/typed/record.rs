//! Structs with a field for each property.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde_core::ser::SerializeMap;

use super::collection::insert;
use super::literal::Takes;
use super::through::{Reading, Written};
use super::{Deserializer, Map, Part, Rule, Serializer, Typed, rule};

/// A struct for a schema's `properties`. Implemented by generated code, by tables.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct that a schema describes",
    label = "`input!` knows no fields of this type"
)]
pub trait Record: Sized + 'static {
    /// The struct while it is read or written down as a literal: every field may be missing.
    type Draft: Default;

    /// The fields, in the schema's order.
    const FIELDS: &'static [Field];

    /// Rules about the object as a whole.
    const RULES: &'static [Rule] = &[];

    /// The file of the schema, for messages.
    const FILE: &'static str;

    /// Reads the value of the field at this place in [`FIELDS`](Self::FIELDS), or of a member that
    /// is not there.
    fn read<'de, A: MapAccess<'de>>(
        draft: &mut Self::Draft,
        field: usize,
        from: Member<'_, A>,
    ) -> Result<(), A::Error>;

    /// Turns a draft into the struct.
    fn finish(draft: Self::Draft) -> Result<Self, Missing>;

    /// Shows each field that is set, in order.
    fn visit<E: Each>(&self, each: &mut E) -> Result<(), E::Error>;

    /// The schema it is made from.
    fn schema() -> Part;
}

/// One field: what a member of that name may be.
#[derive(Debug)]
pub struct Field {
    /// The member's name in JSON.
    pub name: &'static str,
    /// The field's name in Rust, without `r#`.
    pub ident: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// The literals that its type can be written as.
    pub takes: Takes,
    /// What its value obeys, besides being of its type.
    pub rules: &'static [Rule],
    /// Line and column of its name in the schema.
    pub at: (u32, u32),
}

impl Field {
    /// A field of a type that must be there.
    pub const fn required<T: Typed>(
        name: &'static str,
        at: (u32, u32),
        rules: &'static [Rule],
    ) -> Self {
        Self {
            name,
            ident: name,
            required: true,
            takes: T::TAKES,
            rules,
            at,
        }
    }

    /// A field of a type that may be absent.
    pub const fn optional<T: Typed>(
        name: &'static str,
        at: (u32, u32),
        rules: &'static [Rule],
    ) -> Self {
        Self {
            required: false,
            ..Self::required::<T>(name, at, rules)
        }
    }

    /// The field with another name in Rust than in JSON.
    #[must_use]
    pub const fn named(self, ident: &'static str) -> Self {
        Self { ident, ..self }
    }
}

/// A required member that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing(pub &'static str);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the required member `{}` is missing", self.0)
    }
}

/// Is shown the fields of a [`Record`].
pub trait Each {
    /// What ends the visit.
    type Error;

    /// A member that is there.
    fn field<T: Typed>(
        &mut self,
        name: &str,
        value: &T,
        rules: &'static [Rule],
    ) -> Result<(), Self::Error>;

    /// A required field.
    fn required<T: Typed>(&mut self, field: &'static Field, value: &T) -> Result<(), Self::Error> {
        self.field(field.name, value, field.rules)
    }

    /// A field that may be absent.
    fn optional<T: Typed>(
        &mut self,
        field: &'static Field,
        value: &Option<T>,
    ) -> Result<(), Self::Error> {
        match value {
            Some(value) => self.field(field.name, value, field.rules),
            None => Ok(()),
        }
    }

    /// The members that no field stands for, and what each obeys.
    fn rest<T: Typed>(
        &mut self,
        members: &Map<T>,
        rules: &'static [Rule],
    ) -> Result<(), Self::Error> {
        members
            .iter()
            .try_for_each(|(name, value)| self.field(name, value, rules))
    }
}

/// A member that is being read: its name is known, its value comes next.
#[derive(Debug)]
pub struct Member<'a, A> {
    name: Name,
    from: &'a mut A,
}

impl<'de, A: MapAccess<'de>> Member<'_, A> {
    /// Reads the value into its field, which must be empty.
    pub fn read<T: Typed>(self, field: &mut Option<T>) -> Result<(), A::Error> {
        if field.is_some() {
            return Err(A::Error::custom("a member is there twice"));
        }
        *field = Some(self.from.next_value_seed(Reading::new())?);
        Ok(())
    }

    /// Keeps the member among those that no field stands for.
    pub fn keep<T: Typed>(self, rest: &mut Map<T>) -> Result<(), A::Error> {
        let value = self.from.next_value_seed(Reading::new())?;
        match self.name {
            Name::Other(name) => insert(rest, name, value),
            Name::Field(_) => Ok(()),
        }
    }

    /// Refuses the member.
    pub fn refuse(self) -> Result<(), A::Error> {
        match self.name {
            Name::Other(name) => Err(A::Error::custom(format_args!(
                "there is no member `{name}`"
            ))),
            Name::Field(_) => Ok(()),
        }
    }
}

#[derive(Debug)]
enum Name {
    Field(usize),
    Other(String),
}

/// Finds the field of a name without keeping the name.
struct Names(&'static [Field]);

impl<'de> DeserializeSeed<'de> for Names {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Name, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Names {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        let field = self.0.iter().position(|field| field.name == name);
        Ok(field.map_or_else(|| Name::Other(name.to_owned()), Name::Field))
    }
}

/// Reads a record.
pub fn read<'de, R: Record, D: Deserializer<'de>>(from: D) -> Result<R, D::Error> {
    from.deserialize_map(Fields(PhantomData))
}

struct Fields<R>(PhantomData<R>);

impl<'de, R: Record> Visitor<'de> for Fields<R> {
    type Value = R;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<R, A::Error> {
        let mut draft = R::Draft::default();
        while let Some(name) = from.next_key_seed(Names(R::FIELDS))? {
            let field = match name {
                Name::Field(index) => index,
                Name::Other(_) => usize::MAX,
            };
            let member = Member {
                name,
                from: &mut from,
            };
            R::read(&mut draft, field, member)?;
        }
        R::finish(draft).map_err(A::Error::custom)
    }
}

/// Writes a record.
pub fn write<R: Record, S: Serializer>(record: &R, to: S) -> Result<S::Ok, S::Error> {
    let mut writing = Writing(to.serialize_map(None)?);
    record.visit(&mut writing)?;
    writing.0.end()
}

struct Writing<M>(M);

impl<M: SerializeMap> Each for Writing<M> {
    type Error = M::Error;

    fn field<T: Typed>(
        &mut self,
        name: &str,
        value: &T,
        _: &'static [Rule],
    ) -> Result<(), M::Error> {
        self.0.serialize_entry(name, &Written(value))
    }
}

/// Whether every rule of a record holds.
pub fn obeys<R: Record + Typed>(record: &R, rules: &[Rule]) -> bool {
    let mut judging = Judging {
        fields: R::FIELDS,
        members: 0,
    };
    record.visit(&mut judging).is_ok()
        && rule::members(record, judging.members, R::RULES)
        && rule::members(record, judging.members, rules)
}

struct Judging {
    fields: &'static [Field],
    members: usize,
}

/// A rule does not hold.
struct Broken;

impl Each for Judging {
    type Error = Broken;

    fn field<T: Typed>(
        &mut self,
        _: &str,
        value: &T,
        rules: &'static [Rule],
    ) -> Result<(), Broken> {
        self.members += 1;
        if value.obeys(rules) {
            Ok(())
        } else {
            Err(Broken)
        }
    }

    /// A field's name among the rest would be written twice.
    fn rest<T: Typed>(&mut self, members: &Map<T>, rules: &'static [Rule]) -> Result<(), Broken> {
        members.iter().try_for_each(|(name, value)| {
            if self.fields.iter().any(|field| field.name == name) {
                return Err(Broken);
            }
            self.field(name, value, rules)
        })
    }
}

/// Ties a generated struct to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __record {
    ($record:ty) => {
        impl $crate::typed::Typed for $record {
            const TAKES: $crate::typed::literal::Takes = $crate::typed::literal::Takes::Object;

            fn read<'de, D: $crate::typed::Deserializer<'de>>(
                from: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::typed::record::read(from)
            }

            fn write<S: $crate::typed::Serializer>(
                &self,
                to: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::typed::record::write(self, to)
            }

            fn obeys(&self, rules: &[$crate::typed::Rule]) -> bool {
                $crate::typed::record::obeys(self, rules)
            }

            fn from_literal(_: $crate::typed::literal::Given) -> Self {
                $crate::typed::literal::never()
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::typed::literal::Holds<Self> for $record {
            fn holding(record: Self) -> Self {
                record
            }
        }

        impl $crate::typed::Validate for $record {
            fn schema() -> $crate::typed::Part {
                <Self as $crate::typed::Record>::schema()
            }
        }

        $crate::__serde!($record);
    };
}
