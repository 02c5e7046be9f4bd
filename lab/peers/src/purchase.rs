//! One task, bought by one contestant through at most one fault.

use std::{path::PathBuf, sync::Arc, time::Duration};

use crate::{Fault, contestant::Contestant, shop::Shop};

/// What the caller wants; it does not change when the caller calls again.
pub(crate) struct Order {
    /// What a caller who thinks of it sends as `Idempotency-Key`.
    pub(crate) key: String,
    /// Where a caller who thinks of it keeps a journal.
    pub(crate) journal: PathBuf,
}

/// How a caller and the server stand.
#[derive(Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) charges: usize,
    /// The caller has the id of a task that was charged, and has seen it succeed.
    pub(crate) held: bool,
}

impl Standing {
    pub(crate) fn is_double(self) -> bool {
        self.charges > 1
    }

    /// Charged once, and the caller has no id.
    pub(crate) fn is_lost(self) -> bool {
        self.charges == 1 && !self.held
    }

    pub(crate) fn is_right(self) -> bool {
        self.charges == 1 && self.held
    }
}

/// Where two kinds of callers end.
pub(crate) struct Purchase {
    /// The caller who gives up at the first error.
    pub(crate) after_one: Standing,
    /// The caller who answers an error with the same call, once.
    pub(crate) after_two: Standing,
}

/// Nobody takes so long; who does is taken for one who got an error.
const LIMIT: Duration = Duration::from_secs(20);

pub(crate) async fn purchase(
    contestant: Contestant,
    fault: Fault,
    folder: Arc<PathBuf>,
) -> Purchase {
    let shop = Shop::open(fault).await;
    let order = Order {
        key: "order-1234".to_owned(),
        journal: folder.join(format!("{contestant:?}.journal")),
    };
    let after_one = call(contestant, &shop, &order).await;
    let after_two = if after_one.held {
        after_one
    } else {
        call(contestant, &shop, &order).await
    };
    Purchase {
        after_one,
        after_two,
    }
}

async fn call(contestant: Contestant, shop: &Shop, order: &Order) -> Standing {
    let bought = tokio::time::timeout(LIMIT, contestant.buy(&shop.base, order)).await;
    let id = bought.ok().and_then(Result::ok);
    Standing {
        charges: shop.charged().len(),
        held: id.is_some_and(|id| shop.charged().contains(&id)),
    }
}
