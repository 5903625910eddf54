//! What the bots' process holds: memory, open files, threads, tasks. Linux tells; the tasks it writes down itself.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::curve::{Curve, Point};
use crate::Error;

/// Looks at the process from time to time.
pub(super) struct Gauge {
    begun: Instant,
    born: Instant,
    life: usize,
    /// In MiB.
    pub(super) memory: Curve,
    pub(super) files: Curve,
    pub(super) threads: Curve,
    pub(super) tasks: Curve,
}

impl Gauge {
    pub(super) fn new() -> Self {
        let (now, curve) = (Instant::now(), Curve::default);
        Self { begun: now, born: now, life: 0, memory: curve(), files: curve(), threads: curve(), tasks: curve() }
    }

    /// Another life of the process begins.
    pub(super) fn is_born(&mut self) {
        self.life += 1;
        self.born = Instant::now();
    }

    /// Looks at it. An error: it is gone.
    pub(super) fn look(&mut self, process: u32, tasks: &Path) -> Result<(), Error> {
        let status = status(process)?;
        let value = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        // Before it has begun it is another program, or none.
        let Some(tasks) = fs::read_to_string(tasks).ok().and_then(|text| of(process, &text)) else { return Ok(()) };
        let number = |text: Option<&str>| text.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
        let memory = number(value("VmRSS:")).map(|kib| kib / 1024.0);
        let files = fs::read_dir(format!("/proc/{process}/fd")).ok().map(|files| files.count() as f64);
        let threads = number(value("Threads:"));
        let seen = [
            (&mut self.memory, memory),
            (&mut self.files, files),
            (&mut self.threads, threads),
            (&mut self.tasks, Some(tasks)),
        ];
        let now = Instant::now();
        let (at, age) = ((now - self.begun).as_secs_f64(), (now - self.born).as_secs_f64());
        for (curve, value) in seen {
            curve.extend(value.map(|value| Point { life: self.life, age, at, value }));
        }
        Ok(())
    }
}

/// What Linux says of a process. An error: it is gone.
pub(super) fn status(process: u32) -> Result<String, Error> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let is_gone = status.lines().any(|line| line.starts_with("State:\tZ"));
    if is_gone { Err("nobody has buried it yet".into()) } else { Ok(status) }
}

/// What this very process has written; what is left of a life before counts for nothing.
fn of(process: u32, text: &str) -> Option<f64> {
    let (who, tasks) = text.strip_suffix('\n')?.split_once(' ')?;
    (who.parse() == Ok(process)).then_some(tasks)?.parse().ok()
}
