//! `cargo xtask footprint`: what a bot costs before it has said a word. Writes `docs/footprint.md`, the whole page.
//!
//! Small programs are built from nothing, each in a folder of its own that is gone afterwards, with the versions of the
//! workspace's `Cargo.lock` and without the network: what is timed is compiling.

mod fixture;
mod page;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::{Duration, Instant};

use self::fixture::{FIXTURES, Fixture};
use self::page::{Built, Machine, Row};
use crate::workspace::{output, root};

const PAGE: &str = "docs/footprint.md";

/// Builds, counts, and writes the page.
pub(crate) fn write() -> Result<(), String> {
    let machine = machine()?;
    let yard = Yard::open()?;
    let rows: Vec<Row> = FIXTURES.iter().map(|fixture| measure(&yard, fixture)).collect::<Result<_, _>>()?;
    fs::write(root().join(PAGE), page::of(&machine, &rows)).map_err(|error| format!("{PAGE}: {error}"))?;
    println!("{PAGE} is written");
    Ok(())
}

fn measure(yard: &Yard, fixture: &'static Fixture) -> Result<Row, String> {
    let folder = yard.0.join(fixture.name);
    fixture.lay_out(&folder, &root()).map_err(|error| format!("{}: {error}", folder.display()))?;
    let manifest = folder.join("Cargo.toml").to_string_lossy().into_owned();
    let tree = ["tree", "--offline", "--edges", "normal,build", "--prefix", "none", "--manifest-path", &manifest];
    let (ours, others) = count(&output("cargo", &tree)?);
    let dev = build(fixture, &folder, "dev")?;
    let release = build(fixture, &folder, "release")?;
    let stripped = strip(&folder)?;
    Ok(Row { what: fixture.what, ours, others, dev, release, stripped })
}

/// How many crates of ours there are in what `cargo tree` printed, and how many of others; the program is neither.
fn count(tree: &str) -> (usize, usize) {
    let lines = tree.lines().skip(1).filter_map(|line| line.split_once(" v"));
    let crates: BTreeSet<(&str, &str)> =
        lines.filter_map(|(name, rest)| Some((name, rest.split(' ').next()?))).collect();
    let ours = crates.iter().filter(|(name, _)| name.starts_with("pollhook")).count();
    (ours, crates.len() - ours)
}

/// Builds from nothing.
fn build(fixture: &Fixture, folder: &Path, profile: &str) -> Result<Built, String> {
    println!("building {} ({profile})", fixture.name);
    let (begun, before) = (Instant::now(), work_of_children());
    cargo(folder, &["build", "--profile", profile], &[])?;
    let took = begun.elapsed();
    let worked = before.zip(work_of_children()).map(|(before, after)| after - before);
    Ok(Built { took, worked, bytes: size(folder, if profile == "dev" { "debug" } else { profile })? })
}

/// Links the release again, without the names of its functions.
fn strip(folder: &Path) -> Result<u64, String> {
    cargo(folder, &["rustc", "--release"], &["--", "-C", "strip=symbols"])?;
    size(folder, "release")
}

fn cargo(folder: &Path, what: &[&str], last: &[&str]) -> Result<(), String> {
    let mut command = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    command.args(what).args(["--quiet", "--offline", "--target-dir"]).arg(folder.join("target")).args(last);
    // What would make a build other than a newcomer's.
    for name in ["CARGO_INCREMENTAL", "RUSTC_WRAPPER", "RUSTFLAGS"] {
        command.env_remove(name);
    }
    let status = command.current_dir(folder).status().map_err(|error| format!("cargo does not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`cargo {}` ended with {status}", what.join(" "))) }
}

fn size(folder: &Path, profile: &str) -> Result<u64, String> {
    let program = folder.join("target").join(profile).join("bot").with_extension(env::consts::EXE_EXTENSION);
    let about = fs::metadata(&program).map_err(|error| format!("{}: {error}", program.display()))?;
    Ok(about.len())
}

/// The processor time of all children that have ended, and of theirs: fields 16 and 17 of `/proc/self/stat`, in
/// hundredths of a second. Only Linux tells it so.
fn work_of_children() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is a name in parentheses, which may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks: Option<Vec<u64>> = rest.split_whitespace().skip(13).take(2).map(|field| field.parse().ok()).collect();
    Some(Duration::from_millis(ticks?.iter().sum::<u64>() * 10))
}

fn machine() -> Result<Machine, String> {
    let load = fs::read_to_string("/proc/loadavg").ok();
    Ok(Machine {
        date: output("date", &["-u", "+%F"])?.trim().to_owned(),
        cores: std::thread::available_parallelism().map_err(|error| error.to_string())?.get(),
        system: format!("{} on {}", env::consts::OS, env::consts::ARCH),
        rustc: output("rustc", &["--version"])?.split_whitespace().nth(1).unwrap_or_default().to_owned(),
        load: load.as_deref().and_then(|text| text.split(' ').next()?.parse().ok()),
    })
}

/// Where it is built. It goes with this.
struct Yard(PathBuf);

impl Yard {
    fn open() -> Result<Self, String> {
        let folder = env::temp_dir().join(format!("pollhook-footprint-{}", process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Yard {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("{} is left behind: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn a_crate_counts_once_in_each_version_and_the_program_does_not() {
        let tree = "bot v0.0.0 (/tmp/bot)\npollhook v0.1.0 (/p)\nurl v2.5.0\nurl v2.5.0 (*)\nurl v1.0.0\n\n[build]\n";
        assert_eq!(count(tree), (1, 2));
    }
}
