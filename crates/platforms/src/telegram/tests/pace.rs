//! What counts as a message, and how many of them Telegram takes.

use std::sync::Arc;

use pollhook_core::{Act, Limit, Notice, Out, Place, ReplyProtocol};
use serde_json::json;

use super::*;

fn replies(api: &str, pace: Option<&str>) -> Arc<dyn ReplyProtocol> {
    let mut setup = Setup::new(api);
    setup.extras.extend(pace.map(|pace| ("pace", SecretString::from(pace))));
    Telegram.replies(&setup).unwrap()
}

const CLOUD: &str = "https://api.telegram.org";
const OWN: &str = "http://127.0.0.1:8081";

#[test]
fn the_figures_are_those_of_the_faq() {
    let replies = replies(CLOUD, None);
    assert_eq!(replies.limits(None), [Limit::new(30, 1)]);
    assert_eq!(replies.limits(Some("5")), [Limit::new(3, 3)]);
    for group in ["-5", "-1001234567890", "@public"] {
        assert_eq!(replies.limits(Some(group)), [Limit::new(3, 3), Limit::new(20, 60)], "{group}");
    }
}

#[test]
fn another_server_has_limits_on_request_and_telegrams_own_may_be_told_others() {
    let altogether = |api: &str, pace: Option<&str>| replies(api, pace).limits(None);
    assert_eq!(altogether(OWN, None), []);
    assert_eq!(altogether(OWN, Some("on")), [Limit::new(30, 1)]);
    assert_eq!(altogether(CLOUD, Some("off")), []);
    assert_eq!(altogether(CLOUD, Some("1000")), [Limit::new(1000, 1)]);
    assert_eq!(replies(CLOUD, Some("off")).limits(Some("-5")), []);
}

#[test]
fn a_pace_that_is_none_is_told_at_either_door() {
    for pace in ["", "fast", "0", "1001", "-1"] {
        let mut setup = setup();
        setup.extras.insert("pace", pace.into());
        let polled = Telegram.poll(&setup).unwrap().err().unwrap();
        assert!(polled.to_string().starts_with(&format!("`pace = \"{pace}\"`")), "{polled}");
        assert!(Telegram.webhook(&setup).unwrap().is_err());
    }
}

#[test]
fn what_says_something_counts_in_its_chat_and_nothing_else_does() {
    let (replies, mut to) = (replies(CLOUD, None), Place::chat("-5"));
    to.press = Some("q".into());
    let counted =
        |act: &Act| -> Vec<_> { replies.calls(&to, act).unwrap().into_iter().map(|call| call.message_in).collect() };
    assert_eq!(counted(&Act::Send(Out::text("hi"))), [Some("-5".into())]);
    assert_eq!(counted(&Act::Send(Out::text("word ".repeat(1000)).split())), [Some("-5".into()), Some("-5".into())]);
    let message = pollhook_core::Posted::new("7");
    for act in [
        Act::Typing,
        Act::Answer(Notice::Nothing),
        Act::Edit(message.clone(), Out::text("ho")),
        Act::Delete(message.clone()),
        Act::React(message, "👍".into()),
    ] {
        assert_eq!(counted(&act), [None], "{}", act.name());
    }
}

#[test]
fn so_it_is_with_any_method() {
    let replies = replies(CLOUD, None);
    let counted = |method: &str, parameters: Value| replies.call(method, &parameters).unwrap().message_in;
    assert_eq!(counted("sendDice", json!({ "chat_id": 5 })), Some("5".into()));
    assert_eq!(counted("SENDDICE", json!({ "chat_id": "@public" })), Some("@public".into()));
    assert_eq!(counted("copyMessage", json!({ "chat_id": -5 })), Some("-5".into()));
    assert_eq!(counted("forwardMessages", json!({ "chat_id": -5 })), Some("-5".into()));
    for method in ["sendChatAction", "editMessageText", "getChat", "answerCallbackQuery", "pinChatMessage"] {
        assert_eq!(counted(method, json!({ "chat_id": 5 })), None, "{method}");
    }
    assert_eq!(counted("sendDice", Value::Null), None);
    let unhurried = self::replies(OWN, None).call("sendDice", &json!({ "chat_id": 5 })).unwrap();
    assert_eq!(unhurried.message_in, None, "where nothing counts, nobody is asked to wait in line");
}
