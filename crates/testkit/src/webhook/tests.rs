//! The suite passes what keeps the promises, and names the one that a wrong protocol breaks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use http::StatusCode;
use pollhook_core::{
    Bytes, Draft, Now, Outcome, Parts, Platform, Refusal, Setup, Verdict, WebhookAnswer, WebhookProtocol,
};

use super::{Proof, Sample, conforms};
use crate::Pushed;

const BODY: &str = r#"[{"id": "1", "chat": "anna", "text": "hi"}, {"id": "2", "chat": "anna", "text": "ho"}]"#;

fn pushed() -> Arc<dyn WebhookProtocol> {
    let mut setup = Setup::new("");
    setup.secrets = vec!["a-secret".to_owned().into(), "an-older-one".to_owned().into()];
    Pushed::waiting(Duration::from_secs(5)).webhook(&setup).unwrap().unwrap()
}

fn samples() -> Vec<Sample> {
    let with = |secret| Sample::post("/", BODY, Proof::Secret("x-secret")).header("x-secret", secret);
    vec![with("a-secret"), with("an-older-one")]
}

#[test]
fn a_secret_in_the_head_conforms() {
    conforms(&*pushed(), &samples());
}

/// `Pushed`, signed: the header is a sum over the body, which is enough to be wrong.
struct Signed(Arc<dyn WebhookProtocol>);

fn sum(body: &[u8]) -> String {
    body.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte))).to_string()
}

fn sign(parts: &mut Parts, body: &[u8]) {
    parts.headers.insert("x-sum", sum(body).parse().unwrap());
}

impl WebhookProtocol for Signed {
    fn head(&self, parts: &Parts, _now: Now) -> Result<(), Refusal> {
        if parts.method == http::Method::POST {
            Ok(())
        } else {
            Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not a POST"))
        }
    }

    fn body(&self, parts: &Parts, body: &Bytes, now: Now) -> Verdict {
        let given = parts.headers.get("x-sum").map(http::HeaderValue::as_bytes);
        if given != Some(sum(body).as_bytes()) {
            return Verdict::Reject(Refusal::unauthenticated("wrong sum"));
        }
        self.0.body(parts, body, now)
    }

    fn answer(&self, outcome: &Outcome) -> WebhookAnswer {
        self.0.answer(outcome)
    }
}

fn signed_sample() -> Sample {
    let proof = Proof::Signature { headers: &["x-sum"], sign };
    Sample::post("/", BODY, proof).header("x-sum", &sum(BODY.as_bytes()))
}

#[test]
fn a_signature_over_the_body_conforms() {
    conforms(&Signed(pushed()), &[signed_sample()]);
}

/// A protocol with one mistake.
struct Wrong {
    right: Arc<dyn WebhookProtocol>,
    how: &'static str,
    calls: AtomicU32,
}

impl WebhookProtocol for Wrong {
    fn head(&self, parts: &Parts, now: Now) -> Result<(), Refusal> {
        let secret = parts.headers.get("x-secret").map_or(&[][..], http::HeaderValue::as_bytes);
        let is_post = parts.method == http::Method::POST;
        match self.how {
            "accepts everybody" if is_post => Ok(()),
            "compares a prefix" if is_post && secret.starts_with(b"a-secret") => Ok(()),
            "answers strangers 404" => {
                self.right.head(parts, now).map_err(|refusal| Refusal { status: StatusCode::NOT_FOUND, ..refusal })
            }
            "takes any method" => self.right.head(&Parts { method: http::Method::POST, ..parts.clone() }, now),
            _ => self.right.head(parts, now),
        }
    }

    fn body(&self, parts: &Parts, body: &Bytes, now: Now) -> Verdict {
        let call = self.calls.fetch_add(1, Relaxed);
        let undecodable = |id: String| Verdict::Accept(vec![Draft::undecodable(id, "", body.clone())]);
        let Verdict::Accept(mut drafts) = self.right.body(parts, body, now) else { return undecodable(String::new()) };
        let is_bad = drafts.iter().any(|draft| draft.undecodable.is_some());
        match self.how {
            "has new ids each time" => {
                drafts.iter_mut().for_each(|draft| draft.id = format!("{call}/{}", draft.id).into());
            }
            "has one id for all" => drafts.iter_mut().for_each(|draft| draft.id = "same".into()),
            "drops what it cannot decode" if is_bad => drafts.clear(),
            "refuses what it cannot decode" if is_bad => {
                return Verdict::Reject(Refusal::new(StatusCode::BAD_REQUEST, "what is this"));
            }
            "has one id for all garbage" if is_bad => return undecodable("bad".into()),
            "has new ids for garbage" if is_bad => return undecodable(call.to_string()),
            "panics at garbage" if is_bad => panic!("unexpected end of input"),
            _ => {}
        }
        Verdict::Accept(drafts)
    }

    fn answer(&self, outcome: &Outcome) -> WebhookAnswer {
        match (self.how, outcome) {
            ("confirms what was handed back", Outcome::Retry(_)) => WebhookAnswer::empty(StatusCode::OK),
            ("is too early", Outcome::Retry(_)) => WebhookAnswer::again(Some(Duration::from_secs(1))),
            ("asks for what was rejected", Outcome::Rejected(_)) => WebhookAnswer::again(None),
            _ => self.right.answer(outcome),
        }
    }
}

#[test]
fn a_wrong_protocol_is_told_which_promise_it_breaks() {
    let table = [
        ("accepts everybody", "is refused"),
        ("compares a prefix", "a lengthened `x-secret` is refused"),
        ("answers strangers 404", "switch a webhook off"),
        ("takes any method", "PUT is refused"),
        ("has new ids each time", "a redelivery has the same events"),
        ("has one id for all", "ids of their own"),
        ("drops what it cannot decode", "one event, not none"),
        ("refuses what it cannot decode", "is not refused"),
        ("has one id for all garbage", "two bodies"),
        ("has new ids for garbage", "a stable id"),
        ("panics at garbage", "unexpected end of input"),
        ("confirms what was handed back", "must come again"),
        ("is too early", "not before the pause"),
        ("asks for what was rejected", "is over"),
    ];
    for (how, promise) in table {
        let wrong = Wrong { right: pushed(), how, calls: AtomicU32::new(0) };
        let broken = catch_unwind(AssertUnwindSafe(|| conforms(&wrong, &samples()))).expect_err(how);
        let said = broken.downcast_ref::<String>().cloned();
        let said = said.or_else(|| broken.downcast_ref::<&str>().map(|said| (*said).to_owned())).unwrap();
        assert!(said.contains(promise), "{how}: {said}");
    }
}

#[test]
fn a_signature_that_covers_only_the_length_is_found_out() {
    struct Short(Signed);
    impl WebhookProtocol for Short {
        fn head(&self, parts: &Parts, now: Now) -> Result<(), Refusal> {
            self.0.head(parts, now)
        }
        fn body(&self, parts: &Parts, body: &Bytes, now: Now) -> Verdict {
            let good = Bytes::from_static(BODY.as_bytes());
            self.0.body(parts, if body.len() == good.len() { &good } else { body }, now)
        }
        fn answer(&self, outcome: &Outcome) -> WebhookAnswer {
            self.0.answer(outcome)
        }
    }
    let broken = catch_unwind(|| conforms(&Short(Signed(pushed())), &[signed_sample()])).unwrap_err();
    let said = broken.downcast_ref::<String>().unwrap();
    assert!(said.contains("a bit flipped is refused"), "{said}");
}
