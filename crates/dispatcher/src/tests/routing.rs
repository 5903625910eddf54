//! The first match wins; what matches nothing is accepted.

use pollhook_core::{Context, Count, Inline, Outcome, Via};

use super::rig::offer;
use super::{Log, Parrot, Rig, Words, said};
use crate::{App, Filter, NamedCommand, OwnEvents, any_press, command, joined, kind, message, press};

/// A handler that writes its name down.
fn named(log: &Log, name: &'static str) -> impl Fn() -> std::future::Ready<()> + Send + Sync + 'static {
    let log = log.clone();
    move || {
        log.add(name);
        std::future::ready(())
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_match_in_order_of_registration_wins() {
    let log = Log::default();
    let app = App::new()
        .on(|cx: &Context| cx.message().is_some_and(|m| m.text.as_deref() == Some("secret")), named(&log, "function"))
        .on(command("start"), named(&log, "start"))
        .on(message(), named(&log, "message"))
        .on(command("menu"), named(&log, "never"))
        .fallback(named(&log, "fallback"));
    let rig = Rig::new(app);
    for text in ["secret", "/start", "/menu", "hi"] {
        rig.emit(said(text, text)).await;
    }
    rig.emit(pollhook_core::Draft::new("j", "joined", "{}")).await;
    assert_eq!(log.lines(), ["function", "start", "message", "message", "fallback"]);
}

#[tokio::test(start_paused = true)]
async fn a_nested_app_is_asked_in_its_place_and_lets_through_what_it_does_not_match() {
    let log = Log::default();
    let inner = App::with_state(7_u8).on(command("a"), named(&log, "inner a"));
    let closed = App::new().on(command("b"), named(&log, "closed b")).fallback(named(&log, "closed"));
    let app = App::new()
        .nest(message().group(), inner)
        .on(command("a"), named(&log, "outer a"))
        .nest(|cx: &Context| cx.message().is_some_and(|m| m.text.as_deref() != Some("hi")), closed)
        .on(message(), named(&log, "rest"));
    let rig = Rig::new(app);
    let in_group =
        |text: &str| pollhook_core::Draft::new(text, "message", format!(r#"{{"text":"{text}","chat":"group"}}"#));
    for draft in [in_group("/a"), said(1, "/a"), in_group("/b"), said(2, "else"), said(3, "hi")] {
        rig.emit(draft).await;
    }
    assert_eq!(log.lines(), ["inner a", "outer a", "closed b", "closed", "rest"]);
}

#[tokio::test(start_paused = true)]
async fn what_no_route_takes_is_accepted_and_counted_by_kind() {
    let rig = Rig::new(App::new().on(command("start"), named(&Log::default(), "never")));
    for _ in 0..3 {
        assert_eq!(rig.emit(pollhook_core::Draft::new("1", "joined", "{}")).await, Outcome::Accepted(None));
    }
    assert_eq!(rig.emit(said(2, "hi")).await, Outcome::Accepted(None));
    let mut unrouted = rig.dispatcher.unrouted();
    unrouted.sort();
    assert_eq!(unrouted, [("joined".into(), 3), ("message".into(), 1)]);
    assert_eq!(rig.count(Count::Unrouted), 4);
}

#[tokio::test(start_paused = true)]
async fn an_echo_does_not_talk_to_itself() {
    let log = Log::default();
    let own = || {
        let mut draft = said(1, "hi");
        draft.own = true;
        draft
    };
    let rig = Rig::new(App::new().fallback(named(&log, "heard")));
    assert_eq!(rig.emit(own()).await, Outcome::Accepted(None));
    assert_eq!((log.lines().len(), rig.count(Count::OwnEvents)), (0, 1));
    let rig = Rig::with(App::new().fallback(named(&log, "heard")), |s| s.own_events = OwnEvents::Deliver);
    rig.emit(own()).await;
    assert_eq!((log.lines().len(), rig.count(Count::OwnEvents)), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn what_a_handler_gives_rides_in_the_webhooks_answer() {
    let app = App::new().on(message(), || async { Inline::json("{}") });
    let outcome = Rig::new(app).offer(offer(said(1, "hi"), Via::Webhook)).await;
    assert_eq!(outcome, Outcome::Accepted(Some(Inline::json("{}"))));
}

const KINDS: &[&str] = &["message", "edited", "press", "joined", "opened"];

#[test]
fn interests_are_what_the_routes_need_spelled_out() {
    let kinds = |app: App| app.interests(&Words, KINDS, &[]).unwrap();
    assert_eq!(
        kinds(App::new().on(any_press(), || async {}).on(message(), || async {})),
        ["message", "press", "opened"]
    );
    assert_eq!(kinds(App::new().on(message().or(kind("joined")), || async {})), ["message", "joined"]);
    assert_eq!(kinds(App::new().on(command("a").private(), || async {})), ["message", "opened"]);
    let nested = || App::new().on(|_: &Context| true, || async {});
    assert_eq!(kinds(App::new().nest(kind("edited"), nested())), ["edited"], "a function within a nest");
    for all in [nested(), App::new().fallback(|| async {}), App::new().on(message().not(), || async {})] {
        assert_eq!(kinds(all), KINDS);
    }
}

#[test]
fn a_kind_that_cannot_be_subscribed_is_an_error_that_names_its_route() {
    async fn greet() {}
    let error = App::new().on(kind("joind"), greet).interests(&Words, KINDS, &["joined"]).unwrap_err();
    assert_eq!((error.kind().as_str(), error.nearest()[0].as_str()), ("joind", "joined"));
    let text = error.to_string();
    assert!(text.contains("greet") && text.contains("routing.rs:") && text.contains("\"joind\""), "{text}");
}

#[test]
fn a_route_to_which_nothing_comes_is_found() {
    async fn greet() {}
    let unheard = |app: App| app.unheard(&Words, &["message", "press"]).map(|(_, kind)| kind.to_string());
    assert_eq!(unheard(App::new().on(message(), greet).on(kind("joined"), greet)), Some("joined".to_owned()));
    assert_eq!(unheard(App::new().on(message().or(kind("joined")), greet)), None, "something comes");
    assert_eq!(unheard(App::new().on(|_: &Context| true, greet).fallback(greet)), None, "a function hears all");
}

#[tokio::test]
async fn an_app_is_shown_by_its_routes() {
    async fn greet() {}
    let app = App::new().nest(message(), App::new().on(any_press(), greet)).fallback(greet);
    let routes = app.routes(&Words);
    assert!(routes.iter().all(|route| route.name.contains("greet (") && route.name.contains("routing.rs:")));
    let kinds: Vec<_> = routes.into_iter().map(|route| route.kinds).collect();
    assert_eq!(kinds, [Some(vec![]), None], "no press is a message; a fallback takes all");
    assert!(format!("{app:?}").contains("greet"));
}

#[test]
fn routes_are_shown_with_their_kinds_and_commands() {
    async fn greet() {}
    let app = App::new().on(command("start").or(joined()), greet).on(press("go"), greet);
    let routes: Vec<_> = app.routes(&Words).into_iter().map(|route| (route.kinds.unwrap(), route.commands)).collect();
    let expected = [
        (vec!["joined".into(), "message".into(), "opened".into()], vec!["start".into()]),
        (vec!["opened".into(), "press".into()], vec![]),
    ];
    assert_eq!(routes, expected);
}

#[test]
fn commands_are_told_once_each_with_what_they_are_for() {
    async fn greet() {}
    let inner = App::new().on(command("/Order").about("order something"), greet);
    let app = App::new()
        .on(command("start").with_args(), greet)
        .nest(message().private().and(command("debug").not()), inner)
        .on(command("start").about("begin"), greet)
        .on(command("order").about("never shown").or(command("menu")), greet)
        .help(command("help").about("what I can do"));
    let about = |name: &str, about: Option<&str>| NamedCommand::new(name, about.map(str::to_owned));
    let expected = [
        about("start", Some("begin")),
        about("order", Some("order something")),
        about("menu", None),
        about("help", Some("what I can do")),
    ];
    assert_eq!(app.commands(), expected);
}

#[tokio::test(start_paused = true)]
async fn help_lists_what_says_what_it_is_for_wherever_it_was_registered() {
    let app = App::new()
        .help(command("help").about("what I can do"))
        .on(command("start").about("begin"), || async {})
        .on(command("debug"), || async {});
    let parrot = Parrot::default();
    let rig = Rig::speaking(app, parrot.clone());
    assert_eq!(rig.emit(said(1, "/help").key("anna")).await, Outcome::Accepted(None));
    let bare = App::new().on(command("start"), || async {}).help(command("help"));
    Rig::speaking(bare, parrot.clone()).emit(said(1, "/help").key("anna")).await;
    let heard = [r#"anna: send "/help – what I can do\n/start – begin""#, r#"anna: send "/start\n/help""#];
    assert_eq!(parrot.heard(), heard);
}

#[tokio::test]
async fn a_filter_that_cannot_be_meant_is_told_at_the_start_with_its_route() {
    async fn greet() {}
    for (app, why) in [
        (App::new().on(press("buy:{item"), greet), "a brace that stands alone"),
        (App::new().on(message().and(press("{a}{b}").not()), greet), "nothing between"),
        (App::new().nest(command("two words"), App::new().on(message(), greet)), "not one word"),
    ] {
        let error = app.check().unwrap_err().to_string();
        assert!(error.contains("greet (") && error.contains("routing.rs:") && error.contains(why), "{error}");
    }
    assert!(App::new().on(press("buy:{item}"), greet).check().is_ok());
}
