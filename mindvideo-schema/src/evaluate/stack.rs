//! Judging goes as deep as the instance is nested times as many schemas follow one another on one
//! value. Both are limited, but not so low that the stack of any thread has room for it. A walk that
//! comes too deep for its stack starts again in a thread with a larger one.

use std::thread;

/// How many schemas may be applied within one another on the stack of whoever calls.
const STEPS_HERE: u32 = 96;
/// The same in threads of our own; the last one is more than any walk takes, with arrays and
/// objects nested 127 deep and chains of 256 schemas.
const STEPS_ELSEWHERE: [u32; 2] = [4 << 10, 40 << 10];
/// What a step takes at most, in a debug build.
const BYTES_OF_STEP: usize = 6 << 10;

/// How much deeper a walk may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depth {
    left: u32,
    was_enough: bool,
}

impl Depth {
    const fn of(steps: u32) -> Self {
        Self {
            left: steps,
            was_enough: true,
        }
    }

    /// Goes one step deeper, until [`leave`](Self::leave). `false` if there is no room; then the
    /// verdict of the walk is worth nothing.
    pub(super) fn enter(&mut self) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => self.was_enough = false,
        }
        self.was_enough
    }

    /// Comes back from a step that there was room for.
    pub(super) fn leave(&mut self) {
        self.left += 1;
    }

    /// The result of a walk that had room enough.
    pub(super) fn result<T>(self, result: T) -> Option<T> {
        self.was_enough.then_some(result)
    }
}

/// The result of a walk, on the first stack that has room for it. `None` if there is no such stack
/// to be had.
pub(super) fn with_room<T: Send>(walk: impl Fn(Depth) -> Option<T> + Sync) -> Option<T> {
    walk(Depth::of(STEPS_HERE)).or_else(|| {
        STEPS_ELSEWHERE.into_iter().find_map(|steps| {
            let mut result = None;
            elsewhere(steps, &mut || result = walk(Depth::of(steps)));
            result
        })
    })
}

/// Runs something in a thread with room for so many steps, if there is one to be had. Threads are
/// compiled once, for whatever runs in them.
fn elsewhere(steps: u32, run: &mut (dyn FnMut() + Send)) {
    let thread = thread::Builder::new().stack_size(steps as usize * BYTES_OF_STEP);
    thread::scope(|scope| {
        if let Ok(thread) = thread.spawn_scoped(scope, run) {
            // Whoever panicked left no result.
            _ = thread.join();
        }
    });
}
