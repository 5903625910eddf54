//! How much memory another process has, and has had at most, as Linux tells it.
//!
//! Elsewhere nobody tells: there a bound on memory is not tested.

use std::fs;

/// The memory of a process.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    process: u32,
    /// What it had when this began, in bytes.
    before: Option<u64>,
}

impl Memory {
    /// Watches a process from now on.
    #[must_use]
    pub fn of(process: u32) -> Self {
        // The peak is counted anew from here.
        let _ = fs::write(format!("/proc/{process}/clear_refs"), "5");
        Self { process, before: read(process, "VmRSS:") }
    }

    /// What it has had at most since then beyond what it had then, in bytes. `None`: nobody can tell.
    #[must_use]
    pub fn peak(&self) -> Option<u64> {
        Some(read(self.process, "VmHWM:")?.saturating_sub(self.before?))
    }

    /// What it has now beyond what it had then, in bytes. `None`: nobody can tell.
    #[must_use]
    pub fn now(&self) -> Option<u64> {
        Some(read(self.process, "VmRSS:")?.saturating_sub(self.before?))
    }
}

fn read(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn what_is_taken_is_seen() {
        let memory = Memory::of(std::process::id());
        let taken = vec![1_u8; 64 << 20];
        // Linux counts on each core apart, and adds that up now and then: a peak may be some pages less than it was.
        let nearly = taken.len() as u64 * 9 / 10;
        let Some(peak) = memory.peak() else { return };
        assert!(peak >= nearly, "{peak}");
        drop(taken);
        let (peak, now) = (memory.peak().unwrap(), memory.now().unwrap());
        assert!(peak >= nearly && now < nearly, "a peak is remembered: {peak}, now {now}");
    }
}
