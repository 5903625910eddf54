//! The webhook: who is let in, what a body is, and how it is answered.

use pollhook_core::{Inline, Outcome, Reason, ReasonKind};

use super::*;

#[test]
fn only_a_push_that_claims_a_signature_has_its_body_read() {
    let body = push(&[]);
    let good = signed(body.as_bytes());
    assert_eq!(webhook().head(&good, now()), Ok(()));
    for method in ["PUT", "HEAD", "DELETE", "OPTIONS"] {
        let parts = Parts { method: method.parse().unwrap(), ..good.clone() };
        assert_eq!(webhook().head(&parts, now()).unwrap_err().status, 405, "{method}");
    }
    let mut legacy = good;
    legacy.headers.clear();
    legacy.headers.insert("x-hub-signature", "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59".parse().unwrap());
    assert_eq!(webhook().head(&legacy, now()).unwrap_err().status, 401, "the older signature alone is none");
}

#[test]
fn a_body_is_heard_only_with_its_own_signature() {
    let (one, other) = (push(&[&heard(r#""message":{"mid":"m_1"}"#)]), push(&[&heard(r#""message":{"mid":"m_2"}"#)]));
    let parts = signed(one.as_bytes());
    assert!(matches!(webhook().body(&parts, &one.into(), now()), Verdict::Accept(_)));
    let verdict = webhook().body(&parts, &other.into(), now());
    assert!(matches!(verdict, Verdict::Reject(refusal) if refusal.status == 401));
}

/// Meta signs what it sends, and it sends everything that is not ASCII with escapes.
#[test]
fn what_was_signed_with_escapes_is_heard_as_it_came() {
    let body = br#"{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"message":{"mid":"m_1","text":"\u00e4\u00f6\u00e5"}}]}]}"#;
    let mut parts = signed(body);
    let value = "sha256=607f402aa3aafa083b78e6bab0ecc12866e2bca791d0e713bf10ba72a36b2747";
    parts.headers.insert(signature::HEADER, value.parse().unwrap());
    let Verdict::Accept(drafts) = webhook().body(&parts, &Bytes::from_static(body), now()) else { panic!() };
    assert_eq!((&*drafts[0].id, &drafts[0].payload[..]), ("m_1", &body[..]));
}

#[test]
fn a_push_with_nothing_in_it_is_answered() {
    for body in [push(&[]), push_of("")] {
        match webhook().body(&signed(body.as_bytes()), &body.clone().into(), now()) {
            Verdict::Respond(answer) => assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0)),
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn how_an_outcome_is_answered() {
    let rejected = Outcome::Rejected(Reason::new(ReasonKind::Failed, "no"));
    let rows = [
        (Outcome::Accepted(None), 200, None),
        // Nothing can ride in the answer.
        (Outcome::Accepted(Some(Inline::json("{}"))), 200, None),
        (rejected, 200, None),
        (Outcome::Retry(None), 503, None),
        (Outcome::Retry(Some(Duration::from_secs(2))), 503, Some(2)),
    ];
    for (outcome, status, retry_after) in rows {
        let answer = webhook().answer(&outcome);
        assert_eq!(answer.status, status, "{outcome:?}");
        assert_eq!(answer.retry_after.map(|after| after.as_secs()), retry_after);
        assert!(answer.body.is_empty());
    }
}
