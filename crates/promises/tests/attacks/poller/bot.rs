//! The bot that asks.

use std::time::Duration;

use pollhook_promises::arena::Arena;
use pollhook_promises::memory::Memory;
use pollhook_promises::process::{Ended, Process};

use super::api::{Api, Scene};
use super::telling::Update;

/// A question that is dripped at is given up after eleven seconds, and a machine may be slow.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);
/// The second half of a token, which nobody may see.
pub(crate) const SECRET: &str = "nobody-may-read-this";

/// A process with some bots in it.
pub(crate) struct Polling {
    pub(crate) api: Api,
    pub(crate) arena: Arena,
    pub(crate) process: Process,
    memory: Memory,
    bots: usize,
    said: u64,
}

impl Polling {
    /// One bot that asks a hostile server. It is held for a second at most, so that all is over sooner.
    pub(crate) async fn new() -> Self {
        Self::many(1).await
    }

    /// So many bots in one process.
    pub(crate) async fn many(bots: usize) -> Self {
        let api = Api::start().await;
        let url = format!("http://{}", api.address);
        Self::at(api, &url, bots, &[]).await
    }

    /// Bots that find the server at another address.
    pub(crate) async fn at(api: Api, url: &str, bots: usize, variables: &[(&str, &str)]) -> Self {
        let one = |number: usize| {
            let token = token(number);
            format!("[[bot]]\nname = \"bot{number}\"\nplatform = \"telegram\"\ntoken = \"{token}\"\napi = \"{url}\"\n")
        };
        let bot: String = (0..bots).map(one).collect();
        let config = format!("[source]\nmode = \"polling\"\n[polling]\ntimeout = \"1s\"\n{bot}");
        let arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &config);
        let arena = variables.iter().fold(arena, |arena, (name, value)| arena.variable(name, value));
        let process = arena.ready().await;
        let memory = Memory::of(process.id());
        let mut polling = Self { api, arena, process, memory, bots, said: 0 };
        polling.goes_on("before").await;
        polling.memory = Memory::of(polling.process.id());
        polling
    }

    /// The next numbers.
    pub(crate) fn next(&mut self, count: u64) -> Vec<Update> {
        let from = self.said + 1;
        self.said += count;
        Update::of(from..=self.said)
    }

    /// One more scene for the first bot.
    pub(crate) fn plays(&self, scene: Scene) {
        self.api.plays(&token(0), [scene]);
    }

    /// Each bot is told of one more event, and everything that was ever said has been handled.
    pub(crate) async fn goes_on(&mut self, after: &str) {
        for number in 0..self.bots {
            let update = self.next(1);
            self.api.plays(&token(number), [Scene::honest(update)]);
        }
        let said = usize::try_from(self.said).unwrap();
        self.arena.journal.until(after, PATIENCE, |summary| summary.ended() >= said).await;
    }

    /// It withstood an attack: it goes on, nothing is lost, nothing was done twice, and it never held more than so many
    /// MiB beyond what it had at rest. Prints both.
    pub(crate) async fn withstood(&mut self, attack: &str, mib: u64) {
        self.goes_on(attack).await;
        assert_eq!(self.arena.journal.read().doubled(), [].into(), "{attack}");
        let Some(peak) = self.memory.peak() else { return println!("{attack}: memory not measured here") };
        let (peak, now) = (peak as f64 / MIB, self.memory.now().unwrap_or_default() as f64 / MIB);
        println!("{attack}: +{peak:.1} MiB at most, +{now:.1} after it (bound {mib}); nothing lost, nothing doubled");
        assert!(peak <= mib as f64, "{attack}: {peak:.1} MiB beyond rest");
    }

    /// Ends it. Its token is in no line that it printed.
    pub(crate) async fn end(self) -> Ended {
        let ended = self.process.terminate().await;
        assert!(!ended.output.contains(SECRET), "its token stands in a log:\n{}", ended.output);
        ended
    }
}

/// The token of the bot with this number.
pub(crate) fn token(number: usize) -> String {
    format!("{}:{SECRET}", 1_000 + number)
}

const MIB: f64 = (1 << 20) as f64;
