//! axe-core, asked in the real page.

use std::path::Path;

use crate::window::Window;

/// What axe-core finds wrong in what is seen now, a line each.
pub async fn violations(window: &Window, view: &str) -> Vec<String> {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/tools/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe)
        .expect("axe-core is there: run `cargo xtask test` once, or `npm ci` in tests/tools");
    if window.run("return typeof axe").await == "undefined" {
        window.run(&axe).await;
    }
    // A list that the keys move from the text that has the focus scrolls with them; axe knows that of
    // the list of a combobox alone, which a text of several lines cannot be.
    let found = window
        .run_async(
            "const done = arguments[arguments.length - 1]; \
             const steered = node => document.querySelector(node.target[0])?.id === \
                document.activeElement.getAttribute('aria-controls'); \
             const kept = rule => rule.id !== 'scrollable-region-focusable' \
                || !rule.nodes.every(steered); \
             axe.run(document).then(r => done(r.violations.filter(kept)), e => done(String(e)));",
        )
        .await;
    found
        .as_array()
        .unwrap_or_else(|| panic!("axe-core answers: {found}"))
        .iter()
        .flat_map(|rule| {
            let nodes = rule["nodes"].as_array().into_iter().flatten();
            nodes.map(move |node| {
                format!(
                    "{view}: {} ({}): {} {}",
                    rule["id"], rule["help"], node["target"], node["failureSummary"]
                )
            })
        })
        .collect()
}
