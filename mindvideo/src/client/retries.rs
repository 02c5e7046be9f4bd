//! What is asked for again, when, and why. The client's tests read this table and hold the code to it.
//!
//! | an attempt ended as | create | read | download | why |
//! |---|---|---|---|---|
//! | not sent | again | again | again | name, connect and TLS failures are proven: the server heard nothing |
//! | unanswered | again | again | again | the server may have acted; the same key and bytes find what it made |
//! | unreadable | again | again | again | a 2xx that is cut, too large or no task: the task exists, and asking again is free |
//! | 200-299 | accept | accept | accept | |
//! | 300-399 | stop | stop | follow | the API is at its base URL; files may move, and their requests carry no key |
//! | 400 | stop | stop | stop | repeating changes nothing |
//! | 401 | stop | stop | fresh URL | for a file: its signed URL has expired |
//! | 402 | stop | stop | stop | |
//! | 403-404 | stop | stop | fresh URL | a wait allows 404 for a while after its own create |
//! | 405-407 | stop | stop | stop | |
//! | 408 | again | again | again | the server gave up on a request that it may have read |
//! | 409 | conflict | again | stop | see below |
//! | 410 | stop | stop | fresh URL | |
//! | 411-424 | stop | stop | stop | |
//! | 425 | slowly | slowly | slowly | the server asks for patience |
//! | 426-428 | stop | stop | stop | |
//! | 429 | slowly | slowly | slowly | the same |
//! | 430-499 | stop | stop | stop | |
//! | 500 | again | again | again | nobody says how far the server came |
//! | 501 | stop | stop | stop | it cannot do this at all |
//! | 502 | again | again | again | |
//! | 503 | slowly | slowly | slowly | |
//! | 504 | again | again | again | |
//! | 505 | stop | stop | stop | |
//! | 506-999 | again | again | again | gateways have words of their own, such as 520 and 524 |
//!
//! **Again** is the very same request: for a create the same idempotency key and the same bytes. **Slowly** begins with the
//! longer pause. **Stop** ends the call, as [`OutcomeUnknown`] if an earlier attempt leaves it in doubt whether the task was
//! made; after *unanswered*, *unreadable*, 408 and all from 500 on but 501 and 505 it is in doubt.
//!
//! # When
//! The pause before attempt `n + 1` is drawn evenly from zero to a bound that starts at [`pause`] ([`slow_pause`] for
//! *slowly*) and doubles with each attempt up to [`longest_pause`]; it is never shorter than a `Retry-After`, plus up to a
//! tenth. A `Retry-After` is seconds, or a date judged by the reply's own `Date`, so no local clock matters; one beyond
//! [`longest_retry_after`] ends the call. At most [`attempts`] requests in at most [`budget`], each of at most
//! [`attempt_limit`]; and all calls of a client share [`shared_retries`]. A wait keeps to its poll schedule instead, and goes on
//! to its deadline. A header such as `Idempotent-Replayed: true` on an error ends the call: the answer will not change.
//!
//! # 409 on a create
//! The documents say that 409 means "this key, another input". Elsewhere it means "the first request with this key is still
//! running" (assumption A17 of [`assumptions`](super::assumptions)).
//!
//! | the body says | nothing in doubt | in doubt |
//! |---|---|---|
//! | another input | conflict | conflict, ambiguous |
//! | still running | again, up to 5 pauses | again, up to 5 pauses |
//! | neither, or both | conflict | again, up to 3 pauses, then conflict, ambiguous |
//!
//! An *ambiguous* [`IdempotencyConflict`] answers [`charged`] with "unknown" and has a [`resume_token`]. The key is never
//! changed, and no byte of the request. 422 with words of a reused idempotency key is a conflict too.
//!
//! [`attempts`]: super::RetryPolicy::attempts
//! [`attempt_limit`]: super::RetryPolicy::attempt_limit
//! [`budget`]: super::RetryPolicy::budget
//! [`charged`]: super::Error::charged
//! [`IdempotencyConflict`]: super::ErrorKind::IdempotencyConflict
//! [`longest_pause`]: super::RetryPolicy::longest_pause
//! [`longest_retry_after`]: super::RetryPolicy::longest_retry_after
//! [`OutcomeUnknown`]: super::ErrorKind::OutcomeUnknown
//! [`pause`]: super::RetryPolicy::pause
//! [`resume_token`]: super::Error::resume_token
//! [`shared_retries`]: super::RetryPolicy::shared_retries
//! [`slow_pause`]: super::RetryPolicy::slow_pause
