//! The workspace as data: its packages, its Rust files, its texts. Read once, then judged by pure rules.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::source::Source;

/// All that the rules may look at.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    pub(crate) packages: Vec<Package>,
    pub(crate) sources: Vec<Source>,
    /// Every file that is text: its path from the root, and what it says.
    pub(crate) texts: Vec<(String, String)>,
}

/// A member of the workspace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// From the root, such as `crates/core`.
    pub(crate) folder: String,
    pub(crate) license: Option<String>,
    pub(crate) dependencies: Vec<Dependency>,
    /// The files where its library and its binaries begin.
    pub(crate) openings: Vec<String>,
}

/// What a package names in its manifest.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) only_for_tests: bool,
}

impl Workspace {
    /// Reads what `cargo metadata` says, and every file that git knows or would add.
    pub(crate) fn read() -> Result<Self, String> {
        let metadata = output("cargo", &["metadata", "--no-deps", "--format-version", "1"])?;
        let metadata: Value = serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata: {error}"))?;
        let listed = output("git", &["ls-files", "--cached", "--others", "--exclude-standard"])?;
        let files: BTreeSet<&str> = listed.lines().collect();
        // What is deleted but not committed is listed, and what is not UTF-8 is no text.
        let read = |path: &&str| Some(((*path).to_owned(), fs::read_to_string(root().join(path)).ok()?));
        let texts: Vec<(String, String)> = files.iter().filter_map(read).collect();
        Ok(Self { packages: packages(&metadata), ..Self::of(texts) })
    }

    /// A workspace of these files alone.
    pub(crate) fn of(texts: Vec<(String, String)>) -> Self {
        let rust = texts.iter().filter(|(path, _)| path.ends_with(".rs"));
        let sources = rust.map(|(path, text)| Source::new(path, text)).collect();
        Self { packages: Vec::new(), sources, texts }
    }

    /// What is compiled into the crates for their users: no tests, no benches, no build scripts.
    pub(crate) fn library(&self) -> impl Iterator<Item = &Source> {
        let tests: Vec<String> = self.sources.iter().flat_map(test_files).collect();
        let of_tests = move |path: &str| tests.iter().any(|test| path.strip_prefix(test).is_some_and(is_module_end));
        self.sources.iter().filter(move |source| is_library(&source.path) && !of_tests(&source.path))
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.texts.iter().find(|(name, _)| name == path).map(|(_, text)| text.as_str())
    }
}

impl Source {
    /// Whether it lies in one of these folders under `crates/`.
    pub(crate) fn is_of(&self, crates: &[&str]) -> bool {
        crates.iter().any(|name| self.path.starts_with(&format!("crates/{name}/")))
    }
}

/// What a command prints when it is run at the root of the workspace.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let name = format!("{program} {}", arguments.join(" "));
    let program = if program == "cargo" { env::var("CARGO").unwrap_or(program.to_owned()) } else { program.to_owned() };
    let output = Command::new(program).args(arguments).current_dir(root()).output();
    let output = output.map_err(|error| format!("`{name}` does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{name}` failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("`{name}` prints no text: {error}"))
}

/// The folder of the workspace's manifest.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

fn packages(metadata: &Value) -> Vec<Package> {
    list(&metadata["packages"]).iter().map(package).collect()
}

fn package(package: &Value) -> Package {
    let openings =
        list(&package["targets"]).iter().filter(|target| is_opening(target)).map(|target| &target["src_path"]);
    let manifest = relative(&package["manifest_path"]);
    Package {
        name: text(&package["name"]),
        folder: manifest.trim_end_matches("/Cargo.toml").to_owned(),
        license: package["license"].as_str().map(str::to_owned),
        dependencies: list(&package["dependencies"]).iter().map(dependency).collect(),
        openings: openings.map(relative).collect(),
    }
}

fn is_opening(target: &Value) -> bool {
    list(&target["kind"]).iter().any(|kind| matches!(kind.as_str(), Some("lib" | "bin" | "proc-macro")))
}

fn dependency(dependency: &Value) -> Dependency {
    Dependency { name: text(&dependency["name"]), only_for_tests: dependency["kind"] == "dev" }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn relative(path: &Value) -> String {
    let path = text(path);
    Path::new(&path).strip_prefix(root()).map_or(path.clone(), |path| path.to_string_lossy().replace('\\', "/"))
}

/// Where the modules of this file that are for tests only lie, without `.rs`.
fn test_files(source: &Source) -> Vec<String> {
    let stem = source.path.trim_end_matches(".rs");
    let folder = match stem.rsplit_once('/') {
        Some((folder, "lib" | "main" | "mod")) => folder,
        _ => stem,
    };
    source.test_modules().iter().map(|name| format!("{folder}/{name}")).collect()
}

fn is_module_end(rest: &str) -> bool {
    rest == ".rs" || rest.starts_with('/')
}

fn is_library(path: &str) -> bool {
    let inside = path.strip_prefix("crates/").and_then(|path| path.split_once('/'));
    inside
        .is_some_and(|(_, file)| file.starts_with("src/") && !file.contains("/tests/") && !file.ends_with("/tests.rs"))
}

#[cfg(test)]
mod tests {
    use super::Workspace;

    #[test]
    fn tests_are_no_library() {
        let files = [
            ("crates/a/src/lib.rs", "#[cfg(test)]\nmod model;\nmod modelling;"),
            ("crates/a/src/model.rs", ""),
            ("crates/a/src/model/part.rs", ""),
            ("crates/a/src/modelling.rs", "#[cfg(test)]\nmod tests;\n#[cfg(test)]\nmod vectors;"),
            ("crates/a/src/modelling/tests.rs", ""),
            ("crates/a/src/modelling/vectors.rs", ""),
            ("crates/a/src/b/tests/c.rs", ""),
            ("crates/a/tests/d.rs", ""),
            ("crates/a/benches/e.rs", ""),
            ("examples/f/src/main.rs", ""),
        ];
        let workspace = Workspace::of(files.map(|(path, text)| (path.to_owned(), text.to_owned())).to_vec());
        let paths: Vec<&str> = workspace.library().map(|source| source.path.as_str()).collect();
        assert_eq!(paths, ["crates/a/src/lib.rs", "crates/a/src/modelling.rs"]);
    }

    #[test]
    fn the_workspace_itself_is_read() {
        let workspace = Workspace::read().unwrap();
        let core = workspace.packages.iter().find(|package| package.name == "pollhook-core").unwrap();
        assert_eq!(core.folder, "crates/core");
        assert_eq!(core.openings, ["crates/core/src/lib.rs"]);
        assert!(core.dependencies.iter().any(|dependency| dependency.only_for_tests));
        assert!(workspace.library().any(|source| source.path == "crates/core/src/lib.rs"));
        assert!(workspace.text("LICENSE-MIT").is_some());
    }
}
