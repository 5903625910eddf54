//! What the documents say is what the code does: tables are made anew from the code and compared.
//!
//! ```sh
//! UPDATE=1 cargo test -p pollhook --test docs      # writes what is generated
//! ```

mod document;
mod platforms;
