//! Every target over its seeds and over all that was ever found, and over some mutants of them: the same in each run, and
//! without libFuzzer.

use std::fs;
use std::path::{Path, PathBuf};

use pollhook_fuzz::TARGETS;
use pollhook_fuzz::mutate::mutant;

/// Mutants of each seed.
const MUTANTS: u32 = 50;

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target)
}

/// The seeds of a target: what they are called, and what they hold.
fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let files = fs::read_dir(folder(target)).expect("every target has a folder of seeds");
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[test]
fn what_must_hold_holds_for_every_seed_and_its_mutants() {
    for (target, check) in TARGETS {
        for (path, case) in seeds(target) {
            // Says which one it was, if it is one that panics.
            println!("{}", path.display());
            check(&case);
            (0..MUTANTS).for_each(|seed| check(&mutant(&case, seed)));
        }
    }
}

#[test]
fn every_target_has_seeds_and_a_program_and_nothing_else_has() {
    let mut names: Vec<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.sort();
    let listed = |folder: &str| {
        let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let mut names: Vec<_> =
            files.map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(listed("seeds"), names);
    assert_eq!(listed("fuzz_targets"), names);
    for name in &names {
        let seeds = seeds(name);
        assert!(seeds.len() >= 2, "{name} has {} seeds", seeds.len());
        assert!(seeds.iter().all(|(_, case)| case.len() <= 8192), "{name}: seeds are small");
    }
}
