//! The state of the program: the open draft and what lies beside it. Every call of the page works on it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Zoned;

use crate::api_types::Opened;
use crate::failure::{Failure, Result};
use crate::pending_attachments::PendingAttachments;
use crate::preferences::KeptPreferences;
use crate::preview::{Fonts, Sheets};
use crate::received_forms::ReceivedForms;
use crate::recent_drafts::RecentDrafts;
use crate::session::Session;

/// What is open in the window.
#[derive(Debug)]
pub struct Desk {
    session: Arc<Mutex<Option<Session>>>,
    /// A draft that the program was asked to open, until the page takes it up.
    asked: Mutex<Option<OpenRequest>>,
    /// The drafts worked on last.
    pub(crate) recent_drafts: Arc<RecentDrafts>,
    /// Where drafts are copied to by themselves.
    pub(crate) backups: PathBuf,
    /// Whether the list of recent drafts is about to be written.
    due: Arc<AtomicBool>,
    /// The program's fonts.
    pub(crate) fonts: Fonts,
    /// The paper that was laid out last.
    pub(crate) sheets: Sheets,
    /// Files about to be attached.
    pub(crate) pending_attachments: PendingAttachments,
    /// The forms that new drafts can be made of.
    pub(crate) received_forms: ReceivedForms,
    /// How a person likes the window.
    pub preferences: KeptPreferences,
}

/// A draft that the program was asked to open.
#[derive(Debug)]
enum OpenRequest {
    /// With the start of the program: read at once, while the page is still on its way.
    AtStart(PathBuf, JoinHandle<Result<(Session, Opened)>>),
    /// Later: the page has what was typed to save first.
    Later(PathBuf),
}

/// How long after a change the list of recent drafts tells of it: a crash in between costs no more.
const NOTED_AFTER: Duration = Duration::from_secs(3);

fn taken<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in the core leaves the draft as it was last saved.
    lock.lock().unwrap_or_else(|broken| broken.into_inner())
}

impl Desk {
    /// An empty desk, or one with a draft that waits to be opened; `data` and `config` are the
    /// program's own folders, for what it notes and for what a person prefers.
    pub fn new(draft: Option<PathBuf>, data: &Path, config: &Path) -> Desk {
        let backups = data.join("backups");
        Desk {
            session: Arc::default(),
            asked: Mutex::new(draft.map(|path| {
                let (draft, copies) = (path.clone(), backups.clone());
                OpenRequest::AtStart(path, std::thread::spawn(move || read(&draft, &copies)))
            })),
            recent_drafts: Arc::new(RecentDrafts::inside(data)),
            backups,
            due: Arc::default(),
            fonts: Fonts::default(),
            sheets: Sheets::default(),
            pending_attachments: PendingAttachments::default(),
            received_forms: ReceivedForms::default(),
            preferences: KeptPreferences::inside(config),
        }
    }

    /// Lets a draft wait until the page takes it up, in place of one that waits already.
    pub fn ask_to_open(&self, draft: PathBuf) {
        *taken(&self.asked) = Some(OpenRequest::Later(draft));
    }

    fn session(&self) -> MutexGuard<'_, Option<Session>> {
        taken(&self.session)
    }

    /// The open draft, as the page shows it first; `None` where none is.
    pub fn opened(&self) -> Option<Opened> {
        self.session().as_ref().map(Session::opened)
    }

    /// Does something with the open draft.
    ///
    /// # Errors
    /// `no-draft` where none is open; whatever `work` refuses.
    pub fn with<T>(&self, work: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        match self.session().as_mut() {
            Some(session) => work(session),
            None => Err(Failure {
                code: "no-draft".into(),
                message: "没有打开的草稿，请先打开一份。".into(),
            }),
        }
    }

    /// Does what may change the draft, and has the list of recent drafts tell of it soon.
    ///
    /// # Errors
    /// As [`with`](Desk::with).
    pub fn changing<T>(&self, work: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        let done = self.with(work)?;
        if !self.due.swap(true, Ordering::SeqCst) {
            let (session, recent_drafts) =
                (Arc::clone(&self.session), Arc::clone(&self.recent_drafts));
            let due = Arc::clone(&self.due);
            std::thread::spawn(move || {
                std::thread::sleep(NOTED_AFTER);
                due.store(false, Ordering::SeqCst);
                let recent = taken(&session)
                    .as_ref()
                    .map(|session| session.recent(&session.review()));
                if let Some(recent) = recent {
                    recent_drafts.note(recent);
                }
            });
        }
        Ok(done)
    }

    /// Puts a session on the desk in place of the one there.
    pub fn take_up(&self, session: Session) -> Opened {
        let opened = session.opened();
        self.put(session, &opened);
        opened
    }

    fn put(&self, session: Session, opened: &Opened) {
        self.clear();
        let recent = session.recent(&opened.state.review);
        let path = session.path().to_owned();
        *self.session() = Some(session);
        let (session, recent_drafts) = (Arc::clone(&self.session), Arc::clone(&self.recent_drafts));
        let backups = self.backups.clone();
        // The page does not wait for the disk.
        std::thread::spawn(move || {
            recent_drafts.note(recent);
            // What it was when it was opened is kept too, once the page stands.
            std::thread::sleep(NOTED_AFTER);
            if let Some(session) = taken(&session).as_ref()
                && session.path() == path
            {
                session.back_up(&backups);
            }
        });
    }

    /// Opens the draft at a path; where it is open already, it stays so.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open(&self, path: &Path) -> Result<Opened> {
        if let Some(open) = self.session().as_ref()
            && same_file(open.path(), path)
        {
            return Ok(open.opened());
        }
        self.take_up_read(path, read(path, &self.backups))
    }

    fn take_up_read(&self, path: &Path, read: Result<(Session, Opened)>) -> Result<Opened> {
        let (session, opened) = read.map_err(|failure| self.with_backups(failure, path))?;
        self.put(session, &opened);
        Ok(opened)
    }

    /// Says that there are copies of a draft that cannot be opened itself.
    fn with_backups(&self, mut failure: Failure, path: &Path) -> Failure {
        let folder = wufei::file::backups_of(path, &self.backups);
        let is_broken = ["file-damaged", "file-not-a-draft"].contains(&failure.code.as_str());
        if is_broken && folder.is_dir() {
            failure.message = format!(
                "{}首页的“从备份恢复…”里有自动留下的备份，最新的一份最接近损坏之前。",
                failure.message
            );
        }
        failure
    }

    /// Opens the draft that waits; none where none does.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open_asked(&self) -> Result<Option<Opened>> {
        let asked = taken(&self.asked).take();
        let opened = asked.map(|asked| match asked {
            OpenRequest::AtStart(path, reading) => {
                // A panic is told of where it is met again, on this thread.
                let read = reading
                    .join()
                    .unwrap_or_else(|_| read(&path, &self.backups));
                self.take_up_read(&path, read)
            }
            OpenRequest::Later(path) => self.open(&path),
        });
        opened.transpose()
    }

    /// Clears the desk, remembers what lay on it and keeps a copy.
    pub fn clear(&self) {
        if let Some(session) = self.session().take() {
            self.recent_drafts.note(session.recent(&session.review()));
            session.back_up(&self.backups);
        }
    }
}

/// Opens a draft, and all that the page shows of it.
fn read(path: &Path, copies: &Path) -> Result<(Session, Opened)> {
    let session = Session::open(path, copies, &Zoned::now())?;
    let opened = session.opened();
    Ok((session, opened))
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}
