//! The page: its packages and its build.

use std::process::Command;

use crate::process::{Outcome, program, run};
use crate::{install, place};

/// A script of the page's `package.json`.
pub fn script(name: &str) -> Command {
    let mut npm = program("npm");
    npm.current_dir(place::root().join("ui"))
        .args(["run", "--silent", name])
        // Its output is read by program, too.
        .env("NO_COLOR", "1");
    npm
}

/// Installs the page's packages where they are missing.
///
/// # Errors
/// When npm does not succeed.
pub fn install() -> Outcome {
    install::node_modules(&place::root().join("ui"), "构建窗口中的页面")
}

/// Builds the page into `ui/dist`, where the window takes it from.
///
/// # Errors
/// When it does not build.
pub fn build() -> Outcome {
    install()?;
    run(&mut script("build"))
}
