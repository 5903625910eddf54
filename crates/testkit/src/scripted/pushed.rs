//! A platform that calls, once: what is not taken at the first request is gone.

use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use pollhook_core::{
    Bytes, Consumes, Draft, ExposeSecret, Late, Now, Order, Outcome, Parts, Platform, Refusal, Rules, SecretString,
    Setup, SetupError, Verdict, View, WebhookAnswer, WebhookProtocol,
};

use super::{Word, Words};

/// Posts each [`Word`] once, with its secret in the header `x-secret`, and waits for the answer for a short time.
#[derive(Debug)]
pub struct Pushed {
    rules: Rules,
}

impl Pushed {
    /// Waits so long for an answer.
    #[must_use]
    pub fn waiting(ack_within: Duration) -> Self {
        let mut rules = Rules::new();
        rules.consumes = Consumes::ByClient;
        rules.ack_within = Some(ack_within);
        rules.late = Late::Ack;
        rules.order = Order::PerKey;
        Self { rules }
    }
}

impl Platform for Pushed {
    fn name(&self) -> &'static str {
        "pushed"
    }

    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn kinds(&self) -> &'static [&'static str] {
        &["word"]
    }

    fn default_api(&self) -> &'static str {
        "http://127.0.0.1:9"
    }

    fn webhook(&self, setup: &Setup) -> Option<Result<Arc<dyn WebhookProtocol>, SetupError>> {
        if setup.secrets.is_empty() {
            return Some(Err(SetupError("add `secret = \"…\"` to [webhook]".into())));
        }
        Some(Ok(Arc::new(PushedHook { secrets: setup.secrets.clone() })))
    }

    fn view(&self, _setup: &Setup) -> Arc<dyn View> {
        Arc::new(Words)
    }
}

#[derive(Debug)]
struct PushedHook {
    secrets: Vec<SecretString>,
}

impl WebhookProtocol for PushedHook {
    fn head(&self, parts: &Parts, _now: Now) -> Result<(), Refusal> {
        if parts.method != Method::POST {
            return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not a POST"));
        }
        let given = parts.headers.get("x-secret").map(http::HeaderValue::as_bytes);
        let known = |secret: &SecretString| given == Some(secret.expose_secret().as_bytes());
        if self.secrets.iter().any(known) { Ok(()) } else { Err(Refusal::unauthenticated("wrong secret")) }
    }

    fn body(&self, _parts: &Parts, body: &Bytes, _now: Now) -> Verdict {
        let words: Result<Vec<Word>, _> = serde_json::from_slice(body);
        Verdict::Accept(match words {
            Ok(words) => words.iter().map(Word::draft).collect(),
            Err(error) => vec![Draft::unreadable(error.to_string(), body.clone())],
        })
    }

    fn answer(&self, outcome: &Outcome) -> WebhookAnswer {
        match outcome {
            Outcome::Retry(after) => WebhookAnswer::again(*after),
            _ => WebhookAnswer::empty(StatusCode::NO_CONTENT),
        }
    }
}
