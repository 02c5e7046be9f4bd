//! The clients that buy.

mod generated;
mod ours;
mod retrying;

use std::{error::Error, time::Duration};

use stripe::RequestStrategy;

use crate::purchase::Order;

/// How long each attempt may take, wherever a client can be told.
const PATIENCE: Duration = Duration::from_secs(2);

/// From a poll to the next.
const PAUSE: Duration = Duration::from_millis(20);

/// The id of a task that has succeeded.
type Bought = Result<String, Box<dyn Error + Send + Sync>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contestant {
    Retry,
    RetryKeyed,
    Stripe,
    StripeKeyed,
    StripeBackoff,
    Async,
    AsyncJournal,
    Blocking,
    BlockingJournal,
}

impl Contestant {
    pub(crate) const ALL: [Self; 9] = [
        Self::Retry,
        Self::RetryKeyed,
        Self::Stripe,
        Self::StripeKeyed,
        Self::StripeBackoff,
        Self::Async,
        Self::AsyncJournal,
        Self::Blocking,
        Self::BlockingJournal,
    ];

    /// Its column.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Retry => "reqwest-retry",
            Self::RetryKeyed => "reqwest-retry, key",
            Self::Stripe => "async-stripe",
            Self::StripeKeyed => "async-stripe, key",
            Self::StripeBackoff => "async-stripe, backoff",
            Self::Async => "ours",
            Self::AsyncJournal => "ours, journal",
            Self::Blocking => "ours, blocking",
            Self::BlockingJournal => "ours, blocking, journal",
        }
    }

    pub(crate) fn is_ours(self) -> bool {
        matches!(
            self,
            Self::Async | Self::AsyncJournal | Self::Blocking | Self::BlockingJournal
        )
    }

    /// Creates a task and waits for it, as the contestant's documentation shows.
    pub(crate) async fn buy(self, base: &str, order: &Order) -> Bought {
        let key = order.key.as_str();
        match self {
            Self::Retry => retrying::buy(base, None).await,
            Self::RetryKeyed => retrying::buy(base, Some(key)).await,
            Self::Stripe => generated::buy(base, None).await,
            Self::StripeKeyed => {
                let once = RequestStrategy::Idempotent(stripe::IdempotencyKey::new(key)?);
                generated::buy(base, Some(once)).await
            }
            Self::StripeBackoff => {
                let thrice = RequestStrategy::ExponentialBackoff(3);
                generated::buy(base, Some(thrice)).await
            }
            Self::Async => ours::buy(base, None).await,
            Self::AsyncJournal => ours::buy(base, Some(&order.journal)).await,
            Self::Blocking => ours::buy_blocking(base, None).await,
            Self::BlockingJournal => ours::buy_blocking(base, Some(&order.journal)).await,
        }
    }
}
