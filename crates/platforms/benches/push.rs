//! What a webhook costs once HTTP is read: who is let in, and what a body is.
//!
//! `cargo bench -p pollhook-platforms --all-features`. Each figure is of one request. Those in this file are of a
//! virtual machine with two cores that half a dozen others wanted too.

#![allow(clippy::unwrap_used, reason = "a bench may")]
#![allow(missing_docs, reason = "criterion's macros have none")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use http::{HeaderMap, HeaderValue, Method};
use pollhook_core::{Bytes, Now, Parts, Platform, SecretString, Setup, Verdict, WebhookProtocol};
use pollhook_platforms::github::GitHub;
use pollhook_platforms::telegram::Telegram;

const SECRET: &str = "a-secret-of-a-usual-length-of-40-letters";
/// An ordinary message, and a push to a repository.
const SMALL: usize = 678;
const LARGE: usize = 65_536;

fn webhook(platform: &dyn Platform) -> Arc<dyn WebhookProtocol> {
    let mut setup = Setup::new("http://localhost");
    setup.secrets = vec![SecretString::from(SECRET)];
    setup.extras.insert("watch", SecretString::from("octocat/hello-world"));
    platform.webhook(&setup).unwrap().unwrap()
}

fn parts(headers: &[(&'static str, &str)]) -> Parts {
    let headers: HeaderMap =
        headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap())).collect();
    Parts { method: Method::POST, uri: "/hook".parse().unwrap(), headers }
}

fn now() -> Now {
    Now { at: Instant::now(), wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) }
}

fn message() -> Bytes {
    let (begin, end) = (
        r#"{"update_id":1000001,"message":{"message_id":7,"from":{"id":5000000001,"is_bot":false,"first_name":"Anna","username":"anna_of_the_hill","language_code":"en"},"chat":{"id":5000000001,"first_name":"Anna","username":"anna_of_the_hill","type":"private"},"date":1800000000,"text":""#,
        r#""}}"#,
    );
    format!("{begin}{}{end}", "a".repeat(SMALL - begin.len() - end.len())).into()
}

/// *A secret in a header*, compared in constant time: 190 ns, whether it is right or wrong.
fn secret(criterion: &mut Criterion) {
    let (webhook, now) = (webhook(&Telegram), now());
    let right = parts(&[("x-telegram-bot-api-secret-token", SECRET)]);
    let wrong = parts(&[("x-telegram-bot-api-secret-token", &"x".repeat(SECRET.len()))]);
    let mut group = criterion.benchmark_group("secret");
    group.bench_function("right", |bencher| bencher.iter(|| webhook.head(black_box(&right), now).is_ok()));
    group.bench_function("wrong", |bencher| bencher.iter(|| webhook.head(black_box(&wrong), now).is_ok()));
    group.finish();
}

/// *An update of 678 bytes*: its id, its kind, its key and its view, read at once: 2.6 µs.
fn update(criterion: &mut Criterion) {
    let (webhook, now, body) = (webhook(&Telegram), now(), message());
    let parts = parts(&[("x-telegram-bot-api-secret-token", SECRET)]);
    let mut group = criterion.benchmark_group("update");
    group.throughput(Throughput::Bytes(SMALL as u64));
    group.bench_function("678 bytes", |bencher| {
        bencher.iter(|| match webhook.body(&parts, black_box(&body), now) {
            Verdict::Accept(drafts) => assert!(drafts[0].undecodable.is_none()),
            other => panic!("{other:?}"),
        });
    });
    group.finish();
}

/// *A signature over the body*, alone, for it is a wrong one, behind which nothing is read: 2.3 µs for 678 bytes, 103 for
/// 64 KiB, nearly all of it SHA-256.
fn signature(criterion: &mut Criterion) {
    let (webhook, now) = (webhook(&GitHub), now());
    let wrong = format!("sha256={}", "0".repeat(64));
    let parts = parts(&[
        ("x-hub-signature-256", wrong.as_str()),
        ("x-github-event", "push"),
        ("x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"),
    ]);
    let mut group = criterion.benchmark_group("signature");
    for length in [SMALL, LARGE] {
        let body = Bytes::from(vec![b' '; length]);
        group.throughput(Throughput::Bytes(length as u64));
        group.bench_function(format!("{length} bytes"), |bencher| {
            bencher.iter(|| {
                webhook.head(&parts, now).unwrap();
                match webhook.body(&parts, black_box(&body), now) {
                    Verdict::Reject(refusal) => assert_eq!(refusal.status, 401),
                    other => panic!("{other:?}"),
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, secret, update, signature);
criterion_main!(benches);
