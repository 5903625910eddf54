//! The notification service's own door: its counters for whoever looks, and users for scripts outside of Rust.
//!
//! ```text
//! GET  /status                                        each bot's webhook, pending updates and counters
//! POST /say    {"user": "Anna", "text": "hi"}         in the private chat; with "group": "Kitchen" there
//! POST /press  {"user": "Anna", "button": "Pizza"}
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::server::Respond;
use crate::telegram::bot::Bot;
use crate::telegram::people::{Chat, Happened, User};
use crate::telegram::service::Service;
use crate::wire::Meter;

/// The longest request that is read.
const LONGEST: usize = 1 << 20;

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Counter(pub(crate) Arc<Service>);

/// Something that a user is to do.
#[derive(Debug, Deserialize)]
struct Deed {
    user: String,
    group: Option<String>,
    #[serde(alias = "button")]
    text: String,
}

impl Respond for Counter {
    async fn respond(self: Arc<Self>, request: Request<Incoming>, meter: Arc<Meter>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let body = Limited::new(body, LONGEST).collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let (status, value) = match (&parts.method, parts.uri.path()) {
            (&Method::GET, "/" | "/status") => (200, self.status()),
            (&Method::POST, path @ ("/say" | "/press")) => self.act(path, &body),
            _ => (404, json!({"error": "there is GET /status, POST /say and POST /press"})),
        };
        meter.answering(None);
        Answer::json(status, value.to_string()).leave(&meter)
    }
}

impl Counter {
    fn status(&self) -> Value {
        let tokens: Vec<_> = self.0.world().seats().map(|seat| (seat.id, seat.token.reveal().to_owned())).collect();
        let bots: BTreeMap<_, _> =
            tokens.into_iter().map(|(id, token)| (id.to_string(), Bot::new(&self.0, id, &token).glance())).collect();
        json!({"bots": bots, "seconds": self.0.clock.now().as_secs_f64()})
    }

    fn act(&self, path: &str, body: &[u8]) -> (u16, Value) {
        let deed: Deed = match serde_json::from_slice(body) {
            Ok(deed) => deed,
            Err(error) => return (400, json!({"error": error.to_string()})),
        };
        let user = User::new(&self.0, &deed.user);
        let chat = deed.group.map_or_else(|| user.chat(), |title| Chat::group(&self.0, &title));
        let happened = match path {
            "/say" => Some(user.says(&chat, &deed.text)),
            _ => user.presses(&chat, &deed.text),
        };
        happened.map_or_else(|| (404, json!({"error": "there is no such button"})), |happened| (200, told(&happened)))
    }
}

fn told(happened: &Happened) -> Value {
    let updates: BTreeMap<_, _> = happened.updates.iter().map(|(bot, update)| (bot.to_string(), update)).collect();
    json!({"message_id": happened.message, "updates": updates})
}
