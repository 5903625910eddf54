use std::fs;

use pollhook_testkit::TestClock;
use tempfile::TempDir;

use super::*;

fn key(bot: &str) -> CursorKey {
    CursorKey { bot: bot.into(), platform: "vk".into(), api: "https://api.example".into(), kind: "".into() }
}

fn cursor(text: &str) -> Cursor {
    Cursor::new(text).unwrap()
}

fn store(dir: &TempDir) -> FileCursors {
    FileCursors::new(dir.path().join("cursors.json"), Arc::new(TestClock::new()))
}

#[tokio::test]
async fn what_was_saved_is_there_after_a_restart() {
    let dir = TempDir::new().unwrap();
    let first = store(&dir);
    assert_eq!(first.load(&key("a")).await.unwrap(), None);
    first.save(&key("a"), &cursor("1")).await.unwrap();
    first.save(&key("b"), &cursor("\"quoted\" \\ ü")).await.unwrap();
    first.save(&key("a"), &cursor("2")).await.unwrap();
    drop(first);
    let second = store(&dir);
    assert_eq!(second.load(&key("a")).await.unwrap(), Some(cursor("2")));
    second.save(&key("c"), &cursor("3")).await.unwrap();
    assert_eq!(second.load(&key("b")).await.unwrap(), Some(cursor("\"quoted\" \\ ü")));
    assert_eq!(second.load(&key("d")).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_has_an_age() {
    let dir = TempDir::new().unwrap();
    let store = store(&dir);
    assert_eq!(store.age(&key("a")).await, None);
    store.save(&key("a"), &cursor("1")).await.unwrap();
    tokio::time::advance(Duration::from_secs(90)).await;
    assert_eq!(store.age(&key("a")).await, Some(Duration::from_secs(90)));
}

#[tokio::test]
async fn a_damaged_file_is_an_error_that_names_it_and_says_what_to_do() {
    let entry = r#"{"bot":"a","platform":"vk","api":"https://api.example","kind":"","cursor":"1","saved":1}"#;
    let table = [
        (String::new(), "EOF"),
        ("{\"pollhook_cursors\": 1, \"curs".to_owned(), "EOF"),
        ("{\"pollhook_cursors\": 2, \"cursors\": []}".to_owned(), "its format is 2"),
        (format!("{{\"pollhook_cursors\": 1, \"cursors\": [{entry}, {entry}]}}"), "two cursors for a vk"),
        (format!("{{\"pollhook_cursors\": 1, \"cursors\": [{}]}}", entry.replace("\"1\"", "\"\"")), "a cursor is one"),
        (format!("{{\"pollhook_cursors\": 1, \"cursors\": [{}]}}", entry.replace("bot", "bott")), "unknown field"),
    ];
    for (text, why) in table {
        let dir = TempDir::new().unwrap();
        fs::write(dir.path().join("cursors.json"), &text).unwrap();
        let said = store(&dir).load(&key("a")).await.unwrap_err().to_string();
        assert!(
            said.contains(why) && said.contains("cursors.json") && said.contains("delete the file"),
            "{text}: {said}"
        );
        let refused = store(&dir).save(&key("a"), &cursor("2")).await;
        assert!(refused.is_err(), "{text}: must not be overwritten");
        assert_eq!(fs::read_to_string(dir.path().join("cursors.json")).unwrap(), text);
    }
}

#[tokio::test]
async fn a_second_user_is_refused_until_the_first_is_gone() {
    let dir = TempDir::new().unwrap();
    let first = store(&dir);
    first.save(&key("a"), &cursor("1")).await.unwrap();
    let second = store(&dir);
    let said = second.load(&key("a")).await.unwrap_err().to_string();
    assert!(said.contains("in use"), "{said}");
    drop(first);
    assert_eq!(second.load(&key("a")).await.unwrap(), Some(cursor("1")));
}

#[tokio::test]
async fn a_save_that_fails_leaves_the_old_cursor_and_the_next_one_works() {
    let dir = TempDir::new().unwrap();
    let store = store(&dir);
    store.save(&key("a"), &cursor("1")).await.unwrap();
    // A folder in the way of the temporary file: nobody can write there, whoever they are.
    fs::create_dir(dir.path().join("cursors.json.tmp")).unwrap();
    let said = store.save(&key("a"), &cursor("2")).await.unwrap_err().to_string();
    assert!(said.contains("cursors.json"), "{said}");
    assert_eq!(store.load(&key("a")).await.unwrap(), Some(cursor("1")));
    fs::remove_dir(dir.path().join("cursors.json.tmp")).unwrap();
    store.save(&key("a"), &cursor("3")).await.unwrap();
    assert_eq!(store.load(&key("a")).await.unwrap(), Some(cursor("3")));
}

#[tokio::test]
async fn an_abandoned_save_never_undoes_a_later_one() {
    let dir = TempDir::new().unwrap();
    let store = store(&dir);
    let first = store.0.want(Entry::new(&key("a"), &cursor("1"), 0));
    store.save(&key("a"), &cursor("2")).await.unwrap();
    store.0.write(first).unwrap();
    assert_eq!(store.load(&key("a")).await.unwrap(), Some(cursor("2")));
}

/// Whatever is written to this device is taken, and nothing of it can be synced: as a disk that fails only then.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_cannot_be_synced_is_not_saved() {
    let dir = TempDir::new().unwrap();
    let store = store(&dir);
    store.save(&key("a"), &cursor("1")).await.unwrap();
    std::os::unix::fs::symlink("/dev/null", dir.path().join("cursors.json.tmp")).unwrap();
    let said = store.save(&key("a"), &cursor("2")).await.unwrap_err().to_string();
    assert!(said.contains("cursors.json"), "{said}");
    assert!(fs::read_to_string(dir.path().join("cursors.json")).unwrap().contains("\"1\""), "the old one is untouched");
}
