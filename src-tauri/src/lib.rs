//! The desktop shell: a window, its commands and its life. No rule of any form lives here;
//! whatever is asked goes to the core.

#[macro_use]
mod names;

pub mod commands;
pub mod crossing;
pub mod dialogs;
pub mod lifecycle;
pub mod recent;
pub mod session;

use std::path::PathBuf;
use std::process::ExitCode;

use tauri::Manager as _;

use commands::Desk;
use recent::Recents;

/// The program's name as people see it: the window's title, and the page's.
pub const TITLE: &str = "无废申报";

macro_rules! handler {
    ($($name:ident),* $(,)?) => {
        tauri::generate_handler![$(commands::$name),*]
    };
}

macro_rules! names {
    ($($name:ident),* $(,)?) => {
        &[$(stringify!($name)),*]
    };
}

/// Every command of the page, by name.
pub const COMMANDS: &[&str] = with_commands!(names);

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    let outcome = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(with_commands!(handler))
        .manage(lifecycle::Closing::default())
        .on_window_event(lifecycle::on_window_event)
        .setup(|app| {
            lifecycle::keep_panics(app.handle());
            let data = app.path().app_local_data_dir()?;
            let waiting = std::env::args_os().nth(1).map(PathBuf::from);
            app.manage(Desk::new(waiting, Recents::inside(&data)));
            Ok(())
        })
        .run(tauri::generate_context!());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("窗口没有打开：{error}。没有图形界面时请改用命令行 wufei。");
            ExitCode::from(2)
        }
    }
}
