//! Chores of the workspace: `cargo xtask help` lists them.
//!
//! Whatever CI asks is asked here, so that a contributor learns it before CI does.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its terminal")]

mod footprint;
mod lexer;
mod run;
mod source;
mod steps;
mod table;
mod tidy;
mod workspace;

use std::env;
use std::fs;
use std::process::ExitCode;

const HELP: &str = "\
Chores of the workspace.

  cargo xtask test            all that CI runs
  cargo xtask test STEP…      only these steps, in CI's order
  cargo xtask tidy            the rules that no compiler knows
  cargo xtask footprint       builds small bots from nothing, and writes docs/footprint.md (minutes)
  cargo xtask help            this page

Steps of `test`:
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let answer = match words.as_slice() {
        ["test", wanted @ ..] => test(wanted),
        ["tidy"] => tidy::all(),
        ["footprint"] => footprint::write(),
        [] | ["help" | "--help" | "-h"] => {
            help();
            Ok(())
        }
        _ => Err(format!("no such chore: {}; see `cargo xtask help`", words.join(" "))),
    };
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn test(wanted: &[&str]) -> Result<(), String> {
    let steps = steps::choose(wanted)?;
    // Examples write their reports there, also where cargo was told to build elsewhere.
    fs::create_dir_all(workspace::root().join("target")).map_err(|error| format!("target: {error}"))?;
    let rows: Vec<_> = steps.iter().map(run::step).collect();
    println!("\n{}", table::of(&rows));
    let failed: Vec<&str> = rows.iter().filter(|row| row.result.is_failure()).map(|row| row.name).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn help() {
    print!("{HELP}");
    for step in steps::all() {
        println!("  {:10} {}", step.name, step.what);
    }
}
