//! The suites that every protocol runs.

use pollhook_testkit::webhook::{Proof, Sample};

use super::*;

/// Five events, of which the server tells two more whenever it is asked anew. Its tags say how many are known already, so
/// it needs no memory.
fn server() -> impl FnMut(&Call) -> Answer {
    |call| {
        let tag = call.headers.get("if-none-match").map(|tag| tag.to_str().unwrap().to_owned());
        let known: usize = tag.map_or(0, |tag| tag.trim_matches('"').parse().unwrap());
        let told = (known + 2).min(IDS.len());
        let events: Vec<Value> = IDS[..told].iter().rev().map(|id| polled(id, "WatchEvent", &json!({}))).collect();
        let tag = format!("\"{told}\"");
        let status = if told == known { 304 } else { 200 };
        answer_with(status, &[("etag", &tag), ("x-poll-interval", "60")], Value::from(events).to_string())
    }
}

const IDS: [&str; 5] = ["8", "9", "10", "11", "7"];

#[test]
fn polling_conforms() {
    let ids = IDS.map(|id| format!("event:{id}"));
    pollhook_testkit::poll::conforms(&ids.each_ref().map(String::as_str), poll, server);
}

fn sign(parts: &mut Parts, body: &[u8]) {
    parts.headers.insert(signature::HEADER, signature::header("new-secret", body).parse().unwrap());
}

fn sample(event: &'static str, content_type: &str, body: String) -> Sample {
    let signed = signature::header("new-secret", body.as_bytes());
    Sample::post("/hook", body, Proof::Signature { headers: &["x-hub-signature-256"], sign })
        .header("x-hub-signature-256", &signed)
        .header("x-github-event", event)
        .header("x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958")
        .header("content-type", content_type)
}

#[test]
fn the_webhook_conforms() {
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("payload", &opened(7).to_string()).finish();
    let samples = [
        sample("issues", "application/json", opened(7).to_string()),
        sample("brand_new", "application/json", json!({ "action": "made" }).to_string()),
        sample("issues", "application/x-www-form-urlencoded", form),
    ];
    pollhook_testkit::webhook::conforms(&*webhook(), &samples);
}
