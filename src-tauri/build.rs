//! Turns every command of `src/names.rs` into a permission of its own, so that the window's
//! capability has to name it.

include!("src/names.rs");

macro_rules! names {
    ($($name:ident),* $(,)?) => {
        &[$(stringify!($name)),*]
    };
}

fn main() {
    println!("cargo:rerun-if-changed=src/names.rs");
    // tauri-build watches its configuration, not the page that is compiled in.
    println!("cargo:rerun-if-changed=../ui/dist");
    if !std::path::Path::new("../ui/dist/index.html").exists() {
        println!("cargo:error=页面还没有构建：请先在 ui/ 里运行 npm ci && npm run build");
        std::process::exit(1);
    }
    let commands: &'static [&'static str] = with_commands!(names);
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(commands));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:error={error:#}");
        std::process::exit(1);
    }
}
