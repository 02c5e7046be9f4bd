//! reqwest behind reqwest-retry, put together as the documentation of reqwest-retry shows.

use reqwest::header::HeaderName;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};
use serde::Deserialize;

use super::{Bought, PATIENCE, PAUSE};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

#[derive(Deserialize)]
struct Task {
    task_id: String,
    status: String,
}

pub(crate) async fn buy(base: &str, key: Option<&str>) -> Bought {
    let client = client()?;
    let body = serde_json::json!({"model": "veo3-1-quality", "input": {"prompt": "a car"}});
    let mut request = client.post(format!("{base}/api/v1/tasks")).json(&body);
    if let Some(key) = key {
        request = request.header(KEY, key);
    }
    let mut task: Task = request.send().await?.error_for_status()?.json().await?;
    while task.status != "succeeded" {
        tokio::time::sleep(PAUSE).await;
        let request = client.get(format!("{base}/api/v1/tasks/{}", task.task_id));
        task = request.send().await?.error_for_status()?.json().await?;
    }
    Ok(task.task_id)
}

fn client() -> reqwest::Result<ClientWithMiddleware> {
    let policy = ExponentialBackoff::builder().build_with_max_retries(3);
    let inner = reqwest::Client::builder().timeout(PATIENCE).build()?;
    Ok(ClientBuilder::new(inner)
        .with(RetryTransientMiddleware::new_with_policy(policy))
        .build())
}
