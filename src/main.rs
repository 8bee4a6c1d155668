//! The command line `wufei`: the core without a window (docs/format.md §3).
//!
//! Exit status: 0 done; 1 done, and the draft or the form has errors; 2 could not be done, the reason on standard
//! error.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::error::{ContextKind, ErrorKind};
use clap::{Args, Parser, Subcommand};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use wufei::check::{self, Review, Severity, Verdict};
use wufei::compose::Options;
use wufei::disk;
use wufei::draft::{AttachmentBytes as _, Draft, words_of};
use wufei::export::{self, Document, ExportError};
use wufei::file::{self, Birth, DraftFile, FileError};
use wufei::form::package::{self, FormFile};
use wufei::form::{Form, FormError, Path as Place, Problem, built_in, built_ins};
use wufei::sample;

/// Largest answers JSON that is read, in bytes: far above a full draft's.
const LARGEST_JSON: u64 = 64 << 20;

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
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

const HELP: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

#[derive(Subcommand)]
enum Command {
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
    Sample(NewArgs),
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
    Export {
        /// 草稿文件
        file: PathBuf,
        /// 写到这个文件夹
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// 只导出其中几种，用逗号隔开；summary 是单独一页的汇总表，seal 是要盖章的几页，attachments 是随附材料，eml 是附好文件的邮件草稿（与 attachments 同时写时也附上随附材料）
        #[arg(long, value_name = "docx,xlsx,pdf,summary,seal,attachments,eml", value_delimiter = ',',
              value_parser = PossibleValuesParser::new(Document::ALL.map(Document::word)).map(document))]
        only: Vec<Document>,
        /// 定稿：还有错误时拒绝导出
        #[arg(long = "final")]
        last: bool,
        /// 生产经营表按通知文本只印通知中的年份
        #[arg(long)]
        notice_years: bool,
    },
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
enum FormCommand {
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
struct NewArgs {
    /// 新草稿的文件名
    file: PathBuf,
    /// 申报单位类型：enterprise 企业，park 园区
    #[arg(long)]
    applicant: String,
    /// 收到的表单，或程序自带的表单的编号；默认用自带的最新一份
    #[arg(long, value_name = "FORM")]
    form: Option<PathBuf>,
}

fn document(word: String) -> Document {
    Document::ALL
        .into_iter()
        .find(|document| document.word() == word)
        .unwrap_or(Document::Docx)
}

/// Why a command could not be done.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("“{}”：{error}", path.display())]
    Form { path: PathBuf, error: FormError },
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error("“{}”读写失败（{}），请检查文件夹是否存在、是否可写。", path.display(), disk::in_words(source))]
    Io { path: PathBuf, source: io::Error },
    #[error("“{}”太大，不像是填写内容，没有改动任何内容。请检查文件。", path.display())]
    TooLarge { path: PathBuf },
    #[error("结果写不出来（{}），请再试一次。", disk::in_words(.0))]
    Output(#[from] io::Error),
}

fn main() -> ExitCode {
    let asked = match CommandLine::try_parse() {
        Ok(asked) => asked,
        Err(error) => return misunderstood(&error),
    };
    match run(asked.command, &mut io::stdout().lock()) {
        Ok(code) => code,
        // Whoever read the output has seen enough: nothing to report, and nobody to report to.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}

/// Says in one sentence what was wrong with the command line; help and version are no errors.
fn misunderstood(error: &clap::Error) -> ExitCode {
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

fn run(command: Command, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    match command {
        Command::New {
            file,
            based_on: Some(earlier),
            form,
            ..
        } => {
            let form = form.as_deref().map(received).transpose()?;
            based_on(&file, &earlier, form.map(|form| form.form).as_ref(), out)?;
        }
        Command::New {
            file,
            applicant,
            form,
            ..
        } => {
            let applicant = applicant.unwrap_or_default();
            let form = asked(form.as_deref())?.form;
            DraftFile::create(&file, &form, &applicant, &birth(), |_| {
                Ok::<(), FileError>(())
            })?;
            writeln!(out, "已新建草稿“{}”。", file.display())?;
        }
        Command::Sample(NewArgs {
            file,
            applicant,
            form,
        }) => {
            let now = Timestamp::now();
            let FormFile { form, samples } = asked(form.as_deref())?;
            sample::create(&file, &form, &samples, &applicant, &birth(), now)?;
            writeln!(out, "已生成示例“{}”，内容全部虚构。", file.display())?;
        }
        Command::Set {
            file,
            answers,
            files,
        } => {
            let mut draft = opened(&file)?;
            let json = file::decode(read_limited(&answers)?)?;
            let folder = files.unwrap_or_else(|| match answers.parent() {
                Some(folder) => folder.to_owned(),
                None => PathBuf::new(),
            });
            let read = |name: &str| {
                let path = inside(&folder, name);
                let size = fs::metadata(&path)?.len();
                if size > file::LARGEST {
                    return Err(io::Error::other(format!("超过 {} MB", file::LARGEST >> 20)));
                }
                fs::read(path)
            };
            draft.merge(&json, read, Timestamp::now())?;
            writeln!(out, "已填入“{}”。", file.display())?;
        }
        Command::Show { file, files } => {
            let draft = opened(&file)?;
            if let Some(folder) = files {
                write_attachments(&draft, &folder)?;
            }
            let json = draft.draft().to_json(draft.scope());
            let text = serde_json::to_string_pretty(&json).map_err(io::Error::from)?;
            writeln!(out, "{text}")?;
        }
        Command::Check { file, json } => {
            let draft = opened(&file)?;
            let review = check::review(draft.scope(), draft.draft());
            if json {
                let text = serde_json::to_string_pretty(&review).map_err(io::Error::from)?;
                writeln!(out, "{text}")?;
            } else {
                tell(&review, &draft.scope().form, out)?;
            }
            return Ok(status(&review));
        }
        Command::Export {
            file,
            to,
            only,
            last,
            notice_years,
        } => {
            let draft = opened(&file)?;
            let review = check::review(draft.scope(), draft.draft());
            if last && !review.ready {
                tell(&review, &draft.scope().form, out)?;
                eprintln!(
                    "还有 {} 处错误，没有导出定稿。请改正后再试，或去掉 --final 导出草稿。",
                    review.counts.error
                );
                return Ok(ExitCode::from(1));
            }
            let options = Options {
                draft_number: draft.number().to_owned(),
                unfinished: !review.ready,
                notice_years,
                changed: draft.last_revision()?.map(|revision| revision.at),
            };
            let documents = match only.is_empty() {
                true => Document::USUAL.to_vec(),
                false => only,
            };
            let papers = export::write(
                draft.scope(),
                draft.draft(),
                &draft,
                &options,
                &documents,
                &to,
            )?;
            for document in &papers.written {
                writeln!(out, "{}", document.path.display())?;
            }
            let size: u64 = papers.written.iter().map(|document| document.size).sum();
            writeln!(
                out,
                "共 {} 个文件，{}。",
                papers.written.len(),
                export::mail::size_in_words(size)
            )?;
            let sentences = [
                export::unprintable_sentence(&papers.unprintable),
                export::strangers_sentence(&papers.strangers),
            ];
            for sentence in sentences.into_iter().flatten() {
                writeln!(out, "{sentence}")?;
            }
            if !review.ready {
                writeln!(
                    out,
                    "草稿还有 {} 处错误，页脚印有“草稿”字样。",
                    review.counts.error
                )?;
            }
        }
        Command::History { file } => {
            let draft = opened(&file)?;
            for revision in draft.history()? {
                let at = revision.at.to_zoned(TimeZone::system());
                writeln!(
                    out,
                    "{:>5}  {}  {}",
                    revision.number,
                    at.strftime("%Y-%m-%d %H:%M:%S"),
                    revision.label
                )?;
            }
        }
        Command::Restore { file, revision, to } => {
            let draft = opened(&file)?;
            draft.restore(revision, &to)?;
            writeln!(
                out,
                "已把第 {revision} 次修改之后的样子存为“{}”。",
                to.display()
            )?;
        }
        Command::Form {
            command: FormCommand::Check { file, to },
        } => return check_form(&file, to, out),
        Command::Form {
            command: FormCommand::Pack { folder, to },
        } => pack_form(&folder, &to, out)?,
        Command::Verify { file } => {
            let whole = opened(&file)?.inspect()?;
            writeln!(
                out,
                "文件完好：填写内容 {} 项，附件 {} 个（共 {} 字节），修改 {} 次。",
                whole.answers, whole.attachments, whole.bytes, whole.revisions
            )?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a draft on the basis of an earlier one, and names what was taken over and what was not.
fn based_on(
    file: &Path,
    earlier: &Path,
    form: Option<&Arc<Form>>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = Timestamp::now();
    let made = DraftFile::create_based_on(file, form, &birth(), earlier, built_ins(), now)?;
    let (scope, draft) = (made.file.scope(), made.file.draft());
    let named = |path: &String| match path.as_str() {
        "attachments" => "附件".to_owned(),
        path => words_of(scope, draft, &Place::field(path)),
    };
    writeln!(
        out,
        "已新建草稿“{}”，沿用了“{}”中的 {} 项，请逐项核对。",
        file.display(),
        earlier.display(),
        made.file.carried().len()
    )?;
    if !made.left.is_empty() {
        let left: Vec<String> = made.left.iter().map(named).collect();
        writeln!(
            out,
            "没有沿用或只沿用了一部分、要重新填写的：{}。",
            left.join("、")
        )?;
    }
    Ok(())
}

/// The form of a command: the one that was named, else the newest of the program's own.
fn asked(form: Option<&Path>) -> Result<FormFile, Failure> {
    match form {
        Some(form) => received(form),
        None => Ok(own(&built_ins()[0])),
    }
}

/// A form of the program's own with its samples.
fn own(form: &Arc<Form>) -> FormFile {
    FormFile {
        samples: sample::built_in(&form.id),
        form: Arc::clone(form),
    }
}

/// The form in a form file or a folder, or the program's own of an id.
fn received(path: &Path) -> Result<FormFile, Failure> {
    if let Some(form) = path.to_str().and_then(built_in)
        && !path.exists()
    {
        return Ok(own(form));
    }
    let refused = |error| Failure::Form {
        path: path.to_owned(),
        error,
    };
    let io = |source| Failure::Io {
        path: path.to_owned(),
        source,
    };
    if path.is_dir() {
        let mut files = Vec::new();
        package_files(path, "", &mut files).map_err(io)?;
        return FormFile::of(files).map_err(refused);
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(io)?;
    // One more than is taken, so that it is known to be too large.
    let read = file.take(package::LARGEST_FILE + 1).read_to_end(&mut bytes);
    read.map_err(io)?;
    FormFile::read(&bytes).map_err(refused)
}

/// The files of a folder that is to be a form file, by their names in it. Hidden ones are of the system.
fn package_files(
    folder: &Path,
    inside: &str,
    files: &mut Vec<(String, Vec<u8>)>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if name.starts_with('.') || kind.is_symlink() {
            continue;
        }
        match kind.is_dir() {
            // Deeper than a form file can be.
            true if inside.matches('/').count() >= package::DEPTH => {}
            true => package_files(&entry.path(), &format!("{inside}{name}/"), files)?,
            false if entry.metadata()?.len() > package::LARGEST_FILE => {
                return Err(io::Error::other(format!("{name} 太大")));
            }
            false => files.push((format!("{inside}{name}"), fs::read(entry.path())?)),
        }
    }
    Ok(())
}

/// Tells what is wrong with a form, and writes its empty papers for a look where it can be used.
fn check_form(file: &Path, to: Option<PathBuf>, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let read = match received(file) {
        Ok(read) => read,
        Err(Failure::Form {
            error: FormError::Problems(problems),
            ..
        }) => {
            tell_problems(&problems, out)?;
            return Ok(ExitCode::from(1));
        }
        Err(failure) => return Err(failure),
    };
    let to = to.unwrap_or_else(|| {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        file.with_file_name(disk::fit_name(&format!("{stem}-空白表")))
    });
    let none: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for applicant in &read.form.applicants {
        let Some(scope) = read.form.scope(&applicant.id) else {
            continue;
        };
        let draft = Draft::new(&read.form.id, &applicant.id);
        let folder = to.join(&applicant.label);
        let papers = export::write(
            &scope,
            &draft,
            &none,
            &Options::default(),
            Document::USUAL.as_ref(),
            &folder,
        )?;
        for document in &papers.written {
            writeln!(out, "{}", document.path.display())?;
        }
        if let Some(sentence) = export::unprintable_sentence(&papers.unprintable) {
            writeln!(out, "{sentence}")?;
        }
    }
    let problems = sample::problems(&read.form, &read.samples);
    if !problems.is_empty() {
        tell_problems(&problems, out)?;
        return Ok(ExitCode::from(1));
    }
    let labels: Vec<&str> = (read.form.applicants.iter())
        .map(|a| a.label.as_str())
        .collect();
    writeln!(
        out,
        "表单“{}”（{}）没有问题，可供{}使用。空白表写在“{}”，请打开看一看。",
        read.form.title,
        read.form.id,
        labels.join("、"),
        to.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

fn tell_problems(problems: &[Problem], out: &mut dyn Write) -> io::Result<()> {
    for problem in problems {
        writeln!(out, "{problem}")?;
    }
    writeln!(out, "共 {} 处问题。", problems.len())
}

/// Makes a form file of a folder.
fn pack_form(folder: &Path, to: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let io = |source| Failure::Io {
        path: folder.to_owned(),
        source,
    };
    if to.symlink_metadata().is_ok() {
        return Err(FileError::Exists {
            path: to.to_owned(),
        }
        .into());
    }
    let mut files = Vec::new();
    package_files(folder, "", &mut files).map_err(io)?;
    let packed = package::packed(files).map_err(|error| Failure::Form {
        path: folder.to_owned(),
        error,
    })?;
    disk::write(to, &packed).map_err(|source| Failure::Io {
        path: to.to_owned(),
        source,
    })?;
    writeln!(
        out,
        "已打成表单文件“{}”，{}。",
        to.display(),
        export::mail::size_in_words(packed.len() as u64)
    )?;
    Ok(())
}

/// Opens a draft. The copy that is made before one of an earlier version is brought over goes where the
/// window keeps its copies.
fn opened(file: &Path) -> Result<DraftFile, FileError> {
    DraftFile::open_keeping(
        file,
        built_ins(),
        data_folder().map(|data| data.join("backups")).as_deref(),
    )
}

/// The window's folder for its own files, as Tauri places it.
fn data_folder() -> Option<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
    };
    let local = match cfg!(windows) {
        true => set("LOCALAPPDATA"),
        false => set("XDG_DATA_HOME").or_else(|| Some(set("HOME")?.join(".local/share"))),
    };
    Some(local?.join("cn.wufei.desktop"))
}

fn birth() -> Birth {
    Birth {
        at: Zoned::now(),
        seed: RandomState::new().build_hasher().finish(),
        sample: false,
    }
}

fn status(review: &Review) -> ExitCode {
    match review.ready {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(1),
    }
}

fn read_limited(path: &Path) -> Result<Vec<u8>, Failure> {
    let io = |source| Failure::Io {
        path: path.to_owned(),
        source,
    };
    if fs::metadata(path).map_err(io)?.len() > LARGEST_JSON {
        return Err(Failure::TooLarge {
            path: path.to_owned(),
        });
    }
    fs::read(path).map_err(io)
}

/// An attachment's relative file name, in whichever system's way it was written, inside a folder.
fn inside(folder: &Path, name: &str) -> PathBuf {
    name.split(['/', '\\'])
        .fold(folder.to_owned(), |path, part| path.join(part))
}

fn write_attachments(draft: &DraftFile, folder: &Path) -> Result<(), Failure> {
    for attachment in draft.draft().attachments() {
        let path = inside(folder, &attachment.file);
        let io = |source| Failure::Io {
            path: path.clone(),
            source,
        };
        let bytes = draft.read(&attachment.id).map_err(io)?;
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(io)?;
        disk::write(&path, &bytes).map_err(io)?;
    }
    Ok(())
}

/// Tells a person what a check found.
fn tell(review: &Review, form: &Form, out: &mut dyn Write) -> io::Result<()> {
    let counts = review.counts;
    writeln!(
        out,
        "错误 {} 处，警告 {} 处，建议 {} 条。",
        counts.error, counts.warning, counts.advice
    )?;
    let mut section = None;
    for finding in &review.findings {
        if section != Some(&finding.section) {
            section = Some(&finding.section);
            let name = form
                .sections
                .iter()
                .filter(|s| s.applicant.as_ref().is_none_or(|a| *a == review.applicant))
                .find(|s| s.id == finding.section)
                .map_or("", |s| s.name.as_str());
            writeln!(out, "\n{name}")?;
        }
        let sign = match finding.severity {
            Severity::Error => "✗ 错误",
            Severity::Warning => "！警告",
            Severity::Advice => "· 建议",
        };
        writeln!(
            out,
            "  {sign}  {}{}（{}）",
            finding.message, finding.fix, finding.path
        )?;
    }
    writeln!(out, "\n字数")?;
    for (id, words) in &review.words {
        let label = form
            .limits
            .iter()
            .find(|limit| limit.id == *id)
            .map_or(id.as_str(), |limit| limit.label.as_str());
        writeln!(out, "  {label} {} / {}", words.count, words.limit)?;
    }
    writeln!(out, "\n基本要求")?;
    for requirement in &review.eligibility {
        let verdict = match requirement.verdict {
            Verdict::Met => "✓ 达到",
            Verdict::NotMet => "✗ 没有达到",
            Verdict::Unclear => "？两种算法结论不同",
            Verdict::Unanswered => "○ 还没有填",
        };
        writeln!(
            out,
            "  {verdict}  {}：{}",
            requirement.label, requirement.evidence
        )?;
    }
    Ok(())
}
