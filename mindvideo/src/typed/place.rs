//! Where a value is while it is read, before it goes where it stays.
//!
//! A struct of hundreds of fields takes kilobytes, and may be nested in itself as deep as JSON may.
//! So what is large is never on the stack while something within it is read: a text cannot overflow
//! the stack, however many fields its types have.

/// So many bytes are large.
const LARGE: usize = 512;

/// Does something with an empty place.
#[inline]
pub(super) fn with_place<T, A>(act: impl FnOnce(&mut Option<T>) -> A) -> A {
    if size_of::<T>() > LARGE {
        on_heap(act)
    } else {
        on_stack(act)
    }
}

#[inline]
fn on_stack<T, A>(act: impl FnOnce(&mut Option<T>) -> A) -> A {
    act(&mut None)
}

#[inline(never)]
fn on_heap<T, A>(act: impl FnOnce(&mut Option<T>) -> A) -> A {
    act(&mut Box::default())
}

/// Does something with what is in a place, which is empty then.
#[inline]
pub(super) fn hand_on<T, A>(place: &mut Option<T>, act: impl FnOnce(T) -> A) -> Option<A> {
    if size_of::<T>() > LARGE {
        hand_on_large(place, act)
    } else {
        place.take().map(act)
    }
}

/// Not inlined, since what it moves would be in the frame of its caller.
#[inline(never)]
fn hand_on_large<T, A>(place: &mut Option<T>, act: impl FnOnce(T) -> A) -> Option<A> {
    place.take().map(act)
}

/// Puts what a type is to begin with into a place.
#[inline]
pub(super) fn begin<T: Default>(place: &mut Option<T>) -> &mut T {
    if size_of::<T>() > LARGE {
        begin_large(place)
    } else {
        place.insert(T::default())
    }
}

#[inline(never)]
fn begin_large<T: Default>(place: &mut Option<T>) -> &mut T {
    place.insert(T::default())
}
