//! The lives of the bots' process: how long each is, how it ends, and what the books say at that moment.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

use pollhook_promises::arena::{Arena, LETTERS};
use pollhook_promises::process::Process;
use rand::RngExt;
use rand::rngs::SmallRng;
use tokio::time::sleep;

use super::gauge::{Gauge, status};
use super::verdict::{Books, Check, End};
use super::world::World;
use crate::Error;

/// The shortest life, and the longest but for the last.
const SHORTEST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(60);
/// All that was said is done within this, once nothing goes wrong any more, or never.
const PATIENCE: Duration = Duration::from_secs(120);
/// At most so many looks in a soak, but not oftener than this.
const LOOKS: u32 = 1_200;
const LOOK: Duration = Duration::from_millis(250);

/// All lives of the process.
pub(super) struct Lives<'a> {
    world: &'a World,
    arena: Arena,
    process: Option<Process>,
    dice: SmallRng,
    look: Duration,
    pub(super) gauge: Gauge,
    pub(super) check: Check,
    /// How each life ended.
    pub(super) ends: Vec<End>,
    /// What the process printed, life by life.
    pub(super) printed: String,
}

impl<'a> Lives<'a> {
    /// The first life begins: with nothing wrong, until the networks know the bots.
    pub(super) async fn begin(world: &'a World, dice: SmallRng) -> Result<Self, Error> {
        let arena = Arena::new(env::current_exe()?, &world.config()).argument("soak").argument("--bot");
        let process = arena.ready().await;
        world.subscribe().await?;
        let begun = Instant::now();
        while !world.hears(&arena.path(CURSORS)) {
            if begun.elapsed() > PATIENCE {
                return Err(format!("the bots never knew where they stand; they said:\n{}", process.output()).into());
            }
            sleep(LOOK).await;
        }
        let (gauge, check) = (Gauge::new(), Check::default());
        let (process, ends, printed) = (Some(process), Vec::new(), String::new());
        Ok(Self { world, arena, process, dice, look: LOOK, gauge, check, ends, printed })
    }

    /// One life after the other for two thirds of the time, and then one for the rest.
    pub(super) async fn go_on(&mut self, until: Instant, time: Duration) -> Result<(), Error> {
        self.look = LOOK.max(time / LOOKS);
        let restless = until - time / 3;
        while Instant::now() < restless {
            let life = self.lifetime(time);
            self.live(restless.min(Instant::now() + life)).await?;
            let how = if self.ends.len().is_multiple_of(2) { End::Killed } else { End::Stopped };
            self.end(how).await;
            sleep(Duration::from_millis(self.dice.random_range(0..500))).await;
            self.process = Some(self.arena.start());
            self.gauge.is_born();
        }
        self.live(until).await
    }

    /// Short ones are as likely as long ones, by their magnitude.
    fn lifetime(&mut self, time: Duration) -> Duration {
        let longest = (time / 8).clamp(SHORTEST, LONGEST).as_secs_f64() / SHORTEST.as_secs_f64();
        SHORTEST.mul_f64(longest.powf(self.dice.random()))
    }

    async fn live(&mut self, until: Instant) -> Result<(), Error> {
        while Instant::now() < until {
            self.look()?;
            sleep(self.look.min(until.saturating_duration_since(Instant::now()))).await;
        }
        Ok(())
    }

    fn look(&mut self) -> Result<(), Error> {
        let Some(process) = &self.process else { return Ok(()) };
        let seen = self.gauge.look(process.id(), &self.arena.path(super::bot::TASKS));
        seen.map_err(|error| format!("the bots ended by themselves ({error}); they said:\n{}", process.output()).into())
    }

    async fn end(&mut self, how: End) {
        let Some(process) = self.process.take() else { return };
        let ended = match how {
            End::Killed => process.kill().await,
            End::Stopped => process.terminate().await,
        };
        self.ends.push(how);
        self.printed += &format!("=== life {}: {how:?}, {}\n{}\n", self.ends.len(), ended.status, ended.output);
        let (confirmed, letters) = (self.world.confirmed(&self.arena.path(CURSORS)), self.arena.letters());
        let journal = self.arena.journal.read();
        self.check.life_ended(how, &Books { journal, confirmed: &confirmed, letters: &letters });
    }

    /// The last life ends well, when all is confirmed.
    pub(super) async fn finish(&mut self) -> Result<(), Error> {
        let (begun, said) = (Instant::now(), self.world.said());
        while self.world.confirmed(&self.arena.path(CURSORS)).len() < said.len() && begun.elapsed() < PATIENCE {
            // Nobody looks how much it holds: silence would hide what grew.
            self.process.as_ref().map_or(Ok(String::new()), |process| status(process.id()))?;
            sleep(LOOK).await;
        }
        self.end(End::Stopped).await;
        let (confirmed, letters) = (self.world.confirmed(&self.arena.path(CURSORS)), self.arena.letters());
        let books = Books { journal: self.arena.journal.read(), confirmed: &confirmed, letters: &letters };
        self.check.judge(&said, &books);
        Ok(())
    }

    /// Keeps the journal, the dead letters, the cursors and what was printed.
    pub(super) fn keep(&self, folder: &Path) -> Result<(), Error> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("printed"), &self.printed)?;
        for name in ["bot.toml", "journal", CURSORS, LETTERS] {
            // Which of them are there depends on what happened.
            let _ = fs::copy(self.arena.path(name), folder.join(name));
        }
        Ok(())
    }

    /// Handlers that began, and how many of them failed.
    pub(super) fn calls(&self) -> (u64, u64) {
        let sum = |counts: &std::collections::BTreeMap<u64, u32>| counts.values().map(|count| u64::from(*count)).sum();
        let journal = self.arena.journal.summary();
        (sum(&journal.starts), sum(&journal.failures))
    }
}

/// Where the bots keep how far they have come.
const CURSORS: &str = "cursors.json";
