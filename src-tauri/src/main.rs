//! The window's program: `wufei-desktop [FILE]`.

// A console window beside the program would be a defect; a debug build keeps it for its messages.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    wufei_desktop::run()
}
