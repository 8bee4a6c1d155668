//! An empty window of Tauri with a page of Svelte: what the start of the program's own window is
//! compared with. Built by `cargo xtask bench window` alone.

fn main() {
    tauri::Builder::default()
        .run(tauri::generate_context!(
            "../xtask/bench/empty/tauri.conf.json"
        ))
        .expect("a window");
}
