//! What the window may do: the calls of the program, and nothing by network.

use std::path::Path;

fn read(path: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_window_is_granted_the_calls_and_two_events() {
    let capability = read("capabilities/window.json");
    let granted = [
        "core:event:allow-listen",
        "core:event:allow-unlisten",
        "calls",
    ];
    assert_eq!(capability["permissions"], serde_json::json!(granted));
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert!(capability["remote"].is_null());
}

#[test]
fn the_page_may_do_nothing_by_network() {
    let config = read("tauri.conf.json");
    let policy = &config["app"]["security"]["csp"];
    assert_eq!(policy["default-src"], "'none'");
    assert_eq!(policy["connect-src"], "ipc: http://ipc.localhost");
    for (directive, sources) in policy.as_object().unwrap() {
        let sources = sources.as_str().unwrap();
        assert!(!sources.contains("unsafe-eval"), "{directive}: {sources}");
        let elsewhere = sources
            .split_whitespace()
            .find(|source| source.contains("//") && *source != "http://ipc.localhost");
        assert_eq!(elsewhere, None, "{directive}");
    }
}
