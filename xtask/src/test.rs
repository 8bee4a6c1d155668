//! `cargo xtask test`: every test there is, stage by stage, stopping at the first that fails.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::process::{Failure, Outcome, cargo, run, run_reading};
use crate::{install, page, place, window};

/// Installs what the tests need and runs them all.
///
/// # Errors
/// When something cannot be installed, or a stage fails.
pub fn test() -> Outcome {
    let mut report = Report::default();
    report.stage("安装测试所需", |_| {
        install::packages(&[install::WINDOW, install::DRIVER, install::TESTS])?;
        page::install()?;
        let tools = place::root().join("tests/tools");
        install::node_modules(&tools, "检查导出文件的外部工具")?;
        install::python_tools(&tools, &tools.join(".venv"), "检查导出文件的另一个工具")
    })?;

    report.stage("页面：类型检查", |_| run(&mut page::script("check")))?;
    report.stage("页面：测试", |tests| {
        tests.count(&mut page::script("test"), vitest)
    })?;
    report.stage("页面：构建", |_| run(&mut page::script("build")))?;

    report.stage("代码格式", |_| {
        run(cargo().args(["fmt", "--all", "--check"]))
    })?;
    report.stage("代码检查（clippy）", |_| {
        // The test of the window is not among all targets, since it does not run everywhere.
        for targets in [&["--all-targets"][..], &["--test", "window"]] {
            run(cargo()
                .args(["clippy", "--quiet", "--workspace"])
                .args(targets)
                .args(["--", "--deny", "warnings"]))?;
        }
        Ok(())
    })?;
    report.stage(
        "核心、命令行、外部检验、程序和窗口",
        |tests| tests.count(cargo().args(["test", "--workspace"]), cargo_test),
    )?;
    report.stage("真实的窗口", |tests| {
        tests.count(&mut window(), cargo_test)
    })?;

    report.close();
    Ok(())
}

/// The tests of the real window; more words choose among them.
pub fn window() -> Command {
    let mut on_screen = window::offscreen();
    on_screen
        .arg(cargo().get_program())
        // The whole workspace again, or cargo would choose other features and build it all anew.
        .args(["test", "--workspace", "--test", "window"])
        // One window at a time: each has the whole screen and the keyboard.
        .args(["--", "--test-threads=1"]);
    on_screen
}

/// How many tests ran in a stage.
#[derive(Debug, Default)]
struct Tests {
    passed: u64,
    skipped: u64,
}

impl Tests {
    /// Runs it and adds up the lines in which its test runners sum up.
    fn count(&mut self, command: &mut Command, read: fn(&str) -> Option<Tests>) -> Outcome {
        run_reading(command, |line| {
            if let Some(tests) = read(line) {
                self.passed += tests.passed;
                self.skipped += tests.skipped;
            }
        })?;
        if self.passed == 0 {
            return Err(Failure::new("一个测试也没有运行；请检查测试的设置。"));
        }
        Ok(())
    }
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
fn cargo_test(line: &str) -> Option<Tests> {
    let counts = line.strip_prefix("test result: ")?;
    Some(Tests {
        passed: number_before(counts, "passed")?,
        skipped: number_before(counts, "ignored")?,
    })
}

/// `      Tests  12 passed | 1 skipped (13)`
fn vitest(line: &str) -> Option<Tests> {
    let counts = line.trim_start().strip_prefix("Tests  ")?;
    Some(Tests {
        passed: number_before(counts, "passed")?,
        skipped: number_before(counts, "skipped").unwrap_or(0),
    })
}

fn number_before(text: &str, word: &str) -> Option<u64> {
    let mut words = text.split(|c: char| c == ';' || c.is_whitespace());
    let mut last = "";
    words.find_map(|here| {
        if here == word {
            return Some(last.parse().ok());
        }
        if !here.is_empty() {
            last = here;
        }
        None
    })?
}

/// What was run, how long it took, and what it counted.
#[derive(Debug, Default)]
struct Report {
    stages: Vec<(&'static str, Duration, Tests)>,
}

impl Report {
    fn stage<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut Tests) -> Outcome<T>,
    ) -> Outcome<T> {
        println!("\n── {name} ──");
        let start = Instant::now();
        let mut tests = Tests::default();
        let outcome = work(&mut tests);
        let took = start.elapsed();
        match outcome {
            Ok(value) => {
                println!("── {name}：完成，{} ──", shown(took));
                self.stages.push((name, took, tests));
                Ok(value)
            }
            Err(failure) => Err(Failure::new(format!(
                "“{name}”没有通过（{}）：{failure}\n其后的各步没有运行。",
                shown(took)
            ))),
        }
    }

    fn close(&self) {
        println!("\n全部通过：");
        for (name, took, tests) in &self.stages {
            let counted = match tests.passed {
                0 => String::new(),
                passed => format!("，{passed} 个测试"),
            };
            println!("  {name}：{}{counted}", shown(*took));
        }
        let total: Duration = self.stages.iter().map(|(_, took, _)| took).sum();
        println!("共用 {}。", shown(total));

        let sum =
            |part: fn(&Tests) -> u64| self.stages.iter().map(|(_, _, t)| part(t)).sum::<u64>();
        // In English and alone on its line, for whoever reads the output by machine.
        match (sum(|t| t.passed), sum(|t| t.skipped)) {
            (passed, 0) => println!("{passed} passed, 0 failed"),
            (passed, skipped) => println!("{passed} passed, 0 failed, {skipped} skipped"),
        }
    }
}

fn shown(took: Duration) -> String {
    match took.as_secs() {
        0..60 => format!("{:.1} 秒", took.as_secs_f64()),
        seconds => format!("{} 分 {} 秒", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(tests: Option<Tests>) -> Option<(u64, u64)> {
        tests.map(|tests| (tests.passed, tests.skipped))
    }

    #[test]
    fn the_runners_own_sums_are_read() {
        let line = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.52s";
        assert_eq!(counts(cargo_test(line)), Some((12, 1)));
        assert_eq!(counts(cargo_test("running 12 tests")), None);

        assert_eq!(counts(vitest("      Tests  7 passed (7)")), Some((7, 0)));
        assert_eq!(
            counts(vitest("      Tests  7 passed | 2 skipped (9)")),
            Some((7, 2))
        );
        assert_eq!(counts(vitest(" Test Files  3 passed (3)")), None);
    }

    #[test]
    fn durations_are_read_at_a_glance() {
        assert_eq!(shown(Duration::from_millis(1250)), "1.2 秒");
        assert_eq!(shown(Duration::from_secs(125)), "2 分 5 秒");
    }
}
