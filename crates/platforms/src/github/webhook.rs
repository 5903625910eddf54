//! The webhook: one event a request, signed over its raw body.

use compact_str::{CompactString, format_compact};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use pollhook_core::{Bytes, Draft, Now, Parts, Refusal, Setup, SetupError, Verdict, WebhookAnswer, WebhookProtocol};

use super::answer::header;
use super::update::Reader;
use super::watch::{KEY, Watch};
use crate::signature::{self, Secrets};

/// What happened.
const EVENT: &str = "x-github-event";
/// The delivery's name, the same when it is sent again by hand.
const DELIVERY: &str = "x-github-delivery";
/// Which webhook it came by, and whose that is: kept, for one bot may have several.
const KEPT: [&str; 3] =
    ["x-github-hook-id", "x-github-hook-installation-target-type", "x-github-hook-installation-target-id"];

#[derive(Debug)]
pub(super) struct Webhook {
    secrets: Secrets,
    reader: Reader,
}

impl Webhook {
    pub(super) fn new(setup: &Setup) -> Result<Self, SetupError> {
        let secrets = Secrets::new(&setup.secrets).ok_or_else(|| {
            SetupError(
                "without a secret anybody could pose as GitHub: add `secret = \"${WEBHOOK_SECRET}\"` to [webhook]"
                    .into(),
            )
        })?;
        if let Some(watch @ Watch::User(_)) = Watch::of(setup)? {
            return Err(SetupError(format!(
                "`{KEY} = \"{watch}\"` can only be polled, for a user has no webhook: write mode = \"polling\", or watch a \
                 repository or an organization"
            )));
        }
        Ok(Self { secrets, reader: Reader::new(setup) })
    }

    fn event(&self, headers: &HeaderMap, body: &Bytes) -> Draft {
        let payload = match is_form(headers) {
            true => match payload(body) {
                Some(payload) => payload,
                None => return Draft::unreadable("a form without `payload`", body.clone()),
            },
            false => body.clone(),
        };
        let (kind, delivery) = (named(headers, EVENT), named(headers, DELIVERY));
        let mut draft = self.reader.read(format_compact!("delivery:{delivery}"), kind, payload);
        if draft.undecodable.is_some() {
            // As it came, whatever a form made of it.
            draft = Draft::unreadable(draft.undecodable.unwrap_or_default(), body.clone());
        }
        let kept = KEPT.iter().filter_map(|name| Some((CompactString::const_new(name), header(headers, name)?.into())));
        draft.meta = kept.collect();
        draft
    }
}

impl WebhookProtocol for Webhook {
    fn head(&self, parts: &Parts, _now: Now) -> Result<(), Refusal> {
        if parts.method != Method::POST {
            return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not a POST"));
        }
        signature::claimed(&parts.headers)?;
        if named(&parts.headers, EVENT).is_empty() {
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "no X-GitHub-Event: this is no delivery of GitHub"));
        }
        if named(&parts.headers, DELIVERY).is_empty() {
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "no X-GitHub-Delivery: this is no delivery of GitHub"));
        }
        Ok(())
    }

    fn body(&self, parts: &Parts, body: &Bytes, _now: Now) -> Verdict {
        if let Err(refusal) = self.secrets.check(&parts.headers, body) {
            return Verdict::Reject(refusal);
        }
        // The greeting of a new webhook.
        if named(&parts.headers, EVENT) == "ping" {
            return Verdict::Respond(WebhookAnswer::empty(StatusCode::OK));
        }
        Verdict::Accept(vec![self.event(&parts.headers, body)])
    }
}

/// A name in a header; empty when there is none.
fn named<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    header(headers, name).unwrap_or_default()
}

fn is_form(headers: &HeaderMap) -> bool {
    named(headers, CONTENT_TYPE.as_str()).to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
}

/// The JSON in `payload={…}`.
fn payload(form: &[u8]) -> Option<Bytes> {
    let (_, json) = form_urlencoded::parse(form).find(|(name, _)| name == "payload")?;
    Some(Bytes::from(json.into_owned()))
}
