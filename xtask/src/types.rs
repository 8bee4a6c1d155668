//! `cargo xtask types`: the page's types, written from the Rust types.

use crate::process::{Outcome, cargo, run};
use crate::{install, page, place};

/// Writes `ui/src/types` anew.
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
        .args(["test", "--quiet", "--workspace", "--test", "types"])
        .env("RENEW", "1"))?;
    println!("已重新生成 ui/src/types。");
    Ok(())
}
