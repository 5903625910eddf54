//! Messenger as a test plays it: signed pushes of one event, and the Send API.

use std::time::{Duration, SystemTime};

use compact_str::{CompactString, ToCompactString, format_compact};
use http::StatusCode;
use pollhook_core::{Answer, Body, Bytes, Call, ChatKind, Identity, MediaKind, Parts, SecretString, Setup};
use serde_json::{Value, json};

use super::handshake;
use crate::signature;
use crate::stage::{self, Deed, Happening, News, Person, Place, Stage, Unplayable, since_1970};

/// A page that people write to.
#[derive(Debug)]
pub(crate) struct Page;

const ME: &str = "1906385232743451";
const SECRET: &str = "of-a-test";

impl Stage for Page {
    fn prepare(&self, setup: &mut Setup) {
        setup.identity = Some(Identity { id: ME.into(), name: "Test".into() });
        setup.secrets = vec![SecretString::from(SECRET)];
        setup.extras.insert(handshake::TOKEN, SecretString::from("words of a test"));
    }

    fn room(&self, person: &Person) -> Place {
        Place { chat: person.number.to_compact_string(), kind: ChatKind::Private, title: None }
    }

    fn group(&self, _number: u64, _title: &str) -> Result<Place, Unplayable> {
        Err(Unplayable("a page of Messenger talks with one person at a time".into()))
    }

    fn tell(&self, happening: &Happening<'_>) -> Result<News, Unplayable> {
        let (name, held) = match happening.deed {
            Deed::Says { message, text, media } => ("message", said(&self.id(message), text, media)),
            Deed::Presses { label, data, .. } => {
                let mid = format!("m_press-{}", happening.number);
                ("postback", json!({ "mid": mid, "title": label, "payload": data }))
            }
            Deed::Edits { .. } => return Err(Unplayable("Messenger tells a page of no edits".into())),
            Deed::Joins | Deed::Leaves => return Err(Unplayable("nobody joins a page of Messenger".into())),
            Deed::Opens { .. } => return Err(Unplayable("nobody opens anything on Messenger: they just write".into())),
        };
        let time = milliseconds(happening.wall);
        let mut item = json!({
            "sender": { "id": happening.by.number.to_string() }, "recipient": { "id": ME }, "timestamp": time,
        });
        item[name] = held;
        Ok(News::new(name, item.to_string()))
    }

    /// The content is an item, as in `messaging`.
    fn push(&self, news: &News, _number: u64) -> Option<(Parts, Bytes)> {
        let push = match news.content_without("entry") {
            Some(item) => {
                let time = serde_json::from_str::<Value>(item).map_or(Value::Null, |item| item["timestamp"].clone());
                format!(r#"{{"object":"page","entry":[{{"id":"{ME}","time":{time},"messaging":[{item}]}}]}}"#).into()
            }
            None => news.content.clone(),
        };
        Some(stage::post(&[("x-hub-signature-256", &signature::header(SECRET, &push))], push))
    }

    fn result(&self, call: &Call, number: u64, _wall: SystemTime) -> Value {
        let parameters = stage::parameters(call);
        let mut result = json!({ "recipient_id": parameters["recipient"]["id"] });
        let uploads = matches!(call.body, Body::Multipart(_));
        if uploads || parameters.get("message").is_some() {
            result["message_id"] = self.id(number).as_str().into();
        }
        let attached = parameters.pointer("/message/attachment/type").is_some_and(|kind| kind != "template");
        if uploads || attached {
            result["attachment_id"] = format!("attachment-{number}").into();
        }
        result
    }

    fn answer(&self, result: &Value) -> Answer {
        stage::json(StatusCode::OK, None, result)
    }

    fn refusal(&self, status: StatusCode, after: Option<Duration>, why: &str) -> Answer {
        let code = if status.is_server_error() { 2 } else { 100 };
        let code = if status == StatusCode::TOO_MANY_REQUESTS { 613 } else { code };
        stage::json(status, after, &json!({ "error": { "message": why, "type": "OAuthException", "code": code } }))
    }

    fn id(&self, number: u64) -> CompactString {
        format_compact!("m_{number}")
    }
}

fn milliseconds(wall: SystemTime) -> u64 {
    u64::try_from(since_1970(wall).as_millis()).unwrap_or(u64::MAX)
}

fn said(mid: &str, text: &str, media: Option<MediaKind>) -> Value {
    let mut message = json!({ "mid": mid });
    if !text.is_empty() {
        message["text"] = text.into();
    }
    if let Some(kind) = media {
        let kind = match kind {
            MediaKind::Photo | MediaKind::Sticker => "image",
            MediaKind::Video => "video",
            MediaKind::Audio => "audio",
            MediaKind::Document => "file",
            _ => "fallback",
        };
        let url = format!("https://cdn.example.org/{mid}");
        message["attachments"] = json!([{ "type": kind, "payload": { "url": url } }]);
    }
    message
}
