//! Facts about limits: by the hour, by the minute, and for what people see.

use std::time::Duration;

use crate::github::Settings;
use crate::github::limits::{Limits, Weight};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Makes so many requests of this weight; how many were granted.
fn charge(limits: &mut Limits, weight: Weight, count: usize, now: u64) -> usize {
    (0..count).take_while(|_| limits.charge(weight, seconds(now)).is_ok()).count()
}

#[test]
fn a_token_has_5000_requests_an_hour_and_nobody_has_60() {
    let settings = Settings { points: u64::MAX / 2, ..Settings::default() };
    for (login, most) in [(Some("anna"), 5000), (None, 60)] {
        let mut limits = Limits::new(login, settings);
        assert_eq!(charge(&mut limits, Weight::Read, 6000, 0), most);
        let refusal = limits.charge(Weight::Read, seconds(3599)).unwrap_err();
        assert_eq!((refusal.status, refusal.retry_after), (403, None));
        assert!(limits.charge(Weight::Read, seconds(3600)).is_ok());
    }
}

#[test]
fn a_minute_has_900_points() {
    let mut limits = Limits::new(Some("anna"), Settings { over_limit: 429, ..Settings::default() });
    assert_eq!(charge(&mut limits, Weight::Write, 200, 0), 180);
    let refusal = limits.charge(Weight::Read, seconds(59)).unwrap_err();
    assert_eq!((refusal.status, refusal.retry_after), (429, Some(60)));
    assert!(limits.charge(Weight::Read, seconds(60)).is_ok());
}

#[test]
fn people_see_80_things_a_minute_and_500_an_hour() {
    let mut limits = Limits::new(Some("anna"), Settings::default());
    let minutes: Vec<_> = (0..8).map(|minute| charge(&mut limits, Weight::Content, 100, minute * 60)).collect();
    assert_eq!(minutes, [80, 80, 80, 80, 80, 80, 20, 0]);
    assert!(limits.charge(Weight::Read, seconds(500)).is_ok());
}

#[test]
fn an_unchanged_page_costs_a_token_nothing() {
    for (login, used) in [(Some("anna"), 0), (None, 1)] {
        let mut limits = Limits::new(login, Settings::default());
        limits.charge(Weight::Read, seconds(0)).unwrap();
        limits.refund();
        assert_eq!(limits.used(), used);
    }
}
