//! A screen and a message bus for the window where nobody is looking.

use std::process::Command;

use crate::process::program;

/// The start of a command that runs what follows on a screen of its own, with a message bus of
/// its own: neither shows on, nor is disturbed by, the desktop of whoever runs it.
pub fn offscreen() -> Command {
    let mut command = program("dbus-run-session");
    command
        .args(["--", "xvfb-run", "--auto-servernum"])
        .args(["--server-args", "-screen 0 1440x900x24"])
        // The accessibility bus is not there, and GTK would wait for it.
        .env("NO_AT_BRIDGE", "1")
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11");
    command
}
