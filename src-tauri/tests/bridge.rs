//! The commands, the window's capability and the page know each other by name only: a name that
//! is missing on one side would show at run time, so it is looked for here.

use std::collections::BTreeSet;
use std::path::Path;

use wufei_desktop::COMMANDS;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn commands() -> BTreeSet<String> {
    COMMANDS.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn the_capability_names_every_command_and_no_other() {
    let capability: serde_json::Value =
        serde_json::from_str(&read("capabilities/window.json")).unwrap();
    let granted: BTreeSet<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
        .map(|name| name.replace('-', "_"))
        .collect();
    assert_eq!(granted, commands());
}

#[test]
fn the_page_calls_every_command_and_no_other() {
    let page = read("../ui/src/backend/shell.ts");
    let called: BTreeSet<String> = page
        .split("invoke")
        .skip(1)
        .filter_map(|call| {
            let call = call
                .strip_prefix('(')
                .or_else(|| call.split_once(">(").map(|(_, rest)| rest))?;
            let name = call.trim_start().strip_prefix('"')?;
            Some(name.split_once('"')?.0.to_owned())
        })
        .collect();
    assert_eq!(called, commands());
}

#[test]
fn the_page_may_do_nothing_by_network() {
    let config: serde_json::Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
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
