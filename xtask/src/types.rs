//! `cargo xtask types`: what the page takes from Rust: its types, and drafts for its tests.

use crate::process::{Outcome, cargo, run};

/// Writes `ui/src/types` and `ui/src/backend/dumps` anew.
///
/// # Errors
/// When the types do not compile.
pub fn renew() -> Outcome {
    run(cargo()
        .args(["test", "--quiet", "--workspace"])
        .args(["--test", "types", "--test", "dumps"])
        .env("RENEW", "1"))?;
    println!("已重新生成 ui/src/types 和 ui/src/backend/dumps。");
    Ok(())
}
