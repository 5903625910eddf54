//! A soak of half a minute: all doors, faults, a dozen ends of the process.
//!
//! Its chances are drawn from one seed, so that it is the same storm each time; whether the bots live through it may not
//! depend on how fast the machine is. The long soak is `bench soak --minutes 20`.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::process::Command;

#[test]
fn the_books_agree_after_half_a_minute_of_faults_and_kills() {
    let (bench, books) = (env!("CARGO_BIN_EXE_bench"), concat!(env!("CARGO_TARGET_TMPDIR"), "/soak"));
    let soak = Command::new(bench).args(["soak", "--minutes", "0.5", "--seed", "7", "--keep", books]).output().unwrap();
    let told = [soak.stdout, soak.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    println!("{told}");
    assert!(soak.status.success(), "{}; the books lie in {books}:\n{told}", soak.status);
    // The premise: that there was something to lose.
    let killed = told.lines().find(|line| line.contains("ended by kill -9")).unwrap();
    let lives: Vec<u32> =
        killed.split(|char: char| !char.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    assert!(lives[0] >= 6 && lives[1] >= 3, "{killed}");
}
