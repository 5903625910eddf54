use std::time::{Duration, SystemTime};

use super::*;

fn event(payload: impl Into<Bytes>) -> Event {
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123);
    let mut draft = Draft::new("7", "message", payload).key("chat-1").time(at).expires(at + Duration::from_secs(150));
    draft.meta.push(("x-kind".into(), "issues".into()));
    draft.stamp(&Origin::new("echo", "numbers", Via::Polling), at)
}

#[test]
fn an_event_survives_storage_byte_for_byte() {
    for payload in [&b"{\"a\": 1,\n \"b\":2}"[..], b"\xff\xfe", b""] {
        let before = event(Bytes::copy_from_slice(payload));
        let line = serde_json::to_string(&before).unwrap();
        assert!(!line.contains('\n'), "one event is one line: {line}");
        let after: Event = serde_json::from_str(&line).unwrap();
        assert_eq!(after.payload(), before.payload());
        assert_eq!((after.uid(), after.kind(), after.key()), (before.uid(), before.kind(), before.key()));
        assert_eq!((after.time(), after.received()), (before.time(), before.received()));
        assert_eq!((after.expires(), after.via()), (before.expires(), before.via()));
        assert_eq!(after.meta("x-kind"), Some("issues"));
    }
}

#[test]
fn debug_names_an_event_without_its_payload() {
    let shown = format!("{:?}", event("{\"text\":\"my password\"}"));
    assert!(shown.contains("chat-1"), "{shown}");
    assert!(!shown.contains("password"), "{shown}");
}
