//! The real window, driven through WebKit's driver. Needs a screen: `cargo xtask test` runs it on
//! one of its own, and `cargo test -p wufei-desktop --test window` on the one you sit at.

mod desk;
mod window;

use desk::Desk;

#[tokio::test]
async fn it_opens() {
    let mut desk = Desk::new("it_opens");
    let mut window = desk.open(&[]).await;
    window.says("无废申报").await;
    window.picture("start").await;
    window.close().await;
}
