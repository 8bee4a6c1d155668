//! The desktop shell: a window, its dialogs and its life, around the program that `wufei_app` is.

// A panic loses what is being typed: what can fail is told. `expect` stays for constants, and says why it
// holds; tests may.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::get_unwrap))]

mod appearance;
mod desktop;
mod dialogs;
mod frame;
mod lifecycle;
mod memory;
mod open_external;
mod window_state;

use std::process::ExitCode;

use tauri::Manager as _;

use window_state::WindowState;
use wufei_app::desk::Desk;
use wufei_app::preferences::Preferences;

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    memory::share();
    let outcome = tauri::Builder::default()
        // First: a second start must end before it does anything else.
        .plugin(tauri_plugin_single_instance::init(lifecycle::asked_again))
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(desktop::answer)
        .manage(lifecycle::Closing::default())
        .on_window_event(lifecycle::on_window_event)
        .setup(|app| {
            lifecycle::keep_panics(app.handle());
            let data = app.path().app_local_data_dir()?;
            // The folder that a program is started in says nothing at its next start.
            let waiting = std::env::args_os()
                .nth(1)
                .and_then(|draft| std::path::absolute(draft).ok());
            let desk = Desk::new(waiting, &data, &app.path().app_config_dir()?);
            let liked = desk.preferences.now();
            app.manage(desk);
            app.manage(WindowState::inside(&data));
            frame::open_window(app.handle())?;
            if let Some(window) = app.get_webview_window("main") {
                appearance::show(window.as_ref(), liked, Preferences::default());
            }
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
