//! What the window costs: time to its first input, time of a key press, time of the paper beside
//! the form, memory. `cargo xtask bench window` has it measured of the released program and judges.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;

use crate::desk::Desk;
use crate::paper;
use crate::window::Window;

/// Starts of each program that count, after one that only warms up.
const STARTS: usize = 10;
/// Keys pressed in the narrative.
const KEYS: usize = 300;
/// Changes that the paper follows.
const CHANGES: usize = 20;
/// 字 in the narrative, the most that the notice allows.
const WORDS: usize = 8000;

/// Measured values by name: times in ms, memory in KiB. Kept in `costs.tsv` beside a desk's pictures.
#[derive(Default)]
struct Costs(String);

impl Costs {
    fn note(&mut self, name: &str, value: f64) {
        self.0.push_str(&format!("{name}\t{value}\n"));
    }

    fn keep(&self, desk: &Desk) {
        std::fs::write(desk.picture("costs.tsv"), &self.0).expect("the costs are kept");
    }
}

/// A program that is measured, built before.
fn measured(variable: &str) -> PathBuf {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .unwrap_or_else(|| panic!("{variable} names no program: run `cargo xtask bench window`"))
}

/// From its start until the page takes input, beside an empty window: both in turn, so that a busy
/// moment of the machine touches both.
#[tokio::test]
#[ignore = "measures and judges nothing: `cargo xtask bench window`"]
async fn starting() {
    let mut costs = Costs::default();
    let mut desk = Desk::of("bench_starting", &measured("WUFEI_RELEASED"));
    let mut other = Desk::of("bench_starting_empty", &measured("WUFEI_EMPTY_WINDOW"));
    let draft = desk.path("示例.wufei");
    paper::sample(&draft, "enterprise");
    for round in 0..=STARTS {
        for (name, desk, arguments) in [
            ("start", &mut desk, &[draft.as_path()][..]),
            ("start-empty", &mut other, &[]),
        ] {
            let window = desk.open(arguments).await;
            // Asked only when it is long over: a question takes time of the page.
            pause(2000).await;
            let after = window.interactive_after().await;
            if round > 0 {
                costs.note(name, after.as_secs_f64() * 1000.0);
                costs.note(&format!("memory-{name}"), window.memory() as f64);
            }
            window.close().await;
        }
    }
    costs.keep(&desk);
}

/// Typing in a full narrative, the paper beside the form, and the memory all this takes.
#[tokio::test]
#[ignore = "measures and judges nothing: `cargo xtask bench window`"]
async fn working() {
    let mut costs = Costs::default();
    let mut desk = Desk::of("bench_working", &measured("WUFEI_RELEASED"));
    let draft = desk.path("示例.wufei");
    paper::sample(&draft, "enterprise");
    let window = desk.open(&[&draft]).await;
    window.section("case").await;
    fill_narrative(&window).await;
    typing(&mut costs, "key", &window).await;
    window.press("#tab-preview").await;
    papers(&mut costs, &window).await;
    window.section("case").await;
    typing(&mut costs, "key-beside-paper", &window).await;
    costs.note("memory-after-work", window.memory() as f64);
    window.close().await;
    costs.keep(&desk);
}

/// Fills the narrative up to its limit, as the header counts it.
async fn fill_narrative(window: &Window) {
    let first = window.find("[data-part] .ProseMirror").await;
    first.click().await.expect("the text is clicked");
    let counted =
        "document.body.innerText.match(/正文 ([\\d,]+) \\/ 8,000 字/)[1].replace(',', '')";
    window
        .run(&format!(
            "const there = Number({counted}); \
             const words = '固废综合利用，'.repeat({WORDS} / 7).slice(0, Math.max(0, {WORDS} - there)); \
             document.execCommand('insertText', false, words);"
        ))
        .await;
    window
        .until("the narrative is full", async || {
            window.run(&format!("return Number({counted})")).await == WORDS
        })
        .await;
    window.saved().await;
}

/// Types as a person does, with a pause now and then in which it is saved: from a key to its frame.
async fn typing(costs: &mut Costs, name: &str, window: &Window) {
    let first = window.find("[data-part] .ProseMirror").await;
    first.click().await.expect("the text is clicked");
    window
        .run(
            "window.keys = []; \
             const note = ({ timeStamp: pressed }) => requestAnimationFrame(() => { \
                 const { port1, port2 } = new MessageChannel(); \
                 port1.onmessage = () => keys.push(performance.now() - pressed); \
                 port2.postMessage(null); \
             }); \
             document.querySelector('[data-part] .ProseMirror').addEventListener('keydown', note); \
             window.forget = () => document.querySelector('[data-part] .ProseMirror') \
                 .removeEventListener('keydown', note);",
        )
        .await;
    for key in 0..KEYS {
        window.keys(&['a']).await;
        pause(if key % 20 == 19 { 1000 } else { 70 }).await;
    }
    let keys = window.run("forget(); return keys").await;
    let keys: Vec<f64> = serde_json::from_value(keys).expect("times");
    assert_eq!(keys.len(), KEYS, "every key is painted");
    for time in keys {
        costs.note(name, time);
    }
}

/// Changes a figure again and again: from the end of the pause to the new pages in view.
async fn papers(costs: &mut Costs, window: &Window) {
    let path = "waste.generated.2025";
    window.section("waste").await;
    window.find("[data-preview=ready]").await;
    window.find("[data-drawn=yes]").await;
    window.still().await;
    costs.note("memory-paper", window.memory() as f64);
    // The pause ends when the page asks for the paper; a page is there in the frame after its picture.
    window
        .run(
            "const { fetch } = window; \
             window.fetch = (...words) => { \
                 if (new URL(words[0].url ?? words[0]).pathname === '/preview') window.asked = performance.now(); \
                 return fetch(...words); \
             }; \
             const pages = document.querySelector('.pages'); \
             new MutationObserver(changes => { \
                 const sheets = changes.map(({ target }) => target).filter(sheet => sheet.dataset.drawn === 'yes'); \
                 requestAnimationFrame(() => { \
                     const { port1, port2 } = new MessageChannel(); \
                     port1.onmessage = () => sheets.forEach(sheet => sheet.painted = performance.now()); \
                     port2.postMessage(null); \
                 }); \
             }).observe(pages, { attributeFilter: ['data-drawn'], subtree: true }); \
             window.refreshed = () => { \
                 const { top, bottom } = pages.getBoundingClientRect(); \
                 const seen = [...pages.querySelectorAll('.sheet')].filter(sheet => { \
                     const box = sheet.getBoundingClientRect(); \
                     return box.bottom > top && box.top < bottom; \
                 }); \
                 const times = seen.map(sheet => (sheet.painted ?? 0) - asked); \
                 return times.every(time => time > 0) ? Math.max(...times) : null; \
             };",
        )
        .await;
    for change in 0..CHANGES {
        window.run("window.asked = Infinity").await;
        window.fill(path, &format!("228.{}", 10 + change)).await;
        // Asked only when it is long over, as above.
        pause(1500).await;
        let mut took = json!(null);
        window
            .until("the new paper", async || {
                took = window.run("return refreshed()").await;
                !took.is_null()
            })
            .await;
        costs.note("paper", took.as_f64().expect("a time"));
    }
}

async fn pause(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}
