//! Runs a step: one command after another, their output passed on as it comes.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::steps::{Need, Run, Step};
use crate::table::{Row, Tally};
use crate::workspace::root;

/// How a step ended.
#[derive(Debug, PartialEq)]
pub(crate) enum Result {
    Passed,
    Skipped(String),
    Failed(String),
}

impl Result {
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
}

/// Runs a step to its end, or to its first command that fails.
pub(crate) fn step(step: &Step) -> Row {
    println!("\n── {}: {}", step.name, step.what);
    let begun = Instant::now();
    let mut heard = Vec::new();
    let result = missing(step).unwrap_or_else(|| {
        let first = step.runs.iter().find_map(|run| one(run, &mut heard).err());
        first.map_or(Result::Passed, Result::Failed)
    });
    if let Result::Failed(why) = &result {
        eprintln!("── {} failed: {why}", step.name);
    }
    Row { name: step.name, took: begun.elapsed(), result, tally: Tally::of(&heard) }
}

/// Why the step cannot run here: nothing to run, or a tool that is not installed.
fn missing(step: &Step) -> Option<Result> {
    if step.runs.is_empty() {
        return Some(Result::Skipped("nothing to run yet".to_owned()));
    }
    let Need::Subcommand(name) = step.needs else { return None };
    let asked = Command::new(cargo()).args([name, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if asked.is_ok_and(|status| status.success()) {
        return None;
    }
    let why = format!("cargo-{name} is not installed; `.ci/run` would do it");
    Some(if env::var_os("CI").is_some() { Result::Failed(why) } else { Result::Skipped(why) })
}

fn one(run: &Run, heard: &mut Vec<String>) -> std::result::Result<(), String> {
    let name = format!("{} {}", run.program, run.arguments.join(" "));
    println!("$ {name}");
    let mut child = command(run).spawn().map_err(|error| format!("`{name}` does not start: {error}"))?;
    let mut input = child.stdin.take().expect("stdin is piped in `command`");
    let output = child.stdout.take().expect("stdout is piped in `command`");
    let listener = thread::spawn(move || pass_on(output));
    // Who ends without reading what it was told has its own exit code to be judged by.
    let _ = input.write_all(run.input.as_bytes());
    drop(input);
    let ended = wait(&mut child, run.limit);
    let lines = listener.join().map_err(|_| format!("the output of `{name}` could not be read"))?;
    let silent = run.says.iter().find(|text| lines.iter().all(|line| !line.contains(**text)));
    heard.extend(lines);
    match (ended, silent) {
        (Err(why), _) => Err(format!("`{name}` {why}")),
        (Ok(()), Some(text)) => Err(format!("`{name}` did not print {text:?}")),
        (Ok(()), None) => Ok(()),
    }
}

fn command(run: &Run) -> Command {
    let mut command = if run.program == "cargo" { Command::new(cargo()) } else { Command::new(run.program) };
    for (name, _) in env::vars_os().filter(|(name, _)| is_ours(name)) {
        command.env_remove(name);
    }
    command.args(&run.arguments).envs(run.environment.iter().copied());
    command.current_dir(root()).stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

/// What no command may inherit: that cargo runs *us*, because build scripts that ask for these names would run again at
/// each change between here and a plain `cargo build`; and tokens, because CI must never talk to a real bot.
fn is_ours(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.ends_with("BOT_TOKEN")
        || name.ends_with("TELEGRAM_TOKEN")
        || ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|prefix| name.starts_with(prefix))
}

/// The cargo that runs us, which may be another than the first in `PATH`.
fn cargo() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn pass_on(output: impl Read) -> Vec<String> {
    let lines = BufReader::new(output).split(b'\n').map_while(std::result::Result::ok);
    let lines = lines.map(|line| String::from_utf8_lossy(&line).into_owned());
    lines.inspect(|line| println!("{line}")).collect()
}

fn wait(child: &mut Child, limit: Option<Duration>) -> std::result::Result<(), String> {
    let begun = Instant::now();
    loop {
        let ended = if limit.is_some() { child.try_wait() } else { child.wait().map(Some) };
        match ended.map_err(|error| format!("cannot be waited for: {error}"))? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(format!("ended with {status}")),
            None => thread::sleep(Duration::from_millis(20)),
        }
        if limit.is_some_and(|limit| begun.elapsed() > limit) {
            child.kill().and_then(|()| child.wait()).map_err(|error| format!("cannot be killed: {error}"))?;
            return Err(format!("was still running after {:?}", limit.unwrap_or_default()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Result, Run, Step, step};
    use crate::steps::Need;

    fn sh(script: &'static str) -> Run {
        Run {
            program: "sh",
            arguments: vec!["-c", script],
            environment: &[],
            input: "hi\n",
            says: &[],
            limit: Some(Duration::from_secs(30)),
        }
    }

    fn outcome(run: Run) -> Result {
        step(&Step { name: "x", what: "a test", needs: Need::Nothing, runs: vec![run] }).result
    }

    #[test]
    fn a_command_is_judged_by_its_exit_code_and_its_words() {
        assert_eq!(outcome(Run { says: &["bot > hi"], ..sh("read it; echo \"bot > $it\"") }), Result::Passed);
        assert!(outcome(sh("exit 3")).is_failure());
        assert!(outcome(Run { says: &["never"], ..sh("true") }).is_failure());
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        let limit = Some(Duration::from_millis(50));
        let Result::Failed(why) = outcome(Run { limit, ..sh("exec sleep 600") }) else { panic!("it passed") };
        assert!(why.contains("still running"), "{why}");
    }

    #[test]
    fn a_step_without_commands_is_skipped() {
        let empty = Step { name: "x", what: "a test", needs: Need::Nothing, runs: Vec::new() };
        assert!(matches!(step(&empty).result, Result::Skipped(_)));
    }
}
