//! Everything that may happen does happen in some test, over a real socket: each way in which an event ends, each one
//! who may have it, each answer that is late, each reason for which a platform says no, each state of health.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "what a test cannot go on without, it need not handle")]

use std::fs;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::Duration;

use pollhook_core::{BoxError, Count, Health, Platform, SourceContext};
use pollhook_promises::arena::{LETTERS, free_address};
use pollhook_promises::assembled::Assembled;
use pollhook_promises::config::{Door, PATH, config};
use pollhook_promises::journal::{Journal, Pen};
use pollhook_promises::noted::{ALL, Seen};
use pollhook_promises::pushed::{Pushed, word};
use pollhook_promises::recast::platforms;
use pollhook_promises::script::Step;
use pollhook_promises::store::{StoreSource, keep};
use pollhook_promises::telegram::Telegram;
use pollhook_simulator::{Conflict, Door as Place, Fault, Options, Standing};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const PATIENCE: Duration = Duration::from_secs(30);

/// A bot in this process, with a wrapper around each of its parts.
struct Watched {
    folder: TempDir,
    bot: Assembled,
    journal: Journal,
    seen: Seen,
    health: JoinHandle<()>,
}

impl Watched {
    fn new(seen: &Seen, text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (file, book): (PathBuf, PathBuf) = (folder.path().join("bot.toml"), folder.path().join("journal"));
        fs::write(&file, text).unwrap();
        let bot = Assembled::new(&file, Pen::open(&book).unwrap(), seen.choice()).unwrap();
        let health = seen.health(&bot.context().health);
        Self { folder, bot, journal: Journal::open(&book), seen: seen.clone(), health }
    }

    /// Runs it until it ends by itself, or until `scene` is over.
    async fn run(self, scene: impl AsyncFnOnce(&mut Journal, &TempDir, &SourceContext)) -> Result<(), BoxError> {
        let Self { folder, bot, mut journal, health, .. } = self;
        let cx = bot.context();
        let (over, told) = oneshot::channel();
        let running = bot.run(async { drop(told.await) });
        let playing = async {
            scene(&mut journal, &folder, &cx).await;
            let _ = over.send(());
        };
        let mut playing = std::pin::pin!(playing);
        let mut running = std::pin::pin!(running);
        let ended = tokio::select! {
            ended = &mut running => ended,
            () = &mut playing => running.await,
        };
        health.abort();
        ended
    }
}

/// For a bot that ends by itself.
async fn for_ever(_: &mut Journal, _: &TempDir, _: &SourceContext) {
    std::future::pending::<()>().await;
}

async fn polled(seen: &Seen) {
    let telegram = Telegram::start(Options::default(), 4).await;
    let door = Door::LongPoll(telegram.network.api_url());
    let watched = || Watched::new(seen, &config(&door, "[dispatch]\nattempts = 1"));
    let scene = async |journal: &mut Journal, folder: &TempDir, _: &SourceContext| {
        telegram.say(0, 1, &[Step::pause(1)]);
        telegram.say(1, 2, &[Step::Refuse]);
        telegram.until(PATIENCE, |glance| glance.pending == 0).await;
        fs::remove_file(folder.path().join(LETTERS)).unwrap();
        fs::create_dir(folder.path().join(LETTERS)).unwrap();
        telegram.say(2, 3, &[Step::Fail(1)]);
        journal.until("it was handed back and came again", PATIENCE, |summary| summary.has_ended(3)).await;
        for fault in [Fault::Status(502), Fault::Conflict(Conflict::SetWebhook), Fault::Conflict(Conflict::OtherPoll)] {
            telegram.bot.fail_next(Place::Poll, fault);
        }
        telegram.say(3, 4, &[]);
        telegram.until(PATIENCE, |glance| glance.pending == 0).await;
    };
    watched().run(scene).await.unwrap();
    for standing in [Standing::Revoked, Standing::LoggedOut] {
        telegram.bot.set_standing(standing);
        let ended = tokio::time::timeout(PATIENCE, watched().run(for_ever)).await.unwrap();
        assert!(ended.is_err(), "{standing:?}");
    }
    telegram.bot.set_standing(Standing::Good);
    telegram.bot.fail_next(Place::Poll, Fault::Conflict(Conflict::WebhookActive));
    assert!(tokio::time::timeout(PATIENCE, watched().run(for_ever)).await.unwrap().is_err());
}

/// Posts an event where another has taken the only room, and one that takes longer than the platform waits.
async fn called(seen: &Seen, platform: &'static str) {
    let to = free_address();
    let text = config(&Door::Pushed(platform, to), "[dispatch]\nin_flight = 1");
    let watched = Watched::new(seen, &text);
    let rules = platforms().into_iter().find(|known| known.name() == platform).unwrap();
    let scene = async |journal: &mut Journal, _: &TempDir, cx: &SourceContext| {
        cx.health.ready().await;
        let caller = Pushed::new(to, PATH, PATIENCE);
        let words = [word("anna", 1, &[Step::pause(3_000)]), word("bert", 2, &[])];
        let crowded = async {
            journal.until("the only room is taken", PATIENCE, |summary| summary.starts.contains_key(&1)).await;
            let waiting = |health: &Health| matches!(health, Health::Waiting { .. });
            let mut health = cx.health.watch();
            // What it gives is a lock on what is said: it must go at once.
            let said = async { drop(health.wait_for(waiting).await.unwrap()) };
            let (status, ()) = tokio::join!(caller.post(&words[1..]), said);
            assert!(status.is_some(), "{status:?}");
            journal.until("there is room again", PATIENCE, |summary| summary.has_ended(1)).await;
        };
        let (status, ()) = tokio::join!(caller.post(&words[..1]), crowded);
        assert!(status.is_some());
        let late = [word("cora", 3, &[Step::pause(2_000)])];
        let status = caller.post(&late).await;
        let late = cx.stats.get(Count::ToldLate) + cx.stats.get(Count::AckedEarly);
        assert!(late >= 1, "premise: {status:?} was late");
        journal.until("the late one ends", PATIENCE, |summary| summary.has_ended(3)).await;
        seen.late(rules.rules(), &cx.stats);
    };
    watched.run(scene).await.unwrap();
}

async fn stored(seen: &Seen) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let source = StoreSource(listener.local_addr().unwrap());
    let watched = Watched::new(seen, &config(&Door::Pushed("pushed", free_address()), ""));
    let (over, told) = oneshot::channel();
    let word = word("anna", 1, &[Step::Fail(1)]);
    let kept = async {
        let attempts = keep(listener, &word).await.unwrap();
        over.send(()).unwrap();
        attempts
    };
    let (attempts, ended) = tokio::join!(kept, watched.bot.run_source(source, async { drop(told.await) }));
    ended.unwrap();
    watched.health.abort();
    assert_eq!(attempts, 2, "the store counts the attempts");
    assert!(watched.seen.times("Kept::BySource") >= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_may_happen_is_seen_to_happen() {
    let seen = Seen::default();
    let all = async { tokio::join!(polled(&seen), called(&seen, "pushed"), called(&seen, "wary"), stored(&seen)) };
    let done = tokio::time::timeout(PATIENCE * 2, Box::pin(all)).await.is_ok();
    let unseen: Vec<_> = ALL.iter().filter(|name| seen.times(name) == 0).collect();
    ALL.iter().for_each(|name| println!("{:4} {name}", seen.times(name)));
    assert!(done && unseen.is_empty(), "never seen: {unseen:?}");
}
