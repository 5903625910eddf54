//! What each extractor gives.

use std::sync::Arc;

use pollhook_core::{
    Bot, Captures, Chat, Context, Draft, Event, ExtractError, FromContext, Message, Notice, Outcome, Sender, Shutdown,
    Via,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Log, Parrot, Rig, bot, event, said};
use crate::{
    App, Args, Attempt, Cancelled, Filter, FromState, Inner, Json, Press, Reply, State, Text, any_press, command,
    message, press,
};

#[derive(Clone)]
struct Shop {
    log: Log,
    name: &'static str,
}

struct Name(&'static str);

impl FromState<Shop> for Name {
    fn from_state(shop: &Shop) -> Self {
        Self(shop.name)
    }
}

async fn everything(
    Text(text): Text,
    message: Message,
    Json(json): Json<Value>,
    event: Event,
    State(shop): State<Shop>,
    State(Name(name)): State<Name>,
    Both(via, bot): Both<Via, Arc<Bot>>,
    absent: Option<Json<u8>>,
) {
    let sender = message.sender.unwrap().name;
    shop.log.add(format!("{text} {sender} {json} {} {name} {via} {} {}", event.id(), bot.id, absent.is_none()));
}

/// Two at once: what an author's own extractor looks like.
struct Both<A, B>(A, B);

impl<S, A: FromContext<S>, B: FromContext<S>> FromContext<S> for Both<A, B> {
    fn from_context(cx: &Context, state: &S) -> Result<Self, ExtractError> {
        Ok(Self(A::from_context(cx, state)?, B::from_context(cx, state)?))
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_is_given_what_it_asks_for() {
    let log = Log::default();
    let app = App::with_state(Shop { log: log.clone(), name: "shop" }).on(message(), everything);
    assert_eq!(Rig::new(app).emit(said(1, "hi").key("anna")).await, Outcome::Accepted(None));
    assert_eq!(log.lines(), [r#"hi anna {"text":"hi"} 1 shop polling words true"#]);
}

#[tokio::test(start_paused = true)]
async fn a_reply_speaks_where_the_event_came_from() {
    let log = Log::default();
    let app = App::with_state(log.clone()).on(
        message(),
        |reply: Reply, Attempt(attempt): Attempt, cancelled: Cancelled, State(log): State<Log>| async move {
            let sent = reply.text("hi").await?;
            sent.edit("ho").await?;
            sent.delete().await?;
            reply.edit("pressed").await?;
            reply.react("👍").await?;
            reply.answer("ok").await?;
            reply.answer(Notice::alert("no")).await?;
            reply.typing().await?;
            log.add(reply.call::<Value>("pin", json!({"id": 1})).await?);
            log.add(format!("{attempt} {}", cancelled.is_requested()));
            Ok::<_, pollhook_core::Error>(())
        },
    );
    let parrot = Parrot::default();
    let rig = Rig::speaking(app, parrot.clone());
    rig.emit(said(1, "hi").key("anna")).await;
    assert_eq!(log.lines(), [r#"{"body":{"id":1},"method":"pin"}"#, "1 false"]);
    let heard = [
        r#"anna: send "hi""#,
        r#"anna: edit new "ho""#,
        "anna: delete new",
        r#"anna: edit 1 "pressed""#,
        "anna: react 1 👍",
        r#"anna: Answer(Brief("ok"))"#,
        r#"anna: Answer(Alert("no"))"#,
        "anna: Typing",
    ];
    assert_eq!(parrot.heard(), heard);
    let nowhere = rig.emit(said(2, "hi")).await;
    let why = "failed: there is no chat to answer to in this event";
    assert!(matches!(nowhere, Outcome::Rejected(reason) if reason.to_string() == why));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_can_be_asked_for_all_the_same() {
    let log = Log::default();
    let seen = log.clone();
    let app = App::new().fallback(
        move |text: Option<Text>,
              sender: Option<Sender>,
              chat: Result<Chat, ExtractError>,
              inner: Option<Inner<u8>>| {
            let chat = chat.map_or_else(|error| error.to_string(), |chat| chat.id.to_string());
            let sender = sender.map(|sender| sender.name);
            seen.add(format!("{:?} {sender:?} {chat} {:?}", text.map(|text| text.0), inner.map(|inner| inner.0)));
            std::future::ready(())
        },
    );
    let rig = Rig::new(app);
    rig.emit(said(1, "hi")).await;
    rig.emit(Draft::new("2", "unheard_of", r#"{"inner":7}"#)).await;
    assert_eq!(log.lines(), [r#"Some("hi") Some("anna") 1 None"#, "None None this event comes from no chat Some(7)"]);
}

/// A call of the route with this filter, if it matches.
fn call(filter: &dyn Filter, draft: Draft) -> Context {
    let mut cx = Context::new(event(draft, Via::Polling), Arc::new(bot()), 1, None, Shutdown::pair().1);
    assert!(filter.matches(&cx));
    cx.set_captures(filter.captures(&cx));
    cx
}

fn extracted<T: FromContext<()>>(cx: &Context) -> Result<T, String> {
    T::from_context(cx, &()).map_err(|error| pollhook_core::Error::from(error).to_string())
}

#[derive(Debug, Deserialize, PartialEq)]
struct Order {
    item: String,
    pieces: Option<u8>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

fn pressed(pattern: &str, data: &str) -> Context {
    let draft = Draft::new("1", "press", json!({ "data": data }).to_string());
    if pattern.is_empty() { call(&any_press(), draft) } else { call(&press(pattern), draft) }
}

#[test]
fn a_press_gives_what_its_pattern_captured() {
    fn read<T: DeserializeOwned>(pattern: &str, data: &str) -> Result<T, String> {
        extracted::<Press<T>>(&pressed(pattern, data)).map(|press| press.0)
    }
    let order = |item: &str, pieces| Order { item: item.to_owned(), pieces };
    assert_eq!(read("buy:{item}:{pieces}", "buy:soup:2"), Ok(order("soup", Some(2))));
    assert_eq!(read("{pieces} {item}", "2 soup"), Ok(order("soup", Some(2))), "by name");
    assert_eq!(read("buy:{item}", "buy:soup"), Ok(order("soup", None)));
    assert_eq!(read("buy:{item}:{pieces}", "buy:soup:2"), Ok(("soup".to_owned(), 2_u64)), "in order");
    assert_eq!(read("buy:{item}:{n}", "buy:soup:2"), Ok(vec!["soup".to_owned(), "2".to_owned()]));
    assert_eq!(read("{sum}", "-1.5"), Ok(-1.5_f64));
    assert_eq!(read("{size}", "large"), Ok(Size::Large));
    assert_eq!(read("go:{now}", "go:yes"), Ok(Some(true)));
    assert_eq!(read("menu", "menu"), Ok("menu".to_owned()), "no pattern: all of it");
    assert_eq!(read("", "17"), Ok(17_u8), "any press: all of it");
    let wrong = [
        (read::<u8>("{n}", "256").unwrap_err(), "the button holds no `u8`: “256” is not a whole number from 0 to 255."),
        (
            read::<u8>("{a}:{b}", "1:2").unwrap_err(),
            "the button holds no `u8`: There are several values, and one is asked for.",
        ),
        (read::<char>("", "ab").unwrap_err(), "the button holds no `char`: “ab” is not one letter."),
    ];
    for (error, expected) in wrong {
        assert_eq!(error, expected);
    }
    let text = call(&message(), said(1, "hi"));
    assert_eq!(extracted::<Press<String>>(&text).unwrap_err(), "this event is no press of a button");
}

#[tokio::test(start_paused = true)]
async fn captures_are_those_of_the_route_that_was_chosen_at_each_try() {
    let log = Log::default();
    let never = |_: &Context| false;
    let take = |name: &'static str| {
        let log = log.clone();
        move |Press(item): Press<String>, Attempt(attempt): Attempt| {
            log.add(format!("{name} {item} {attempt}"));
            std::future::ready(if attempt == 1 { Err(pollhook_core::Error::msg("once more")) } else { Ok(()) })
        }
    };
    let app = App::new()
        .on(press("buy:{item}").and(never), take("never"))
        .on(press("sell:{item}").or(press("buy:{item}")), take("or"))
        .nest(any_press(), App::new().on(press("{what} it"), take("nested")))
        .on(any_press().not(), take("never"));
    let rig = Rig::new(app);
    for data in ["buy:soup", "sell:tea", "stop it"] {
        rig.emit(Draft::new(data, "press", json!({ "data": data }).to_string())).await;
    }
    assert_eq!(log.lines(), ["or soup 1", "or soup 2", "or tea 1", "or tea 2", "nested stop 1", "nested stop 2"]);
}

#[test]
fn captures_can_be_asked_for_as_they_are() {
    let cx = pressed("buy:{item}:{n}", "buy:soup:2");
    let captures = cx.captures().cloned().unwrap();
    assert_eq!((captures.get("item"), captures.get("m")), (Some("soup"), None));
    assert_eq!(captures, [("item", "soup"), ("n", "2")].into_iter().collect::<Captures>());
    assert_eq!(call(&message(), said(1, "hi")).captures(), None);
}

/// Of `/do ARGS`.
fn args<T: DeserializeOwned>(args: &str) -> Result<T, String> {
    extracted::<Args<T>>(&call(&command("do"), said(1, &format!("/do {args}")))).map(|args| args.0)
}

#[derive(Debug, Deserialize, PartialEq)]
struct Remind {
    minutes: u32,
    what: String,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Number(u32);

#[test]
fn words_go_to_fields_and_the_last_one_takes_the_rest() {
    assert_eq!(args("10 buy  milk "), Ok(Remind { minutes: 10, what: "buy  milk".to_owned() }));
    assert_eq!(args("soup"), Ok(Order { item: "soup".to_owned(), pieces: None }));
    assert_eq!(args("soup\n2"), Ok(Order { item: "soup".to_owned(), pieces: Some(2) }));
    assert_eq!(args("1 2"), Ok((1_u8, Number(2))));
    assert_eq!(args("1"), Ok((1_u8, None::<String>)));
    assert_eq!(args("1 a b"), Ok((1_u8, vec!["a".to_owned(), "b".to_owned()])));
    assert_eq!(args("1"), Ok((1_u8, Vec::<u8>::new())));
    assert_eq!(args("1 2 3"), Ok(vec![1, 2, 3]));
    assert_eq!(args(" from the site "), Ok("from the site".to_owned()));
    assert_eq!(args(""), Ok(None::<String>));
    assert_eq!(args(""), Ok(()));
    assert_eq!(args("off"), Ok(Some(false)));
    assert_eq!(args("small"), Ok(Size::Small));
}

#[test]
fn whoever_typed_something_else_is_told_what_and_how() {
    let how = "\nWrite it like this: /do <minutes> <what>";
    let rows = [
        (args::<Remind>("").unwrap_err(), format!("<minutes> is missing.{how}")),
        (args::<Remind>("10").unwrap_err(), format!("<what> is missing.{how}")),
        (args::<Remind>("soon milk").unwrap_err(), format!("“soon” is not a whole number from 0 on.{how}")),
        (args::<(u8, u8)>("1").unwrap_err(), "Something is missing.".to_owned()),
        (args::<u8>("1 2").unwrap_err(), "“1 2” is not a whole number from 0 to 255.".to_owned()),
        (args::<bool>("maybe").unwrap_err(), "“maybe” is not yes or no.".to_owned()),
        (args::<Size>("huge").unwrap_err(), "“huge” is none of these: small, large.".to_owned()),
        (args::<()>("now").unwrap_err(), "“now” is too much.".to_owned()),
        (args::<String>("").unwrap_err(), "Something is missing.".to_owned()),
    ];
    for (told, expected) in rows {
        assert_eq!(told, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn wrong_arguments_are_answered_and_done_with() {
    let log = Log::default();
    let noting = log.clone();
    let remind = move |Args(Remind { what, .. }): Args<Remind>| {
        noting.add(what);
        std::future::ready(())
    };
    let own_words = |args: Result<Args<Remind>, ExtractError>, reply: Reply| async move {
        match args {
            Ok(_) => Ok(()),
            Err(wrong) => reply.text(format!("Wie bitte? ({})", wrong.for_user().is_some())).await.map(|_| ()),
        }
    };
    let (app, parrot) =
        (App::new().on(command("remind"), remind).on(command("erinnere"), own_words), Parrot::default());
    let rig = Rig::speaking(app, parrot.clone());
    for text in ["/remind soon", "/remind 5 tea", "/erinnere bald"] {
        assert_eq!(rig.emit(said(text, text).key("anna")).await, Outcome::Accepted(None), "{text}");
    }
    let told = r#"anna: send "“soon” is not a whole number from 0 on.\nWrite it like this: /remind <minutes> <what>""#;
    assert_eq!(parrot.heard(), [told, r#"anna: send "Wie bitte? (true)""#]);
    assert_eq!((log.lines(), rig.letters().len()), (vec!["tea".to_owned()], 0));
}
