//! What each extractor gives.

use std::sync::Arc;

use pollhook_core::{Bot, Context, Event, ExtractError, FromContext, Message, Outcome, Sent, Via};
use serde_json::{Value, json};

use super::{Log, Rig, said};
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
            let id = |sent: Sent| sent.id.unwrap().to_string();
            log.add(id(reply.text("hi").await?));
            log.add(id(reply.answer("ok").await?));
            log.add(id(reply.answer_silently().await?));
            log.add(id(reply.typing().await?));
            log.add(reply.call::<Value>("pin", json!({"id": 1})).await?);
            log.add(format!("{attempt} {}", cancelled.is_requested()));
            Ok::<_, pollhook_core::Error>(())
        },
    );
    let rig = Rig::new(app);
    rig.emit(said(1, "hi").key("anna")).await;
    let expected = [
        r#"anna:Text("hi")"#,
        r#"anna:Answer(Some("ok"))"#,
        "anna:Answer(None)",
        "anna:Typing",
        r#"{"body":{"id":1},"method":"pin"}"#,
        "1 false",
    ];
    assert_eq!(log.lines(), expected);
    let nowhere = rig.emit(said(2, "hi")).await;
    let why = "failed: there is no chat to answer to in this event";
    assert!(matches!(nowhere, Outcome::Rejected(reason) if reason.to_string() == why));
}
