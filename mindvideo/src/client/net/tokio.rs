//! Time and threads from tokio, without its panics: outside of a runtime tokio panics, this client does not.

use std::{future::ready, time::Duration};

use crate::client::transport::BoxFuture;

pub(crate) fn is_running() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}

pub(crate) fn sleep(duration: Duration) -> BoxFuture<'static, ()> {
    // Where nothing can be sent there is no reason to pause either.
    if is_running() {
        Box::pin(tokio::time::sleep(duration))
    } else {
        Box::pin(ready(()))
    }
}

pub(crate) fn run_blocking(work: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()> {
    if !is_running() {
        work();
        return Box::pin(ready(()));
    }
    let work = tokio::task::spawn_blocking(work);
    Box::pin(async {
        // The only failure is a runtime that shuts down; then nobody waits for the result.
        let _ = work.await;
    })
}
