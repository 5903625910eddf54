//! Whatever goes wrong, and however much is logged: the token and the secret are printed nowhere, and written nowhere
//! but where the operator wrote them.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use pollhook_promises::arena::{Arena, LETTERS, free_address};
use pollhook_promises::config::{Door, PATH, config};
use pollhook_promises::pushed::{self, Pushed, SECRET, word};
use pollhook_promises::script::Step;
use pollhook_promises::stage::Stage;
use pollhook_promises::telegram::TOKEN;
use pollhook_simulator::{Conflict, Door as Place, Fault, Standing};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(40);
const CONTESTANT: &str = env!("CARGO_BIN_EXE_contestant");

/// What both of them hold, whatever is put around it or cut off of it.
const NEEDLE: &str = "nobody-may-read";

fn arena(text: &str) -> Arena {
    assert!(shows(TOKEN.as_bytes()) && shows(SECRET.as_bytes()), "premise: there is something to look for");
    Arena::new(CONTESTANT, text).variable("RUST_LOG", "trace").variable("RUST_BACKTRACE", "full")
}

/// Looks through all that was printed, and all that was written beside the config.
fn is_nowhere(arena: &Arena, output: &str) {
    let printed: Vec<_> = output.lines().filter(|line| shows(line.as_bytes())).collect();
    assert!(printed.is_empty(), "it was printed: {printed:#?}");
    for file in fs::read_dir(arena.path("")).unwrap().flatten().filter(|file| file.file_name() != "bot.toml") {
        let bytes = fs::read(file.path()).unwrap_or_default();
        assert!(!shows(&bytes), "it was written to {:?}", file.path());
    }
}

/// As it is, or as a list of bytes, as `Debug` would show it.
fn shows(bytes: &[u8]) -> bool {
    let list = NEEDLE.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ");
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    holds(NEEDLE.as_bytes()) || holds(list.as_bytes())
}

fn said(output: &str, words: &[&str]) {
    for word in words {
        assert!(output.contains(word), "premise: {word:?} was provoked");
    }
    assert!(output.contains(" TRACE ") || output.contains(" DEBUG "), "premise: everything is logged");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poller_in_trouble_keeps_its_token_to_itself() {
    let stage = Stage::long_poll(3).await;
    let bot = &stage.telegram().bot;
    let mut arena = arena(&stage.config("[dispatch]\nattempts = 1"));
    bot.fail_next(Place::Manage, Fault::Status(502));
    let process = arena.start();
    let faults = [
        Fault::Status(500),
        Fault::TooMany(None),
        Fault::Html,
        Fault::HalfBody,
        Fault::CutBefore,
        Fault::GzipBomb,
        Fault::Raw("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\n\r\n".into()),
        Fault::Conflict(Conflict::SetWebhook),
    ];
    for (number, fault) in (1..).zip(faults) {
        bot.fail_next(Place::Poll, fault.clone());
        stage.say(0, number * 2, &[]);
        stage.say(1, number * 2 + 1, &[]);
        let both = |summary: &pollhook_promises::journal::Summary| summary.has_ended(number * 2 + 1);
        arena.journal.until(&format!("{fault:?} passes"), PATIENCE, both).await;
    }
    for fault in [Fault::Status(500), Fault::Status(403), Fault::CutBefore, Fault::Html, Fault::HalfBody] {
        bot.fail_next(Place::Send, fault);
    }
    (100..105).for_each(|number| stage.say(2, number, &[Step::Reply]));
    stage.say(0, 200, &[Step::Panic(Step::ALWAYS)]);
    stage.say(1, 201, &[Step::Fail(Step::ALWAYS)]);
    stage.telegram().drained(PATIENCE).await;
    bot.set_standing(Standing::Revoked);
    stage.say(0, 300, &[]);
    let ended = process.end().await;
    assert!(!ended.status.success());
    let provoked = [
        "Internal Server Error",
        "Too Many Requests",
        "not in Telegram's words",
        "the connection broke",
        "the answer is longer",
        "terminated by setWebhook",
        "told to panic",
        "told to fail",
        "refused the credential",
    ];
    said(&ended.output, &provoked);
    assert!(arena.path(LETTERS).exists(), "premise: there are dead letters");
    is_nowhere(&arena, &ended.output);
}

/// As many do it, so that nobody guesses where the bot is called.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_path_that_is_called_is_shown_nowhere_either() {
    let stage = Stage::webhook(1).await;
    let bot = &stage.telegram().bot;
    let mut arena = arena(&stage.config("[dispatch]\nattempts = 1").replace(PATH, &format!("/{TOKEN}")));
    let process = arena.start();
    stage.say(0, 1, &[Step::Fail(Step::ALWAYS)]);
    stage.say(0, 2, &[Step::Reply]);
    arena.journal.until("it is called", PATIENCE, |summary| summary.has_ended(2)).await;
    assert!(bot.webhook().is_some_and(|url| url.ends_with(TOKEN)), "premise: the token is in the path");
    bot.fail_next(Place::Push, Fault::CutAfter(Duration::ZERO));
    stage.say(0, 3, &[Step::pause(50)]);
    arena.journal.until("it is called again", PATIENCE, |summary| summary.has_ended(3)).await;
    stage.telegram().drained(PATIENCE).await;
    let ended = process.terminate().await;
    said(&ended.output, &["webhook at /****", "told to fail"]);
    is_nowhere(&arena, &ended.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_in_trouble_keeps_its_secret_to_itself() {
    let stage = Stage::webhook(2).await;
    let Door::Webhook(_, to) = stage.door else { panic!("it is called") };
    let bot = &stage.telegram().bot;
    let mut arena = arena(&stage.config("").replace("[server]", "on_stop = \"remove\"\n[server]"));
    for fault in [Fault::Late(Duration::ZERO), Fault::Late(Duration::ZERO), Fault::Conflict(Conflict::OtherSetWebhook)]
    {
        bot.fail_next(Place::Manage, fault);
    }
    let process = arena.start();
    stage.say(0, 1, &[Step::Reply]);
    arena.journal.until("it was called", PATIENCE, |summary| summary.has_ended(1)).await;
    for fault in
        [Fault::CutBefore, Fault::HalfBody, Fault::Html, Fault::GzipBomb, Fault::Raw("nonsense\r\n\r\n".into())]
    {
        bot.fail_next(Place::Push, fault);
        stage.say(1, 2, &[Step::Panic(1)]);
        stage.telegram().drained(PATIENCE).await;
    }
    let header = "x-telegram-bot-api-secret-token";
    let wrong = [format!("{SECRET}-and-more"), "nobody".to_owned(), format!("{SECRET}\r\n{header}: {SECRET}")];
    for secret in wrong {
        let status = post(to, &format!("{header}: {secret}"), "{}").await;
        assert!(matches!(status, Some(400..=403)), "{status:?}");
    }
    let known = format!("{header}: {SECRET}");
    assert_eq!(post(to, &known, "not JSON").await, Some(200), "what is authentic and unreadable is kept");
    bot.fail_always(Place::Manage, Fault::Status(500));
    let ended = process.terminate().await;
    said(&ended.output, &["terminated by other setWebhook", "a request was refused", "told to panic"]);
    is_nowhere(&arena, &ended.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_calls_once_is_no_exception() {
    let to = free_address();
    let arena = arena(&config(&Door::Pushed("pushed", to), "[dispatch]\nattempts = 1"));
    let process = arena.ready().await;
    let caller = Pushed::new(to, PATH, PATIENCE);
    assert_eq!(caller.post(&[word("anna", 1, &[Step::Refuse])]).await, Some(204));
    drop(caller.send(&[word("anna", 2, &[Step::pause(50)])]).await.unwrap());
    assert_eq!(post(to, "x-secret: nobody", "[]").await, Some(401));
    let ended = process.terminate().await;
    said(&ended.output, &["a request was refused"]);
    is_nowhere(&arena, &ended.output);
}

/// The line that is wrong is the very one that holds it.
#[tokio::test(flavor = "multi_thread")]
async fn a_config_that_is_wrong_is_not_quoted() {
    let good = config(&Door::Webhook("http://127.0.0.1:9".to_owned(), free_address()), "");
    let token = format!("token = \"{TOKEN}\"");
    let wrong = [
        good.replace(&token, &format!("token = \"{TOKEN}")),
        good.replace(&token, &format!("token = {TOKEN}")),
        good.replace(&token, &format!("tokn = \"{TOKEN}\"")),
        good.replace(&token, &format!("token = [\"{TOKEN}\"]")),
        good.replace(&token, &format!("{token}\n{token}")),
        good.replace(SECRET, &format!("{SECRET} with spaces, which Telegram refuses")),
        good.replace("mode = \"webhook\"", &format!("mode = \"{TOKEN}\"")).replace(TOKEN, "x"),
    ];
    for text in wrong {
        assert_ne!(text, good);
        let arena = arena(&text);
        let process = arena.start();
        let ended = process.end().await;
        assert!(!ended.status.success(), "premise: this is refused:\n{text}");
        is_nowhere(&arena, &ended.output);
    }
}

/// An address that holds it, which nobody should write and somebody will.
#[tokio::test(flavor = "multi_thread")]
async fn an_api_with_a_credential_in_its_address_is_not_quoted() {
    let nobody = free_address();
    let arena = arena(&config(&Door::LongPoll(format!("http://user:{NEEDLE}@{nobody}")), ""));
    let mut process = arena.start();
    process.says("the connection was refused").await;
    let ended = process.terminate().await;
    said(&ended.output, &["the platform's API"]);
    is_nowhere(&arena, &ended.output);
}

/// Posts by hand, with a head of one's own; gives the status.
async fn post(to: SocketAddr, header: &str, body: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let length = body.len();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nhost: {to}\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all((head + body).as_bytes()).await.unwrap();
    pushed::status(&mut stream).await.ok()
}
