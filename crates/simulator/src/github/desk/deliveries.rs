//! What was delivered to hooks, once each, and what came of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::github::settings::Settings;
use crate::lanes::Lanes;
use crate::notes::Notes;
use crate::parcel::Parcel;
use crate::post::Said;
use crate::{Fate, Options};

/// Records are kept for this long.
const KEPT: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Deliveries {
    /// By GUID.
    pub(crate) notes: Notes,
    pub(super) lanes: Lanes<u64>,
    pub(super) records: BTreeMap<u64, Record>,
    pub(super) deadline: Duration,
    repository: u64,
    guids: u64,
    numbers: u64,
    seed: u64,
    ageing: f64,
    keep: usize,
}

/// One attempt to deliver.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) hook: u64,
    pub(super) guid: String,
    pub(super) kind: String,
    pub(super) key: Arc<str>,
    pub(super) parcel: Parcel,
    action: Value,
    redelivery: bool,
    /// When it was over, and how; until then it is on its way.
    end: Option<(Duration, Result<Said, String>)>,
}

impl Deliveries {
    pub(crate) fn new(settings: &Settings, options: &Options, repository: u64) -> Self {
        Self {
            notes: Notes::keeping(options.history),
            lanes: Lanes::new(settings.at_most),
            records: BTreeMap::new(),
            deadline: settings.deadline,
            guids: 0,
            repository,
            numbers: repository * 1_000_000,
            seed: options.seed ^ repository.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            ageing: options.ageing,
            keep: options.history,
        }
    }

    /// A GUID that was not there before; the same in every run of the same seed.
    pub(crate) fn new_guid(&mut self) -> String {
        self.guids += 1;
        let mix = |number: u64| {
            let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb)
        };
        let (one, other) = (mix(self.seed.wrapping_add(self.guids)), mix(self.guids));
        let (a, b, c) = (one >> 32, one >> 16 & 0xffff, one & 0xfff);
        format!("{a:08x}-{b:04x}-4{c:03x}-a{:03x}-{:012x}", other >> 52, self.guids)
    }

    /// Something happened that hooks will hear of, or that none wants.
    pub(crate) fn note(&mut self, guid: &str, kind: &str, text: Option<&str>, wanted: bool, now: Duration) {
        self.notes.open(guid, kind, text, now);
        if !wanted {
            self.notes.settle(guid, Fate::Dropped(now));
        }
    }

    pub(crate) fn enqueue(
        &mut self,
        hook: u64,
        guid: &str,
        kind: &str,
        payload: &Value,
        parcel: Parcel,
        now: Duration,
    ) {
        // What belongs to one issue comes in order while all goes well; beyond that nothing is promised.
        let about = payload.pointer("/issue/number").or_else(|| payload.get("number"));
        let about = about.map_or_else(|| guid.to_owned(), Value::to_string);
        let record = Record {
            hook,
            guid: guid.to_owned(),
            kind: kind.to_owned(),
            key: format!("{hook} {about}").into(),
            parcel,
            action: payload["action"].clone(),
            redelivery: false,
            end: None,
        };
        self.start(record, now);
    }

    fn start(&mut self, record: Record, now: Duration) -> u64 {
        self.forget(now);
        self.numbers += 1;
        self.lanes.add(&record.key, self.numbers, now);
        self.records.insert(self.numbers, record);
        self.numbers
    }

    fn forget(&mut self, now: Duration) {
        let kept = KEPT.div_f64(self.ageing);
        let is_old = |record: &Record| record.end.as_ref().is_some_and(|(at, _)| now.saturating_sub(*at) > kept);
        let too_many = |count: usize, record: &Record| count >= self.keep && record.end.is_some();
        while let Some((_, first)) = self.records.first_key_value()
            && (is_old(first) || too_many(self.records.len(), first))
        {
            self.records.pop_first();
        }
    }

    /// Delivers again, with the same GUID, headers and payload. `None`: there is no such record.
    pub(crate) fn again(&mut self, hook: u64, id: u64, now: Duration) -> Option<u64> {
        let old = self.records.get(&id).filter(|record| record.hook == hook && record.end.is_some())?;
        let record = Record {
            hook,
            guid: old.guid.clone(),
            kind: old.kind.clone(),
            key: format!("again {}", self.numbers).into(),
            parcel: old.parcel.clone(),
            action: old.action.clone(),
            redelivery: true,
            end: None,
        };
        Some(self.start(record, now))
    }

    pub(super) fn ended(&mut self, id: u64, said: &Result<Said, String>, now: Duration) {
        let Some(record) = self.records.get_mut(&id) else { return };
        record.end = Some((now, said.clone()));
        let fate = match said {
            Ok(said) if said.status.is_success() => Fate::Confirmed(now),
            _ => Fate::Expired(now),
        };
        self.notes.settle(&record.guid.clone(), fate);
    }

    /// Status and message of a hook's last delivery.
    pub(crate) fn last(&self, hook: u64) -> Option<(u16, String)> {
        let record = self.records.values().rev().find(|record| record.hook == hook && record.end.is_some())?;
        record.end.as_ref().map(|(_, said)| status(said))
    }

    /// A hook's deliveries below the number `below`, newest first, and where to go on.
    pub(crate) fn list(
        &self,
        hook: u64,
        below: u64,
        count: usize,
        date: impl Fn(Duration) -> String,
    ) -> (Vec<Value>, Option<u64>) {
        let mut ended = self.records.range(..below).rev().filter(|(_, record)| record.hook == hook);
        let page: Vec<_> = ended
            .by_ref()
            .filter_map(|(id, record)| Some((*id, record.brief(*id, self.repository, &date)?)))
            .take(count)
            .collect();
        let next = page.last().map(|(id, _)| *id).filter(|_| ended.next().is_some());
        (page.into_iter().map(|(_, value)| value).collect(), next)
    }

    /// One delivery with all that was said.
    pub(crate) fn detail(&self, hook: u64, id: u64, date: impl Fn(Duration) -> String) -> Option<Value> {
        let record = self.records.get(&id).filter(|record| record.hook == hook)?;
        let mut value = record.brief(id, self.repository, &date)?;
        value["url"] = json!(record.parcel.url.as_str());
        value["request"] = json!({"headers": headers(&record.parcel.headers), "payload": record.payload()});
        let (_, said) = record.end.as_ref()?;
        value["response"] = match said {
            Ok(said) => json!({"headers": headers(&said.headers), "payload": String::from_utf8_lossy(&said.body)}),
            Err(_) => json!({"headers": {}, "payload": null}),
        };
        Some(value)
    }
}

impl Record {
    /// What was said, read back from the body: trees are large, and few are asked for.
    fn payload(&self) -> Value {
        let field = || form_urlencoded::parse(&self.parcel.body).find(|(name, _)| name == "payload");
        let whole = serde_json::from_slice(&self.parcel.body).ok();
        whole.or_else(|| serde_json::from_str(&field()?.1).ok()).unwrap_or_default()
    }

    /// `None`: it is on its way.
    fn brief(&self, id: u64, repository: u64, date: impl Fn(Duration) -> String) -> Option<Value> {
        let (at, said) = self.end.as_ref()?;
        let (code, text) = status(said);
        Some(json!({
            "id": id,
            "guid": self.guid,
            "delivered_at": date(*at),
            "redelivery": self.redelivery,
            "duration": said.as_ref().map_or(0.0, |said| said.took.as_secs_f64()),
            "status": text,
            "status_code": code,
            "event": self.kind,
            "action": self.action,
            "installation_id": null,
            "repository_id": repository,
        }))
    }
}

/// Status and message, as they stand in a record.
fn status(said: &Result<Said, String>) -> (u16, String) {
    match said {
        Ok(said) if said.status.is_success() => (said.status.as_u16(), "OK".to_owned()),
        Ok(said) => (said.status.as_u16(), format!("Invalid HTTP Response: {}", said.status.as_u16())),
        Err(text) if text.contains("timeout") => (504, "timed out".to_owned()),
        Err(text) => (502, text.clone()),
    }
}

/// In the letters that GitHub writes them in; every client looks them up without regard to case.
fn headers(headers: &HeaderMap) -> Value {
    let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let words = name.as_str().split('-').map(|word| match word {
            "github" => "GitHub".to_owned(),
            "id" => "ID".to_owned(),
            word => word.get(..1).unwrap_or_default().to_ascii_uppercase() + word.get(1..).unwrap_or_default(),
        });
        (words.collect::<Vec<_>>().join("-"), json!(String::from_utf8_lossy(value.as_bytes())))
    };
    Value::Object(headers.iter().map(pair).collect::<Map<_, _>>())
}
