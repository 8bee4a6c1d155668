//! `cargo xtask package`: an installable `.deb` of the window and the command line.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Failure, Outcome, answer, cargo, folder, program, run};
use crate::{install, page, place};

/// Builds both programs as they are given to people, and the package of them.
///
/// # Errors
/// When something cannot be installed or built.
pub fn package() -> Outcome {
    install::packages(&[install::WINDOW])?;
    page::build()?;
    let tools = place::root().join("xtask/tools");
    install::node_modules(&tools, "制作安装包")?;

    println!("构建命令行和窗口（要几分钟）……");
    run(cargo().args([
        "build",
        "--release",
        "--package",
        "wufei",
        "--package",
        "wufei-desktop",
    ]))?;
    let release = place::target().join("release");
    // Everything else that goes into the package stands in tauri.conf.json; where cargo put the
    // command line is known only here.
    let config = format!(
        r#"{{"bundle":{{"linux":{{"deb":{{"files":{{"/usr/bin/wufei":{}}}}}}}}}}}"#,
        quoted(&release.join("wufei"))
    );
    let made = release.join("bundle/deb");
    // What an earlier version left there is not this one's package.
    let _ = std::fs::remove_dir_all(&made);
    run(program(tools.join("node_modules/.bin/tauri"))
        .current_dir(place::root().join("src-tauri"))
        .args(["bundle", "--ci", "--bundles", "deb", "--config", &config]))?;

    let package = only_package(&made)?;
    folder(&place::out())?;
    let kept = place::out().join(package.file_name().unwrap_or_default());
    let bytes = std::fs::copy(&package, &kept)
        .map_err(|error| Failure::new(format!("不能写 {}：{error}。", place::shown(&kept))))?;
    let shown = place::shown(&kept);
    println!("\n已生成 {shown}（{} KB）。", bytes.div_ceil(1024));
    if let Some(about) = answer(Command::new("dpkg-deb").arg("--field").arg(&kept)) {
        print!("{about}");
    }
    println!("安装：sudo apt install ./{shown}");
    Ok(())
}

fn only_package(folder: &Path) -> Outcome<PathBuf> {
    let packages: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "deb"))
        .collect();
    match <[PathBuf; 1]>::try_from(packages) {
        Ok([package]) => Ok(package),
        Err(packages) => Err(Failure::new(format!(
            "{} 中应有一个 .deb，现有 {} 个；请看上面的输出。",
            place::shown(folder),
            packages.len()
        ))),
    }
}

/// A path as a JSON string.
fn quoted(path: &Path) -> String {
    let escaped = path
        .to_string_lossy()
        .replace('\\', "\\\\")
        .replace('"', "\\\"");
    format!("\"{escaped}\"")
}
