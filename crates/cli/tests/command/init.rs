//! `init`: what it writes is a config that holds, and code that is compiled (the examples of this package).

use std::fs;

use crate::printed::{Printed, pollhook};

const ANY: [(&str, &str); 6] = [
    ("BOT_TOKEN", "1:a"),
    ("WATCH", "octocat/hello-world"),
    ("WEBHOOK_URL", "https://bot.example.org/hook"),
    ("WEBHOOK_SECRET", "b"),
    ("APP_SECRET", "c"),
    ("VERIFY_TOKEN", "d"),
];

fn checked(folder: &str, mode: &str) -> Printed {
    let config = format!("{folder}/bot.toml");
    let mut command = pollhook(&["check", "--config", &config]);
    command.envs(ANY).env("MODE", mode);
    Printed::of(&command.output().unwrap())
}

#[test]
fn each_platform_has_a_beginning_that_holds() {
    for (platform, modes) in [
        ("telegram", &["polling", "webhook"][..]),
        ("github", &["polling", "webhook"]),
        ("messenger", &["webhook"]),
        ("devman", &["polling"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let printed = Printed::by(&["init", path, "--platform", platform]);
        printed.is(0, &["bot.toml", "src/main.rs", ".env.example", &format!("  cd {path}\n  cargo init\n  cargo add")]);
        for mode in modes {
            checked(path, mode).is(0, &[platform, mode]);
        }
        // Each name that the example of an environment gives is one that the config asks for.
        let (config, env) =
            (["bot.toml", ".env.example"]).map(|file| fs::read_to_string(folder.path().join(file)).unwrap()).into();
        let names = env.lines().filter_map(|line: &str| line.trim_start_matches("# ").split_once('='));
        for (name, _) in names.filter(|(name, _)| !name.contains(' ')) {
            assert!(config.contains(&format!("${{{name}")), "{name} in {config}");
        }
    }
}

#[test]
fn nothing_is_overwritten_but_the_greeting_of_a_new_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let main = folder.path().join("src/main.rs");
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(&main, "fn main() {}\n").unwrap();
    Printed::by(&["init", path]).is(2, &["src/main.rs is there already"]);
    assert!(!folder.path().join("bot.toml").exists(), "not even the rest is written");

    fs::write(&main, "fn main() {\n    println!(\"Hello, world!\");\n}\n").unwrap();
    fs::write(folder.path().join("Cargo.toml"), "").unwrap();
    let printed = Printed::by(&["init", path]);
    printed.is(0, &["wrote"]);
    assert!(!printed.out.contains("cargo init"), "{}", printed.out);
    Printed::by(&["init", path]).is(2, &["bot.toml is there already"]);
}
