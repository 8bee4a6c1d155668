//! What the command line takes, and what it says where that was not understood.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::error::{ContextKind, ErrorKind};
use clap::{Args, Parser, Subcommand};
use wufei::export::Document;

#[derive(Parser)]
#[command(
    name = "wufei",
    version,
    about = "无废申报：离线填写《典型案例申报书》",
    help_template = HELP,
    subcommand_help_heading = "命令",
    disable_help_subcommand = true,
    next_help_heading = "选项",
    after_help = "退出码：0 完成；1 完成但草稿或表单有错误（check、export --final、form check）；2 没有做成，原因写在标准错误里。"
)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Command,
}

const HELP: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

#[derive(Subcommand)]
pub enum Command {
    /// 新建一份空白的草稿，或以往年的草稿为基础
    #[command(help_template = HELP)]
    New {
        /// 新草稿的文件名
        file: PathBuf,
        /// 申报单位类型：enterprise 企业，park 园区
        #[arg(
            long,
            required_unless_present = "based_on",
            conflicts_with = "based_on"
        )]
        applicant: Option<String>,
        /// 以这份往年的草稿为基础，它本身不改动
        #[arg(long, value_name = "OLD")]
        based_on: Option<PathBuf>,
        /// 用收到的表单：表单文件，或程序自带的表单的编号；默认用自带的最新一份
        #[arg(long, value_name = "FORM")]
        form: Option<PathBuf>,
    },
    /// 生成一份填好的虚构示例
    #[command(help_template = HELP)]
    Sample {
        /// 新草稿的文件名
        file: PathBuf,
        /// 申报单位类型：enterprise 企业，park 园区
        #[arg(long)]
        applicant: String,
        /// 收到的表单，或程序自带的表单的编号；默认用自带的最新一份
        #[arg(long, value_name = "FORM")]
        form: Option<PathBuf>,
    },
    /// 把 JSON 中的内容填入草稿
    #[command(help_template = HELP)]
    Set {
        /// 草稿文件
        file: PathBuf,
        /// 填写内容（JSON）
        answers: PathBuf,
        /// 附件所在的文件夹，默认与 JSON 同一文件夹
        #[arg(long, value_name = "DIR")]
        files: Option<PathBuf>,
    },
    /// 以 JSON 显示草稿的全部内容
    #[command(help_template = HELP)]
    Show {
        /// 草稿文件
        file: PathBuf,
        /// 同时把附件写到这个文件夹
        #[arg(long, value_name = "DIR")]
        files: Option<PathBuf>,
    },
    /// 检查草稿：缺项、数据、字数、基本要求
    #[command(help_template = HELP)]
    Check {
        /// 草稿文件
        file: PathBuf,
        /// 以 JSON 输出，供程序读取
        #[arg(long)]
        json: bool,
    },
    /// 导出 Word、Excel 和 PDF
    #[command(help_template = HELP)]
    Export(ExportArgs),
    /// 列出历次修改
    #[command(help_template = HELP)]
    History {
        /// 草稿文件
        file: PathBuf,
    },
    /// 把某次修改之后的样子恢复成一份新草稿
    #[command(help_template = HELP)]
    Restore {
        /// 草稿文件
        file: PathBuf,
        /// 第几次修改（见 history）
        revision: i64,
        /// 新草稿的文件名
        #[arg(long, value_name = "NEW")]
        to: PathBuf,
    },
    /// 检查草稿文件是否完好
    #[command(help_template = HELP)]
    Verify {
        /// 草稿文件
        file: PathBuf,
    },
    /// 检查、打包表单
    #[command(help_template = HELP, subcommand_help_heading = "命令", disable_help_subcommand = true)]
    Form {
        #[command(subcommand)]
        command: FormCommand,
    },
}

#[derive(Subcommand)]
pub enum FormCommand {
    /// 检查表单，列出每一处问题和所在的行；没有问题就导出空白表看样子
    #[command(help_template = HELP)]
    Check {
        /// 表单：.wufei-form、.toml，或打包前的文件夹
        file: PathBuf,
        /// 空白表写到这个文件夹，默认写到表单旁边
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// 把文件夹里的 form.toml、guide.toml 和 samples 打成一个表单文件
    #[command(help_template = HELP)]
    Pack {
        /// 文件夹
        folder: PathBuf,
        /// 表单文件的文件名
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

#[derive(Args)]
pub struct ExportArgs {
    /// 草稿文件
    pub file: PathBuf,
    /// 写到这个文件夹
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// 只导出其中几种，用逗号隔开；summary 是单独一页的汇总表，seal 是要盖章的几页，attachments 是随附材料，eml 是附好文件的邮件草稿（与 attachments 同时写时也附上随附材料）
    #[arg(long, value_name = "docx,xlsx,pdf,summary,seal,attachments,eml", value_delimiter = ',',
          value_parser = PossibleValuesParser::new(Document::ALL.map(Document::word)).map(document))]
    pub only: Vec<Document>,
    /// 定稿：还有错误时拒绝导出
    #[arg(long = "final")]
    pub last: bool,
    /// 生产经营表按通知文本只印通知中的年份
    #[arg(long)]
    pub notice_years: bool,
}

fn document(word: String) -> Document {
    Document::ALL
        .into_iter()
        .find(|document| document.word() == word)
        .unwrap_or(Document::Docx)
}

/// Says in one sentence what was wrong with the command line; help and version are no errors.
pub fn misunderstood(error: &clap::Error) -> ExitCode {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let sentence = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return match error.print() {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::from(2),
            };
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "没有写命令".to_owned()
        }
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => {
            format!("不认识“{}”", context(ContextKind::InvalidArg))
        }
        ErrorKind::MissingRequiredArgument => {
            format!("缺少 {}", context(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!(
            "{} 不能是“{}”",
            context(ContextKind::InvalidArg),
            context(ContextKind::InvalidValue)
        ),
        _ => "命令的写法不对".to_owned(),
    };
    eprintln!("{sentence}，请用 wufei --help 查看用法。");
    ExitCode::from(2)
}
