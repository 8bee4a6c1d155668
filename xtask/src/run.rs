//! `cargo xtask run`: the program with the filled sample; without a display, its documents.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::process::{Failure, Outcome, cargo, folder, program, run as finish};
use crate::{install, page, place};

/// The kinds of applicant, and what they are called.
const APPLICANTS: [(&str, &str); 2] = [("enterprise", "企业"), ("park", "园区")];

/// Opens the window with the sample, or writes the samples' documents where nobody could see one.
///
/// # Errors
/// When something cannot be installed or built, or the program does not succeed.
pub fn run() -> Outcome {
    if has_display() {
        open_window()
    } else {
        println!(
            "这里没有图形界面（没有 DISPLAY 或 WAYLAND_DISPLAY），改为把示例的文件写到 out/。"
        );
        write_documents()
    }
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .into_iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn open_window() -> Outcome {
    install::packages(&[install::WINDOW])?;
    println!("构建页面……");
    page::build()?;
    println!("构建窗口和命令行（第一次要几分钟）……");
    build(&["wufei", "wufei-desktop"])?;

    folder(&place::out())?;
    let draft = place::out().join("示例-企业.wufei");
    if draft.exists() {
        println!(
            "沿用上次的示例 {}；删除它，下次就会得到新的。",
            place::shown(&draft)
        );
    } else {
        sample(&draft, "enterprise")?;
    }
    println!("打开 {}。关闭窗口即结束。", place::shown(&draft));
    finish(program(built("wufei-desktop")).arg(&draft))
}

fn write_documents() -> Outcome {
    println!("构建命令行（第一次要几分钟）……");
    build(&["wufei"])?;
    for (applicant, called) in APPLICANTS {
        let to = place::out().join(called);
        folder(&to)?;
        // The draft is made anew each time; one that a person has changed elsewhere stays.
        let draft = to.join("示例.wufei");
        if draft.exists() {
            std::fs::remove_file(&draft).map_err(|error| {
                Failure::new(format!("不能删除旧的 {}：{error}。", place::shown(&draft)))
            })?;
        }
        sample(&draft, applicant)?;
        finish(
            program(built("wufei"))
                .arg("export")
                .arg(&draft)
                .arg("--to")
                .arg(&to)
                .arg("--final")
                .stdout(Stdio::null()),
        )?;
        println!("{called}：");
        list(&to)?;
    }
    Ok(())
}

/// Makes the filled, fictional sample.
fn sample(draft: &Path, applicant: &str) -> Outcome {
    finish(
        program(built("wufei"))
            .arg("sample")
            .arg(draft)
            .args(["--applicant", applicant])
            .stdout(Stdio::null()),
    )
}

/// The development build: its dependencies are optimised, so that an export takes a second, and the
/// tests need the same ones.
fn build(packages: &[&str]) -> Outcome {
    let mut cargo = cargo();
    cargo.arg("build");
    for package in packages {
        cargo.args(["--package", package]);
    }
    finish(&mut cargo)
}

fn built(program: &str) -> PathBuf {
    place::target().join("debug").join(program)
}

/// Names the files of a folder with their sizes.
fn list(folder: &Path) -> Outcome {
    let unreadable = |error: std::io::Error| {
        Failure::new(format!("不能读取 {}：{error}。", place::shown(folder)))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        files.push((entry.path(), entry.metadata().map_err(unreadable)?.len()));
    }
    files.sort();
    for (path, bytes) in files {
        println!("  {}  {} KB", place::shown(&path), bytes.div_ceil(1024));
    }
    Ok(())
}
