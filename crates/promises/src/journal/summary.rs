//! What a journal says.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a journal says: what ended, how often, in which order, and what runs.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// How many processes wrote it.
    pub lives: usize,
    /// How often a handler began, for each number.
    pub starts: BTreeMap<u64, u32>,
    /// How often it ended well.
    pub ends: BTreeMap<u64, u32>,
    /// How often it ended in an error, was cut, or panicked.
    pub failures: BTreeMap<u64, u32>,
    /// What began in the newest life and has not ended.
    pub running: BTreeSet<u64>,
    /// What began in the newest life.
    pub begun_in_this_life: BTreeSet<u64>,
    /// The most handlers that ran at one time.
    pub most: usize,
    /// What ended for the first time after something of its chat had begun that was said later.
    pub disorder: Vec<Disorder>,
    /// All calls in each chat, in order.
    pub calls: BTreeMap<String, Vec<Call>>,
    /// The highest number that began in each chat.
    begun: HashMap<String, u64>,
}

/// One call of the handler.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Call {
    /// What it was about.
    pub number: u64,
    /// Which try it was.
    pub attempt: u32,
}

/// Something was handled after what was said later in its chat.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Disorder {
    /// The chat.
    pub chat: String,
    /// What should have been first.
    pub earlier: u64,
    /// What began before that had ended.
    pub later: u64,
}

impl Summary {
    /// Reads one line.
    ///
    /// # Panics
    /// When no pen wrote it.
    pub(super) fn add(&mut self, line: &str) {
        let mut words = line.split(' ');
        let how = words.next().unwrap_or_default();
        if how == "life" {
            self.lives += 1;
            self.running.clear();
            self.begun_in_this_life.clear();
            return;
        }
        let number = words.next().and_then(|word| word.parse().ok()).expect("a line names a number");
        let chat = words.next().expect("a line names a chat");
        match how {
            "start" => {
                let attempt = words.next().and_then(|word| word.parse().ok()).expect("a start names its attempt");
                self.start(Call { number, attempt }, chat);
            }
            "end" => self.end(number, chat),
            _ => {
                *self.failures.entry(number).or_default() += 1;
                self.running.remove(&number);
            }
        }
    }

    fn start(&mut self, call: Call, chat: &str) {
        let number = call.number;
        self.calls.entry(chat.to_owned()).or_default().push(call);
        *self.starts.entry(number).or_default() += 1;
        self.running.insert(number);
        self.begun_in_this_life.insert(number);
        self.most = self.most.max(self.running.len());
        let begun = self.begun.entry(chat.to_owned()).or_default();
        *begun = number.max(*begun);
    }

    fn end(&mut self, number: u64, chat: &str) {
        self.running.remove(&number);
        let ends = self.ends.entry(number).or_default();
        *ends += 1;
        let later = self.begun.get(chat).copied().unwrap_or_default();
        if *ends == 1 && later > number {
            self.disorder.push(Disorder { chat: chat.to_owned(), earlier: number, later });
        }
    }

    /// How many ended well, each counted once.
    #[must_use]
    pub fn ended(&self) -> usize {
        self.ends.len()
    }

    /// Whether this one ended well.
    #[must_use]
    pub fn has_ended(&self, number: u64) -> bool {
        self.ends.contains_key(&number)
    }

    /// What the network was told is done, and is not.
    #[must_use]
    pub fn lost(&self, confirmed: &BTreeSet<u64>) -> Vec<u64> {
        confirmed.iter().copied().filter(|number| !self.has_ended(*number)).collect()
    }

    /// What ended well more than once, and how often beyond that.
    #[must_use]
    pub fn doubled(&self) -> BTreeMap<u64, u32> {
        self.ends.iter().filter(|(_, ends)| **ends > 1).map(|(number, ends)| (*number, ends - 1)).collect()
    }
}

impl<'a> Extend<&'a str> for Summary {
    /// Reads more lines.
    fn extend<I: IntoIterator<Item = &'a str>>(&mut self, lines: I) {
        lines.into_iter().for_each(|line| self.add(line));
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} lives, {} began, {} ended, {} running, {} doubled, {} out of order",
            self.lives,
            self.starts.len(),
            self.ends.len(),
            self.running.len(),
            self.doubled().len(),
            self.disorder.len()
        )
    }
}
