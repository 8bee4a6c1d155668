//! What the page may ask. Each command is a few lines: take the session, call the core, answer.
//!
//! Commands run off the main thread, which has to draw; the page sends one edit after another, and
//! the session is locked while one is at work.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Zoned;
use tauri::ipc::{InvokeBody, Request as RawRequest, Response};
use tauri::{State as Managed, WebviewWindow, Window};
use wufei::catalog::Catalog;
use wufei::check::{ChecklistItem, Due};
use wufei::compare::Difference;
use wufei::disk;
use wufei::draft::Request;
use wufei::form::package::FormFile;
use wufei::form::{Form, built_ins};
use wufei::import::paste::Proposal;
use wufei::layout::{FontBook, FontId};

use wufei_app::backups;
use wufei_app::crossing::{
    BackedUp, Catalogue, Change, ExportRequest, Exported, History, Hit, Offered, Opened, Paper,
    Reckoned, Start, Step, Version,
};
use wufei_app::desk::Desk;
use wufei_app::failure::{Failure, Result as Answer};
use wufei_app::intake;
use wufei_app::paper;
use wufei_app::preferences::{Kept, Preferences};
use wufei_app::received;
use wufei_app::session::Session;

use crate::appearance;
use crate::dialogs::{self, Question};
use crate::lifecycle::{self, Closing};
use crate::memory;
use crate::outside;

/// Entries a search answers at most: more than a person reads.
const HITS: usize = 50;

/// Longer side of a thumbnail in pixels: twice what the list shows, for sharp screens.
const THUMBNAIL: u32 = 144;

fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Answers what the first page needs.
#[tauri::command(async)]
pub fn start(desk: Managed<'_, Desk>, kept: Managed<'_, Kept>) -> Start {
    let (opened, refused) = match desk.open_waiting() {
        Ok(Some(opened)) => (Some(opened), None),
        Ok(None) => (desk.session().as_ref().map(Session::opened), None),
        Err(failure) => (None, Some(failure)),
    };
    Start {
        version: Version {
            name: wufei_app::TITLE.to_owned(),
            number: env!("CARGO_PKG_VERSION").to_owned(),
        },
        forms: received::own_forms(),
        recent: desk.recents.list(),
        opened,
        refused,
        preferences: kept.now(),
    }
}

/// Shows the window as a person likes it, and keeps that for the next start; answers what holds now.
#[tauri::command(async)]
pub fn prefer(
    window: WebviewWindow,
    kept: Managed<'_, Kept>,
    preferences: Preferences,
) -> Preferences {
    let (now, before) = kept.keep(preferences);
    appearance::show(&window, now, before);
    now
}

/// Asks where, and makes a new draft there.
#[tauri::command(async)]
pub fn create(
    window: Window,
    desk: Managed<'_, Desk>,
    form: Option<String>,
    applicant: String,
) -> Answer<Option<Opened>> {
    let FormFile { form, .. } = &*desk.received.form(form.as_deref())?;
    let Some(path) = new_place(&window, form, &applicant, &form.documents.paper) else {
        return Ok(None);
    };
    let session = Session::create_of(form, &path, &applicant, &Zoned::now(), seed())?;
    Ok(Some(desk.take_up(session)))
}

/// Asks on which draft a new one is based and where that goes, and makes it.
#[tauri::command(async)]
pub fn based_on(
    window: Window,
    desk: Managed<'_, Desk>,
    path: Option<PathBuf>,
) -> Answer<Option<Opened>> {
    let chosen = path.or_else(|| dialogs::ask(&window, &Question::Basis).into_iter().next());
    let Some(earlier) = chosen else {
        return Ok(None);
    };
    let stem = earlier.file_stem().unwrap_or_default().to_string_lossy();
    let question = Question::NewDraft {
        suggested: format!("{stem}-新.wufei"),
    };
    let Some(path) = asked_draft_place(&window, &question) else {
        return Ok(None);
    };
    let session = Session::based_on(&path, &earlier, &Zoned::now(), seed())?;
    Ok(Some(desk.take_up(session)))
}

/// Asks where, and makes the sample there.
#[tauri::command(async)]
pub fn sample(
    window: Window,
    desk: Managed<'_, Desk>,
    form: Option<String>,
    applicant: String,
) -> Answer<Option<Opened>> {
    let file = desk.received.form(form.as_deref())?;
    let Some(path) = new_place(&window, &file.form, &applicant, "示例") else {
        return Ok(None);
    };
    let session = Session::sample_of(&file, &path, &applicant, &Zoned::now(), seed())?;
    Ok(Some(desk.take_up(session)))
}

/// Asks for the file of a form that somebody sent, and takes the form to make drafts of it.
#[tauri::command(async)]
pub fn receive_form(window: Window, desk: Managed<'_, Desk>) -> Answer<Option<Offered>> {
    let chosen = dialogs::ask(&window, &Question::Form).into_iter().next();
    chosen.map(|path| desk.received.take(&path)).transpose()
}

fn new_place(window: &Window, form: &Form, applicant: &str, title: &str) -> Option<PathBuf> {
    let label = form
        .applicants
        .iter()
        .find(|known| known.id == applicant)
        .map_or(applicant, |known| &known.label);
    let question = Question::NewDraft {
        suggested: format!("{title}-{label}.wufei"),
    };
    asked_draft_place(window, &question)
}

/// Asks where a draft goes; its name gets the ending of a draft.
fn asked_draft_place(window: &Window, question: &Question) -> Option<PathBuf> {
    let mut path = dialogs::ask(window, question).into_iter().next()?;
    if path.extension().is_none_or(|ending| ending != "wufei") {
        path.as_mut_os_string().push(".wufei");
    }
    Some(path)
}

/// Opens the draft at a path, or asks which.
#[tauri::command(async)]
pub fn open(
    window: Window,
    desk: Managed<'_, Desk>,
    path: Option<PathBuf>,
) -> Answer<Option<Opened>> {
    let chosen = path.or_else(|| dialogs::ask(&window, &Question::Draft).into_iter().next());
    chosen.map(|path| desk.open(&path)).transpose()
}

/// The copies that were made of drafts by themselves.
#[tauri::command(async)]
pub fn backups(desk: Managed<'_, Desk>) -> Answer<Vec<BackedUp>> {
    backups::list(&desk.backups, &desk.recents.all(), &Zoned::now())
}

/// Asks where, makes a draft of a copy there, and opens it.
#[tauri::command(async)]
pub fn restore_backup(
    window: Window,
    desk: Managed<'_, Desk>,
    path: PathBuf,
) -> Answer<Option<Opened>> {
    let Some(copy) = backups::find(&desk.backups, &path)? else {
        return Err(Failure {
            code: "backup-gone".into(),
            message: "这份备份已经不在了，请选另一份。".into(),
        });
    };
    let question = Question::DraftCopy {
        suggested: format!("{}-找回.wufei", copy.draft),
    };
    let Some(to) = asked_draft_place(&window, &question) else {
        return Ok(None);
    };
    copy.restore(&to, built_ins())?;
    desk.open(&to).map(Some)
}

/// Opens the draft that was opened outside the window meanwhile.
#[tauri::command(async)]
pub fn open_asked(desk: Managed<'_, Desk>) -> Answer<Option<Opened>> {
    desk.open_waiting()
}

/// Leaves the open draft.
#[tauri::command(async)]
pub fn leave(desk: Managed<'_, Desk>) {
    desk.clear();
}

/// The days until which the open draft is to be handed in, seen from today.
#[tauri::command(async)]
pub fn deadlines(desk: Managed<'_, Desk>) -> Answer<Vec<Due>> {
    desk.with(|session| Ok(session.deadlines(&Zoned::now())))
}

/// Applies an edit.
#[tauri::command(async)]
pub fn apply(desk: Managed<'_, Desk>, edit: Request) -> Answer<Change> {
    desk.changing(|session| session.apply(&edit, &Zoned::now()))
}

/// Takes back the last change.
#[tauri::command(async)]
pub fn undo(desk: Managed<'_, Desk>) -> Answer<Change> {
    desk.changing(|session| session.undo(&Zoned::now()))
}

/// Does again what was taken back.
#[tauri::command(async)]
pub fn redo(desk: Managed<'_, Desk>) -> Answer<Change> {
    desk.changing(|session| session.redo(&Zoned::now()))
}

/// Notes that answers taken over from an earlier draft were looked at.
#[tauri::command(async)]
pub fn confirm(desk: Managed<'_, Desk>, fields: Vec<String>) -> Answer<Change> {
    desk.changing(|session| session.confirm(&fields, &Zoned::now()))
}

/// A page of the history, before a revision or from now on.
#[tauri::command(async)]
pub fn history(desk: Managed<'_, Desk>, before: Option<i64>) -> Answer<History> {
    desk.with(|session| session.history(before, &Zoned::now()))
}

/// The steps from one revision to another, the latest first.
#[tauri::command(async)]
pub fn steps(desk: Managed<'_, Desk>, first: i64, last: i64) -> Answer<Vec<Step>> {
    desk.with(|session| session.steps(first, last, &Zoned::now()))
}

/// What is different between two states, or a state and now.
#[tauri::command(async)]
pub fn compare(desk: Managed<'_, Desk>, from: i64, to: Option<i64>) -> Answer<Vec<Difference>> {
    desk.with(|session| session.compare(from, to))
}

/// Gives a state a name, or takes it away.
#[tauri::command(async)]
pub fn name_version(desk: Managed<'_, Desk>, number: i64, name: String) -> Answer<()> {
    desk.with(|session| session.name_version(number, &name))
}

/// Makes the draft what it was.
#[tauri::command(async)]
pub fn return_to(desk: Managed<'_, Desk>, number: i64) -> Answer<Change> {
    desk.changing(|session| session.return_to(number, &Zoned::now()))
}

/// Asks where, and saves a copy of the draft as it was there.
#[tauri::command(async)]
pub fn restore_copy(
    window: Window,
    desk: Managed<'_, Desk>,
    number: i64,
) -> Answer<Option<String>> {
    let stem = desk.with(|session| {
        let stem = session.path().file_stem().unwrap_or_default();
        Ok(stem.to_string_lossy().into_owned())
    })?;
    let question = Question::DraftCopy {
        suggested: format!("{stem}-旧版.wufei"),
    };
    let Some(path) = asked_draft_place(&window, &question) else {
        return Ok(None);
    };
    desk.with(|session| session.restore(number, &path))?;
    Ok(Some(path.display().to_string()))
}

/// What pasting a table into a cell of a grid would do.
#[tauri::command(async)]
pub fn propose_paste(
    desk: Managed<'_, Desk>,
    at: String,
    cells: Vec<Vec<String>>,
) -> Answer<Proposal> {
    desk.with(|session| session.propose_paste(&at, &cells))
}

/// What the narrative may quote beside the figures themselves.
#[tauri::command(async)]
pub fn reckoned(desk: Managed<'_, Desk>) -> Answer<Vec<Reckoned>> {
    desk.with(|session| Ok(session.reckoned()))
}

/// The typeface of the narrative on paper, so that it looks the same on screen. It lies beside the
/// program as a data file; its licence does not let it be part of the page.
#[tauri::command(async)]
pub fn typeface() -> Answer<Response> {
    let missing = |reason: String| Failure {
        code: "fonts-missing".into(),
        message: reason,
    };
    let place = FontBook::place().map_err(|error| missing(error.to_string()))?;
    let bytes = std::fs::read(place.join(FontId::FangSong.file_name())).map_err(|error| {
        let reason = disk::in_words(&error);
        missing(format!(
            "正文的字体读不出来（{reason}），请重新安装本程序。"
        ))
    })?;
    Ok(Response::new(bytes))
}

/// Asks which files to attach; answers their names. What was made ready before is forgotten.
#[tauri::command(async)]
pub fn choose_files(window: Window, desk: Managed<'_, Desk>) -> Vec<String> {
    desk.intake.begin(dialogs::ask(&window, &Question::Files))
}

/// Makes a chosen file ready to be attached as a kind; `number` is its place among the names.
#[tauri::command(async)]
pub fn ready_chosen(desk: Managed<'_, Desk>, kind: String, number: usize) -> Answer<()> {
    let Some(path) = desk.intake.chosen(number) else {
        return Err(not_received());
    };
    let (name, bytes) = intake::read(&path)?;
    make_ready(&desk, &kind, &name, bytes)
}

/// Refuses a file that the page was given by its size in bytes, before the page reads it.
#[tauri::command]
pub fn check_size(name: String, size: u64) -> Answer<()> {
    Ok(wufei::file::check_size(&name, size)?)
}

/// Makes a file ready whose bytes the page was given; kind and name stand in the headers, percent
/// encoded.
#[tauri::command(async)]
pub fn ready_bytes(desk: Managed<'_, Desk>, request: RawRequest<'_>) -> Answer<()> {
    let header = |name: &str| {
        let value = request.headers().get(name)?.to_str().ok()?;
        let decoded = percent_encoding::percent_decode_str(value).decode_utf8();
        Some(decoded.ok()?.into_owned())
    };
    let (Some(kind), Some(name)) = (header("x-kind"), header("x-name")) else {
        return Err(not_received());
    };
    let bytes = match request.body() {
        InvokeBody::Raw(bytes) => bytes.clone(),
        // An empty body does not cross as raw bytes.
        InvokeBody::Json(_) => Vec::new(),
    };
    make_ready(&desk, &kind, &name, bytes)
}

/// Pictures are fitted while the draft is free.
fn make_ready(desk: &Desk, kind: &str, name: &str, bytes: Vec<u8>) -> Answer<()> {
    let form = desk.with(|session| Ok(Arc::clone(session.form())))?;
    desk.intake.keep(intake::ready(&form, kind, name, bytes)?);
    Ok(())
}

fn not_received() -> Failure {
    Failure {
        code: "file-attachment".into(),
        message: "文件没有收到，没有添加。请用“添加文件”按钮再试。".into(),
    }
}

/// Attaches everything that is ready, as one change.
#[tauri::command(async)]
pub fn attach_ready(desk: Managed<'_, Desk>) -> Answer<Option<Change>> {
    let files = desk.intake.take();
    if files.is_empty() {
        return Ok(None);
    }
    desk.changing(|session| session.attach(files, &Zoned::now()))
        .map(Some)
}

/// Forgets what was chosen and made ready.
#[tauri::command(async)]
pub fn forget_files(desk: Managed<'_, Desk>) {
    desk.intake.take();
}

/// A small picture of an attached one, to know it by.
#[tauri::command(async)]
pub fn thumbnail(desk: Managed<'_, Desk>, id: String) -> Answer<Response> {
    let bytes = desk.with(|session| session.bytes(&id))?;
    wufei::draft::picture::thumbnail(&bytes, THUMBNAIL)
        .map(Response::new)
        .ok_or_else(|| Failure {
            code: "attachment-bytes".into(),
            message: "图片打不开，请移除后换一张。".into(),
        })
}

/// The bytes of an attachment, to show it.
#[tauri::command(async)]
pub fn picture(desk: Managed<'_, Desk>, id: String) -> Answer<Response> {
    desk.with(|session| session.bytes(&id).map(Response::new))
}

/// The paper as it would be exported now, its pages yet to be painted. The draft is free while it is
/// laid out.
#[tauri::command(async)]
pub fn preview(desk: Managed<'_, Desk>) -> Answer<Paper> {
    let moment = desk.with(|session| Ok(session.moment()))?;
    let fonts = desk.fonts.get()?;
    desk.sheets.lay_out(&moment, &fonts)
}

/// A page of it, as [`Sheet::painted`](wufei_app::paper::Sheet::painted) packs it.
#[tauri::command(async)]
pub fn page(desk: Managed<'_, Desk>, paper: u32, index: usize, scale: f32) -> Answer<Response> {
    let Some(sheet) = desk.sheets.get(paper, index) else {
        return paper::no_page().map(Response::new);
    };
    let mut pictures = BTreeMap::new();
    for picture in &sheet.pictures {
        let bytes = desk.with(|session| session.bytes(&picture.id))?;
        pictures.insert(picture.id.clone(), bytes);
    }
    let fonts = desk.fonts.get()?;
    let painted = sheet.painted(scale, &pictures, &fonts);
    drop(pictures);
    memory::give_back();
    painted.map(Response::new)
}

/// The chart that the narrative draws of the figures at a path, as [`paper::chart`] packs it.
#[tauri::command(async)]
pub fn chart(desk: Managed<'_, Desk>, of: String) -> Answer<Response> {
    let chart = desk.with(|session| Ok(session.chart(&of)))?;
    let fonts = desk.fonts.get()?;
    paper::chart(chart.as_ref(), &fonts).map(Response::new)
}

/// Asks where, and saves a copy of an attachment there.
#[tauri::command(async)]
pub fn save_attachment(
    window: Window,
    desk: Managed<'_, Desk>,
    id: String,
) -> Answer<Option<String>> {
    let (name, bytes) = desk.with(|session| {
        let file = session
            .attachment(&id)
            .map(|attachment| attachment.file.clone());
        Ok((file.unwrap_or_default(), session.bytes(&id)?))
    })?;
    let question = Question::Copy {
        suggested: name.rsplit(['/', '\\']).next().unwrap_or(&name).to_owned(),
    };
    let Some(path) = dialogs::ask(&window, &question).into_iter().next() else {
        return Ok(None);
    };
    disk::write(&path, &bytes).map_err(|error| Failure {
        code: "file-io".into(),
        message: format!(
            "“{}”写不进去（{}），请换一个文件夹再试。",
            path.display(),
            disk::in_words(&error)
        ),
    })?;
    Ok(Some(path.display().to_string()))
}

/// Searches a table of codes, the best hits first.
#[tauri::command(async)]
pub fn search(catalogue: Catalogue, query: String) -> Vec<Hit> {
    let catalog = Catalog::load();
    match catalogue {
        Catalogue::Industry => catalog
            .search_industries(&query, HITS)
            .into_iter()
            .map(|industry| Hit {
                value: industry.code.clone(),
                label: industry.printed(),
                detail: format!("{} › {}", industry.section, industry.division),
            })
            .collect(),
        Catalogue::Division => catalog
            .search_divisions(&query, HITS)
            .into_iter()
            .filter(|division| division.is_province())
            .map(|division| Hit {
                value: division.short.clone().unwrap_or_default(),
                label: division.short.clone().unwrap_or_default(),
                detail: division.name.clone(),
            })
            .collect(),
        Catalogue::Waste => catalog
            .search_wastes(&query, HITS)
            .into_iter()
            .map(|waste| Hit {
                value: waste.name.clone(),
                label: waste.name.clone(),
                detail: waste
                    .group
                    .clone()
                    .or_else(|| waste.code.clone())
                    .unwrap_or_default(),
            })
            .collect(),
    }
}

/// What is still to be done with the finished papers, seen from today.
#[tauri::command(async)]
pub fn checklist(desk: Managed<'_, Desk>) -> Answer<Vec<ChecklistItem>> {
    desk.with(|session| Ok(session.checklist(&Zoned::now())))
}

/// Asks for a folder and writes the documents there.
#[tauri::command(async)]
pub fn export_to(
    window: Window,
    desk: Managed<'_, Desk>,
    request: ExportRequest,
) -> Answer<Option<Exported>> {
    desk.with(|session| session.refuse_unready(&request, &session.review()))?;
    let Some(folder) = dialogs::ask(&window, &Question::Folder).into_iter().next() else {
        return Ok(None);
    };
    desk.with(|session| session.export(&request, &folder))
        .map(Some)
}

/// Writes documents into the folder beside the draft, from where they are printed or sent.
#[tauri::command(async)]
pub fn export_beside(desk: Managed<'_, Desk>, request: ExportRequest) -> Answer<Exported> {
    desk.with(|session| session.export_beside(&request))
}

/// Opens a document that was written with the system's own program for it, from where it is printed
/// or sent; without a name the folder it was written into.
#[tauri::command(async)]
pub fn reveal(desk: Managed<'_, Desk>, folder: String, name: Option<String>) -> Answer<()> {
    desk.with(|session| {
        let failed = |message: String| Failure {
            code: "reveal".into(),
            message,
        };
        // The system's program for it is started and not asked whether it found anything.
        let Some(path) = session
            .exported(&folder, name.as_deref())
            .filter(|path| path.exists())
        else {
            let gone = name.as_deref().unwrap_or(&folder);
            return Err(failed(format!("“{gone}”已经不在了，请重新生成。")));
        };
        outside::open(path).map_err(|error| {
            failed(format!(
                "“{}”打不开（{error}），请在文件管理器中打开它。",
                path.display()
            ))
        })
    })
}

/// Keeps the window that was about to close: the page has something to tell first.
#[tauri::command]
pub fn stay(closing: Managed<'_, Closing>) {
    closing.not_now();
}

/// Closes the window. The page calls it once it has sent everything that was typed.
#[tauri::command(async)]
pub fn close(window: Window, desk: Managed<'_, Desk>) {
    desk.clear();
    lifecycle::close(&window);
}
