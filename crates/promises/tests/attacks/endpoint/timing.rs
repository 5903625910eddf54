//! How long it takes to refuse a secret says nothing about where it is wrong.
//!
//! Over a socket nobody could tell: a comparison that stops at the first wrong byte differs by less than a network
//! trembles. So it is measured where it is done, in the protocol, and by the least of many takes, which a busy machine
//! disturbs least. That the measure finds a comparison that stops early is shown on one that does.

use std::hint::black_box;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use pollhook_core::{Now, Parts, SecretString, Setup, WebhookProtocol};

/// The longest secret that Telegram takes.
const LENGTH: usize = 256;
/// So many takes of so many refusals.
const TAKES: usize = 300;
const CALLS: usize = 200;

/// The least time that `CALLS` refusals take, each of a guess that is right up to its first byte, and up to its last.
/// Taken in turn, so that whatever else the machine does, it does to both.
fn least(mut refuse: impl FnMut(usize)) -> [Duration; 2] {
    let mut least = [Duration::MAX; 2];
    for take in 0..2 * TAKES {
        let at = take % 2;
        let begun = Instant::now();
        (0..CALLS).for_each(|_| refuse(at));
        least[at] = least[at].min(begun.elapsed());
    }
    least
}

fn ratio([first, last]: [Duration; 2]) -> f64 {
    last.as_secs_f64() / first.as_secs_f64()
}

/// Wrong in its first byte, and in its last.
fn guesses(secret: &str) -> [String; 2] {
    [0, secret.len() - 1].map(|at| {
        let mut guess = secret.as_bytes().to_vec();
        guess[at] = if guess[at] == b'0' { b'1' } else { b'0' };
        String::from_utf8(guess).unwrap()
    })
}

fn protocol(platform: &str, secret: &str) -> std::sync::Arc<dyn WebhookProtocol> {
    let platform = pollhook_platforms::find(platform).unwrap();
    let mut setup = Setup::new(platform.default_api());
    setup.secrets = vec![SecretString::from(secret.to_owned())];
    setup.extras.insert("verify_token", SecretString::from("any words"));
    platform.webhook(&setup).unwrap().unwrap()
}

fn parts(headers: &[(&'static str, &str)]) -> Parts {
    let header =
        |(name, value): &(&'static str, &str)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    let headers: HeaderMap = headers.iter().map(header).collect();
    Parts { method: Method::POST, uri: "/hook".parse().unwrap(), headers }
}

fn now() -> Now {
    Now { at: Instant::now(), wall: std::time::SystemTime::now() }
}

#[test]
fn a_comparison_that_stops_early_is_found() {
    let secret = "s".repeat(LENGTH);
    let guesses = guesses(&secret);
    let ratio = ratio(least(|at| {
        let same = black_box(&guesses[at]).bytes().zip(black_box(&secret).bytes()).all(|(a, b)| a == b);
        assert!(!same);
    }));
    assert!(ratio > 2.0, "premise: the measure sees it: {ratio:.2}");
}

#[test]
fn a_secret_takes_as_long_to_refuse_wherever_it_is_wrong() {
    let secret = "s".repeat(LENGTH);
    let protocol = protocol("telegram", &secret);
    let guesses = guesses(&secret).map(|guess| parts(&[("x-telegram-bot-api-secret-token", &guess)]));
    let now = now();
    let ratio = ratio(least(|at| assert!(protocol.head(black_box(&guesses[at]), now).is_err())));
    println!("a secret wrong in its last byte takes {ratio:.3} of the time of one wrong in its first");
    assert!((0.8..1.25).contains(&ratio), "{ratio:.3}");
}

#[test]
fn a_signature_takes_as_long_to_refuse_wherever_it_is_wrong() {
    for platform in ["github", "messenger"] {
        let protocol = protocol(platform, "s");
        let right = super::target::sign_with("s", b"{}");
        let (start, digits) = right.split_at("sha256=".len());
        let guesses = guesses(digits).map(|guess| {
            let signature = format!("{start}{guess}");
            parts(&[("x-hub-signature-256", &signature), ("x-github-event", "issues"), ("x-github-delivery", "1")])
        });
        let (now, body) = (now(), pollhook_core::Bytes::from_static(b"{}"));
        let refused = |verdict| matches!(verdict, pollhook_core::Verdict::Reject(_));
        let ratio = ratio(least(|at| assert!(refused(protocol.body(black_box(&guesses[at]), &body, now)))));
        println!(
            "{platform}: a signature wrong in its last digit takes {ratio:.3} of the time of one wrong in its first"
        );
        assert!((0.8..1.25).contains(&ratio), "{ratio:.3}");
    }
}
