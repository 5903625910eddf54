//! Answers in the right form that cannot be true.

use std::time::{Duration, Instant};

use super::api::Scene;
use super::bot::{PATIENCE, Polling, token};
use super::telling::{Act, Update, answer, honest, page};
use crate::extent::many;

/// No page has more than a hundred; this one has all that fit into the longest answer. They wait for room, one by one. A
/// hundred thousand do not fit, and are asked for again.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_measure_is_handled_item_by_item() {
    let mut polling = Polling::new().await;
    for count in [many(20_000, 70_000), 100_000] {
        // Told in a page each from the second time on: so many are told only once.
        let fits = count < 100_000;
        let updates = polling.next(if fits { count } else { 100 });
        let far = Update::of(9_000_000..9_000_000 + if fits { 0 } else { count });
        let whole = honest(updates.iter().chain(&far));
        println!("a page of {} updates, {} bytes", updates.len() + far.len(), whole.len());
        polling.plays(Scene::new(updates, [Act::Say(whole)]));
        polling.withstood("a page without measure", 128).await;
    }
    let output = polling.end().await.output;
    assert!(output.contains("the answer is longer than"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_again_runs_once() {
    let mut polling = Polling::new().await;
    let old = polling.next(50);
    polling.plays(Scene::honest(old.clone()));
    polling.goes_on("before").await;

    // The cursor goes back: all that was confirmed is told again, before what is new.
    let new = polling.next(1);
    let back: Vec<Update> = old.iter().chain(&new).copied().collect();
    polling.plays(Scene::new(new, [Act::Say(honest(&back))]).again(3));
    polling.withstood("a cursor that goes back", 16).await;

    // One id, many times.
    let new = polling.next(1);
    polling.plays(Scene::new(new.clone(), [Act::Say(honest(&[new[0]; 100]))]));
    polling.withstood("an id that repeats", 16).await;

    // The newest first.
    let new = polling.next(100);
    let mut turned = new.clone();
    turned.reverse();
    polling.plays(Scene::new(new, [Act::Say(honest(&turned))]));
    polling.withstood("a page upside down", 16).await;
    polling.end().await;
}

/// A server that starts to count anew tells news under old numbers: they are other events, and all of them run.
#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_start_anew_are_news() {
    let mut polling = Polling::new().await;
    let old = polling.next(20);
    polling.plays(Scene::honest(old.clone()));
    polling.goes_on("before").await;
    let new: Vec<Update> = polling.next(20).iter().zip(&old).map(|(new, old)| Update { id: old.id, ..*new }).collect();
    polling.plays(Scene::new(new.clone(), [Act::Say(honest(&new))]));
    polling.withstood("numbers that start anew", 16).await;
    let output = polling.end().await.output;
    assert!(output.contains("the platform answers below the cursor"), "{output}");
}

/// The same page, whatever is asked: it is asked for ever less often, and what comes at last is heard.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_page_for_ever_is_asked_for_ever_less_often() {
    let mut polling = Polling::new().await;
    let updates = polling.next(3);
    let same = honest(&updates);
    let (before, begun) = (polling.api.polls(&token(0)), Instant::now());
    polling.plays(Scene::new(updates, [Act::Say(same)]).again(many(6, 9)));
    polling.withstood("the same page for ever", 16).await;
    let (polls, took) = (polling.api.polls(&token(0)) - before, begun.elapsed());
    println!("the same page for ever: {polls} questions in {took:?}");
    // Six of them lie 0 + 0 + 1 + 2 + 4 s apart, at the pace of who is given nothing new.
    assert!(took > Duration::from_secs(5), "{polls} questions in {took:?}");
    polling.end().await;
}

/// Nobody can mean 31 years. It is said, and the bot can be stopped meanwhile as ever; in its next life it hears all.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_thirty_one_years_is_cut_and_ends_with_the_life() {
    let mut polling = Polling::new().await;
    let update = polling.next(1);
    let body = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1000000000","parameters":{"retry_after":1000000000}}"#;
    polling.plays(Scene::new(update, [Act::Say(answer("429 Too Many Requests", "retry-after: 1000000000\r\n", body))]));
    polling.process.says("the platform asked for an absurd pause: it is cut").await;
    let next = polling.arena.start();
    let ended = std::mem::replace(&mut polling.process, next).terminate().await;
    assert!(ended.status.success() && ended.took < Duration::from_secs(20), "{ended:?}");
    polling.goes_on("in the next life").await;
    polling.end().await;
}

/// A date in the head, or in the event, decides nothing that it should not.
#[tokio::test(flavor = "multi_thread")]
async fn a_date_of_another_century_changes_nothing() {
    let mut polling = Polling::new().await;
    for date in ["Mon, 01 Jan 1900 00:00:00 GMT", "Tue, 31 Dec 2199 23:59:59 GMT", "Fri, 32 Foo 99999 99:99:99 GMT", ""]
    {
        let update = polling.next(1);
        let told = answer("200 OK", &format!("date: {date}\r\n"), &page(&update));
        polling.plays(Scene::new(update, [Act::Say(told)]));
        polling.withstood(&format!("the date {date:?}"), 16).await;
    }
    // By the server's own clock that is two seconds.
    let update = polling.next(1);
    let dates = "date: Mon, 01 Jan 1900 00:00:00 GMT\r\nretry-after: Mon, 01 Jan 1900 00:00:02 GMT\r\n";
    polling.plays(Scene::new(update, [Act::Say(answer("503 Service Unavailable", dates, ""))]));
    polling.withstood("two seconds of another century", 16).await;
    for date in ["0", "99999999999", "9223372036854775807", "18446744073709551615"] {
        let update = polling.next(1);
        let told = page(&update).replace(r#""date":1"#, &format!(r#""date":{date}"#));
        polling.plays(Scene::new(update, [Act::Say(answer("200 OK", "", &told))]));
        polling.goes_on(&format!("an event of {date}")).await;
    }
    assert_eq!(polling.arena.journal.read().doubled(), [].into());
    assert!(polling.end().await.took < PATIENCE);
}
