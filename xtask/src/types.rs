//! `cargo xtask types`: what the page takes from Rust: its types, and drafts for its tests.

use crate::process::{Outcome, cargo, run};
use crate::{install, page, place};

/// Writes `ui/src/types` and `ui/src/backend/dumps` anew.
///
/// # Errors
/// When the types do not compile.
pub fn renew() -> Outcome {
    install::packages(&[install::WINDOW])?;
    // The window does not compile without a page; any page will do here.
    if !place::root().join("ui/dist/index.html").exists() {
        page::build()?;
    }
    run(cargo()
        .args(["test", "--quiet", "--workspace"])
        .args(["--test", "types", "--test", "dumps"])
        .env("RENEW", "1"))?;
    println!("已重新生成 ui/src/types 和 ui/src/backend/dumps。");
    Ok(())
}
