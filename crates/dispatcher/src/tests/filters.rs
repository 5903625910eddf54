//! What each filter matches.

use std::sync::Arc;

use pollhook_core::{Context, Draft, Shutdown, Via};

use super::{bot, event, said};
use crate::{Filter, command, kind, message, press};

fn matches(filter: impl Filter, draft: Draft) -> bool {
    let bot = Arc::new(bot());
    let cx = Context::new(event(draft, Via::Polling), Arc::clone(&bot), 1, None, Shutdown::pair().1);
    let matches = filter.matches(&cx);
    let scope = filter.scope(&*bot.view);
    let in_scope = scope.kinds_named().is_none_or(|kinds| kinds.contains(cx.event().kind()));
    assert!(!matches || in_scope, "a scope never says too little");
    matches
}

fn of_kind(kind: &str, payload: &str) -> Draft {
    Draft::new("1", kind, payload.to_owned())
}

#[test]
fn a_message_is_new_and_by_somebody_else() {
    assert!(matches(message(), said(1, "hi")));
    assert!(matches(message(), of_kind("message", "{}")), "with a text or without");
    assert!(!matches(message(), of_kind("edited", "{}")));
    assert!(!matches(message(), of_kind("press", "{}")));
    assert!(!matches(message(), of_kind("joined", "{}")));
    assert!(!matches(message(), of_kind("message", r#"{"from":"me","text":"hi"}"#)));
    let mut own = said(1, "hi");
    own.own = true;
    assert!(!matches(message(), own));
}

#[test]
fn messages_can_be_told_apart() {
    assert!(matches(message().with_text(), said(1, "hi")));
    assert!(!matches(message().with_text(), of_kind("message", "{}")));
    assert!(matches(message().private(), said(1, "hi")) && !matches(message().group(), said(1, "hi")));
    let group = || of_kind("message", r#"{"chat":"group"}"#);
    assert!(matches(message().group(), group()) && !matches(message().private(), group()));
}

#[test]
fn a_command_is_for_us_if_it_names_nobody_or_us() {
    for text in ["/menu", "/MENU", "/menu today", "/menu@words_bot", "/Menu@Words_Bot now"] {
        assert!(matches(command("menu"), said(1, text)), "{text}");
        assert!(matches(command("/Menu"), said(1, text)), "{text}");
    }
    for text in ["/menus", "menu", "say /menu", "/menu@other_bot", "/menu@"] {
        assert!(!matches(command("menu"), said(1, text)), "{text}");
    }
    assert!(!matches(command("menu"), of_kind("edited", r#"{"text":"/menu"}"#)));
}

#[test]
fn filters_are_combined() {
    let hi = || said(1, "hi");
    assert!(matches(kind("message").and(message()), hi()) && !matches(kind("edited").and(message()), hi()));
    assert!(matches(kind("edited").or(message()), hi()) && !matches(kind("edited").or(press()), hi()));
    assert!(matches(press().not(), hi()) && !matches(message().not(), hi()));
    assert!(matches((|_: &Context| true).and(|cx: &Context| cx.attempt() == 1), hi()));
    assert!(matches(press(), of_kind("press", "{}")));
}
