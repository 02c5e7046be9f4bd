//! What is asked for again, when, and why. The client's tests read this table and hold the code to it.
//!
//! | an attempt ended as | create | was it made? | read | download | why |
//! |---|---|---|---|---|---|
//! | not sent | again | no | again | again | name, connect and TLS failures are proven: the server heard nothing |
//! | unanswered | again | perhaps | again | again | the server may have acted; the same key and bytes find what it made |
//! | unreadable | again | perhaps | again | again | a 2xx that is cut, too large or no task: the task exists, and asking again is free |
//! | 200-299 | accept | yes | accept | accept | |
//! | 300-306 | stop | perhaps | stop | follow | 303 says "done, look there", and many servers say it by 301 or 302; the API is at its base URL |
//! | 307-308 | stop | no | stop | follow | they ask for the same request elsewhere; files may move, and their requests carry no key |
//! | 309-399 | stop | perhaps | stop | follow | |
//! | 400 | stop | no | stop | stop | repeating changes nothing |
//! | 401 | stop | no | stop | fresh URL | for a file: its signed URL has expired |
//! | 402 | stop | no | stop | stop | |
//! | 403-404 | stop | no | stop | fresh URL | a wait allows 404 for a while after its own create |
//! | 405-407 | stop | no | stop | stop | |
//! | 408 | again | perhaps | again | again | the server gave up on a request that it may have read |
//! | 409 | conflict | no | again | stop | see below |
//! | 410 | stop | no | stop | fresh URL | |
//! | 411-424 | stop | no | stop | stop | |
//! | 425 | slowly | no | slowly | slowly | the server asks for patience |
//! | 426-428 | stop | no | stop | stop | |
//! | 429 | slowly | no | slowly | slowly | the same |
//! | 430-499 | stop | no | stop | stop | |
//! | 500 | again | perhaps | again | again | nobody says how far the server came |
//! | 501 | stop | no | stop | stop | it cannot do this at all |
//! | 502 | again | perhaps | again | again | |
//! | 503 | slowly | perhaps | slowly | slowly | |
//! | 504 | again | perhaps | again | again | |
//! | 505 | stop | no | stop | stop | |
//! | 506-999 | again | perhaps | again | again | gateways have words of their own, such as 520 and 524 |
//!
//! **Again** is the very same request: for a create the same idempotency key and the same bytes. **Slowly** begins with the
//! longer pause. **Stop** ends the call, as [`OutcomeUnknown`] if after this or an earlier attempt the task was *perhaps*
//! made; so does another sender of the key who may have made it, as far as a [`journal`](super::journal) knows.
//!
//! # When
//! The pause before attempt `n + 1` is drawn evenly from zero to a bound that starts at [`pause`] ([`slow_pause`] for
//! *slowly*) and doubles with each attempt up to [`longest_pause`]; it is never shorter than a `Retry-After`, plus up to a
//! tenth. A `Retry-After` is seconds, or a date judged by the reply's own `Date`, so no local clock matters; one beyond
//! [`longest_retry_after`] ends the call. At most [`attempts`] requests in at most [`budget`], each of at most
//! [`attempt_limit`]; and all calls of a client share [`shared_retries`]. A wait keeps to its poll schedule instead, and goes on
//! to its deadline; a longer `Retry-After` is cut there, since a paid task shall not be lost sight of. A header such as `Idempotent-Replayed: true` on an error ends the call: the answer will not change.
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
