use proptest::prelude::*;

use super::*;

fn place(chat: &str, thread: Option<&str>, via: Option<&str>) -> Place {
    let mut place = Place::chat(chat);
    (place.thread, place.via) = (thread.map(Into::into), via.map(Into::into));
    place
}

#[test]
fn an_address_is_a_line() {
    let rows = [
        ("telegram", "shop", place("2000000012", None, None), "telegram:shop/2000000012"),
        ("telegram", "shop", place("-100", Some("42"), None), "telegram:shop/-100?thread=42"),
        ("github", "ci", place("octocat/hello-world#7", None, None), "github:ci/octocat/hello-world#7"),
        ("telegram", "a/b:c", place("@news", None, None), "telegram:a%2Fb:c/@news"),
        ("matrix", "m", place("!r:example.org", Some("$e?&="), None), "matrix:m/!r:example.org?thread=$e%3F%26="),
        ("t", "b", place("5", None, Some("business=b=1")), "t:b/5?via=business=b=1"),
        ("t", "b", place("5", Some("1"), Some("x")), "t:b/5?thread=1&via=x"),
        ("zulip", "z", place("general\n100 % \u{2028}é", None, None), "zulip:z/general%0A100%20%25%20%E2%80%A8é"),
    ];
    for (platform, bot, place, text) in rows {
        let address = Address::new(platform, bot, place);
        assert_eq!(address.to_string(), text);
        assert_eq!(text.parse(), Ok(address.clone()));
        let json = serde_json::to_string(&address).unwrap();
        assert_eq!(json, serde_json::to_string(text).unwrap());
        assert_eq!(serde_json::from_str::<Address>(&json).unwrap(), address);
    }
}

#[test]
fn a_press_is_not_kept() {
    let mut pressed = Place::chat("5");
    pressed.press = Some("q".into());
    assert_eq!(Address::new("t", "b", pressed), Address::new("t", "b", Place::chat("5")));
}

#[test]
fn what_is_no_address_says_why() {
    let rows = [
        ("1001", NO_PLATFORM),
        ("telegram:1001", NO_CHAT),
        ("telegram:shop/", "empty"),
        (":shop/5", "empty"),
        ("telegram:/5", "empty"),
        ("telegram:shop/5?topic=4", "only `thread=…` and `via=…`"),
        ("telegram:shop/5?thread=4&thread=5", "twice"),
        ("telegram:shop/5%2", "two digits"),
        ("telegram:shop/5%+1", "two digits"),
        ("telegram:shop/5%é", "two digits"),
        ("telegram:shop/%FF", "no text"),
    ];
    for (text, why) in rows {
        let told = text.parse::<Address>().unwrap_err().to_string();
        assert!(told.starts_with(&format!("{text:?} is no address")) && told.contains(why), "{told}");
        assert!(serde_json::from_value::<Address>(text.into()).is_err());
    }
}

proptest! {
    #[test]
    fn any_address_comes_back(
        names in ("(?s).{1,9}", "(?s).{1,9}", "(?s).{1,30}"),
        thread in prop::option::of("(?s).{0,9}"),
        via in prop::option::of("[a-z&?=%:/# \n]{0,9}"),
    ) {
        let (platform, bot, chat) = names;
        let address = Address::new(platform, bot, place(&chat, thread.as_deref(), via.as_deref()));
        let text = address.to_string();
        prop_assert!(!text.contains(|c: char| c.is_whitespace() || c.is_control()), "{text:?}");
        prop_assert_eq!(text.parse(), Ok(address));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(?s)(telegram:)?(shop/)?.{0,30}") {
        if let Ok(address) = text.parse::<Address>() {
            prop_assert_eq!(address.to_string().parse(), Ok(address));
        }
    }
}
