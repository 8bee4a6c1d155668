//! What has to be on the machine, why, and how it gets there.

use std::path::Path;
use std::process::Command;

use crate::place;
use crate::process::{Failure, Outcome, answer, program, run};

/// A Debian package and what it is for.
pub struct Need {
    package: &'static str,
    why: &'static str,
    /// Whether something else on the machine does as well.
    otherwise: fn() -> bool,
}

const fn need(package: &'static str, why: &'static str) -> Need {
    Need {
        package,
        why,
        otherwise: || false,
    }
}

/// To build the window and look at it.
pub const WINDOW: &[Need] = &[
    need("libwebkit2gtk-4.1-dev", "窗口用它显示页面"),
    need("pkg-config", "构建窗口时查找系统库"),
    Need {
        package: "fonts-noto-cjk",
        why: "窗口中的中文字体",
        otherwise: has_chinese_font,
    },
];

/// To drive the window where nobody is looking, beside [`WINDOW`].
pub const DRIVER: &[Need] = &[
    need("webkit2gtk-driver", "测试中操作真实的窗口"),
    need("xvfb", "没有显示器时也能打开窗口"),
    need("xauth", "xvfb 需要"),
    need("dbus", "窗口之间通信"),
];

/// What tests need beside [`WINDOW`] and [`DRIVER`].
pub const TESTS: &[Need] = &[
    need(
        "chromium",
        "测试中演练输入法：在浏览器里的页面上用拼音写正文",
    ),
    need("libreoffice-writer", "打开并检查导出的 Word 文件"),
    need("libreoffice-calc", "打开并检查导出的 Excel 文件"),
    need("poppler-utils", "检查导出的 PDF 的文字和字体"),
    need("qpdf", "检查导出的 PDF 的结构"),
    need("python3-venv", "安装检查 Word、Excel 文件的另一个工具"),
    need("libpdfbox2-java", "检查导出的 PDF 是否适合归档（PDF/A）"),
    need("libactivation-java", "libpdfbox2-java 需要"),
    need("libjaxb-api-java", "libpdfbox2-java 需要"),
    need("default-jre-headless", "运行 libpdfbox2-java"),
];

/// What the benchmark of the documents needs.
pub const BENCH: &[Need] = &[
    need("time", "量内存"),
    need("libreoffice-writer", "与它比较把 Word 文件转为 PDF 的用时"),
    need("python3-venv", "安装用来比较的 Python 程序"),
];

/// What the pictures of the documentation need beside [`WINDOW`], [`DRIVER`] and [`TESTS`].
pub const PICTURES: &[Need] = &[need("imagemagick", "把界面图片存小")];

/// The oldest Node.js that builds the page.
const NODE: (u32, u32) = (20, 19);

/// Installs the packages of these lists that are missing.
///
/// # Errors
/// When apt-get does not succeed.
pub fn packages(lists: &[&'static [Need]]) -> Outcome {
    let mut wanted: Vec<&Need> = lists.iter().copied().flatten().collect();
    if answer(Command::new("dpkg-query").arg("--version")).is_none() {
        println!(
            "这里不是 Debian 或 Ubuntu，不能替你安装。请确认下列软件都已装好（括号前是 Debian 的包名）："
        );
        list(&wanted);
        return Ok(());
    }
    wanted.retain(|need| !is_installed(need.package) && !(need.otherwise)());
    if wanted.is_empty() {
        return Ok(());
    }
    println!("将用 apt-get 安装下列软件：");
    list(&wanted);
    // Package lists may be old; an update that fails in part is judged by the installation.
    let _ = run(apt().args(["update", "--quiet"]));
    run(apt()
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(wanted.iter().map(|need| need.package)))
    .map_err(|_| {
        Failure::new("有软件没有装上，原因见上面 apt-get 的输出；装好之后再运行一次本命令。")
    })
}

/// Brings a folder's `node_modules` to what its lock file says.
///
/// # Errors
/// When Node.js is missing or too old, or npm does not succeed.
pub fn node_modules(folder: &Path, why: &str) -> Outcome {
    node()?;
    let age = |name: &str| {
        std::fs::metadata(folder.join(name))
            .and_then(|found| found.modified())
            .ok()
    };
    // npm leaves its own copy of the lock file behind when it is done.
    let installed = age("node_modules/.package-lock.json");
    if installed.is_some() && installed >= age("package-lock.json") {
        return Ok(());
    }
    println!("将用 npm 安装 {} 中的软件（{why}）。", place::shown(folder));
    run(program("npm")
        .current_dir(folder)
        .args(["ci", "--no-fund", "--no-audit"]))
}

/// Brings Python tools, in a virtual environment of their own, to what the `requirements.txt` of a
/// folder says.
///
/// # Errors
/// When Python is missing, or pip does not succeed.
pub fn python_tools(folder: &Path, environment: &Path, why: &str) -> Outcome {
    let wanted = std::fs::read(folder.join("requirements.txt")).ok();
    let done = environment.join("installed.txt");
    if wanted.is_some() && std::fs::read(&done).ok() == wanted {
        return Ok(());
    }
    println!("将用 pip 安装 {} 中的软件（{why}）。", place::shown(folder));
    run(program("python3").args(["-m", "venv"]).arg(environment))?;
    run(Command::new(environment.join("bin/python"))
        .current_dir(folder)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--requirement", "requirements.txt"]))?;
    std::fs::write(&done, wanted.unwrap_or_default())
        .map_err(|error| Failure::new(format!("“{}”写不进去：{error}", place::shown(&done))))
}

fn node() -> Outcome {
    let found = answer(Command::new("node").arg("--version"))
        .ok_or_else(|| Failure::new("没有找到 Node.js，请先安装 Node.js 20。"))?;
    let mut parts = found.trim().trim_start_matches('v').split('.');
    let mut part = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
    if (part(), part()) < NODE {
        return Err(Failure::new(format!(
            "Node.js {} 太旧，请换成 {}.{} 以上。",
            found.trim(),
            NODE.0,
            NODE.1
        )));
    }
    Ok(())
}

fn list(needs: &[&Need]) {
    for need in needs {
        println!("  {}（{}）", need.package, need.why);
    }
}

fn is_installed(package: &str) -> bool {
    answer(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

fn has_chinese_font() -> bool {
    answer(Command::new("fc-list").args([":lang=zh-cn", "family"]))
        .is_some_and(|fonts| !fonts.trim().is_empty())
}

/// apt-get that asks nothing; through sudo where one is not root.
fn apt() -> Command {
    let root = answer(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let mut command = if root {
        program("env")
    } else {
        let mut sudo = program("sudo");
        sudo.arg("env");
        sudo
    };
    command.args([
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        // Another installation may be under way.
        "--option=DPkg::Lock::Timeout=300",
        "--option=Dpkg::Use-Pty=0",
    ]);
    command
}
