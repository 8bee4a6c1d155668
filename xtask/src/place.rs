//! Where things are in the source tree.

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies inside the workspace")
}

/// Cargo's folder for what it builds.
pub fn target() -> PathBuf {
    // A relative one is relative to where cargo was started, and so is joining it.
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || root().join("target"),
        |dir| {
            std::env::current_dir()
                .unwrap_or_else(|_| root().to_owned())
                .join(dir)
        },
    )
}

/// The folder that `run` and `package` write for people.
pub fn out() -> PathBuf {
    root().join("out")
}

/// A path as a person in the workspace reads it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}
