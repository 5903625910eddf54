//! A file of cursors, and a process that is killed with -9 while it writes.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Cursor, CursorStore};
use pollhook_polling::FileCursors;
use pollhook_testkit::TestClock;
use tempfile::TempDir;

use crate::rig::key;

/// Set in the process that writes: where.
const WRITE_TO: &str = "POLLHOOK_TEST_WRITE_CURSORS_TO";
const KILLS: u64 = 20;

/// The same test is both processes: started anew by itself, it writes until it is killed.
#[test]
fn a_kill_at_any_moment_leaves_a_whole_file_no_older_than_what_was_acknowledged() {
    if let Some(path) = std::env::var_os(WRITE_TO) {
        write_for_ever(Path::new(&path));
    }
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("cursors.json");
    let mut writes = 0;
    for round in 0..KILLS {
        let before = load(&path);
        let acknowledged = write_and_kill(&path, Duration::from_micros(round * 437));
        let after = load(&path);
        assert!(after >= acknowledged, "round {round}: {acknowledged} was acknowledged, {after} is in the file");
        assert!(acknowledged > before, "round {round}: something was written before the kill");
        writes += acknowledged - before;
    }
    assert!(writes > KILLS, "kills came in the middle of writing: {writes} writes");
}

/// Starts a writer, lets it write for a while, and kills it. Gives the last number it acknowledged.
fn write_and_kill(path: &Path, a_while: Duration) -> u64 {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "--nocapture",
            "kill::a_kill_at_any_moment_leaves_a_whole_file_no_older_than_what_was_acknowledged",
        ])
        .env(WRITE_TO, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
    // The harness may have written the name of the test before the first of them, on the same line.
    let number = |line: String| line.rsplit_once("acknowledged ")?.1.parse().ok();
    let first: Option<u64> = lines.by_ref().find_map(number);
    // A real process is killed at a real moment.
    std::thread::sleep(a_while);
    writer.kill().unwrap();
    writer.wait().unwrap();
    lines.filter_map(number).last().or(first).expect("it wrote something")
}

/// Counts on from what the file holds, and says each number once it is saved.
fn write_for_ever(path: &Path) -> ! {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = FileCursors::new(path, Arc::new(TestClock::new()));
        let mut number = store.load(&key()).await.unwrap().map_or(0, |cursor| cursor.as_str().parse::<u64>().unwrap());
        loop {
            number += 1;
            store.save(&key(), &Cursor::from(number)).await.unwrap();
            // In one write each, so that the kill cannot cut a number short.
            std::io::stdout().write_all(format!("acknowledged {number}\n").as_bytes()).unwrap();
            std::io::stdout().flush().unwrap();
        }
    })
}

fn load(path: &Path) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = FileCursors::new(path, Arc::new(TestClock::new()));
    let cursor = runtime.block_on(store.load(&key())).expect("the file is whole, and its lock is free");
    cursor.map_or(0, |cursor| cursor.as_str().parse().unwrap())
}
