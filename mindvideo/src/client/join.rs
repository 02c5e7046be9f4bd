//! Many futures at once, but not too many.

use std::{future::Future, pin::Pin, task::Poll};

/// Runs `jobs` to their ends, at most `at_once` of them at a time, each begun only when it has its place. The outputs are in
/// the order of the jobs. Dropping it drops what runs.
pub(crate) async fn join<F: Future>(
    jobs: impl IntoIterator<Item = F>,
    at_once: usize,
) -> Vec<F::Output> {
    let mut waiting = jobs.into_iter();
    let mut running: Vec<(usize, Pin<Box<F>>)> = Vec::new();
    let mut done: Vec<Option<F::Output>> = Vec::new();
    std::future::poll_fn(move |context| {
        loop {
            let mut progress = false;
            running.retain_mut(|(at, job)| match job.as_mut().poll(context) {
                Poll::Pending => true,
                Poll::Ready(output) => {
                    progress = true;
                    if let Some(place) = done.get_mut(*at) {
                        *place = Some(output);
                    }
                    false
                }
            });
            let free = at_once.max(1) - running.len();
            for job in waiting.by_ref().take(free) {
                progress = true;
                running.push((done.len(), Box::pin(job)));
                done.push(None);
            }
            if running.is_empty() {
                return Poll::Ready(done.drain(..).flatten().collect());
            }
            if !progress {
                return Poll::Pending;
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::{
        cell::Cell,
        task::{Context, Waker},
    };

    use super::*;

    #[test]
    fn never_more_than_allowed_and_in_order() {
        for (jobs, at_once, most) in [(0, 3, 0), (2, 3, 2), (10, 3, 3), (5, 0, 1), (5, 1, 1)] {
            let (running, peak) = (Cell::new(0), Cell::new(0));
            let job = |number: usize| {
                let (running, peak) = (&running, &peak);
                async move {
                    running.set(running.get() + 1);
                    peak.set(peak.get().max(running.get()));
                    let mut pauses = number % 4 + 2;
                    std::future::poll_fn(|_| {
                        pauses -= 1;
                        if pauses == 0 {
                            Poll::Ready(())
                        } else {
                            Poll::Pending
                        }
                    })
                    .await;
                    running.set(running.get() - 1);
                    number
                }
            };
            let mut all = std::pin::pin!(join((0..jobs).map(job), at_once));
            let mut context = Context::from_waker(Waker::noop());
            let outputs = loop {
                if let Poll::Ready(outputs) = all.as_mut().poll(&mut context) {
                    break outputs;
                }
            };
            assert_eq!(outputs, (0..jobs).collect::<Vec<_>>());
            assert_eq!(peak.get(), most);
        }
    }
}
