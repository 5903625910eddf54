//! What Pollhook costs, against the loop that a good engineer writes by hand.
//!
//! ```sh
//! cargo run --release -p bench              # every group
//! cargo run --release -p bench -- hook poll --rounds 9 --json
//! cargo run --release -p bench -- curves --write docs
//! ```
//!
//! This process is the social network: it makes the load, and measures. The *contestant* is a process of its own, on a
//! core of its own: Pollhook's facade as an author uses it, or the bare loop for the same work. In each round both run, in
//! random order, and what is judged is the median of the ratios of the rounds: machines are noisy, and the noise of one
//! moment is the same for both.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks by its terminal")]

mod child;
mod contestant;
mod cores;
mod curves;
mod figure;
mod group;
mod load;
mod report;
mod rounds;
mod soak;
mod update;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::group::Group;
use crate::report::Report;

/// Any error of a measurement: it is told, and nothing is measured then.
type Error = Box<dyn std::error::Error + Send + Sync>;

#[derive(Parser)]
#[command(about = "Measures Pollhook against the bare loop", subcommand_negates_reqs = true)]
struct Cli {
    /// What to measure; everything when nothing is named
    groups: Vec<Group>,
    /// Rounds of each figure; a noisy one gets more, up to 15
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=15))]
    rounds: u32,
    /// Seconds of what is measured by time
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    secs: u64,
    /// The program of `bench-peers`: its contestants run in the same rounds, where there is a bare loop to compare with
    #[arg(long, value_name = "PROGRAM")]
    peers: Option<PathBuf>,
    /// A line of JSON a figure
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Subcommand)]
enum Role {
    /// What is measured: started by this program itself
    #[command(hide = true)]
    Contestant {
        #[command(flatten)]
        options: contestant::Options,
        #[command(flatten)]
        setup: contestant::Setup,
    },
    /// Measures how cost grows with routes, chats, connections, pages, payloads and cores; takes minutes
    Curves {
        /// Writes tables and drawings into this folder's performance.md
        #[arg(long, value_name = "DOCS")]
        write: Option<PathBuf>,
    },
    /// Soaks bots at every door: faults, kills, and whether anything is lost or grows
    Soak(soak::Options),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.role {
        Some(Role::Contestant { options, setup }) => contestant::main(options, setup).map(|()| true),
        Some(Role::Curves { write }) => draw(write.as_deref()).map(|()| true),
        Some(Role::Soak(options)) => soak::main(options),
        None => measure(&cli),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Measures the curves, and prints them; writes them where it is told to.
fn draw(docs: Option<&Path>) -> Result<(), Error> {
    let lab = cores::Lab::open(1, None)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(curves::measure(&lab, docs))
}

/// Measures; whether every limit holds.
fn measure(cli: &Cli) -> Result<bool, Error> {
    let lab = cores::Lab::open(cli.secs, cli.peers.as_deref())?;
    let groups = if cli.groups.is_empty() { Group::all() } else { cli.groups.clone() };
    let mut report = Report::begin(cli.json, &lab);
    // One thread: the load shares its core with nobody.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        for group in groups {
            group::measure(group, &lab, cli.rounds, &mut report).await?;
        }
        Ok(report.all_hold())
    })
}
