//! A bot of Parlour's is tested like any other, once somebody plays Parlour.

use pollhook::core::{Answer, Bytes, ChatKind, HeaderMap, Parts, SecretString, Setup, StatusCode};
use pollhook::test::stage::{Deed, Happening, News, Person, Place, Stage, Unplayable, post};
use pollhook::test::text;
use serde_json::json;

use super::app;
use crate::parlour::Parlour;

/// Parlour as it would tell what somebody writes into the room `tea`.
struct Tea;

impl Stage for Tea {
    fn prepare(&self, setup: &mut Setup) {
        setup.secrets = vec![SecretString::from("of a test")];
    }

    fn room(&self, _person: &Person) -> Place {
        Place { chat: "tea".into(), kind: ChatKind::Group, title: None }
    }

    fn tell(&self, happening: &Happening<'_>) -> Result<News, Unplayable> {
        let Deed::Says { message, text, .. } = happening.deed else {
            return Err(Unplayable("people write notes in Parlour, and do nothing else".into()));
        };
        let note = json!({ "number": message, "room": &*happening.at.chat, "who": happening.by.name, "text": text });
        Ok(News::new("note", note.to_string()))
    }

    fn push(&self, news: &News, _number: u64) -> Option<(Parts, Bytes)> {
        Some(post(&[("x-parlour-secret", "of a test")], news.content.clone()))
    }

    fn page(&self, news: &News, number: u64, _wall: std::time::SystemTime) -> Option<Answer> {
        let page = [&b"{\"notes\":["[..], &news.content, format!("],\"next\":{number}}}").as_bytes()].concat();
        Some(Answer::new(StatusCode::OK, HeaderMap::new(), page))
    }
}

#[tokio::test]
async fn what_is_said_is_said_back_by_either_door() {
    for test in [pollhook::test(app()), pollhook::test(app()).by_polling()] {
        let anna = test.platform(Parlour, Tea).as_platform("parlour").user("Anna");
        anna.says("is there tea?").await.gets(text("Anna says: is there tea?")).gets_nothing();
    }
}
