//! A callback is asked a question before it is believed: `GET {callback}?hub.mode=subscribe&hub.challenge=…`.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use tokio::time::timeout;
use url::{Position, Url};

use super::desk::{Desk, Subscription};
use super::errors::Refusal;
use crate::log::{Entry, What};
use crate::parcel;
use crate::post::Roads;
use crate::site::Site;

/// The fields of a page that an app may subscribe to.
const FIELDS: [&str; 8] = [
    "messages",
    "messaging_postbacks",
    "message_echoes",
    "message_deliveries",
    "message_reads",
    "message_reactions",
    "messaging_optins",
    "messaging_referrals",
];

pub(crate) fn all_fields() -> BTreeSet<String> {
    FIELDS.map(str::to_owned).into()
}

/// Reads a list of fields.
pub(crate) fn fields(list: &str) -> Result<BTreeSet<String>, Refusal> {
    let list: BTreeSet<_> =
        list.split(',').map(str::trim).filter(|field| !field.is_empty()).map(str::to_owned).collect();
    match list.iter().find(|field| !FIELDS.contains(&field.as_str())) {
        Some(field) => {
            Err(Refusal::parameter(&format!("Param subscribed_fields must be one of {FIELDS:?} - got \"{field}\"")))
        }
        None => Ok(list),
    }
}

/// A subscription that somebody wants.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) callback: String,
    pub(crate) verify_token: String,
    pub(crate) fields: BTreeSet<String>,
}

/// Verifies a callback, then believes it.
pub(crate) async fn subscribe(site: &Arc<Site<Desk>>, wish: Wish) -> Result<(), Refusal> {
    let url = Url::parse(&wish.callback).ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
    let url = url.ok_or_else(|| Refusal::unverified("URL is malformed"))?;
    if url.scheme() != "https" && !site.tap().stage.options.local {
        return Err(Refusal::unverified("the callback must be HTTPS"));
    }
    ask(site, &url, &wish.verify_token).await?;
    site.change(|desk, _| desk.subscribe(Subscription { url, fields: wish.fields }));
    Ok(())
}

async fn ask(site: &Arc<Site<Desk>>, url: &Url, verify_token: &str) -> Result<(), Refusal> {
    if url.scheme() == "https" {
        return Err(Refusal::unverified("the simulated network speaks plain HTTP only"));
    }
    let stage = &site.tap().stage;
    let challenge = format!("{}", 1_000_000_000 + site.tap().roll() % 1_000_000_000);
    let request = question(url, &challenge, verify_token)?;
    let deadline = site.read(|desk, _| desk.settings().deadline);
    let mut entry =
        Entry::open(Arc::clone(&site.tap().books), What::Call { method: "verification".to_owned(), status: None });
    stage.travel().await;
    let mut roads = Roads::new(stage);
    let lines = roads.to(url);
    let (answer, bytes) =
        timeout(deadline, lines.exchange(&request)).await.map_err(|_| Refusal::unverified("Timeout was reached"))?;
    stage.travel().await;
    entry.bytes = bytes;
    let (parts, body) = answer.map_err(|error| Refusal::unverified(&error))?;
    entry.what.set_status(Some(parts.status.as_u16()));
    match parts.status {
        StatusCode::OK if body == challenge.as_bytes() => Ok(()),
        StatusCode::OK => Err(Refusal::unverified("the body is not the challenge")),
        status => Err(Refusal::unverified(&format!("HTTP Status Code = {}", status.as_u16()))),
    }
}

fn question(url: &Url, challenge: &str, verify_token: &str) -> Result<Request<Full<Bytes>>, Refusal> {
    let mut asked = url.clone();
    let mut query = asked.query_pairs_mut();
    query.append_pair("hub.mode", "subscribe").append_pair("hub.challenge", challenge);
    query.append_pair("hub.verify_token", verify_token);
    drop(query);
    let path = &asked[Position::BeforePath..Position::AfterQuery];
    let mut request =
        Request::get(path).body(Full::new(Bytes::new())).map_err(|_| Refusal::unverified("URL is malformed"))?;
    request.headers_mut().extend(parcel::connection(url));
    Ok(request)
}
