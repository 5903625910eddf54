//! GitHub as a test plays it: one repository, signed deliveries, comments.
//!
//! A conversation is an issue. Who just says something does so below the first one.

mod shapes;

use std::time::{Duration, SystemTime};

use compact_str::{CompactString, ToCompactString, format_compact};
use http::{Method, StatusCode};
use pollhook_core::{Answer, Bytes, Call, ChatKind, Identity, Parts, SecretString, Setup};
use serde_json::{Value, json};

use self::shapes::{REPOSITORY, comment, issue, repository, user};
use super::{poll, time, watch};
use crate::signature;
use crate::stage::{self, Deed, Happening, News, Person, Place, Stage, Unplayable};

/// A repository that people write in.
#[derive(Debug)]
pub(crate) struct Hub;

const ME: u64 = 41_898_282;
const MY_NAME: &str = "test-bot";
const SECRET: &str = "of-a-test";
/// Ids of events begin anywhere.
const FIRST_EVENT: u64 = 22_249_084_000;
/// What an issue has that no test named.
const TITLE: &str = "Found a bug";

impl Stage for Hub {
    fn prepare(&self, setup: &mut Setup) {
        setup.identity = Some(Identity { id: ME.to_compact_string(), name: MY_NAME.into() });
        setup.secrets = vec![SecretString::from(SECRET)];
        // What happens is told at once, though nobody was asked before.
        setup.extras.insert(watch::KEY, SecretString::from(REPOSITORY));
        setup.extras.insert(poll::HISTORY, SecretString::from("all"));
    }

    fn room(&self, _person: &Person) -> Place {
        place(1, TITLE)
    }

    fn group(&self, number: u64, title: &str) -> Result<Place, Unplayable> {
        Ok(place(number + 1, title))
    }

    fn tell(&self, happening: &Happening<'_>) -> Result<News, Unplayable> {
        let Happening { by, at, wall, .. } = *happening;
        let number = at.chat.rsplit('#').next().and_then(|number| number.parse().ok()).unwrap_or(1);
        let title = at.title.as_deref().unwrap_or(TITLE);
        let (kind, action, thread, said) = match happening.deed {
            Deed::Says { text, media: None, message } => (
                "issue_comment",
                "created",
                issue(number, title, "", by, wall),
                Some(comment(message, number, text, by, wall)),
            ),
            Deed::Edits { message, text } => (
                "issue_comment",
                "edited",
                issue(number, title, "", by, wall),
                Some(comment(message, number, text, by, wall)),
            ),
            Deed::Opens { title, text } => ("issues", "opened", issue(number, title, text, by, wall), None),
            Deed::Says { .. } => return Err(Unplayable("on GitHub a picture is a link in a text".into())),
            Deed::Presses { .. } => return Err(Unplayable("there are no buttons on GitHub".into())),
            Deed::Joins | Deed::Leaves => {
                return Err(Unplayable("nobody joins an issue on GitHub: they just write".into()));
            }
        };
        let mut payload =
            json!({ "action": action, "issue": thread, "repository": repository(wall), "sender": user(by) });
        if let Some(said) = said {
            payload["comment"] = said;
        }
        Ok(News::new(kind, payload.to_string()))
    }

    /// The content is the payload.
    fn push(&self, news: &News, number: u64) -> Option<(Parts, Bytes)> {
        let delivery = format!("72d3162e-cc78-11e3-81ab-{number:012x}");
        let signed = signature::header(SECRET, &news.content);
        let headers =
            [("x-github-event", &*news.kind), ("x-github-delivery", &delivery), ("x-hub-signature-256", &signed)];
        Some(stage::post(&headers, news.content.clone()))
    }

    /// What the payload of a webhook says beside its event stands around it here.
    fn page(&self, news: &News, number: u64, wall: SystemTime) -> Option<Answer> {
        let mut payload: Value = serde_json::from_slice(&news.content).unwrap_or_default();
        let mut taken =
            |name: &str| payload.as_object_mut().and_then(|payload| payload.remove(name)).unwrap_or_default();
        let (by, repository) = (taken("sender"), taken("repository"));
        let event = json!({
            "id": (FIRST_EVENT + number).to_string(), "type": sort(&news.kind), "public": true,
            "actor": { "id": by["id"], "login": by["login"], "display_login": by["login"], "url": by["url"] },
            "repo": { "id": repository["id"], "name": repository["full_name"], "url": repository["url"] },
            "payload": payload, "created_at": time::write(wall),
        });
        Some(stage::json(StatusCode::OK, None, &json!([event])))
    }

    /// Comments, issues and reactions have ids; a list that nobody wrote is empty.
    fn result(&self, call: &Call, number: u64, _wall: SystemTime) -> Value {
        match call.method {
            Method::GET => json!([]),
            Method::DELETE => Value::Null,
            _ => {
                let last = call.url.rsplit('/').next().unwrap_or_default();
                json!({ "id": last.parse().unwrap_or(number), "body": stage::parameters(call)["body"] })
            }
        }
    }

    fn answer(&self, result: &Value) -> Answer {
        match result {
            Value::Null => Answer::new(StatusCode::NO_CONTENT, http::HeaderMap::new(), Bytes::new()),
            result => stage::json(StatusCode::OK, None, result),
        }
    }

    fn refusal(&self, status: StatusCode, after: Option<Duration>, why: &str) -> Answer {
        let site = "https://docs.github.com/rest";
        stage::json(status, after, &json!({ "message": why, "documentation_url": site, "status": status.as_str() }))
    }

    fn id(&self, number: u64) -> CompactString {
        number.to_compact_string()
    }
}

/// How the Events API calls a kind: `issue_comment` is `IssueCommentEvent`.
fn sort(kind: &str) -> String {
    let capital = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
    kind.split('_').map(capital).collect::<Vec<String>>().concat() + "Event"
}

fn place(number: u64, title: &str) -> Place {
    let chat = format_compact!("{REPOSITORY}#{number}");
    Place { chat, kind: ChatKind::Group, title: Some(title.to_owned()) }
}
