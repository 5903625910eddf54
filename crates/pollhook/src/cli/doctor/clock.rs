//! This machine's clock beside the platform's.
//!
//! What expires is compared with it, signatures that hold a time are, and certificates are.

use std::time::{Duration, SystemTime};

use super::finding::Finding;

/// What nobody minds: an answer's date has whole seconds, and was written before the way here.
const NEAR: Duration = Duration::from_secs(30);

pub(super) fn compare(ours: SystemTime, theirs: SystemTime) -> Finding {
    let (apart, how) = match ours.duration_since(theirs) {
        Ok(apart) => (apart, "fast"),
        Err(behind) => (behind.duration(), "slow"),
    };
    if apart <= NEAR {
        return Finding::ok("clock", "that of the platform");
    }
    let told = format!("{} s {how} beside the platform's", apart.as_secs());
    Finding::mend("clock", told, "let it be set by NTP (`timedatectl set-ntp true`)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_minute_is_near_enough_in_either_direction() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        for (ahead, behind, told) in [
            (0, 0, "that of the platform"),
            (30, 0, "that of the platform"),
            (0, 30, "that of the platform"),
            (31, 0, "31 s fast beside the platform's"),
            (0, 3_600, "3600 s slow beside the platform's"),
        ] {
            let finding = compare(now + Duration::from_secs(ahead), now + Duration::from_secs(behind));
            assert!(finding.to_string().contains(told), "{finding}");
            assert_eq!(finding.is_to_mend(), ahead + behind > 30);
        }
    }
}
