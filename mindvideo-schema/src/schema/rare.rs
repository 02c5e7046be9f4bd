use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use super::{
    AnnotationKeywords, ArrayKeywords, CoreKeywords, LogicKeywords, NumberKeywords, ObjectKeywords,
    StringKeywords,
};

/// The keywords of a family that most schemas have none of: these take no room.
#[derive(Clone, Debug, Default)]
pub struct Rare<T>(Option<Box<T>>);

impl<T> Rare<T> {
    /// Whether the schema has none of them.
    pub fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

impl<T: Absent> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_else(|| T::absent())
    }
}

impl<T: Absent> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

/// A family of keywords that a schema may have none of.
pub trait Absent: Default + 'static {
    /// All of it absent.
    fn absent() -> &'static Self;
}

macro_rules! families {
    ($($family:ident: $keywords:ident,)*) => {
        /// Every family, absent.
        #[derive(Default)]
        struct Families {
            $($family: $keywords,)*
        }

        static ABSENT: LazyLock<Families> = LazyLock::new(Families::default);

        $(
            impl Absent for $keywords {
                fn absent() -> &'static Self {
                    &ABSENT.$family
                }
            }
        )*
    };
}

families! {
    annotation: AnnotationKeywords,
    array: ArrayKeywords,
    core: CoreKeywords,
    logic: LogicKeywords,
    number: NumberKeywords,
    object: ObjectKeywords,
    string: StringKeywords,
}
