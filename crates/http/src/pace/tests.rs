//! A platform with strict limits and a network that takes its time, on a paused clock.

use std::sync::Mutex;

use async_trait::async_trait;
use http::{HeaderMap, Method, StatusCode};
use pollhook_core::{
    Act, Answer, Auth, Event, Http, HttpError, Limit, Out, Place, Replies, ReplyError, ReplyFailure, Unsupported,
};
use pollhook_testkit::TestClock;
use serde_json::Value;
use tokio::time::Instant as Moment;

use super::*;
use crate::{Speaker, SpeakerSettings};

/// Ten in ten seconds altogether; in a chat one in two seconds; where it is called `busy`, two a minute.
struct Strict;

impl ReplyProtocol for Strict {
    fn place(&self, _event: &Event) -> Option<Place> {
        None
    }

    fn calls(&self, to: &Place, act: &Act) -> Result<Vec<Call>, Unsupported> {
        let call = |text: &str| Call::new(Method::POST, format!("{} {text}", to.chat), Auth::None);
        Ok(match act {
            Act::Send(out) => vec![call(&out.text).message_in(to.chat.clone())],
            other => vec![call(other.name())],
        })
    }

    fn limits(&self, chat: Option<&str>) -> Vec<Limit> {
        match chat {
            None => vec![Limit::new(10, 10)],
            Some("busy") => vec![Limit::new(2, 61)],
            Some(_) => vec![Limit::new(1, 2)],
        }
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        match answer.status {
            StatusCode::OK => Ok(Value::Null),
            _ => Err(ReplyFailure::Retry { after: answer.retry_after(), why: "later".into() }),
        }
    }
}

/// Takes so long for each answer, and refuses what holds one of these words, once each.
struct Slow {
    start: Moment,
    takes: Duration,
    refuses: Mutex<Vec<(&'static str, u64)>>,
    came: Mutex<Vec<(String, f32)>>,
}

#[async_trait]
impl Http for Slow {
    async fn send(&self, call: Call) -> Result<Answer, HttpError> {
        self.came.lock().unwrap().push((call.url.clone(), self.start.elapsed().as_secs_f32()));
        if !self.takes.is_zero() {
            tokio::time::sleep(self.takes).await;
        }
        let mut refuses = self.refuses.lock().unwrap();
        let refused = refuses.iter().position(|(word, _)| call.url.contains(word));
        let Some(at) = refused else { return Ok(Answer::new(StatusCode::OK, HeaderMap::new(), "")) };
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", refuses.remove(at).1.into());
        Ok(Answer::new(StatusCode::TOO_MANY_REQUESTS, headers, ""))
    }
}

struct Rig {
    http: Arc<Slow>,
    speaker: Speaker,
}

impl Rig {
    fn new(takes: u64, refuses: &[(&'static str, u64)]) -> Self {
        let (start, takes) = (Moment::now(), Duration::from_millis(takes));
        let (refuses, came) = (Mutex::new(refuses.to_vec()), Mutex::default());
        let http = Arc::new(Slow { start, takes, refuses, came });
        let speaker = Speaker::new(Arc::clone(&http) as _, Arc::new(Strict), SpeakerSettings::default());
        Self { http, speaker: speaker.paced(Arc::new(TestClock::new())) }
    }

    async fn says(&self, chat: &str, text: &str) -> Result<(), ReplyError> {
        self.speaker.act(&Place::chat(chat), &Act::Send(Out::text(text))).await.map(drop)
    }

    /// What came to the platform, and in which tenth of a second.
    fn came(&self) -> Vec<(String, u32)> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
        let tenth = |at: f32| (at * 10.0) as u32;
        self.http.came.lock().unwrap().iter().map(|(what, at)| (what.clone(), tenth(*at))).collect()
    }

    fn known(&self) -> usize {
        self.speaker.pace().chats().known.len()
    }
}

/// Says all of it at the same time.
async fn together(rig: &Rig, said: &[(&str, &str)]) {
    let each = said.iter().map(|(chat, text)| rig.says(chat, text));
    for done in futures::future::join_all(each).await {
        done.unwrap();
    }
}

fn came(expected: &[(&str, u32)]) -> Vec<(String, u32)> {
    expected.iter().map(|(what, at)| ((*what).to_owned(), *at)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_chat_has_its_pace_and_its_order_and_does_not_delay_another() {
    let rig = Rig::new(500, &[]);
    together(&rig, &[("a", "1"), ("a", "2"), ("a", "3"), ("b", "1")]).await;
    assert_eq!(rig.came(), came(&[("a 1", 0), ("b 1", 0), ("a 2", 25), ("a 3", 50)]));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_message_does_not_wait_and_does_not_count() {
    let rig = Rig::new(0, &[]);
    let typing = async {
        for _ in 0..20 {
            rig.speaker.act(&Place::chat("a"), &Act::Typing).await.unwrap();
        }
    };
    tokio::join!(together(&rig, &[("a", "1"), ("a", "2")]), typing);
    let mut at: Vec<_> = rig.came().into_iter().filter(|(what, _)| what.contains("typing")).collect();
    at.dedup();
    assert_eq!(at, came(&[("a show that it is typing", 0)]));
}

#[tokio::test(start_paused = true)]
async fn all_chats_together_have_a_pace() {
    let rig = Rig::new(0, &[]);
    let chats: Vec<_> = (0..25).map(|chat| chat.to_string()).collect();
    together(&rig, &chats.iter().map(|chat| (chat.as_str(), "hi")).collect::<Vec<_>>()).await;
    let at: Vec<_> = rig.came().into_iter().map(|(_, at)| at).collect();
    assert_eq!((at[9], at[10], at[19], at[20], at[24]), (0, 100, 100, 200, 200));
}

#[tokio::test(start_paused = true)]
async fn what_the_platform_asks_for_holds_the_chat_and_keeps_its_order() {
    let rig = Rig::new(0, &[("a 1", 7)]);
    together(&rig, &[("a", "1"), ("a", "2"), ("b", "1")]).await;
    assert_eq!(rig.came(), came(&[("a 1", 0), ("b 1", 0), ("a 1", 70), ("a 2", 90)]));
}

#[tokio::test(start_paused = true)]
async fn when_two_chats_are_held_the_bot_is() {
    let rig = Rig::new(0, &[("a 1", 9), ("b 1", 7)]);
    let later = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        rig.says("c", "1").await.unwrap();
    };
    tokio::join!(together(&rig, &[("a", "1"), ("b", "1")]), later);
    let at = rig.came().into_iter().find(|(what, _)| what == "c 1").unwrap().1;
    assert_eq!(at, 70);
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_is_too_far_away_is_left_to_whoever_retries() {
    let rig = Rig::new(0, &[]);
    together(&rig, &[("busy", "1"), ("busy", "2")]).await;
    let refused = rig.says("busy", "3").await;
    let after = Some(Duration::from_secs(61));
    let why = "the platform takes no more messages for 61 s".to_owned();
    assert_eq!(refused, Err(ReplyError::Unavailable { after, why, maybe_sent: false }));
    assert_eq!(rig.came().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_goes_away_leaves_the_line_and_holds_nobody_up() {
    let rig = Rig::new(0, &[]);
    rig.says("a", "1").await.unwrap();
    let gone = tokio::time::timeout(Duration::from_secs(1), together(&rig, &[("a", "2"), ("a", "3")])).await;
    assert!(gone.is_err(), "there is room after two seconds only");
    rig.says("a", "4").await.unwrap();
    assert_eq!(rig.came(), came(&[("a 1", 0), ("a 4", 20)]));
}

#[tokio::test(start_paused = true)]
async fn chats_that_rest_are_forgotten() {
    let rig = Rig::new(0, &[]);
    for chat in 0..1_000 {
        rig.says(&chat.to_string(), "hi").await.unwrap();
    }
    // Ten in ten seconds, each of them remembered for two.
    assert!(rig.known() <= FEW, "{}", rig.known());
}
