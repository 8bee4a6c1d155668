//! The window's frame: opened as it was left, as far as the screens of today allow.

use tauri::{AppHandle, Manager as _, Monitor, WebviewWindow, WebviewWindowBuilder, Window};

use crate::window_state::{Area, Frame, WindowState};

/// Opens the window that the configuration describes, in the frame it had when it was last closed.
///
/// # Errors
/// Where the configuration names no window, or the system gives none.
pub fn open_window(app: &AppHandle) -> tauri::Result<()> {
    let windows = &app.config().app.windows;
    let mut config = windows.first().ok_or(tauri::Error::WindowNotFound)?.clone();
    if let Some(frame) = app.state::<WindowState>().frame() {
        let screens: Vec<Area> = app
            .available_monitors()
            .unwrap_or_default()
            .iter()
            .map(area)
            .collect();
        let smallest = (
            config.min_width.unwrap_or_default(),
            config.min_height.unwrap_or_default(),
        );
        let (frame, there) = frame.fitted(&screens, smallest);
        (config.width, config.height) = (frame.width, frame.height);
        config.maximized = frame.maximised;
        if there {
            config.center = false;
            (config.x, config.y) = (Some(frame.x), Some(frame.y));
        }
    }
    let window = WebviewWindowBuilder::from_config(app, &config)?.build()?;
    draw_plainly(&window)
}

/// Has the page drawn by the processor, straight into the window. It is text and lines, and nothing
/// on it moves: composing it of layers by OpenGL costs 100 MB more, and where no graphics card does it
/// the first picture comes 0.15 s later and a key press takes twice as long.
#[cfg(target_os = "linux")]
fn draw_plainly(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Other systems' own engines compose as the system does.
#[cfg(not(target_os = "linux"))]
fn draw_plainly(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Notes the window's frame for the next start.
pub fn remember(window: &Window) {
    let remembered = window.state::<WindowState>();
    let maximised = window.is_maximized().unwrap_or_default();
    let frame = match (maximised, remembered.frame()) {
        // What it shrinks to is not what it is now.
        (true, Some(before)) => Some(Frame {
            maximised,
            ..before
        }),
        _ => measured(window, maximised),
    };
    if let Some(frame) = frame {
        remembered.note_frame(frame);
    }
}

fn measured(window: &Window, maximised: bool) -> Option<Frame> {
    let scale = window.scale_factor().ok()?;
    let place = window.outer_position().ok()?.to_logical::<f64>(scale);
    let size = window.inner_size().ok()?.to_logical::<f64>(scale);
    Some(Frame {
        x: place.x,
        y: place.y,
        width: size.width,
        height: size.height,
        maximised,
    })
}

fn area(screen: &Monitor) -> Area {
    let scale = screen.scale_factor();
    let place = screen.position().to_logical::<f64>(scale);
    let size = screen.size().to_logical::<f64>(scale);
    Area {
        x: place.x,
        y: place.y,
        width: size.width,
        height: size.height,
    }
}
