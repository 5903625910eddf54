//! The Events API: what is asked, how a page is put together, and what survives a restart.

use pollhook_core::Auth;

use super::*;

/// A server with a list, the newest first.
struct Server {
    events: Vec<Value>,
    per_page: usize,
    calls: Vec<Call>,
}

impl Server {
    /// Of events with these ids, the oldest first, a second apart.
    fn new(ids: std::ops::Range<u32>) -> Self {
        let mut server = Self { events: Vec::new(), per_page: 100, calls: Vec::new() };
        server.tell(ids);
        server
    }

    fn tell(&mut self, ids: std::ops::Range<u32>) {
        for id in ids {
            let mut event = polled(&id.to_string(), "WatchEvent", &json!({ "action": "started" }));
            event["created_at"] = format!("2026-11-24T{:02}:{:02}:{:02}Z", id / 3600, id / 60 % 60, id % 60).into();
            self.events.insert(0, event);
        }
        self.events.truncate(300);
    }

    fn tag(&self) -> String {
        format!("W/\"{}\"", self.events.first().map_or("none", |event| event["id"].as_str().unwrap()))
    }

    fn answer(&mut self, call: Call) -> Answer {
        let page: usize = call.url.split_once("&page=").map_or(1, |(_, page)| page.parse().unwrap());
        let tag = self.tag();
        let unchanged = call.headers.get("if-none-match").is_some_and(|known| known == tag.as_str());
        self.calls.push(call);
        if unchanged {
            return answer_with(304, &[("x-poll-interval", "90")], "");
        }
        let shown: Vec<_> = self.events.iter().skip((page - 1) * self.per_page).take(self.per_page).collect();
        let mut headers = vec![("etag", tag.as_str()), ("x-poll-interval", "60")];
        headers.push(("last-modified", "Tue, 24 Nov 2026 08:00:00 GMT"));
        if page * self.per_page < self.events.len() {
            headers.push((
                "link",
                r#"<https://evil.example.org/?page=2>; rel="next", <https://x.example.org>; rel="last""#,
            ));
        }
        answer_with(200, &headers, json!(shown).to_string())
    }

    /// A page, in as many steps as it takes.
    fn page(&mut self, poll: &mut dyn PollProtocol, from: Option<&Cursor>) -> Page {
        for _ in 0..50 {
            let answer = self.answer(poll.ask(from, Ask::Look, now()));
            match poll.hear(&answer, now()) {
                Heard::Again => {}
                heard => return page_of(heard),
            }
        }
        panic!("more than 50 steps");
    }
}

fn ids(page: &Page) -> Vec<&str> {
    page.items.iter().map(|item| item.draft.id.strip_prefix("event:").unwrap()).collect()
}

fn numbers(ids: std::ops::Range<u32>) -> Vec<String> {
    ids.map(|id| id.to_string()).collect()
}

#[test]
fn what_is_asked() {
    let call = poll().ask(None, Ask::Look, now());
    assert_eq!(call.url, "https://api.github.com/repos/octocat/hello-world/events?per_page=100");
    assert_eq!((&call.auth, call.repeatable), (&Auth::Bearer, true));
    assert_eq!(call.headers["accept"], "application/vnd.github+json");
    assert_eq!(call.headers["x-github-api-version"], "2022-11-28");
    assert!(!call.headers.contains_key("if-none-match"));
}

#[test]
fn the_first_time_it_begins_now() {
    let mut server = Server::new(1..250);
    let mut poll = polling(&setup());
    let first = server.page(&mut *poll, None);
    assert!(first.items.is_empty() && !first.gap && server.calls.len() == 1);
    let from = first.next.unwrap();
    server.tell(250..253);
    let second = server.page(&mut *poll, Some(&from));
    assert_eq!(ids(&second), numbers(250..253), "what came since, the oldest first");
    assert!(!second.gap);
}

#[test]
fn what_came_before_the_first_event_is_not_forgotten() {
    let mut server = Server::new(0..0);
    let mut poll = polling(&setup());
    let first = server.page(&mut *poll, None);
    assert!(first.items.is_empty());
    server.tell(1..3);
    assert_eq!(ids(&server.page(&mut *poll, first.next.as_ref())), ["1", "2"]);
}

#[test]
fn all_that_is_still_told_comes_on_request_over_several_pages() {
    let mut server = Server::new(1..250);
    let page = server.page(&mut *poll(), None);
    assert_eq!(ids(&page), numbers(1..250));
    let asked: Vec<_> = server.calls.iter().map(|call| call.url.split_once('?').unwrap()).collect();
    let address = "https://api.github.com/repos/octocat/hello-world/events";
    let questions = ["per_page=100", "per_page=100&page=2", "per_page=100&page=3"];
    assert_eq!(asked, questions.map(|question| (address, question)), "a link says whether, not where");
    assert!(!page.gap && page.pace == Some(Duration::from_secs(60)));
}

#[test]
fn it_goes_back_only_to_what_is_known() {
    let mut server = Server::new(1..150);
    let from = server.page(&mut *poll(), None).next.unwrap();
    server.calls.clear();
    server.tell(150..260);
    let page = server.page(&mut *poll(), Some(&from));
    assert_eq!(ids(&page), numbers(150..260));
    assert_eq!((server.calls.len(), page.gap), (2, false));
    assert_eq!(server.calls[0].headers["if-none-match"], "W/\"149\"");
    assert!(!server.calls[1].headers.contains_key("if-none-match"), "the second page has a tag of its own");
}

#[test]
fn tag_and_newest_event_survive_a_restart_together() {
    let mut server = Server::new(1..5);
    let from = server.page(&mut *poll(), None).next.unwrap();
    assert_eq!(from.as_str(), "octocat/hello-world 4 2026-11-24T00:00:04Z W/\"4\" Tue, 24 Nov 2026 08:00:00 GMT");
    let page = server.page(&mut *poll(), Some(&from));
    assert!(page.items.is_empty() && page.next.is_none() && !page.gap, "304: nothing happened");
    assert_eq!(page.pace, Some(Duration::from_secs(90)), "the latest word counts");
}

#[test]
fn without_a_tag_the_date_has_to_do() {
    let position = cursor("octocat/hello-world 4 2026-11-24T00:00:04Z - Tue, 24 Nov 2026 08:00:00 GMT");
    let call = poll().ask(Some(&position), Ask::Look, now());
    assert_eq!(call.headers["if-modified-since"], "Tue, 24 Nov 2026 08:00:00 GMT");
    let neither = cursor("octocat/hello-world 4 2026-11-24T00:00:04Z - -");
    let call = poll().ask(Some(&neither), Ask::Look, now());
    assert!(!call.headers.contains_key("if-modified-since") && !call.headers.contains_key("if-none-match"));
}

#[test]
fn a_new_tag_without_news_is_kept() {
    let mut server = Server::new(1..5);
    let old = cursor("octocat/hello-world 4 2026-11-24T00:00:04Z W/\"old\" -");
    let page = server.page(&mut *poll(), Some(&old));
    assert!(page.items.is_empty() && !page.gap);
    assert!(page.next.unwrap().as_str().contains(" 4 2026-11-24T00:00:04Z W/\"4\" "));
}

#[test]
fn the_cursor_of_another_history_is_none() {
    for other in ["octocat/other 4 2026-11-24T00:00:04Z W/\"4\" -", "42", "octocat/hello-world 4"] {
        let mut server = Server::new(1..5);
        let page = server.page(&mut *polling(&setup()), Some(&cursor(other)));
        assert!(!server.calls[0].headers.contains_key("if-none-match"));
        assert!(
            page.items.is_empty() && !page.gap && page.next.unwrap().as_str().starts_with("octocat/hello-world 4 ")
        );
    }
}

/// How many events came, whether the poller had listened before, and whether something may be lost.
const GAPS: [(u32, bool, bool); 5] =
    [(299, true, false), (299, false, false), (300, true, true), (300, false, true), (1000, true, true)];

#[test]
fn more_than_the_list_holds_is_a_gap() {
    for (many, listened, gap) in GAPS {
        let mut server = Server::new(1..5);
        let mut poll = poll();
        let from = server.page(&mut *poll, None).next.unwrap();
        if !listened {
            poll = super::poll();
        }
        server.tell(5..5 + many);
        let page = server.page(&mut *poll, Some(&from));
        assert_eq!((page.items.len(), page.gap), (many.min(300) as usize, gap), "{many}, listened: {listened}");
    }
}

#[test]
fn what_grew_too_old_while_we_listened_is_no_gap() {
    for (listened, gap) in [(true, false), (false, true)] {
        let mut server = Server::new(1..5);
        let mut poll = poll();
        let from = server.page(&mut *poll, None).next.unwrap();
        if !listened {
            poll = super::poll();
        }
        // Thirty days later the list holds only what is new.
        server.events.clear();
        server.tell(5..7);
        let page = server.page(&mut *poll, Some(&from));
        assert_eq!((ids(&page), page.gap), (vec!["5", "6"], gap));
    }
}

#[test]
fn an_event_that_was_taken_out_of_the_list_leads_neither_to_a_gap_nor_to_old_news() {
    let mut server = Server::new(1..8);
    let from = server.page(&mut *poll(), None).next.unwrap();
    server.events.retain(|event| event["id"] != "7");
    server.tell(8..10);
    let page = server.page(&mut *poll(), Some(&from));
    assert_eq!((ids(&page), page.gap), (vec!["8", "9"], false));
}

#[test]
fn a_list_that_moves_between_two_pages_shows_nothing_twice() {
    let mut server = Server::new(1..150);
    let mut poll = poll();
    let first = server.answer(poll.ask(None, Ask::Look, now()));
    assert!(matches!(poll.hear(&first, now()), Heard::Again));
    server.tell(150..153);
    let page = server.page(&mut *poll, None);
    assert_eq!(ids(&page), numbers(1..150), "the newest ones come with the next page");
    assert_eq!(ids(&server.page(&mut *poll, page.next.as_ref())), numbers(150..153));
}

/// How many seconds lie between two events. Within one second only the ids tell.
#[test]
fn a_page_that_is_upside_down_loses_nothing_and_is_put_right() {
    for apart in [0, 1] {
        let mut server = Server::new(1..6);
        let upside_down = |server: &mut Server, call: Call| {
            let mut events = server.events.clone();
            events.reverse();
            if apart == 0 {
                events.iter_mut().for_each(|event| event["created_at"] = "2026-11-24T08:00:00Z".into());
            }
            let tag = server.answer(call).headers["etag"].to_str().unwrap().to_owned();
            answer_with(200, &[("etag", &tag)], json!(events).to_string())
        };
        let mut poll = polling(&setup());
        let answer = upside_down(&mut server, poll.ask(None, Ask::Look, now()));
        let from = page_of(poll.hear(&answer, now())).next.unwrap();
        assert!(from.as_str().starts_with("octocat/hello-world 5 "), "the newest, wherever it stands: {from}");

        server.tell(6..9);
        let answer = upside_down(&mut server, poll.ask(Some(&from), Ask::Look, now()));
        let page = page_of(poll.hear(&answer, now()));
        // Within a second an old one may well be new; if it is not, its id is known.
        let expected = if apart == 0 { [numbers(1..5), numbers(6..9)].concat() } else { numbers(6..9) };
        assert_eq!((ids(&page), page.gap), (expected.iter().map(String::as_str).collect(), false));
        assert!(page.next.unwrap().as_str().starts_with("octocat/hello-world 8 "));
    }
}

#[test]
fn a_page_in_disorder_loses_nothing() {
    let mut server = Server::new(1..6);
    let mut poll = poll();
    let from = server.page(&mut *poll, None).next.unwrap();
    server.tell(6..10);
    server.events.swap(0, 5);
    server.events.swap(1, 3);
    let page = server.page(&mut *poll, Some(&from));
    let came: Vec<_> = ids(&page).into_iter().filter(|id| !["4", "5"].contains(id)).collect();
    assert_eq!(came, ["6", "7", "8", "9"], "in order, perhaps beside some that are known");
    assert!(page.next.unwrap().as_str().starts_with("octocat/hello-world 9 "));
}

#[test]
fn what_is_told_late_above_what_is_known_is_news() {
    let mut server = Server::new(1..6);
    let mut poll = poll();
    let from = server.page(&mut *poll, None).next.unwrap();
    server.tell(6..7);
    let mut late = polled("late", "WatchEvent", &json!({}));
    late["created_at"] = "2026-11-24T00:00:01Z".into();
    server.events.insert(1, late);
    assert_eq!(ids(&server.page(&mut *poll, Some(&from))), ["late", "6"]);
}

#[test]
fn where_pagination_ends_the_list_does() {
    let mut server = Server::new(1..150);
    let mut poll = poll();
    let first = server.answer(poll.ask(None, Ask::Look, now()));
    assert!(matches!(poll.hear(&first, now()), Heard::Again));
    let _ = poll.ask(None, Ask::Look, now());
    let limited = answer(422, r#"{"message":"In order to keep the API fast for everyone, pagination is limited."}"#);
    assert_eq!(ids(&page_of(poll.hear(&limited, now()))), numbers(50..150));
}

#[test]
fn a_walk_that_fails_begins_anew() {
    let mut server = Server::new(1..150);
    let mut poll = poll();
    let first = server.answer(poll.ask(None, Ask::Look, now()));
    assert!(matches!(poll.hear(&first, now()), Heard::Again));
    let _ = poll.ask(None, Ask::Look, now());
    assert!(matches!(poll.hear(&answer(502, ""), now()), Heard::Failed(_)));
    server.calls.clear();
    assert_eq!(ids(&server.page(&mut *poll, None)), numbers(1..150));
    assert!(!server.calls[0].url.contains("&page="));
}

#[test]
fn what_cannot_be_read_is_an_event_and_harms_no_neighbour() {
    let good = |id: &str| polled(id, "WatchEvent", &json!({})).to_string();
    let mut odd = polled("2", "WatchEvent", &json!({}));
    odd["repo"]["id"] = "one".into();
    for bad in ["7", "{}", "[]", r#"{"id":"2","type":"WatchEvent","payload":{}}"#, &odd.to_string()] {
        let list = format!("[{},{bad},{}]", good("3"), good("1"));
        let mut poll = poll();
        let _ = poll.ask(None, Ask::Look, now());
        let page = page_of(poll.hear(&answer(200, list), now()));
        let [first, middle, last] = &page.items[..] else { panic!("{bad}: {page:?}") };
        assert_eq!((first.draft.id.as_str(), last.draft.id.as_str()), ("event:1", "event:3"));
        assert!(middle.draft.undecodable.is_some() && middle.draft.payload == bad, "{bad}");
        assert!(page.next.unwrap().as_str().contains(" 3 2026-11-24T08:00:00Z "));
    }
}

/// What the server says of when to ask again, and what is made of it in seconds.
#[test]
fn the_pace_is_the_servers_but_never_without_a_pause() {
    for (told, expected) in [("60", 60), ("5", 5), ("0", 1), ("soon", 60), ("-1", 60)] {
        let mut poll = poll();
        let _ = poll.ask(None, Ask::Look, now());
        let page = page_of(poll.hear(&answer_with(200, &[("x-poll-interval", told)], "[]"), now()));
        assert_eq!(page.pace, Some(Duration::from_secs(expected)), "{told}");
    }
    let _ = poll().ask(None, Ask::Look, now());
    assert_eq!(page_of(poll().hear(&answer(200, "[]"), now())).pace, Some(Duration::from_secs(60)));
}

#[test]
fn an_id_may_be_a_number() {
    let mut event = polled("", "WatchEvent", &json!({}));
    event["id"] = 22_249_084_947_u64.into();
    assert_eq!(heard(&event).id, "event:22249084947");
}
