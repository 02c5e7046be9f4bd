//! What may stand in [`input!`](crate::input), and how it comes into the fields of a struct.
//!
//! The implementations are not recommended to users, so that rustc shows these texts instead of a
//! list of everything that a crate generated.

use super::never;
use crate::typed::Record;

/// A struct in [`input!`](crate::input): whatever is a [`Record`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct that a schema describes",
    label = "`input!` knows no fields of this type",
    note = "name the generated struct, as in `input!(model::Input {{ field: value }})`; an input of \
            any other shape is built as what it is, then `validate()` is called on it"
)]
pub trait Struct: Record {
    /// The struct while it is written: every field may be missing.
    type Written: Default;

    /// The struct, all of whose required fields were found to be there.
    fn of(written: Self::Written) -> Self;
}

#[diagnostic::do_not_recommend]
impl<R: Record> Struct for R {
    type Written = R::Draft;

    fn of(written: R::Draft) -> Self {
        R::finish(written).unwrap_or_else(|| never())
    }
}

/// What an expression in [`input!`](crate::input) may be: whatever converts into the field's type.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` does not fit a field of type `{T}`",
    label = "expected `{T}`",
    note = "`input!` takes whatever converts `Into` the field's type; a field that may be absent \
            takes its value without `Some`, and is left out to stay unset"
)]
pub trait Fits<T> {
    /// Converts it.
    fn fit(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T, U: Into<T>> Fits<T> for U {
    fn fit(self) -> T {
        self.into()
    }
}

/// A type of fields that a struct of the type `R`, written out, may stand in.
#[diagnostic::on_unimplemented(
    message = "a struct `{R}` does not fit a field of type `{Self}`",
    label = "expected `{Self}`"
)]
pub trait Holds<R> {
    /// Wraps the struct.
    fn holding(record: R) -> Self;
}

#[diagnostic::do_not_recommend]
impl<R: Record> Holds<R> for R {
    fn holding(record: R) -> Self {
        record
    }
}

#[diagnostic::do_not_recommend]
impl<R, T: Holds<R>> Holds<R> for Option<T> {
    fn holding(record: R) -> Self {
        Some(T::holding(record))
    }
}

#[diagnostic::do_not_recommend]
impl<R: Record> Holds<R> for Box<R> {
    fn holding(record: R) -> Self {
        Self::new(record)
    }
}

/// A type of fields that an array, written out, may stand in.
#[diagnostic::on_unimplemented(
    message = "an array does not fit a field of type `{Self}`",
    label = "expected `{Self}`"
)]
pub trait List {
    /// What the array is made of.
    type Item;

    /// Collects the items.
    fn list(items: Vec<Self::Item>) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T> List for Vec<T> {
    type Item = T;

    fn list(items: Vec<T>) -> Self {
        items
    }
}

#[diagnostic::do_not_recommend]
impl<L: List> List for Option<L> {
    type Item = L::Item;

    fn list(items: Vec<L::Item>) -> Self {
        Some(L::list(items))
    }
}

#[diagnostic::do_not_recommend]
impl<L: List> List for Box<L> {
    type Item = L::Item;

    fn list(items: Vec<L::Item>) -> Self {
        Self::new(L::list(items))
    }
}
