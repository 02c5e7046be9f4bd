use super::{Integer, Number};

/// What the setter of a field that may be `null` takes: a value, whatever becomes one without a
/// loss, or `None` for `null`.
///
/// ```
/// use mindvideo::typed::IntoNullable;
/// use mindvideo::Integer;
///
/// fn text(value: impl IntoNullable<String>) -> Option<String> {
///     value.into_nullable()
/// }
/// assert_eq!(text("x"), Some("x".to_owned()));
/// assert_eq!(text("x".to_owned()), text(Some("x".to_owned())));
/// assert_eq!(text(None), None);
///
/// fn list(value: impl IntoNullable<Vec<Integer>>) -> Option<Vec<Integer>> {
///     value.into_nullable()
/// }
/// assert_eq!(list([1, 2]), Some(vec![1.into(), 2.into()]));
/// ```
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` does not fit a field of type `{T}` that may be `null`",
    label = "expected `{T}`, what becomes one without a loss, or `None`"
)]
pub trait IntoNullable<T> {
    /// The value, or `None` for `null`.
    fn into_nullable(self) -> Option<T>;
}

#[diagnostic::do_not_recommend]
impl<T> IntoNullable<T> for T {
    fn into_nullable(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoNullable<T> for Option<T> {
    fn into_nullable(self) -> Option<T> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoNullable<Box<T>> for T {
    fn into_nullable(self) -> Option<Box<T>> {
        Some(Box::new(self))
    }
}

#[diagnostic::do_not_recommend]
impl IntoNullable<String> for &str {
    fn into_nullable(self) -> Option<String> {
        Some(self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl<T, U: Into<T>, const N: usize> IntoNullable<Vec<T>> for [U; N] {
    fn into_nullable(self) -> Option<Vec<T>> {
        Some(self.into_iter().map(Into::into).collect())
    }
}

macro_rules! integers_into {
    ($to:ty: $($integer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoNullable<$to> for $integer {
            fn into_nullable(self) -> Option<$to> {
                Some(self.into())
            }
        }
    )*};
}

integers_into!(i64: i8, i16, i32, u8, u16, u32);
integers_into!(Integer: i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);
integers_into!(Number: i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, Integer);
