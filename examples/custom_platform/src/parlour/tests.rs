//! Parlour is held to what every platform promises.

use pollhook::core::HeaderMap;
use pollhook_testkit::webhook::{Proof, Sample};
use pollhook_testkit::{doors, poll, webhook};

use super::*;

/// Three notes, of which the server tells two at a time.
const NOTES: [&str; 3] = [
    r#"{"number":1,"room":"tea","who":"Anna","text":"hello"}"#,
    r#"{"number":2,"room":"hall","who":"Ben","text":"is there tea?"}"#,
    r#"{"number":3,"room":"tea","who":"Anna","text":"there is"}"#,
];

fn setup() -> Setup {
    let mut setup = Setup::new("https://parlour.example");
    setup.secrets = vec!["hook-secret".into()];
    setup
}

fn server() -> impl FnMut(&Call) -> Answer {
    |call| {
        let asked = call.url.split_once("after=").and_then(|(_, rest)| rest.split('&').next());
        let after: usize = asked.unwrap().parse().unwrap();
        let told: Vec<&str> = NOTES.into_iter().skip(after).take(2).collect();
        let body = format!(r#"{{"notes":[{}],"next":{}}}"#, told.join(","), after + told.len());
        Answer::new(StatusCode::OK, HeaderMap::new(), body)
    }
}

#[test]
fn polling_conforms() {
    poll::conforms(&["1", "2", "3"], || Parlour.poll(&setup()).unwrap().unwrap(), server);
}

#[test]
fn the_webhook_conforms() {
    webhook::conforms(&*Parlour.webhook(&setup()).unwrap().unwrap(), &NOTES.map(told));
}

#[test]
fn both_doors_tell_the_same() {
    let (mut polled, pushed) = (Parlour.poll(&setup()).unwrap().unwrap(), Parlour.webhook(&setup()).unwrap().unwrap());
    let page = server()(&Call::get("https://parlour.example/notes?after=0&wait=0", Auth::Bearer));
    doors::agree(&mut *polled, &page, &*pushed, &[told(NOTES[0]), told(NOTES[1])]);
}

fn told(note: &'static str) -> Sample {
    Sample::post("/hook", note, Proof::Secret("x-parlour-secret")).header("x-parlour-secret", "hook-secret")
}
