//! What passes between GitHub and the bot.

use pollhook::Mode;
use pollhook_simulator::github::{Account, Done, Repo};
use pollhook_simulator::{Counters, Exchange, Note, What};

/// Both ends of it: what the account asks, and what the repository tells.
pub(super) struct Wire {
    account: Account,
    repo: Repo,
    /// How much of either log is printed.
    printed: (usize, usize),
    /// Calls about issues that were waited for.
    calls: u64,
}

impl Wire {
    pub(super) fn new(account: Account, repo: Repo) -> Self {
        Self { account, repo, printed: (0, 0), calls: 0 }
    }

    /// Waits until the bot has asked a first time, for it begins with what happens then; or until it answers.
    pub(super) async fn is_listened_to(&self, mode: Mode) {
        match mode {
            Mode::Polling => drop(self.account.tap().until(|counters| counters.polls > 0).await),
            // GitHub greets a new webhook by a ping.
            _ => drop(self.repo.tap().until(|counters| counters.pushes > 0).await),
        }
    }

    /// Waits until the bot was told of an issue, and has made so many calls because of it.
    pub(super) async fn is_dealt_with(&mut self, issue: &Done, calls: u64) {
        self.calls += calls;
        self.repo.drained().await;
        let expected = self.calls;
        self.account.tap().until(|counters| self.was_told(issue) && about_issues(counters) >= expected).await;
    }

    /// By either door: each has a name of its own for what happened.
    fn was_told(&self, issue: &Done) -> bool {
        let pushed = self.repo.deliveries().iter().any(|note| note.id == issue.guid && note.confirmed().is_some());
        let is_read = |note: &Note| issue.event.as_ref() == Some(&note.id) && !note.delivered.is_empty();
        pushed || self.repo.events().iter().any(is_read)
    }

    /// Prints what has passed since the last time, about an issue if it is about one.
    pub(super) fn print(&mut self, issue: u64) {
        let (asked, told) = (self.account.tap().log(), self.repo.tap().log());
        let mut new: Vec<_> = asked.iter().skip(self.printed.0).chain(told.iter().skip(self.printed.1)).collect();
        // GitHub is answered after all that its event has led to.
        new.sort_by_key(|exchange| match exchange.what {
            What::Deliver { .. } => exchange.ended,
            _ => exchange.started,
        });
        for exchange in new {
            self.print_one(exchange, issue);
        }
        self.printed = (asked.len(), told.len());
    }

    fn print_one(&self, exchange: &Exchange, issue: u64) {
        let repo = format!("/repos/{}", self.repo.name());
        let (who, what, more) = match &exchange.what {
            // That is what polling is: it will be counted in the end.
            What::Fetch { items, .. } if items.is_empty() => return,
            What::Fetch { .. } => ("the bot", format!("GET {repo}/events"), String::new()),
            What::Call { method, .. } => {
                let method = method.replace("/repos/{}/{}", &repo).replace("{}", &issue.to_string());
                ("the bot", method, String::new())
            }
            _ => {
                let took = (exchange.ended - exchange.started).as_secs_f64() * 1e3;
                ("GitHub", "POST /github, signed".to_owned(), format!("after {took:.1} ms"))
            }
        };
        let status = exchange.what.status().map_or("no answer".to_owned(), |status| status.to_string());
        println!("{}", format!("  {who:<8} {what:<52} {status}  {more}").trim_end());
    }

    /// Prints how often the bot has asked in vain.
    pub(super) fn print_silence(&self) {
        let Counters { polls, polls_empty, .. } = self.account.tap().counters();
        if polls > 0 {
            println!("\nThe bot has asked {polls} times what happens, {polls_empty} of them in vain.");
        }
    }
}

/// All but listening and setting up.
fn about_issues(counters: &Counters) -> u64 {
    counters.requests.iter().filter(|(method, _)| method.contains("/issues")).map(|(_, count)| count).sum()
}
