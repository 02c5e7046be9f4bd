//! Two lives at the same time, each of which may end early.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use super::world::Chance;

/// A future that dies after so many polls: everything it holds is dropped.
struct Life<F: Future> {
    future: Option<Pin<Box<F>>>,
    polls: u64,
    output: Option<F::Output>,
}

impl<F: Future> Life<F> {
    fn new(polls: u64, future: F) -> Self {
        Self {
            future: Some(Box::pin(future)),
            polls,
            output: None,
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) {
        let Some(future) = &mut self.future else {
            return;
        };
        if self.polls == 0 {
            self.future = None;
            return;
        }
        self.polls -= 1;
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            self.output = Some(output);
            self.future = None;
        }
    }
}

/// Runs both to their ends, in turns that chance deals. `None` for one that died.
pub(crate) async fn both<A: Future, B: Future>(
    mut chance: Chance,
    (first_polls, first): (u64, A),
    (second_polls, second): (u64, B),
) -> (Option<A::Output>, Option<B::Output>) {
    let mut first = Life::new(first_polls, first);
    let mut second = Life::new(second_polls, second);
    std::future::poll_fn(|context| {
        let waits = chance.below(3);
        if waits != 0 {
            first.poll(context);
        }
        if waits != 1 {
            second.poll(context);
        }
        if first.future.is_none() && second.future.is_none() {
            return Poll::Ready(());
        }
        if waits < 2 {
            // No time passes while one of them might go on.
            context.waker().wake_by_ref();
        }
        Poll::Pending
    })
    .await;
    (first.output, second.output)
}
