//! Foreign judges: octokit and Python's standard library check what the network signs.
//!
//! Needs node, python3, and `tests-foreign/install.sh`; without them it fails. Run it with `--features foreign`.

mod client;

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use client::Request;
use client::hook::Hook;
use pollhook_simulator::{Forgery, Network, Options};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

const SECRET: &str = "It's a Secret to Everybody";
/// Generous: a machine under load starts node slowly, and waiting costs nothing when all is well.
const PATIENCE: Duration = Duration::from_secs(60);
/// What escapes and multibyte characters look like on the wire is where implementations differ.
const TEXT: &str = "äöå 😀 <a@b.c> 5 % / \\ \"";

fn judge(program: &str, folder: &str, arguments: &[&str]) -> Child {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests-foreign").join(folder);
    let mut judge = Command::new(program);
    judge.args(arguments).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    judge.spawn().expect("node and python3 are installed")
}

/// Gives a judge a body to read; what it says, if it ends well.
async fn ask(mut judge: Child, body: &[u8]) -> Option<String> {
    let mut stdin = judge.stdin.take().expect("it is piped");
    stdin.write_all(body).await.expect("it reads");
    drop(stdin);
    let output = timeout(PATIENCE, judge.wait_with_output()).await.expect("it ends in time").expect("it is ours");
    output.status.success().then(|| String::from_utf8(output.stdout).expect("it speaks UTF-8"))
}

async fn line(lines: &mut Lines<BufReader<ChildStdout>>) -> String {
    let line = timeout(PATIENCE, lines.next_line()).await.expect("it speaks in time");
    line.expect("it speaks UTF-8").expect("it goes on")
}

async fn set_hook(network: &Network, url: &str) {
    network.account("a-token", "octobot");
    let config = json!({"url": url, "content_type": "json", "secret": SECRET});
    let wish = json!({"events": ["*"], "config": config}).to_string();
    let headers = "user-agent: a-bot\r\nauthorization: Bearer a-token\r\n";
    let request = Request { method: "POST", path: "/repos/anna/site/hooks", headers, body: &wish };
    assert_eq!(request.send(&network.api_url()).await.expect("it answers").status, 201);
}

#[tokio::test]
async fn octokit_verifies_and_reads_what_github_delivers() {
    let network = Network::start(Options::default()).await.expect("there are free ports");
    let (repo, bob) = (network.repo("anna", "site"), network.developer("bob"));
    let mut node = judge("node", "octokit", &["hear.mjs", SECRET]);
    let mut lines = BufReader::new(node.stdout.take().expect("it is piped")).lines();
    let ready = line(&mut lines).await;
    let port = ready.strip_prefix("ready ").expect("it is ready");
    set_hook(&network, &format!("http://127.0.0.1:{port}/hook")).await;
    repo.drained().await;
    bob.opens_issue(&repo, TEXT, "").expect("it has a title");
    bob.comments(&repo, 1, TEXT).expect("there is something to say");
    repo.drained().await;
    bob.opens_pull_request(&repo, TEXT);
    repo.drained().await;
    for forgery in [Forgery::Unsigned, Forgery::WrongSecret, Forgery::Tampered] {
        assert_eq!(repo.forge("pay", forgery).await, Some(400), "{forgery:?}");
    }
    bob.stars(&repo);
    repo.drained().await;
    let notes = repo.deliveries();
    assert!(notes.iter().all(|note| note.confirmed().is_some()), "{notes:?}");
    let expected = [
        ("ping", "", "Keep it logically awesome."),
        ("issues", "opened", TEXT),
        ("issue_comment", "created", TEXT),
        ("pull_request", "opened", TEXT),
    ];
    for (note, (name, action, text)) in notes.iter().zip(expected) {
        let read: Value = serde_json::from_str(&line(&mut lines).await).expect("it is JSON");
        assert_eq!((read["id"].as_str(), read["name"].as_str()), (Some(note.id.as_str()), Some(name)));
        assert_eq!((read["action"].as_str(), read["text"].as_str()), (Some(action), Some(text)));
    }
    assert_eq!(notes.len(), 6, "a star is told twice");
}

#[tokio::test]
async fn octokit_signs_as_github_does() {
    let network = Network::start(Options::default()).await.expect("there are free ports");
    let (repo, mut hook) = (network.repo("anna", "site"), Hook::bind().await);
    set_hook(&network, &format!("http://{}/", hook.address)).await;
    hook.told().await.ok();
    network.developer("bob").opens_issue(&repo, TEXT, "").expect("it has a title");
    let told = hook.told().await;
    let signature = ask(judge("node", "octokit", &["sign.mjs", SECRET]), &told.body).await.expect("it signs");
    assert!(told.head.contains(&format!("x-hub-signature-256: {signature}").trim_end().to_owned()), "{}", told.head);
    told.ok();
}

#[tokio::test]
async fn python_agrees_with_metas_signature() {
    for older_escapes in [false, true] {
        let mut options = Options::default();
        options.facebook.older_escapes = older_escapes;
        let network = Network::start(options).await.expect("there are free ports");
        let (app, anna) = (network.app(SECRET), network.person("Anna"));
        let (page, mut hook) = (app.page("page token"), Hook::bind().await);
        let address = format!("http://{}/", hook.address);
        let (subscribed, ()) = tokio::join!(app.subscribe(&address, "verify"), async {
            let told = hook.told().await;
            let challenge = told.head.split("hub.challenge=").nth(1).and_then(|rest| rest.split('&').next());
            let challenge = challenge.expect("it is asked").to_owned();
            told.answer("200 OK", "", &challenge);
        });
        subscribed.expect("it was verified");
        anna.says(&page, TEXT);
        let told = hook.told().await;
        let signature = told.head.split("x-hub-signature-256: ").nth(1).and_then(|rest| rest.lines().next());
        let signature = signature.expect("it is signed").to_owned();
        let check = |secret, body: Vec<u8>| {
            let python = judge("python3", "python", &["meta.py", secret, &signature]);
            async move { ask(python, &body).await }
        };
        let texts = check(SECRET, told.body.clone()).await.expect("the signature is right");
        assert_eq!(serde_json::from_str::<String>(&texts).expect("it is one text"), TEXT);
        assert_eq!(check("another", told.body.clone()).await, None);
        let again: Value = serde_json::from_slice(&told.body).expect("it is JSON");
        assert_eq!(check(SECRET, again.to_string().into_bytes()).await, None, "bytes are signed, not meanings");
        told.ok();
    }
}
