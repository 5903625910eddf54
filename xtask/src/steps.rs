//! What CI runs, in order: what fails fast comes first, what takes long comes last.
//!
//! Tests run under `cargo test`, also where nextest is at hand: one runner for tests, benches and doc tests, nothing to
//! install on a fresh machine, and the tests of one binary share a process, on which those that count what the
//! others have seen rely.

use std::time::Duration;

/// A named part of CI.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) needs: Need,
    pub(crate) runs: Vec<Run>,
}

/// What must be there for a step to run. Without it a step is skipped on a laptop and fails in CI.
#[derive(Clone, Copy)]
pub(crate) enum Need {
    Nothing,
    /// A subcommand of cargo that is installed apart.
    Subcommand(&'static str),
}

/// One command, and what it has to say.
pub(crate) struct Run {
    pub(crate) program: &'static str,
    pub(crate) arguments: Vec<&'static str>,
    pub(crate) environment: &'static [(&'static str, &'static str)],
    pub(crate) input: &'static str,
    /// Each of these stands somewhere in what it prints.
    pub(crate) says: &'static [&'static str],
    /// Longer than this is a failure. Only for a program that starts no others: it is killed alone.
    pub(crate) limit: Option<Duration>,
}

/// The steps named, in CI's order; all of them when none is.
pub(crate) fn choose(wanted: &[&str]) -> Result<Vec<Step>, String> {
    let mut steps = all();
    if let Some(stranger) = wanted.iter().find(|name| steps.iter().all(|step| step.name != **name)) {
        let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
        return Err(format!("no such step: {stranger}; there are {}", names.join(", ")));
    }
    if !wanted.is_empty() {
        steps.retain(|step| wanted.contains(&step.name));
    }
    Ok(steps)
}

/// Every step.
pub(crate) fn all() -> Vec<Step> {
    let one = |name, what, line| step(name, what, vec![cargo(line)]);
    let everywhere = |here, apart| vec![cargo(here), judges(apart), attacks(apart), peers(apart)];
    vec![
        step("lock", "each Cargo.lock fits the manifests", everywhere(LOCKED, LOCKED)),
        step("fmt", "the code is formatted", everywhere("fmt --all --check", FMT)),
        one("tidy", "the rules that no compiler knows, and their tests", "test --quiet --package xtask"),
        one("clippy", "no lint has a word to say", "clippy --workspace --all-targets -- -D warnings"),
        step("docs", "every public item is documented and every link leads somewhere", vec![docs()]),
        one("tests", "unit and integration tests; each benchmark once", TESTS),
        step("loom", "our locks, in every order in which threads may meet", models()),
        one("doctests", "the examples in the documentation", "test --workspace --doc --no-fail-fast"),
        step("examples", "each example, without a token", examples()),
        step("foreign", "other people's clients and types judge what we say", foreign()),
        step("seeds", "every input that was ever found, and its neighbours", vec![attacks(SEEDS)]),
        needing("fuzz", step("fuzz", "some thousand inputs that nobody thought of", vec![fuzz()])),
        needing("hack", one("features", "each cargo feature alone", FEATURES)),
        needing("deny", one("deny", "dependencies: licences, bans, origins", DENY)),
    ]
}

/// Criterion runs each benchmark once when it is not called by `cargo bench`: enough to know that it still works.
/// `xtask` had its turn in the step `tidy`.
const TESTS: &str = "test --workspace --exclude xtask --all-targets --no-fail-fast";
const FEATURES: &str =
    "hack check --each-feature --package pollhook --package pollhook-platforms --package pollhook-simulator";
const LOCKED: &str = "fetch --locked";
const FMT: &str = "fmt --check";
const SEEDS: &str = "test --locked --no-default-features";
const DENY: &str = "deny check --hide-inclusion-graph bans licenses sources";

fn docs() -> Run {
    Run { environment: &[("RUSTDOCFLAGS", "-D warnings")], ..cargo("doc --workspace --no-deps") }
}

/// The models of each crate that has locks of its own. What is built with the flag lies beside the rest, and replaces
/// none of it.
fn models() -> Vec<Run> {
    let run = |line| Run { environment: &[("RUSTFLAGS", "--cfg loom")], says: &[" interleavings"], ..cargo(line) };
    vec![
        run("test --package pollhook-core --lib -- models:: --nocapture"),
        run("test --package pollhook-dispatcher --lib -- models:: --nocapture"),
    ]
}

/// Each is built as a newcomer builds it, alone, so that no other package lends it a feature; the limit is for the
/// run only.
fn examples() -> Vec<Run> {
    let run = |line, input, says| Run { input, says, limit: Some(Duration::from_secs(60)), ..cargo(line) };
    vec![
        cargo("build --package echo"),
        run("run --quiet --package echo", "hi\nhow are you?\n", &["bot > hi", "bot > how are you?", "by polling"]),
        Run { environment: &[("MODE", "webhook")], ..run("run --quiet --package echo", "hi\n", ECHO_BY_WEBHOOK) },
        cargo("build --package compare"),
        run(
            "run --quiet --package compare -- --secs 3 --messages 30 --json target/compare.json --html target/compare.html",
            "",
            COMPARE,
        ),
        cargo("build --package by_hand"),
        run("run --quiet --package by_hand", "", BY_HAND),
        cargo("build --package custom_source"),
        run("run --quiet --package custom_source", "", CUSTOM_SOURCE),
        cargo("build --package custom_platform"),
        run("run --quiet --package custom_platform", "", EVENING),
        cargo("build --package axum_app"),
        run("run --quiet --package axum_app", "", AXUM_APP),
        cargo("build --package devman_notify"),
        run("run --quiet --package devman_notify", "", DEVMAN_NOTIFY),
        cargo("build --package facebook_site"),
        run("run --quiet --package facebook_site", "", FACEBOOK_SITE),
        cargo("build --package shop"),
        run("run --quiet --package shop", "", SHOP),
        cargo("build --package github_bot"),
        Run { environment: &[("MODE", "polling")], ..run("run --quiet --package github_bot", "", GITHUB_BOT) },
        Run { environment: &[("MODE", "webhook")], ..run("run --quiet --package github_bot", "", GITHUB_BOT) },
        cargo("build --package review_bot"),
        Run { environment: &[("MODE", "polling")], ..run("run --quiet --package review_bot", "", REVIEW_BOT) },
        Run { environment: &[("MODE", "webhook")], ..run("run --quiet --package review_bot", "", REVIEW_LEFT) },
    ]
}

/// Both bots, both pages, a stranger at a webhook, and a stop in the middle of the work.
const AXUM_APP: &[&str] = &[
    "Carlo reads: 1. a margherita, for Anna",
    "customers: Running, Ready · kitchen: Running, Ready",
    "POST /bots/customers  401",
    "Anna reads: Order 2 is ready.",
    "everything is confirmed",
];

/// A review, and another one that outlives a stop while Telegram is down.
const DEVMAN_NOTIFY: &[&str] = &[
    "Anna reads: “Hello, world” was reviewed: there is something to improve.",
    "503",
    "Anna reads: “Hello, world” was reviewed: it is done",
];

/// One menu on two networks, and a payment that is told twice.
const SHOP: &[&str] = &[
    "Anna reads: Where shall we bring it?",
    "Ben reads: Order 2: Soup (6 €).",
    "POST /till {\"id\":\"pay_1\",\"order\":1,\"type\":\"paid\"}   200",
    "Ben reads: Order 2 is paid. We bring it to Side Street 1.",
];

/// A wrong verify token and the right one, three messages with their replies, a forgery, and the page.
const FACEBOOK_SITE: &[&str] = &[
    "hub.mode=subscribe&…  403",
    "hub.mode=subscribe&…  200",
    "Ben reads: Thank you! Yours is entry 2 of our guest book.",
    "Anna reads: Thank you! Yours is entry 3 of our guest book.",
    "signed wrongly      401",
    "3 echoes and 3 receipts, all answered 200",
    "&lt;script&gt;",
];

const ECHO_BY_WEBHOOK: &[&str] = &["bot > hi", "by webhook"];
const COMPARE: &[&str] = &["nothing was lost and nothing doubled", "the page is in target/compare.html"];
const BY_HAND: &[&str] = &["Pollhook, polling", "Pollhook, webhook", "One reply is right in the first two columns"];
const CUSTOM_SOURCE: &[&str] = &["the connection is cut after line 5", "handled: [1, 2, 3, 4, 5, 7, 8], each once"];

/// What the bot of `custom_platform` answers by polling, and then by webhook.
const EVENING: &[&str] =
    &["bot  > Ben says: is there tea?", "was called 0 times", "asked 0 times, and was called 3 times"];

/// A ping that waits for no review; a review that was interrupted, and what becomes of it by either door.
const REVIEW_BOT: &[&str] = &["on #4: pong", "on #3: I have read", "It is started again", "on #4: I have read"];
const REVIEW_LEFT: &[&str] = &["on #4: pong", "on #3: I have read", "so a letter is left"];

/// By either door.
const GITHUB_BOT: &[&str] = &["Welcome, @carol", "Welcome, @erin", "Each first issue is greeted, and no other."];

/// Clients against the simulated network, and types that read what a handler gets.
fn foreign() -> Vec<Run> {
    let install = Run { program: "bash", arguments: vec!["tests-foreign/install.sh"], ..cargo("") };
    let clients = cargo("test --package pollhook-simulator --features foreign --no-fail-fast");
    let proxy = cargo("test --package pollhook-cli --features foreign --test nginx");
    vec![install, clients, proxy, judges("test --locked --no-fail-fast")]
}

/// Few, for they are the same in each run: whoever looks for something new runs more, and elsewhere.
fn fuzz() -> Run {
    let arguments = vec!["fuzz/run.sh", "20000"];
    Run { program: "sh", arguments, environment: &[("FUZZ_SEED", "1"), ("FUZZ_VERBOSITY", "0")], ..cargo("") }
}

/// A command of cargo's for the judges in Rust, which are a workspace of their own.
fn judges(line: &'static str) -> Run {
    apart("tests-foreign/rust/Cargo.toml", line)
}

/// One for the fuzzer's targets, which are another.
fn attacks(line: &'static str) -> Run {
    apart("fuzz/Cargo.toml", line)
}

/// One for the contestants of the bench that are other people's. They are not compiled here: that takes minutes,
/// many of them for the C of a cryptography that one of them insists on.
fn peers(line: &'static str) -> Run {
    apart("bench-peers/Cargo.toml", line)
}

/// What it builds lies with the rest, unless the environment names another folder.
fn apart(manifest: &'static str, line: &'static str) -> Run {
    let mut run = cargo(line);
    run.arguments.splice(1..1, ["--manifest-path", manifest]);
    run.arguments.splice(0..0, ["--config", "build.target-dir=\"target\""]);
    run
}

fn step(name: &'static str, what: &'static str, runs: Vec<Run>) -> Step {
    Step { name, what, needs: Need::Nothing, runs }
}

fn needing(subcommand: &'static str, step: Step) -> Step {
    Step { needs: Need::Subcommand(subcommand), ..step }
}

fn cargo(line: &'static str) -> Run {
    let arguments = line.split_whitespace().collect();
    Run { program: "cargo", arguments, environment: &[], input: "", says: &[], limit: None }
}

#[cfg(test)]
mod tests {
    use super::{all, choose};

    #[test]
    fn steps_are_chosen_by_name_and_keep_the_order_of_ci() {
        let names: Vec<&str> = choose(&["clippy", "fmt"]).unwrap().iter().map(|step| step.name).collect();
        assert_eq!(names, ["fmt", "clippy"]);
        assert_eq!(choose(&[]).unwrap().len(), all().len());
    }

    #[test]
    fn a_step_that_does_not_exist_is_named() {
        let why = choose(&["fmt", "clipy"]).err().unwrap();
        assert!(why.contains("no such step: clipy") && why.contains("clippy"), "{why}");
    }
}
