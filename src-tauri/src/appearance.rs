//! Zoom and theme of the window, as a person likes it.

use tauri::{Theme, Webview};
use wufei_app::preferences::{Look, Preferences};

/// Shows the window as preferences say that was shown as `before`. A system that cannot do it shows it as
/// before.
pub fn show(page: &Webview, now: Preferences, before: Preferences) {
    let factor = f64::from(now.zoom) / 100.0;
    if now.zoom != before.zoom
        && let Err(error) = page.set_zoom(factor)
    {
        eprintln!("大小没有改成：{error}");
    }
    let theme = match now.look {
        Look::System => None,
        Look::Light => Some(Theme::Light),
        Look::Dark => Some(Theme::Dark),
    };
    if now.look != before.look
        && let Err(error) = page.window().set_theme(theme)
    {
        eprintln!("外观没有改成：{error}");
    }
}
