//! The network pushes: what is due, and what became of it.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::Desk;
use crate::Fate;
use crate::facebook::notice::Notice;
use crate::lanes::Next;
use crate::parcel::Parcel;
use crate::post::{Job, Said, Sender, Work};
use crate::signature::sign;

impl Desk {
    /// A body as it is sent, without a signature.
    pub(crate) fn parcel(&self, body: Bytes) -> Option<Parcel> {
        let mut parcel = Parcel::json(self.subscription.as_ref()?.url.clone(), body);
        parcel.set("accept", "*/*");
        parcel.set("user-agent", "facebookexternalua");
        Some(parcel)
    }

    fn job(&self, number: u64) -> Option<Job> {
        let notice = self.notices.get(&number)?;
        let mut parcel = self.parcel(notice.body.clone())?;
        sign(&mut parcel, self.secret.reveal());
        let (key, items) = (notice.key.clone(), notice.items.clone());
        Some(Job { number, key, parcel, items, patience: self.settings.deadline })
    }

    fn settle(&mut self, notice: &Notice, fate: Fate) {
        notice.items.iter().for_each(|id| self.notes.settle(id, fate));
    }

    /// A notice that failed steps aside: what is new goes on beside it.
    fn failed(&mut self, number: u64, now: Duration) {
        let since = *self.failing_since.get_or_insert(now);
        if now.saturating_sub(since) >= self.settings.patience.div_f64(self.speed) {
            return self.unsubscribe(now);
        }
        let Some(mut notice) = self.notices.remove(&number) else { return };
        let Some(at) = notice.again(now, self.speed) else { return self.settle(&notice, Fate::Expired(now)) };
        notice.key = format!("again {number}").into();
        self.lanes.add(&notice.key, number, at);
        self.notices.insert(number, notice);
    }
}

impl Sender for Desk {
    fn work(&mut self, now: Duration) -> Work {
        loop {
            match self.lanes.next(now) {
                Next::Idle => return Work::Idle,
                Next::At(at) => return Work::At(at),
                Next::Push(key, number) => match self.job(number) {
                    Some(job) => return Work::Push(Box::new(job)),
                    None => self.lanes.done(&key, now),
                },
            }
        }
    }

    fn overtake(&mut self, job: Job) -> Job {
        self.lanes.overtake(&job.key).and_then(|number| self.job(number)).unwrap_or(job)
    }

    fn handed_out(&mut self, job: &Job, now: Duration) {
        job.items.iter().for_each(|id| self.notes.delivered(id, now));
    }

    fn pushed(&mut self, job: &Job, said: &Result<Said, String>, now: Duration) {
        self.lanes.done(&job.key, now);
        // Exactly 200: what else means success elsewhere is a failure here.
        if said.as_ref().is_ok_and(|said| said.status == StatusCode::OK) {
            self.failing_since = None;
            if let Some(notice) = self.notices.remove(&job.number) {
                self.settle(&notice, Fate::Confirmed(now));
            }
        } else {
            self.failed(job.number, now);
        }
    }
}
