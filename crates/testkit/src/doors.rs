//! What a platform with two doors promises: the same event by both.
//!
//! That is what lets a bot change its door and handle nothing twice, so it is the meaning of
//! [`Rules::same_events`](pollhook_core::Rules).

use pollhook_core::{Answer, Ask, Draft, Heard, PollProtocol, Verdict, WebhookProtocol};

use crate::poll::now;
use crate::webhook::{Sample, identity};

/// Checks that a page, as an answer to a poller's first question, and requests to a webhook tell the same events in the
/// same order: the same id, kind, key, time and payload, to the byte.
///
/// # Panics
/// With the promise that was broken.
pub fn agree(polled: &mut dyn PollProtocol, page: &Answer, pushed: &dyn WebhookProtocol, requests: &[Sample]) {
    polled.ask(None, Ask::Look, now());
    let polled = match polled.hear(page, now()) {
        Heard::Page(page) => page.items.into_iter().map(|item| item.draft).collect::<Vec<_>>(),
        other => panic!("a page of events means {other:?}"),
    };
    let pushed: Vec<Draft> = requests.iter().flat_map(|request| accepted(pushed, request)).collect();
    assert!(!polled.is_empty(), "no events show nothing");
    assert_eq!(polled.len(), pushed.len(), "one door tells more events than the other");
    for (polled, pushed) in polled.iter().zip(&pushed) {
        assert_eq!(
            identity(polled),
            identity(pushed),
            "polling (left) and the webhook (right) tell an event differently"
        );
    }
}

fn accepted(protocol: &dyn WebhookProtocol, request: &Sample) -> Vec<Draft> {
    match request.heard(protocol) {
        Ok(Verdict::Accept(drafts)) => drafts,
        Ok(other) => panic!("a request with events means {other:?}"),
        Err(refusal) => panic!("a good request is accepted, not answered {}: {}", refusal.status, refusal.why),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};
    use pollhook_core::{Platform, Setup};

    use super::*;
    use crate::webhook::Proof;
    use crate::{Paged, Pushed};

    const WORD: &str = r#"{"id":"1","chat":"anna","text":"hi"}"#;

    fn agree_on(word: &str) {
        let mut setup = Setup::new("");
        setup.secrets = vec!["a-secret".into()];
        let polled = format!(r#"{{"next":"1","words":[{WORD}],"full":false}}"#);
        let page = Answer::new(StatusCode::OK, HeaderMap::new(), polled);
        let request = Sample::post("/", format!("[{word}]"), Proof::Secret("x-secret")).header("x-secret", "a-secret");
        let pushed = Pushed::waiting(std::time::Duration::from_secs(5)).webhook(&setup).unwrap().unwrap();
        agree(&mut *Paged::default().poll(&setup).unwrap().unwrap(), &page, &*pushed, &[request]);
    }

    #[test]
    fn doors_that_tell_the_same_agree() {
        agree_on(WORD);
    }

    #[test]
    #[should_panic(expected = "tell an event differently")]
    fn another_id_is_another_event() {
        agree_on(&WORD.replace('1', "2"));
    }

    #[test]
    #[should_panic(expected = "more events than the other")]
    fn an_event_more_is_told() {
        agree_on(&format!("{WORD},{WORD}"));
    }
}
