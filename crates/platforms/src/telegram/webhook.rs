//! The webhook: one update a request, authenticated by a shared value in a header.

use http::{HeaderName, Method, StatusCode};
use pollhook_core::{
    Bytes, ExposeSecret, Now, Outcome, Parts, Refusal, SecretString, Setup, SetupError, Verdict, WebhookAnswer,
    WebhookProtocol, is_one_of,
};

use super::update::Reader;

/// Where the secret travels.
const HEADER: HeaderName = HeaderName::from_static("x-telegram-bot-api-secret-token");

#[derive(Debug)]
pub(super) struct Webhook {
    secrets: Vec<SecretString>,
    reader: Reader,
}

impl Webhook {
    pub(super) fn new(setup: &Setup) -> Result<Self, SetupError> {
        if setup.secrets.is_empty() {
            return Err(SetupError(
                "without a secret anybody could pose as Telegram: add `secret = \"${WEBHOOK_SECRET}\"` to [webhook]"
                    .into(),
            ));
        }
        for (at, secret) in setup.secrets.iter().enumerate() {
            check(at + 1, secret)?;
        }
        Ok(Self { secrets: setup.secrets.clone(), reader: Reader::new(setup.identity.as_ref()) })
    }
}

/// Whether Telegram would take it. The text shows nothing of the secret, not even its length.
fn check(number: usize, secret: &SecretString) -> Result<(), SetupError> {
    let secret = secret.expose_secret();
    let fits = (1..=256).contains(&secret.len());
    if fits && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
        return Ok(());
    }
    Err(SetupError(format!(
        "secret {number} of [webhook] would be refused by Telegram: it may have 1 to 256 characters of A-Z, a-z, 0-9, _ and -"
    )))
}

impl WebhookProtocol for Webhook {
    fn head(&self, parts: &Parts, _now: Now) -> Result<(), Refusal> {
        if parts.method != Method::POST {
            return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not a POST"));
        }
        let mut given = parts.headers.get_all(HEADER).iter();
        match (given.next(), given.next()) {
            (Some(secret), None) if is_one_of(&self.secrets, secret.as_bytes()) => Ok(()),
            (Some(_), None) => Err(Refusal::unauthenticated("the secret token is none of those configured")),
            (Some(_), Some(_)) => Err(Refusal::unauthenticated("more than one secret token")),
            (None, _) => Err(Refusal::unauthenticated("no secret token: was the webhook registered without one?")),
        }
    }

    /// Authenticated by its head already.
    fn body(&self, _parts: &Parts, body: &Bytes, now: Now) -> Verdict {
        // Space around the document is the sender's way of writing, and no part of the event: polling has none. But what
        // cannot be read is kept as it came.
        let read = self.reader.read(body.slice_ref(body.trim_ascii()), now).draft;
        let draft = if read.undecodable.is_some() { self.reader.read(body.clone(), now).draft } else { read };
        Verdict::Accept(vec![draft])
    }

    /// Any 2xx counts; a body in it may be a call of a method.
    fn answer(&self, outcome: &Outcome) -> WebhookAnswer {
        match outcome {
            Outcome::Accepted(Some(inline)) => {
                WebhookAnswer::with_body(StatusCode::OK, inline.content_type, inline.body.clone())
            }
            Outcome::Retry(after) => WebhookAnswer::again(*after),
            _ => WebhookAnswer::empty(StatusCode::OK),
        }
    }
}
