//! `cargo xtask bench window`: what the window costs. The tests of the real window measure it, of
//! the released program; here it is judged.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::report::judge;
use crate::process::{Failure, Outcome, cargo, output, run};
use crate::{install, page, place, test};

/// How much longer our start may take than that of an empty window.
const START: f64 = 1.15;
/// Longest time in ms from a key to its frame, of 95 keys in a hundred.
const KEY: f64 = 32.0;
/// Longest time in ms from the end of a pause to the new paper.
const PAPER: f64 = 200.0;
/// Largest memory in MB.
const MEMORY: f64 = 400.0;

/// The empty window, built with the same packages.
const EMPTY: &str = "empty-window";

/// Measures and prints.
///
/// # Errors
/// When something cannot be installed, built or run.
pub fn bench() -> Outcome {
    install::packages(&[install::WINDOW, install::DRIVER])?;
    page::build()?;
    run(&mut page::script("build-empty"))?;
    println!("构建窗口的发布版（第一次要几分钟）……");
    let messages = output(cargo().args([
        "build",
        "--release",
        "--workspace",
        "--bin",
        "wufei-desktop",
        "--test",
        EMPTY,
        "--message-format=json-render-diagnostics",
    ]))?;
    let empty = executable(&messages, EMPTY)
        .ok_or_else(|| Failure::new("cargo 没有说空窗口构建在哪里。"))?;
    println!("测量，约五分钟……");
    run(test::window()
        .args(["--ignored", "bench::"])
        .env(
            "WUFEI_RELEASED",
            place::target().join("release/wufei-desktop"),
        )
        .env("WUFEI_EMPTY_WINDOW", empty)
        .env("WUFEI_FONTS", place::root().join("assets/fonts")))?;
    let mut costs = String::new();
    for test in ["bench_starting", "bench_working"] {
        let kept = place::target().join("e2e").join(test).join("costs.tsv");
        costs += &std::fs::read_to_string(&kept).map_err(|error| {
            Failure::new(format!("“{}”读不出来：{error}。", place::shown(&kept)))
        })?;
    }
    print(&Costs::read(&costs))
}

/// Where cargo says in its messages that it built a target with tests.
fn executable(messages: &str, target: &str) -> Option<PathBuf> {
    let name = format!("\"name\":\"{target}\"");
    let line = messages
        .lines()
        .find(|line| line.contains(&name) && line.contains("\"kind\":[\"test\"]"))?;
    let (_, after) = line.split_once("\"executable\":\"")?;
    Some(PathBuf::from(after.split_once('"')?.0))
}

/// What was measured, by name: times in ms, memory in KiB.
struct Costs(BTreeMap<String, Vec<f64>>);

impl Costs {
    fn read(text: &str) -> Costs {
        let mut costs: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for line in text.lines() {
            if let Some((name, value)) = line.split_once('\t')
                && let Ok(value) = value.parse()
            {
                costs.entry(name.to_owned()).or_default().push(value);
            }
        }
        for values in costs.values_mut() {
            values.sort_by(f64::total_cmp);
        }
        Costs(costs)
    }

    /// The smallest value that so many in a hundred do not exceed.
    fn within(&self, name: &str, share: usize) -> Outcome<f64> {
        self.0
            .get(name)
            .and_then(|values| values.get((values.len() * share).div_ceil(100).max(1) - 1))
            .copied()
            .ok_or_else(|| Failure::new(format!("没有量到 {name}。")))
    }

    fn median(&self, name: &str) -> Outcome<f64> {
        self.within(name, 50)
    }
}

fn print(costs: &Costs) -> Outcome {
    let start = costs.median("start")?;
    let empty = costs.median("start-empty")?;
    println!("\n企业示例，发布版，Xvfb：\n");
    println!(
        "  从启动到可以填写：{start:.0} 毫秒（{:.0}–{:.0}）；空窗口 {empty:.0} 毫秒（{:.0}–{:.0}）",
        costs.within("start", 0)?,
        costs.within("start", 100)?,
        costs.within("start-empty", 0)?,
        costs.within("start-empty", 100)?,
    );
    for (name, what) in [
        ("key", "按键到绘出，正文 8000 字"),
        ("key-beside-paper", "按键到绘出，预览开着"),
        ("paper", "停顿之后到新的预览"),
    ] {
        println!(
            "  {what}：中位 {:.1}，95% 在 {:.1} 以内，最长 {:.1} 毫秒",
            costs.median(name)?,
            costs.within(name, 95)?,
            costs.within(name, 100)?,
        );
    }
    let megabytes = |name: &str| costs.median(name).map(|kib| kib / 1024.0);
    let memory = [
        ("空窗口", megabytes("memory-start-empty")?),
        ("打开草稿", megabytes("memory-start")?),
        ("打开预览", megabytes("memory-paper")?),
        ("填写之后", megabytes("memory-after-work")?),
    ];
    let listed = memory.map(|(when, mb)| format!("{when} {mb:.0} MB"));
    println!("  内存：{}", listed.join("，"));

    println!("\n限度：");
    let ratio = start / empty;
    judge(
        "从启动到可以填写不超过空窗口的 1.15 倍",
        ratio <= START,
        &format!("{ratio:.2} 倍"),
    );
    let key = costs
        .within("key", 95)?
        .max(costs.within("key-beside-paper", 95)?);
    judge(
        "按键到绘出 95% 在 32 毫秒以内",
        key <= KEY,
        &format!("{key:.1} 毫秒"),
    );
    let paper = costs.within("paper", 95)?;
    judge(
        "预览在停顿之后 200 毫秒以内更新（95%）",
        paper <= PAPER,
        &format!("{paper:.0} 毫秒"),
    );
    let most = memory.iter().map(|(_, mb)| *mb).fold(0.0, f64::max);
    judge(
        "内存不超过 400 MB",
        most <= MEMORY,
        &format!("{most:.0} MB"),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_the_value_that_so_many_keep() {
        let lines: String = (1..=20).rev().map(|ms| format!("key\t{ms}\n")).collect();
        let costs = Costs::read(&lines);
        let within = |share| costs.within("key", share).ok();
        assert_eq!(
            [0, 50, 95, 100].map(within),
            [1.0, 10.0, 19.0, 20.0].map(Some)
        );
        assert!(costs.median("start").is_err());
    }

    #[test]
    fn cargo_says_where_a_target_is() {
        let messages = r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"window"},"executable":"/t/window"}
{"reason":"compiler-artifact","target":{"kind":["test"],"crate_types":["bin"],"name":"window"},"executable":"/t/deps/window-1"}"#;
        assert_eq!(
            executable(messages, "window"),
            Some(PathBuf::from("/t/deps/window-1"))
        );
        assert_eq!(executable(messages, "empty-window"), None);
    }
}
