//! What each filter matches.

use std::sync::Arc;

use pollhook_core::{Context, Draft, Shutdown, Via};

use super::{bot, event, said};
use crate::{
    Filter, any_press, channel_post, command, edited, joined, kind, left, media, message, photo, press, text_is,
    text_where,
};

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
fn edits_and_posts_are_filtered_for_by_name() {
    assert!(matches(edited(), of_kind("edited", "{}")) && !matches(edited(), said(1, "hi")));
    assert!(!matches(edited(), of_kind("edited", r#"{"from":"me"}"#)), "the bot edits its own messages");
    assert!(matches(channel_post(), of_kind("post", "{}")) && !matches(message(), of_kind("post", "{}")));
}

#[test]
fn who_comes_and_goes() {
    let came = |who: &str| of_kind("joined", &format!(r#"{{"who":"{who}"}}"#));
    assert!(matches(joined(), came("bob")) && matches(joined(), came("me bob")) && !matches(left(), came("bob")));
    assert!(!matches(joined(), came("me")), "it does not greet itself");
    assert!(matches(left(), of_kind("left", r#"{"who":"bob"}"#)));
}

#[test]
fn what_was_sent_and_by_whom_and_where() {
    let with = |media: &str| of_kind("message", &format!(r#"{{"media":"{media}"}}"#));
    assert!(matches(photo(), with("photo")) && !matches(photo(), with("sticker")) && !matches(photo(), said(1, "hi")));
    assert!(matches(media(), with("photo")) && matches(media(), with("sticker")) && !matches(media(), said(1, "hi")));
    let sticker = message().with_media(pollhook_core::MediaKind::Sticker);
    assert!(matches(sticker, with("sticker")) && !matches(sticker, with("photo")));
    assert!(!matches(media(), of_kind("edited", r#"{"media":"photo"}"#)), "a new message");
    let group = || of_kind("message", r#"{"chat":"group","from":"bob"}"#);
    assert!(matches(message().chat(-7), group()) && !matches(message().chat(-7), said(1, "hi")));
    assert!(matches(message().from("bob"), group()) && !matches(message().from("bob"), said(1, "hi")));
    assert!(
        matches(message().mentioned(), said(1, "hey @words_bot")) && !matches(message().mentioned(), said(1, "hi"))
    );
}

#[test]
fn a_text_is_the_same_in_any_case() {
    for text in ["Menü", " menü ", "MENÜ"] {
        assert!(matches(text_is("menü"), said(1, text)), "{text}");
    }
    for text in ["menü please", "men", ""] {
        assert!(!matches(text_is("Menü"), said(1, text)), "{text}");
    }
    let number = || text_where(|text| text.parse::<u32>().is_ok());
    assert!(matches(number(), said(1, "12")) && !matches(number(), said(1, "twelve")));
    assert!(!matches(number(), of_kind("message", "{}")));
}

#[test]
fn a_press_is_known_by_what_was_put_into_the_button() {
    let pressed = |data: &str| of_kind("press", &format!(r#"{{"data":"{data}"}}"#));
    assert!(matches(press("menu"), pressed("menu")) && !matches(press("menu"), pressed("menus")));
    assert!(matches(press("buy:{item}"), pressed("buy:soup")) && !matches(press("buy:{item}"), pressed("sell:soup")));
    assert!(!matches(press("{all}"), of_kind("press", "{}")), "nothing was put into it");
    assert!(matches(any_press(), pressed("menu")) && matches(any_press(), of_kind("press", "{}")));
    assert!(!matches(press("hi"), said(1, "hi")));
}

#[test]
fn a_link_into_the_bot_brings_arguments() {
    let linked = || command("start").with_args();
    assert!(matches(linked(), said(1, "/start from_the_site")));
    assert!(!matches(linked(), said(1, "/start")) && !matches(linked(), said(1, "/start  ")));
    assert!(matches(command("start"), said(1, "/start")));
    let opened = || of_kind("opened", r#"{"text":"/start from_the_site"}"#);
    assert!(matches(linked(), opened()) && !matches(message(), opened()), "without a message");
    let on_the_way = || of_kind("opened", r#"{"text":"/start","data":"GO"}"#);
    assert!(matches(press("GO"), on_the_way()) && !matches(any_press(), opened()));
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
    assert!(matches(kind("edited").or(message()), hi()) && !matches(kind("edited").or(any_press()), hi()));
    assert!(matches(any_press().not(), hi()) && !matches(message().not(), hi()));
    assert!(matches((|_: &Context| true).and(|cx: &Context| cx.attempt() == 1), hi()));
    assert!(matches(any_press(), of_kind("press", "{}")));
}
