//! A soak: bots at every door, a network that fails, a process that ends at random moments; and in the end the books
//! are held against each other.
//!
//! ```sh
//! cargo run --release -p bench -- soak --minutes 20
//! cargo run --release -p bench -- soak --minutes 0.6 --seed 7
//! ```
//!
//! One process is the bots (this program again), the other is the simulated networks, the people, the weather and the
//! one who kills. The bots write a [journal](pollhook_promises::journal) of each handler's beginning and end. Two thirds
//! of the time the process is ended again and again, by kill -9 and by SIGTERM in turn, after lives of half a second to a
//! minute; the last third is one life, in which memory has the time to grow.
//!
//! What is [checked](verdict): nothing lost, each chat in its order, nothing twice that no end of the process explains.
//! And that memory, open files and tasks are [flat](gauge).

mod bot;
mod curve;
mod gauge;
mod lives;
mod places;
mod report;
mod talk;
mod verdict;
mod weather;
mod world;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use self::lives::Lives;
use self::report::Report;
use self::world::World;
use crate::Error;

/// What a soak is told.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// How long people talk; the bots then have the time to finish
    #[arg(long, default_value_t = 20.0)]
    minutes: f64,
    /// Chooses what is said, what fails, and when the process ends
    #[arg(long)]
    seed: Option<u64>,
    /// Keep the bots' books there, and what they printed
    #[arg(long)]
    keep: Option<PathBuf>,
    /// The bots: started by this program itself
    #[arg(long, hide = true)]
    bot: bool,
}

/// Soaks; whether everything holds.
pub(crate) fn main(options: &Options) -> Result<bool, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if options.bot {
        return runtime.block_on(bot::run()).map(|()| true);
    }
    if !(0.1..=24.0 * 60.0).contains(&options.minutes) {
        return Err("--minutes: from 0.1 to 1440".into());
    }
    let seed = options.seed.unwrap_or_else(|| rand::random_range(0..1_000_000));
    let time = Duration::from_secs_f64(options.minutes * 60.0);
    let report = runtime.block_on(soak(time, seed, options.keep.as_deref()))?;
    println!("{report}");
    Ok(report.holds())
}

async fn soak(time: Duration, seed: u64, keep: Option<&Path>) -> Result<Report, Error> {
    eprintln!("a soak of {:.1} min, seed {seed}", time.as_secs_f64() / 60.0);
    let mut dice = SmallRng::seed_from_u64(seed);
    let world = World::start(seed).await?;
    let mut lives = Lives::begin(&world, SmallRng::seed_from_u64(dice.random())).await?;
    let until = Instant::now() + time;
    weather::begins(&world);
    // The bots' ends go on by themselves: when they are over, or broken, the rest is.
    let (_, _, ended) = tokio::join!(
        talk::go_on(&world, SmallRng::seed_from_u64(dice.random()), until),
        weather::storms(&world, SmallRng::seed_from_u64(dice.random()), until),
        lives.go_on(until, time),
    );
    weather::clears(&world);
    let finished = match ended {
        Ok(()) => lives.finish().await,
        broken => broken,
    };
    if let Some(folder) = keep {
        lives.keep(folder)?;
    }
    finished.map(|()| Report::new(time, seed, &world, &lives))
}
