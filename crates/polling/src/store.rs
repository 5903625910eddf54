//! Where cursors survive a restart: in memory for tests and trials, in a file for everything else.

mod file;
mod memory;

pub use self::file::FileCursors;
pub use self::memory::MemoryCursors;
