//! What the shell answers when a draft is opened, kept as JSON for the page's own tests and for the
//! page in a plain browser. `cargo xtask types` renews it.

use std::path::Path;

use jiff::Zoned;
use wufei_app::session::Session;

#[test]
fn the_dumps_of_the_page_are_current() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/backend/dumps");
    let place = tempfile::tempdir().unwrap();
    let now: Zoned = "2026-03-18T14:03:00+08:00[Asia/Shanghai]".parse().unwrap();
    let mut stale = Vec::new();
    let mut keep = |name: String, json: String| {
        let file = kept.join(name);
        if std::env::var_os("RENEW").is_some() {
            std::fs::create_dir_all(&kept).unwrap();
            std::fs::write(&file, json).unwrap();
        } else if std::fs::read_to_string(&file).unwrap_or_default() != json {
            stale.push(file);
        }
    };
    for applicant in ["enterprise", "park"] {
        for (name, make) in [
            ("empty", Session::create as fn(&_, &_, &_, _) -> _),
            ("sample", Session::sample),
        ] {
            let path = place.path().join(format!("{applicant}-{name}.wufei"));
            let session = make(&path, applicant, &now, 7).unwrap();
            let mut opened = session.opened();
            opened.path = format!("{applicant}-{name}.wufei");
            let json = serde_json::to_string_pretty(&opened).unwrap() + "\n";
            keep(format!("{applicant}-{name}.json"), json);
            if name == "sample" {
                // A line each: they are many.
                let lines: Vec<String> = session
                    .reckoned()
                    .iter()
                    .map(|one| serde_json::to_string(one).unwrap())
                    .collect();
                let json = format!("[\n{}\n]\n", lines.join(",\n"));
                keep(format!("{applicant}-reckoned.json"), json);
            }
        }
    }
    assert!(
        stale.is_empty(),
        "{stale:?} are not current: run `cargo xtask types`"
    );
}
