//! A create request, frozen.

use std::{fmt, future::IntoFuture, marker::PhantomData, time::SystemTime};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, header};
use serde_core::{Serialize, Serializer, ser::SerializeStruct as _};

use super::{
    config_error::ConfigError,
    connection::Connection,
    core::{Past, SubmitMachine, SubmitPlan},
    drive,
    error::{Error, OutcomeUnknown},
    idempotency_key::IdempotencyKey,
    journal::{Intent, JournalError},
    subject::Subject,
    task::Task,
    token::SubmissionToken,
    trace,
    transport::BoxFuture,
};
use crate::{AnyInput, Model, Valid};

/// A create request whose bytes and key are fixed. Await it to send it; see [`Client::submit`](super::Client::submit).
///
/// To hand it to an executor, such as `tokio::spawn`, make the future first: `submit.into_future()`.
#[must_use = "nothing is sent until this is awaited"]
pub struct Submit<M> {
    connection: Connection,
    token: Result<SubmissionToken, Error>,
    past: Past,
    model: PhantomData<fn() -> M>,
}

impl<M> Submit<M> {
    pub(crate) fn new(connection: Connection, token: Result<SubmissionToken, Error>) -> Self {
        Self {
            connection,
            token,
            past: Past::Nothing,
            model: PhantomData,
        }
    }

    pub(crate) fn resume(connection: Connection, token: SubmissionToken) -> Self {
        Self {
            connection,
            token: Ok(token),
            past: Past::Resumed,
            model: PhantomData,
        }
    }

    /// Sends under this key instead of a random one.
    ///
    /// An earlier process may have sent it, which only a journal knows: when that cannot even be asked, nothing is sent, and
    /// the outcome is unknown.
    ///
    /// A request that is resumed keeps the key it was first sent with: another one makes it fail unsent, for it could pay a
    /// second time. What came of the first sending is then still unknown.
    pub fn idempotency_key(mut self, key: IdempotencyKey) -> Self {
        match &mut self.token {
            Ok(token) if self.past == Past::Resumed && token.key != key => {
                let problem = format!(
                    "is {key}, but the request was first sent with {}",
                    token.key
                );
                let cure = "leave the key out when resuming";
                let fault = ConfigError::new("idempotency_key", problem, cure);
                self.token = Err(unresumed(token, fault));
            }
            Ok(_) if self.past == Past::Resumed => {}
            Ok(token) => {
                token.key = key;
                self.past = Past::Open;
            }
            Err(_) => {}
        }
        self
    }

    /// A name for people, such as the number of the order. It is kept in the journal
    /// ([`Entry::label`](super::journal::Entry::label)) and in the token, and never sent: the key shows nothing of a business id.
    pub fn label(mut self, text: impl Into<Box<str>>) -> Self {
        if let Ok(token) = &mut self.token {
            token.label = Some(text.into());
        }
        self
    }

    /// What another process needs to go on should this one end before the reply. Store it before awaiting.
    ///
    /// # Errors
    /// A configuration error when the input does not serialize or no random key could be made.
    pub fn token(&self) -> Result<SubmissionToken, Error> {
        self.token.clone()
    }

    async fn send(self) -> Result<Task<M>, Error> {
        let intent = Intent {
            token: self.token?,
            at: SystemTime::now(),
            sends: true,
            memory: (self.past != Past::Resumed)
                .then(|| self.connection.settings().retry.key_memory),
            only_open: false,
        };
        buy(&self.connection, intent, self.past).await
    }
}

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Why a request that may have been sent before is not gone on with.
pub(crate) fn unresumed(token: &SubmissionToken, fault: ConfigError) -> Error {
    let trace = Subject::Purchase(&token.key).trace();
    Error::new(OutcomeUnknown::after(token, fault.into()), trace)
}

/// Drives a create request to its end.
pub(crate) async fn buy<M>(
    connection: &Connection,
    intent: Intent,
    past: Past,
) -> Result<Task<M>, Error> {
    let task = go_on(connection, intent, past).await?;
    task.ok_or_else(|| JournalError::new("the purchase is not open any more").into())
}

/// The same for a purchase that perhaps is to be left alone, which then gives nothing.
pub(crate) async fn go_on<M>(
    connection: &Connection,
    intent: Intent,
    past: Past,
) -> Result<Option<Task<M>>, Error> {
    let token = intent.token.clone();
    let subject = Subject::Purchase(&token.key);
    let request = create_request(connection, &token).map_err(|fault| {
        let kind = past.unsent(&token, fault.kind().clone());
        Error::new(kind, subject.trace())
    })?;
    let mut machine = SubmitMachine::new(SubmitPlan {
        intent,
        effort: connection.effort(),
        past,
        journaled: connection.journal().is_some(),
    });
    let step = |now, event| machine.step(now, event);
    let call = drive::call(connection, request, subject, None, step);
    let created = trace::submit(&token.model, call).await?;
    Ok(Task::created(connection.clone(), token, created))
}

fn create_request(
    connection: &Connection,
    token: &SubmissionToken,
) -> Result<Request<Bytes>, Error> {
    let subject = Subject::Purchase(&token.key);
    let mut request = connection.api_request(Method::POST, subject, "", token.payload.clone())?;
    let key = HeaderValue::from_str(token.key.as_str()).map_err(|fault| {
        ConfigError::new(
            "idempotency key",
            fault.to_string(),
            "use IdempotencyKey::for_business_id",
        )
    })?;
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(IDEMPOTENCY_KEY, key);
    request.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(request)
}

impl<M: 'static> IntoFuture for Submit<M> {
    type Output = Result<Task<M>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<M> fmt::Debug for Submit<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submit")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

/// `{"model": SLUG, "input": {…}}`
struct Body<'a, I> {
    model: &'a str,
    input: &'a I,
}

impl<I: Serialize> Serialize for Body<'_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("Body", 2)?;
        body.serialize_field("model", self.model)?;
        body.serialize_field("input", self.input)?;
        body.end()
    }
}

/// The request of an input, under a random key.
pub(crate) fn freeze<M: Model>(
    connection: &Connection,
    input: &Valid<M>,
) -> Result<SubmissionToken, Error> {
    let (model, input) = (M::SLUG, &**input);
    write(connection, &Body { model, input })
}

/// The same for a model that only the run knows.
pub(crate) fn freeze_any(
    connection: &Connection,
    input: &AnyInput,
) -> Result<SubmissionToken, Error> {
    let model = input.model();
    write(connection, &Body { model, input })
}

fn write<I: Serialize>(
    connection: &Connection,
    body: &Body<'_, I>,
) -> Result<SubmissionToken, Error> {
    let payload = serde_json::to_vec(body).map_err(|fault| {
        ConfigError::new(
            "input",
            format!("cannot be written as JSON: {fault}"),
            "correct its Serialize",
        )
    })?;
    Ok(SubmissionToken {
        model: body.model.into(),
        base: connection.settings().base.text(),
        key: IdempotencyKey::random()?,
        payload: Bytes::from(payload),
        label: None,
    })
}
