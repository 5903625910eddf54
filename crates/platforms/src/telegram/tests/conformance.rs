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

/// The history as it is pushed.
fn samples() -> [Sample; 5] {
    let header = "x-telegram-bot-api-secret-token";
    UPDATES.map(|(_, update)| Sample::post("/hook", update, Proof::Secret(header)).header(header, "new-secret"))
}

#[test]
fn the_webhook_conforms() {
    pollhook_testkit::webhook::conforms(&*webhook(), &samples());
}

#[test]
fn both_doors_tell_the_same() {
    let page = answer(200, page_of(&UPDATES.map(|(_, update)| update)));
    pollhook_testkit::doors::agree(&mut *poll(), &page, &*webhook(), &samples());
}
