//! `cargo xtask …`: everything a developer types, on Debian 12 or Ubuntu.

mod bench;
mod install;
mod package;
mod page;
mod pictures;
mod place;
mod process;
mod run;
mod test;
mod types;
mod window;

use std::process::ExitCode;

use process::Failure;

const USAGE: &str = "\
用法：cargo xtask 命令

  run       安装所缺、构建，打开填好的示例；没有图形界面时把示例的三份文件写到 out/
  test      安装测试所需，运行全部测试
  bench     测量导出的用时和内存，与 python-docx＋XlsxWriter＋typst、LibreOffice 比较；
            bench window 测量窗口：打开、键入、预览的用时和内存，与空窗口比较
  package   生成可安装的 .deb（窗口和命令行）
  types     由 Rust 重新生成 ui/src/types 和 ui/src/backend/dumps
  pictures  重新生成 docs/pictures 中的图片（每个界面和 README 中的两张）";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["run"] => run::run(),
        ["test"] => test::test(),
        ["bench"] => bench::bench(),
        ["bench", "window"] => bench::window(),
        ["package"] => package::package(),
        ["types"] => types::renew(),
        ["pictures"] => pictures::renew(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::new(USAGE)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}
