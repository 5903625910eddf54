//! The webhook: a handshake by GET, and pushes of many events, signed over their raw bodies.

use http::{Method, StatusCode};
use pollhook_core::{Bytes, Now, Parts, Refusal, Setup, SetupError, Verdict, WebhookAnswer, WebhookProtocol};

use super::batch;
use super::handshake::{self, Handshake};
use crate::signature::{self, Secrets};

#[derive(Debug)]
pub(super) struct Webhook {
    secrets: Secrets,
    handshake: Handshake,
}

impl Webhook {
    pub(super) fn new(setup: &Setup) -> Result<Self, SetupError> {
        let secrets = Secrets::new(&setup.secrets).ok_or_else(|| {
            SetupError(
                "without the app's secret anybody could pose as Meta: add `secret = \"${APP_SECRET}\"` to [webhook]; the \
                 app's dashboard shows it among the basic settings"
                    .into(),
            )
        })?;
        Ok(Self { secrets, handshake: Handshake::new(setup)? })
    }
}

impl WebhookProtocol for Webhook {
    fn head(&self, parts: &Parts, _now: Now) -> Result<(), Refusal> {
        match parts.method {
            Method::POST => signature::claimed(&parts.headers).map(|_| ()),
            Method::GET => self.handshake.challenge(parts.uri.query()).map(|_| ()),
            _ => Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "neither a push nor a handshake")),
        }
    }

    fn body(&self, parts: &Parts, body: &Bytes, _now: Now) -> Verdict {
        if parts.method == Method::GET {
            return match self.handshake.challenge(parts.uri.query()) {
                Ok(challenge) => Verdict::Respond(handshake::answer(challenge)),
                Err(refusal) => Verdict::Reject(refusal),
            };
        }
        if let Err(refusal) = self.secrets.check(&parts.headers, body) {
            return Verdict::Reject(refusal);
        }
        let drafts = batch::split(body);
        if drafts.is_empty() { Verdict::Respond(WebhookAnswer::empty(StatusCode::OK)) } else { Verdict::Accept(drafts) }
    }
}
