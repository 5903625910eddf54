//! What reading a page costs: 100 updates of about 600 bytes each, split, and of each its head and its view.
//!
//! `cargo bench -p pollhook-platforms`; criterion tells of a page. The figures in this file are of one update,
//! on a virtual machine with two cores that half a dozen others wanted too.

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use http::{HeaderMap, StatusCode};
use pollhook_core::{Answer, Heard, Now, Platform, Setup};
use pollhook_platforms::telegram::Telegram;

const UPDATES: u64 = 100;

/// Written as Telegram writes: what is not ASCII is escaped.
fn update(number: u64) -> String {
    let text = "\\u043f\\u0440\\u0438\\u0432\\u0435\\u0442, a table for two at eight, please ".repeat(3);
    format!(
        r#"{{"update_id":{number},
"message":{{"message_id":{number},"from":{{"id":{user},"is_bot":false,"first_name":"Anna","username":"anna_of_the_hill","language_code":"en"}},"chat":{{"id":{user},"first_name":"Anna","username":"anna_of_the_hill","type":"private"}},"date":1800000000,"text":"{text}","entities":[{{"offset":0,"length":6,"type":"bold"}}]}}}}"#,
        user = 5_000_000_000 + number % 10,
    )
}

/// A page whose updates are parted so.
fn page_of(comma: &str) -> Answer {
    let updates: Vec<String> = (0..UPDATES).map(|number| update(1_000_000 + number)).collect();
    let body = format!(r#"{{"ok":true,"result":[{}]}}"#, updates.join(comma));
    Answer::new(StatusCode::OK, HeaderMap::new(), body)
}

/// *As Telegram writes it*, it is read where it stands: 6.2 µs. *Written otherwise*, with a space between the updates, it
/// is split first and read then: 6.8 µs. A tree of it, to compare with: 10 µs.
fn page(c: &mut Criterion) {
    let now = Now { at: Instant::now(), wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
    let mut poll = Telegram.poll(&Setup::new("http://localhost")).expect("it polls").expect("it can");

    let mut group = c.benchmark_group("telegram");
    group.throughput(Throughput::Elements(UPDATES));
    for (name, comma) in [("a page of 100", ","), ("one that must be split first", ", ")] {
        let answer = page_of(comma);
        group.bench_function(name, |b| {
            b.iter(|| match poll.hear(black_box(&answer), now) {
                Heard::Page(page) => assert_eq!(page.items.len() as u64, UPDATES),
                other => panic!("no page: {other:?}"),
            });
        });
    }
    // To compare with.
    let answer = page_of(",");
    group.bench_function("a tree of it", |b| {
        b.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(&answer.body)).expect("JSON"));
    });
    group.finish();
}

criterion_group!(benches, page);
criterion_main!(benches);
