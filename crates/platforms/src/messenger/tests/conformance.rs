//! The suite that every webhook runs.

use pollhook_testkit::webhook::{Proof, Sample};

use super::*;

const HEADER: &str = "x-hub-signature-256";

fn sign(parts: &mut Parts, body: &[u8]) {
    parts.headers.insert(HEADER, signature::header(SECRET, body).parse().unwrap());
}

#[test]
fn the_webhook_conforms() {
    let one = push(&[&heard(r#""message":{"mid":"m_1","text":"\u00e4\u00f6\u00e5"}"#)]);
    let many = push_of(&format!(
        r#"{{"id":"{PAGE}","time":1,"messaging":[{},{}]}},{{"id":"{PAGE}","time":2,"standby":[{}]}}"#,
        heard(r#""message":{"mid":"m_2","text":"x"}"#),
        heard(r#""read":{"watermark":5}"#),
        heard(r#""message":{"mid":"m_3","text":"y"}"#),
    ));
    let samples = [one, many].map(|body| {
        let value = signature::header(SECRET, body.as_bytes());
        Sample::post("/hook", body, Proof::Signature { headers: &[HEADER], sign }).header(HEADER, &value)
    });
    pollhook_testkit::webhook::conforms(&*webhook(), &samples);
}
