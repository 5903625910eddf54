//! Judges of our webhooks: octokit signs as GitHub does, Python's standard library as Meta does.
//!
//! Needs node, python3, and `tests-foreign/install.sh`.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use pollhook_foreign::keeper::Keeper;
use pollhook_simulator::{Network, Options};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;

const SECRET: &str = "It's a Secret to Everybody";
/// What escapes and multibyte characters look like on the wire is where implementations differ.
const TEXT: &str = "äöå 😀 <a@b.c> 5 % / \\ \"";

/// What a judge says in the signature's header.
async fn signed(judge: &[&str], secret: &str, body: &str) -> String {
    let (folder, program) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(judge[0]), judge[1]);
    let mut judge = Command::new(program)
        .args([judge[2], secret])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node and python3 are installed");
    let mut stdin = judge.stdin.take().expect("it is piped");
    stdin.write_all(body.as_bytes()).await.expect("it reads");
    drop(stdin);
    let output = judge.wait_with_output().await.expect("it is ours");
    assert!(output.status.success(), "run tests-foreign/install.sh first");
    String::from_utf8(output.stdout).expect("it speaks UTF-8").trim().to_owned()
}

/// Pushes a body, and gives the status of the answer.
async fn push(at: SocketAddr, headers: &str, signature: &str, body: &str) -> u16 {
    let mut stream = TcpStream::connect(at).await.expect("it listens");
    let request = format!(
        "POST /hook HTTP/1.1\r\nhost: bot\r\nconnection: close\r\ncontent-type: application/json\r\n{headers}\
         x-hub-signature-256: {signature}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("it answers with a status")
}

/// A bot of a platform takes what the judge signed with the right secret, and nothing else.
async fn takes_what_is_signed(platform: &str, judge: &[&str], headers: &str, body: &Value) {
    let network = Network::start(Options::default()).await.expect("there are free ports");
    network.app(SECRET).page("a-token");
    let (api, body) = (network.api_url(), body.to_string());
    let mut at = None;
    let config = |hook| {
        at = Some(hook);
        format!(
            "[bot]\n{platform}\ntoken = \"a-token\"\napi = \"{api}\"\n[source]\nmode = \"webhook\"\n\
             [webhook]\nurl = \"http://{hook}/hook\"\nsecret = \"{SECRET}\"\n[server]\nlisten = \"off\"\n"
        )
    };
    let mut keeper = Keeper::run(config, |app| app).await;
    let at = at.expect("the config was asked for");
    let (right, wrong) = (signed(judge, SECRET, &body).await, signed(judge, "another", &body).await);
    assert_eq!(push(at, headers, &wrong, &body).await, 401, "another secret");
    assert_eq!(push(at, headers, &right, &format!("{body} ")).await, 401, "another body");
    assert_eq!(push(at, headers, &right, &body).await, 200);
    let event = keeper.hears(1).await.remove(0);
    assert_eq!((event.undecodable(), &event.payload()[..]), (None, body.as_bytes()));
    assert!(keeper.stop().await.is_empty(), "what was signed wrongly is no event");
}

#[tokio::test]
async fn what_octokit_signs_is_githubs() {
    let platform = "platform = \"github\"\nlogin = \"octobot\"";
    let headers = "x-github-event: issues\r\nx-github-delivery: a-guid\r\n";
    let body = json!({"action": "opened", "issue": {"number": 1, "title": TEXT}});
    takes_what_is_signed(platform, &["octokit", "node", "sign.mjs"], headers, &body).await;
}

#[tokio::test]
async fn what_python_signs_is_metas() {
    let platform = "platform = \"messenger\"\nverify_token = \"verify\"";
    let item = json!({
        "sender": {"id": "1"}, "recipient": {"id": "2"}, "timestamp": 1_795_507_200_000_u64,
        "message": {"mid": "m_1", "text": TEXT},
    });
    let body = json!({"object": "page", "entry": [{"id": "2", "time": 1_795_507_200_000_u64, "messaging": [item]}]});
    takes_what_is_signed(platform, &["python", "python3", "sign.py"], "", &body).await;
}
