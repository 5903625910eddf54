//! A platform of a few lines, whose answers say plainly what they mean.

use http::{HeaderMap, Method, StatusCode};
use pollhook_core::{Auth, Out, Unsupported};
use pollhook_testkit::{Reply, ScriptedHttp};
use serde_json::json;

use super::*;

struct Plain {
    repeatable: bool,
}

impl Plain {
    fn to(&self, chat: &str) -> Call {
        let call = Call::new(Method::POST, format!("http://api/{chat}"), Auth::None);
        if self.repeatable { call.repeatable() } else { call }
    }
}

impl ReplyProtocol for Plain {
    fn place(&self, _event: &Event) -> Option<Place> {
        None
    }

    fn calls(&self, to: &Place, act: &Act) -> Result<Vec<Call>, Unsupported> {
        let Act::Send(out) = act else { return Err(Unsupported::by("this platform", act.name())) };
        let chat = match &out.media {
            Some(shown) => format!("{}/{:?}", to.chat, shown.media()),
            None => to.chat.to_string(),
        };
        Ok(out.parts(3, "a text")?.iter().map(|_| self.to(&chat)).collect())
    }

    fn call(&self, method: &str, _body: &Value) -> Result<Call, Unsupported> {
        if method.is_empty() { Err(Unsupported("no method has no name".into())) } else { Ok(self.to(method)) }
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        match answer.status.as_u16() {
            200 => Ok(json!(text)),
            401 => Err(ReplyFailure::Unauthorised(text)),
            203 => Err(ReplyFailure::Unclear(text)),
            301 => Err(ReplyFailure::Moved { chat: text.into() }),
            429 | 500.. => Err(ReplyFailure::Retry { after: answer.retry_after(), why: text }),
            _ => Err(ReplyFailure::Refused(text)),
        }
    }

    fn posted(&self, result: &Value) -> Option<Posted> {
        let (id, handle) = result.as_str()?.split_once(' ').unwrap_or((result.as_str()?, ""));
        Some(Posted::new(id).with_media(Some(handle).filter(|handle| !handle.is_empty())))
    }

    fn file(&self, handle: &str) -> Result<Fetch, Unsupported> {
        let call = self.to(handle);
        Ok(if handle.starts_with("there") { Fetch::There(call) } else { Fetch::Ask(call) })
    }

    fn located(&self, result: &Value) -> Result<Call, Unsupported> {
        Ok(self.to(result.as_str().unwrap_or_default()))
    }
}

fn later(status: u16, seconds: u64) -> Reply {
    let mut headers = HeaderMap::new();
    headers.insert("retry-after", seconds.into());
    Reply::Answer(Answer::new(StatusCode::from_u16(status).unwrap(), headers, "later"))
}

/// What comes of sending to chat `a` under these replies; the chats that were called, and how long it took.
struct Outcome {
    sent: Result<Done, ReplyError>,
    called: Vec<String>,
    secs: f32,
}

async fn send(repeatable: bool, replies: impl IntoIterator<Item = Reply>) -> Outcome {
    act(repeatable, Out::text("hi"), replies).await
}

async fn act(repeatable: bool, out: Out, replies: impl IntoIterator<Item = Reply>) -> Outcome {
    let http = ScriptedHttp::new(replies);
    let speaker = Speaker::new(Arc::new(http.clone()), Arc::new(Plain { repeatable }), SpeakerSettings::default());
    let start = tokio::time::Instant::now();
    let sent = speaker.act(&Place::chat("a"), &Act::Send(out)).await;
    let called = http.calls().iter().map(|call| call.url.replace("http://api/", "")).collect();
    Outcome { sent, called, secs: start.elapsed().as_secs_f32() }
}

fn maybe_sent(outcome: &Outcome) -> bool {
    match &outcome.sent {
        Err(ReplyError::Unavailable { maybe_sent, .. }) => *maybe_sent,
        other => panic!("not unavailable, but {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_is_told() {
    let outcome = send(false, [Reply::ok("7")]).await;
    assert_eq!(outcome.sent, Ok(Done::posted([Posted::new("7")])));
}

#[tokio::test(start_paused = true)]
async fn what_was_not_carried_out_is_tried_again_when_the_platform_says() {
    let outcome = send(false, [later(429, 3), later(500, 2), Reply::ok("7")]).await;
    assert!(outcome.sent.is_ok());
    assert!((5.0..5.1).contains(&outcome.secs), "{}", outcome.secs);
}

#[tokio::test(start_paused = true)]
async fn no_connection_and_503_are_tried_again_with_pauses_of_our_own() {
    let replies = [Reply::Fail(HttpErrorKind::Connect), Reply::status(503, ""), Reply::ok("7")];
    let outcome = send(false, replies).await;
    assert!(outcome.sent.is_ok());
    assert!((1.5..1.6).contains(&outcome.secs), "{}", outcome.secs);
}

#[tokio::test(start_paused = true)]
async fn patience_ends_and_says_that_nothing_was_sent() {
    let outcome = send(false, [Reply::status(503, ""), Reply::status(503, ""), Reply::status(503, "no")]).await;
    assert!(!maybe_sent(&outcome));
    assert_eq!(outcome.called.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_is_too_long_is_left_to_whoever_retries_the_handler() {
    let outcome = send(false, [later(429, 3_600)]).await;
    let after = Some(Duration::from_secs(3_600));
    assert_eq!(outcome.sent, Err(ReplyError::Unavailable { after, why: "later".into(), maybe_sent: false }));
    assert_eq!(outcome.secs, 0.0);
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_sent_is_not_sent_again() {
    let unclear = send(false, [Reply::status(203, "<html>"), Reply::ok("m1")]).await;
    assert!(maybe_sent(&unclear) && unclear.called.len() == 1, "a page of somebody in between");
    for reply in [Reply::Fail(HttpErrorKind::Timeout), Reply::Fail(HttpErrorKind::Cut), Reply::status(502, "")] {
        let outcome = send(false, [reply]).await;
        assert!(maybe_sent(&outcome));
        assert_eq!(outcome.called.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_sent_again_where_twice_does_no_harm_and_the_doubt_stays() {
    let outcome = send(true, [Reply::Fail(HttpErrorKind::Timeout), Reply::status(502, ""), Reply::ok("7")]).await;
    assert!(outcome.sent.is_ok());
    let replies = [HttpErrorKind::Cut, HttpErrorKind::Connect, HttpErrorKind::Connect].map(Reply::Fail);
    assert!(maybe_sent(&send(true, replies).await));
}

#[tokio::test(start_paused = true)]
async fn what_would_meet_the_same_end_is_not_repeated() {
    for kind in [HttpErrorKind::TooLarge, HttpErrorKind::Redirect, HttpErrorKind::Invalid] {
        let outcome = send(true, [Reply::Fail(kind)]).await;
        assert_eq!(maybe_sent(&outcome), kind != HttpErrorKind::Invalid);
        assert_eq!(outcome.called.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_chat_that_moved_is_followed_once() {
    let outcome = send(false, [Reply::status(301, "b"), later(429, 1), Reply::ok("7")]).await;
    let sent = outcome.sent.unwrap();
    assert_eq!((sent.posted, sent.chat.as_deref()), (vec![Posted::new("7")], Some("b")));
    assert_eq!(outcome.called, ["a", "b", "b"]);

    let outcome = send(false, [Reply::status(301, "b"), Reply::status(301, "c")]).await;
    assert_eq!(outcome.sent, Err(ReplyError::Refused("the chat moved to c: use that id from now on".into())));
    assert_eq!(outcome.called, ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final() {
    for status in [400, 401, 403] {
        let outcome = send(true, [Reply::status(status, "no")]).await;
        assert!(matches!(outcome.sent, Err(ReplyError::Refused(_))), "{status}");
        assert_eq!(outcome.called.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn any_method_is_called_in_the_same_way() {
    let http = ScriptedHttp::new([later(429, 1), Reply::ok("done")]);
    let speaker = Speaker::new(Arc::new(http), Arc::new(Plain { repeatable: false }), SpeakerSettings::default());
    assert_eq!(speaker.call("pin", &Value::Null).await, Ok(json!("done")));
    let unsupported = ReplyError::Unsupported("no method has no name".into());
    assert_eq!(speaker.call("", &Value::Null).await, Err(unsupported));
}

#[tokio::test(start_paused = true)]
async fn what_takes_several_calls_makes_them_one_after_the_other() {
    let out = || Out::text("one two six").split();
    let outcome = act(false, out(), [Reply::ok("1"), later(429, 3), Reply::ok("2"), Reply::ok("3")]).await;
    assert_eq!(outcome.sent, Ok(Done::posted(["1", "2", "3"].map(Posted::new))));
    assert_eq!(outcome.called, ["a"; 4]);

    let outcome = act(false, out(), [Reply::ok("1"), Reply::status(301, "b"), Reply::ok("2"), Reply::ok("3")]).await;
    assert_eq!(outcome.called, ["a", "a", "b", "b"], "what is there already is not said again");
    assert_eq!(outcome.sent.unwrap().posted, ["1", "2", "3"].map(Posted::new));
}

#[tokio::test(start_paused = true)]
async fn what_ends_halfway_says_how_far_it_came() {
    let out = || Out::text("one two six").split();
    let refused = act(false, out(), [Reply::ok("1"), Reply::status(400, "no")]).await;
    assert_eq!(refused.sent, Err(ReplyError::Refused("1 of 3 messages were sent, then: no".into())));
    let unavailable = act(false, out(), [Reply::ok("1"), later(429, 3_600)]).await;
    assert!(maybe_sent(&unavailable), "another try would say the first part twice");
}

#[tokio::test(start_paused = true)]
async fn what_is_too_long_is_refused_before_anything_is_sent() {
    let outcome = act(false, Out::text("one two six"), []).await;
    assert!(matches!(outcome.sent, Err(ReplyError::Unsupported(why)) if why.contains("3 characters")));
    assert!(outcome.called.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_file_is_fetched_from_where_the_platform_says() {
    for (handle, replies, called) in [
        ("there", vec![Reply::ok("bytes")], vec!["there"]),
        ("f1", vec![Reply::ok("place"), Reply::ok("bytes")], vec!["f1", "place"]),
    ] {
        let http = ScriptedHttp::new(replies);
        let speaker =
            Speaker::new(Arc::new(http.clone()), Arc::new(Plain { repeatable: true }), SpeakerSettings::default());
        let bytes = speaker.download(handle, 100).await.unwrap().bytes().await.unwrap();
        assert_eq!(&*bytes, b"bytes");
        assert_eq!(http.calls().iter().map(|call| call.url.replace("http://api/", "")).collect::<Vec<_>>(), called);
    }
    let http = ScriptedHttp::new([Reply::status(404, "gone")]);
    let speaker = Speaker::new(Arc::new(http), Arc::new(Plain { repeatable: true }), SpeakerSettings::default());
    let gone = speaker.download("there", 100).await.map(|_| ());
    assert_eq!(gone, Err(ReplyError::Refused("it was answered 404 Not Found".into())));
}

#[tokio::test]
async fn a_file_is_uploaded_once_until_it_changes_or_its_handle_is_refused() {
    let folder = std::env::temp_dir().join(format!("pollhook-uploads-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("menu.jpg");
    std::fs::write(&path, "one").unwrap();
    let said = [
        Reply::ok("1 first"),
        Reply::ok("2 first"),
        Reply::ok("3 second"),
        Reply::status(400, "no such file"),
        Reply::ok("4 third"),
        Reply::ok("5"),
    ];
    let http = ScriptedHttp::new(said);
    let speaker =
        Speaker::new(Arc::new(http.clone()), Arc::new(Plain { repeatable: false }), SpeakerSettings::default());
    let photo = Act::Send(Out::new().photo(pollhook_core::Media::path(&path)));
    let to = Place::chat("a");
    speaker.act(&to, &photo).await.unwrap();
    speaker.act(&to, &photo).await.unwrap();
    std::fs::write(&path, "another").unwrap();
    speaker.act(&to, &photo).await.unwrap();
    assert_eq!(speaker.act(&to, &photo).await.unwrap().posted[0].id, "4");
    let document = Act::Send(Out::new().document(pollhook_core::Media::path(&path)));
    speaker.act(&to, &document).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let called = http.calls().iter().map(|call| call.url.replace("http://api/a/", "")).collect::<Vec<_>>();
    let upload = format!("Path({path:?})");
    let expected = [&upload, r#"Handle("first")"#, &upload, r#"Handle("second")"#, &upload, &upload];
    assert_eq!(called, expected, "what is shown as a picture is no file, and the other way round");
}
