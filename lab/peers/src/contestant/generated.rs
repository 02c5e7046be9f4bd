//! async-stripe: generated from Stripe's OpenAPI document, with strategies for retries and keys.

use stripe::{ClientBuilder, RequestStrategy};
use stripe_core::payment_intent::{CreatePaymentIntent, RetrievePaymentIntent};
use stripe_types::Currency;

use super::{Bought, PATIENCE, PAUSE};

/// Without a strategy it is the SDK's default.
pub(crate) async fn buy(base: &str, strategy: Option<RequestStrategy>) -> Bought {
    let mut builder = ClientBuilder::new("sk_test_peers")
        .url(format!("{base}/"))
        .timeout(PATIENCE);
    if let Some(strategy) = strategy {
        builder = builder.request_strategy(strategy);
    }
    let client = builder.build()?;
    let mut payment = CreatePaymentIntent::new(675, Currency::USD)
        .confirm(true)
        .payment_method("pm_card_visa")
        .send(&client)
        .await?;
    while payment.status.as_str() != "succeeded" {
        tokio::time::sleep(PAUSE).await;
        payment = RetrievePaymentIntent::new(payment.id).send(&client).await?;
    }
    Ok(payment.id.to_string())
}
