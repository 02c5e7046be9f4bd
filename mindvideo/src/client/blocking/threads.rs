//! Much work on a few threads.
//!
//! One thread could watch all tasks in turn, for the machines wait for nothing; but a request is waited for in place, so each
//! wait would be as slow as the slowest reply of all the others.

use std::{
    sync::{Mutex, PoisonError},
    thread,
};

/// Does `work` on each of `jobs`, at most `at_once` of them at a time, and gives the outputs in the order of the jobs.
///
/// This thread works with the others, which end before it returns. A system that gives fewer threads makes it slower and no
/// more. When `work` panics, no other job is begun, and the panic goes on here.
pub(crate) fn on_threads<J: Send, T: Send>(
    jobs: Vec<J>,
    at_once: usize,
    work: impl Fn(J) -> T + Sync,
) -> Vec<T> {
    let threads = at_once.min(jobs.len());
    let waiting = Mutex::new(Some(jobs.into_iter().enumerate()));
    let done = Mutex::new(Vec::new());
    let worker = || {
        let stop = Stop(&waiting);
        while let Some((at, job)) = locked(&waiting, |jobs| jobs.as_mut()?.next()) {
            let output = work(job);
            locked(&done, |done| done.push((at, output)));
        }
        drop(stop);
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            let named = thread::Builder::new().name("mindvideo".to_owned());
            if named.spawn_scoped(scope, worker).is_err() {
                break;
            }
        }
        worker();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, output)| output).collect()
}

fn locked<T, R>(what: &Mutex<T>, change: impl FnOnce(&mut T) -> R) -> R {
    change(&mut what.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Takes the jobs away that nobody has begun, when its thread is at its end; without a panic there are none.
struct Stop<'a, T>(&'a Mutex<Option<T>>);

impl<T> Drop for Stop<'_, T> {
    fn drop(&mut self) {
        locked(self.0, |jobs| *jobs = None);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::{
            Barrier,
            atomic::{AtomicUsize, Ordering::SeqCst},
        },
        time::Duration,
    };

    use super::*;

    #[test]
    fn never_more_than_allowed_and_in_order() {
        for (jobs, at_once, most) in [(0, 3, 0), (2, 3, 2), (10, 3, 3), (5, 0, 1), (5, 1, 1)] {
            let (running, peak) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let together = Barrier::new(most.max(1));
            let outputs = on_threads((0..jobs).collect(), at_once, |job: usize| {
                peak.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                if job < most {
                    together.wait();
                }
                running.fetch_sub(1, SeqCst);
                job
            });
            assert_eq!(outputs, (0..jobs).collect::<Vec<_>>());
            assert_eq!(peak.load(SeqCst), most);
        }
    }

    #[test]
    fn a_panic_begins_nothing_more() {
        let begun = AtomicUsize::new(0);
        let run = AssertUnwindSafe(|| {
            on_threads((0..1000).collect(), 2, |job: usize| {
                begun.fetch_add(1, SeqCst);
                assert!(job != 1, "the second fails");
                thread::sleep(Duration::from_millis(50));
            })
        });
        assert!(catch_unwind(run).is_err());
        assert!(begun.load(SeqCst) < 1000);
    }
}
