//! The network delivers: what is due, and what became of it. Nothing is tried again.

use std::time::Duration;

use super::Desk;
use super::deliveries::Deliveries;
use crate::lanes::Next;
use crate::post::{Job, Said, Sender, Work};

impl Deliveries {
    fn job(&self, number: u64) -> Option<Job> {
        let record = self.records.get(&number)?;
        let (key, parcel, items) = (record.key.clone(), record.parcel.clone(), vec![record.guid.clone()]);
        Some(Job { number, key, parcel, items, patience: self.deadline })
    }
}

impl Sender for Desk {
    fn work(&mut self, now: Duration) -> Work {
        let deliveries = &mut self.deliveries;
        loop {
            match deliveries.lanes.next(now) {
                Next::Idle => return Work::Idle,
                Next::At(at) => return Work::At(at),
                Next::Push(key, number) => match deliveries.job(number) {
                    Some(job) => return Work::Push(Box::new(job)),
                    None => deliveries.lanes.done(&key, now),
                },
            }
        }
    }

    fn overtake(&mut self, job: Job) -> Job {
        let first = self.deliveries.lanes.overtake(&job.key);
        first.and_then(|number| self.deliveries.job(number)).unwrap_or(job)
    }

    fn handed_out(&mut self, job: &Job, now: Duration) {
        job.items.iter().for_each(|guid| self.deliveries.notes.delivered(guid, now));
    }

    fn pushed(&mut self, job: &Job, said: &Result<Said, String>, now: Duration) {
        self.deliveries.lanes.done(&job.key, now);
        self.deliveries.ended(job.number, said, now);
    }
}
