//! What the documents of the API leave open, and what this client does about each.
//!
//! The client invents no endpoint, and for each open question it takes the reading that loses no task and pays for none
//! twice. Code and errors name these numbers. Each has a test for both answers in `tests/client/assumptions.rs`.
//!
//! | | open | what the client does |
//! |---|---|---|
//! | A1 | the status of a create: 200, 201 or 202 | any 2xx whose body names a task |
//! | A2 | the body of an error | read leniently ([`ApiError`](super::ApiError)); the status always counts |
//! | A3 | rate limits, `Retry-After` | 425, 429 and 503 are waited out; seconds and dates, up to [`longest_retry_after`](super::RetryPolicy::longest_retry_after) |
//! | A4 | media type and framing of `/events` | told by type and first bytes ([`Framing`](super::Framing)); nothing else depends on events |
//! | A5 | an endpoint to cancel | none, though the status `cancelled` is understood |
//! | A6 | an endpoint to list tasks | none; tokens find tasks again |
//! | A7 | an endpoint to upload | none; inputs are URLs or data URIs |
//! | A8 | webhooks | none; the client asks |
//! | A9 | how long an idempotency key is remembered | a [`journal`](super::journal) remembers for good; what it has in doubt is sent again by itself up to [`key_memory`](super::RetryPolicy::key_memory); tokens hold no time, so resume them soon |
//! | A10 | characters and length of a key | 1 to 64 of `A-Z a-z 0-9 . _ ~ -` |
//! | A11 | the currency of a cost | [`Amount`](super::Amount) has no unit |
//! | A12 | when a file's URL expires | on 401, 403, 404 or 410 the task is asked for a fresh one |
//! | A13 | where the GIF of `enable_gif` stands | [`Output::files`](super::Output::files) finds every `url` |
//! | A14 | the reason of a failure | all members of the reply are kept: [`extra`](super::TaskSnapshot::extra) |
//! | A15 | whether a failed task is charged | `cost_actual` decides, else [`Charged::Unknown`](super::Charged::Unknown) |
//! | A16 | whether a failed task keeps its key | assumed, and a journal sees to it; a new try counts [`Attempt`](super::Attempt) up |
//! | A17 | whether 409 can also mean "still running" | if the body says so, or says nothing while an attempt of ours is in doubt |
//! | A18 | which models take files as data URIs, and how large | a file becomes one only when it is asked for ([`MediaInput`](super::MediaInput)), up to 5 MiB unless told otherwise; else the server decides |
