//! `init`: the three files with which a bot begins. What they hold lies in `starter`, where it is compiled with the rest.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks by its terminal")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

/// Where a bot begins, and on which platform.
#[derive(Args, Debug)]
pub(crate) struct Init {
    /// The folder of the program
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Where the bot is to live
    #[arg(long, default_value = "telegram")]
    platform: Platform,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Platform {
    Telegram,
    Github,
    Messenger,
    Devman,
}

/// A file, by its path in the folder and what it holds.
type File = (&'static str, &'static str);

macro_rules! starter {
    ($main:literal, $platform:literal) => {
        [
            ("bot.toml", include_str!(concat!("../starter/", $platform, ".toml"))),
            ("src/main.rs", include_str!(concat!("../starter/", $main, ".rs"))),
            (".env.example", include_str!(concat!("../starter/", $platform, ".env"))),
        ]
    };
}

impl Platform {
    fn files(self) -> [File; 3] {
        match self {
            Self::Telegram => starter!("chat", "telegram"),
            Self::Github => starter!("github", "github"),
            Self::Messenger => starter!("chat", "messenger"),
            Self::Devman => starter!("devman", "devman"),
        }
    }
}

/// What `cargo new` writes: nobody misses it.
const HELLO: &str = "fn main() {\n    println!(\"Hello, world!\");\n}\n";

impl Init {
    /// Writes the files, unless one of them is there.
    pub(crate) fn run(&self) -> ExitCode {
        let files = self.platform.files();
        let taken: Vec<_> =
            files.iter().map(|(path, _)| self.folder.join(path)).filter(|path| is_taken(path)).collect();
        if let Some(path) = taken.first() {
            eprintln!("error: {} is there already, and nothing is overwritten: name another folder", path.display());
            return ExitCode::from(2);
        }
        for (path, text) in files {
            let path = self.folder.join(path);
            if let Err(error) = write(&path, text) {
                eprintln!("error: {} cannot be written: {error}", path.display());
                return ExitCode::FAILURE;
            }
            println!("wrote {}", path.display());
        }
        println!("\n{}", self.next());
        ExitCode::SUCCESS
    }

    /// What is left to do.
    fn next(&self) -> String {
        let enter = (self.folder != Path::new(".")).then(|| format!("cd {}", self.folder.display()));
        let init = (!self.folder.join("Cargo.toml").exists()).then(|| "cargo init".to_owned());
        let rest = [
            "cargo add pollhook",
            "cp .env.example .env            # and fill it in",
            "set -a; . ./.env; set +a",
            "cargo run -- doctor             # is all there?",
            "cargo run",
        ];
        let steps = enter.into_iter().chain(init).chain(rest.map(str::to_owned));
        format!("Next:\n{}", steps.map(|step| format!("  {step}\n")).collect::<String>().trim_end())
    }
}

fn is_taken(path: &Path) -> bool {
    path.exists() && fs::read_to_string(path).map_or(true, |text| text != HELLO)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, text)
}
