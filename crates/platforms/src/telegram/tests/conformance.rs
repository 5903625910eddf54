//! The suites that every protocol runs.

use pollhook_testkit::webhook::{Proof, Sample};

use super::*;

const UPDATES: [(&str, &str); 5] = [
    ("41", r#"{"update_id":41,"message":{"date":1,"chat":{"id":1}}}"#),
    ("42", r#"{"update_id":42,"callback_query":{"id":"q","from":{"id":2}}}"#),
    ("45", r#"{"update_id":45,"edited_message":{"date":1,"edit_date":2,"chat":{"id":1}}}"#),
    ("46", r#"{"update_id":46,"poll":{"id":"5"}}"#),
    ("47", r#"{"update_id":47,"brand_new":{}}"#),
];

/// A server that gives two updates at a time, from the offset on.
fn server() -> impl FnMut(&Call) -> Answer {
    |call| {
        let offset = parameters(call)["offset"].as_u64().unwrap_or(0);
        let left = UPDATES.iter().filter(|(id, _)| id.parse::<u64>().unwrap() >= offset);
        let updates: Vec<&str> = left.take(2).map(|(_, update)| *update).collect();
        answer(200, page_of(&updates))
    }
}

#[test]
fn polling_conforms() {
    pollhook_testkit::poll::conforms(&UPDATES.map(|(id, _)| id), poll, server);
}

#[test]
fn the_webhook_conforms() {
    let header = "x-telegram-bot-api-secret-token";
    let sample = |update: &str| Sample::post("/hook", update.to_owned(), Proof::Secret(header));
    let samples: Vec<Sample> = UPDATES.iter().map(|(_, update)| sample(update).header(header, "new-secret")).collect();
    pollhook_testkit::webhook::conforms(&*webhook(), &samples);
}
