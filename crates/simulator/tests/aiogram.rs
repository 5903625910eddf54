//! A foreign judge: a bot by aiogram takes the network for Telegram, by both doors.
//!
//! Needs python3, and `tests-foreign/install.sh`; without them it fails. Run it with `--features foreign`.

mod client;
mod judge;

use std::time::Duration;

use client::Request;
use judge::scene::{Scene, UPDATES};
use judge::{Judge, PATIENCE, TOKEN};
use pollhook_simulator::{Door, Fault};
use tokio::time::timeout;

const AIOGRAM: Judge =
    Judge { folder: "aiogram", program: ".venv/bin/python", script: "echo.py", installed: ".venv/.installed" };

/// A 429 says for how long.
async fn waits_when_told(scene: &mut Scene) {
    scene.bot.fail_next(Door::Send, Fault::TooMany(Some(2)));
    let said = scene.anna.says(&scene.chat, "slowly").at;
    let echo = scene.shows("sendmessage", "slowly").await;
    assert!(echo.at - said >= Duration::from_secs(2), "{:?}", echo.at - said);
}

/// Another poller ends its question by a 409. It pauses and asks again, which ends that of the other.
async fn is_not_driven_away(scene: &mut Scene) {
    scene.is_confirmed().await;
    let path = format!("/bot{TOKEN}/getUpdates?timeout=50");
    let api = scene.network.api_url();
    let other = Request { method: "GET", path: &path, headers: "", body: "" };
    let answer = timeout(PATIENCE, other.send(&api)).await.expect("it asks again in time").expect("it is answered");
    assert_eq!((answer.status, scene.bot.counters().conflicts), (409, 2));
    scene.anna.says(&scene.chat, "still here");
    scene.shows("sendmessage", "still here").await;
}

/// It takes seconds of work to start, so one start is for all of it.
#[tokio::test]
async fn aiogram_echoes_fetches_uploads_edits_waits_and_shares_by_long_polling() {
    let mut scene = Scene::new().await;
    let aiogram = AIOGRAM.start("poll", &scene.network).await;
    waits_when_told(&mut scene).await;
    scene.echoes().await;
    scene.pictures_and_presses().await;
    is_not_driven_away(&mut scene).await;
    scene.is_confirmed().await;
    aiogram.stop().await;
    let counters = scene.ends().await;
    assert!(counters.polls_useful > 0 && counters.pushes == 0, "{counters:?}");
    assert_eq!((counters.polled_updates, counters.too_many), (UPDATES + 2, 1));
}

#[tokio::test]
async fn aiogram_echoes_fetches_uploads_edits_and_answers_in_place_by_webhook() {
    let mut scene = Scene::new().await;
    let aiogram = AIOGRAM.start("hook", &scene.network).await;
    scene.anna.says(&scene.chat, "äöå 😀 <b> \"");
    assert!(scene.shows("sendmessage", "äöå 😀 <b> \"").await.inline);
    scene.echoes().await;
    scene.pictures_and_presses().await;
    scene.is_confirmed().await;
    aiogram.stop().await;
    let counters = scene.ends().await;
    assert_eq!((counters.polls, counters.pushes_ok, counters.pushes), (0, UPDATES + 1, UPDATES + 1));
}
