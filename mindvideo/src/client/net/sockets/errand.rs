//! Work beside the thread that calls.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

/// Work on a thread of its own, which ends with it.
pub(super) struct Errand {
    /// Until somebody has begun it.
    work: Arc<Mutex<Option<Work>>>,
    thread: Option<JoinHandle<()>>,
}

type Work = Box<dyn FnOnce() + Send>;

impl Errand {
    pub(super) fn begin(work: Work) -> Self {
        let work = Arc::new(Mutex::new(Some(work)));
        let own = Arc::clone(&work);
        let named = thread::Builder::new().name("mindvideo-file".to_owned());
        let thread = named.spawn(move || perform(&own)).ok();
        Self { work, thread }
    }

    /// Waits until it is done; where the system gave no thread, it is done here.
    pub(super) fn end(self) {
        if let Some(thread) = self.thread {
            // A panic has been told by its thread, and leaves no result.
            let _ = thread.join();
        }
        perform(&self.work);
    }
}

fn perform(work: &Mutex<Option<Work>>) {
    let begun = work.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(work) = begun {
        work();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn it_is_done_once_and_beside() {
        let (say, heard) = mpsc::channel();
        let errand = Errand::begin(Box::new(move || say.send(thread::current().id()).unwrap()));
        let at = heard.recv().unwrap();
        assert_ne!(at, thread::current().id());
        errand.end();
        assert!(heard.recv().is_err(), "and not again");
    }

    #[test]
    fn where_there_is_no_thread_it_is_done_here() {
        let (say, heard) = mpsc::channel();
        let work: Work = Box::new(move || say.send(thread::current().id()).unwrap());
        let errand = Errand {
            work: Arc::new(Mutex::new(Some(work))),
            thread: None,
        };
        assert!(heard.try_recv().is_err());
        errand.end();
        assert_eq!(heard.recv().unwrap(), thread::current().id());
    }
}
