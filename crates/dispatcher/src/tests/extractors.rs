//! What each extractor gives.

use std::sync::Arc;

use pollhook_core::{Bot, Context, Event, ExtractError, FromContext, Message, Notice, Outcome, Via};
use serde_json::{Value, json};

use super::{Log, Parrot, Rig, said};
use crate::{App, Attempt, Cancelled, FromState, Json, Reply, State, Text, message};

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
