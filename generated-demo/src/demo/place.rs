//! Whom the demo talks to: a sandbox in this process, or the real API.

use std::{env, time::Duration};

use generated_demo::models::MODELS;
use mindvideo::{
    Client,
    client::{ClientBuilder, Error, PollSchedule},
    sandbox::Sandbox,
};

use super::{fault::Fault, page::Page};

const API_KEY: &str = "MINDVIDEO_API_KEY";
const BASE_URL: &str = "MINDVIDEO_BASE_URL";

/// How long the sandbox's task is queued, and then processed: long enough to be watched.
const PACE: Duration = Duration::from_millis(1_200);

/// A client and what it talks to.
pub(crate) struct Place {
    pub(crate) client: Client,
    /// Dropping it ends it.
    pub(crate) sandbox: Option<Sandbox>,
}

impl Place {
    /// The real API if the environment has a key, else a sandbox.
    pub(crate) fn choose() -> Result<Self, Fault> {
        if env::var_os(API_KEY).is_some() {
            Self::real().map_err(|error| Fault::Settings {
                problem: error.to_string(),
                cure: format!(
                    "or unset {API_KEY} and {BASE_URL} to use the sandbox; nothing was sent"
                ),
            })
        } else if env::var_os(BASE_URL).is_some() {
            Err(Fault::Settings {
                problem: format!("{BASE_URL} is set, but {API_KEY} is not"),
                cure: format!(
                    "set both to talk to the API at that address, or unset {BASE_URL} to use the sandbox"
                ),
            })
        } else {
            Self::sandbox()
        }
    }

    fn real() -> Result<Self, Error> {
        // Somebody is looking at the line, so the first answer comes sooner than a program would need it.
        let watched = PollSchedule {
            first: Duration::from_secs(2),
            ..PollSchedule::default()
        };
        Ok(Self {
            client: ClientBuilder::from_env()?.poll_schedule(watched).build()?,
            sandbox: None,
        })
    }

    fn sandbox() -> Result<Self, Fault> {
        let empty = Sandbox::builder().pace(PACE);
        let filled = MODELS.iter().fold(empty, |builder, model| {
            builder.schema(model.slug, model.schema)
        });
        let sandbox = filled.start().map_err(Fault::Sandbox)?;
        // A real film takes minutes; nobody should ask for that one so often.
        let often = PollSchedule {
            first: PACE / 8,
            interval: PACE / 8,
            growth_percent: 100,
            ..PollSchedule::default()
        };
        let client = Client::builder()
            .api_key(sandbox.api_key())
            .base_url(sandbox.base_url())
            .poll_schedule(often)
            .build()?;
        Ok(Self {
            client,
            sandbox: Some(sandbox),
        })
    }

    /// Says where requests go and whether they cost something.
    pub(crate) fn introduce(&self, page: &mut Page) {
        let url = self.client.base_url();
        if self.sandbox.is_some() {
            page.text(format_args!("Talking to a sandbox on this machine: {url}"));
            page.indented("No account is needed, nothing is paid, nothing leaves this machine.");
            page.indented(format_args!(
                "With {API_KEY} set, the same program talks to the real API."
            ));
        } else {
            page.text(format_args!("Talking to the REAL API: {url}"));
            page.indented(format_args!(
                "{API_KEY} is set. Tasks COST MONEY; this run asks for one."
            ));
            page.indented(
                "By the rule of the API, the same prompt again finds that task and is not charged again.",
            );
        }
    }
}
