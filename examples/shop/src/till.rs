//! A payment service, as a platform that only tells: `POST` to the shop's address, with a secret in `X-Till-Secret`, until
//! it gets a 2xx. What it tells is `{"id":"pay_1","type":"paid","order":1}`.

use std::sync::Arc;
use std::time::Duration;

use pollhook::core::{
    Bytes, Draft, Event, Late, Message, Method, Now, Parts, Platform, Refusal, Rules, SecretString, Setup, SetupError,
    StatusCode, Verdict, View, WebhookProtocol, What, is_one_of,
};
use serde::Deserialize;

/// The service.
pub(crate) struct Till;

/// Where it proves that it is the one.
pub(crate) const HEADER: &str = "x-till-secret";

static RULES: Rules = rules();

const fn rules() -> Rules {
    let mut rules = Rules::new();
    rules.redelivers = Some(Duration::from_secs(24 * 60 * 60));
    rules.ack_within = Some(Duration::from_secs(10));
    rules.late = Late::AskAgain;
    rules
}

impl Platform for Till {
    fn name(&self) -> &'static str {
        "till"
    }

    fn rules(&self) -> &Rules {
        &RULES
    }

    fn kinds(&self) -> &'static [&'static str] {
        &["paid", "refunded"]
    }

    fn default_api(&self) -> &'static str {
        "https://till.example"
    }

    fn webhook(&self, setup: &Setup) -> Option<Result<Arc<dyn WebhookProtocol>, SetupError>> {
        if setup.secrets.is_empty() {
            return Some(Err(SetupError("add `secret = \"${TILL_SECRET}\"` to [webhook]".into())));
        }
        Some(Ok(Arc::new(Hook(setup.secrets.clone()))))
    }

    fn view(&self, _setup: &Setup) -> Arc<dyn View> {
        Arc::new(Till)
    }
}

/// Nobody says anything there.
impl View for Till {
    fn message(&self, _event: &Event) -> Option<Message> {
        None
    }

    fn kinds(&self, _what: What) -> &'static [&'static str] {
        &[]
    }
}

struct Hook(Vec<SecretString>);

impl WebhookProtocol for Hook {
    fn head(&self, parts: &Parts, _now: Now) -> Result<(), Refusal> {
        if parts.method != Method::POST {
            return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not a POST"));
        }
        match parts.headers.get(HEADER) {
            Some(given) if is_one_of(&self.0, given.as_bytes()) => Ok(()),
            _ => Err(Refusal::unauthenticated("not the secret of the config")),
        }
    }

    fn body(&self, _parts: &Parts, body: &Bytes, _now: Now) -> Verdict {
        Verdict::Accept(vec![event(body)])
    }
}

/// What is read of it here; the rest is for the handler.
#[derive(Deserialize)]
struct Told<'a> {
    id: &'a str,
    r#type: &'a str,
    order: u64,
}

/// Its own id tells a payment that is told twice from two payments, and what is about one order is handled in order.
fn event(body: &Bytes) -> Draft {
    match serde_json::from_slice::<Told<'_>>(body) {
        Ok(Told { id, r#type, order }) => Draft::new(id, r#type, body.clone()).key(order.to_string()),
        Err(_) => Draft::unreadable("the till tells something else", body.clone()),
    }
}
