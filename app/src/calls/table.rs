// The calls of the page: each is named here and nowhere else, with what it takes and what it answers.
//
// `mod.rs` makes the way from a name to its answer and the types of the page of it, and a shell its
// permissions: `src-tauri/build.rs` reads this file too. Every call may be refused with a `Failure`; one
// that asks a person to choose something answers `null` where the choice was cancelled.

macro_rules! with_calls {
    ($then:ident) => {
        $then! {
            /// What the first page needs, with the draft the program was started with.
            start() -> Start;
            /// Asks where, and makes a new, empty draft there: of the program's own form of an id, or of
            /// the one received last.
            create(form: Option<String>, applicant: String) -> Option<Opened>;
            /// Asks where, and makes the filled, fictional sample there; of which form, as `create`.
            sample(form: Option<String>, applicant: String) -> Option<Opened>;
            /// Asks for the file of a form that somebody sent, to make drafts of it.
            receive_form() -> Option<Offered>;
            /// Makes a new draft on the basis of an earlier one, which stays as it is; asks which where no
            /// path is given, and where the new one goes.
            based_on(path: Option<PathBuf>) -> Option<Opened>;
            /// Opens the draft at a path; asks which where none is given.
            open(path: Option<PathBuf>) -> Option<Opened>;
            /// Opens the draft that the program was asked to open meanwhile; none where it was not.
            open_asked() -> Option<Opened>;
            /// Leaves the open draft.
            leave() -> ();
            /// The copies that were made of drafts by themselves, by draft.
            backups() -> Vec<BackedUp>;
            /// Asks where, makes a new draft of a copy there, and opens it; nothing is ever overwritten.
            restore_backup(path: PathBuf) -> Option<Opened>;

            /// Applies an edit; it is saved when this answers.
            apply(edit: Request) -> Change;
            /// Takes back the last change.
            undo() -> Change;
            /// Does again what was taken back.
            redo() -> Change;
            /// Notes that answers taken over from an earlier draft were looked at.
            confirm(fields: Vec<String>) -> Change;
            /// What pasting a table's cells into the grid cell at a path would do.
            propose_paste(at: String, cells: Vec<Vec<String>>) -> Proposal;
            /// What the narrative may quote beside the figures themselves, the most useful first.
            reckoned() -> Vec<Reckoned>;
            /// Searches a table of codes; the best hits first.
            search(catalogue: Catalogue, query: String) -> Vec<Hit>;
            /// The days until which the draft is to be handed in, seen from today.
            deadlines() -> Vec<Due>;
            /// What is still to be done with the finished papers, seen from today.
            checklist() -> Vec<ChecklistItem>;

            /// A page of the history: sittings before a revision, or from now on.
            history(before: Option<i64>) -> History;
            /// The steps from one revision to another, the latest first; of many only the latest.
            steps(first: i64, last: i64) -> Vec<Step>;
            /// What is different from one state to another, or to now.
            compare(from: i64, to: Option<i64>) -> Vec<Difference>;
            /// Gives a state a name; an empty name takes it away.
            name_version(number: i64, name: String) -> ();
            /// Makes the draft what it was after a revision, as one change.
            return_to(number: i64) -> Change;
            /// Asks where, and saves a copy of the draft as it was after a revision; answers where.
            restore_copy(number: i64) -> Option<String>;

            /// Asks which files to attach; their names, none where the choice was cancelled. What was made
            /// ready before is forgotten.
            choose_files() -> Vec<String>;
            /// Makes a chosen file, by its place among the names, ready to be attached as a kind.
            ready_chosen(kind: String, number: usize) -> ();
            /// Refuses a file that the page was given by its size in bytes, before it is read.
            check_size(name: String, size: u64) -> ();
            /// Makes a file ready that the page was given: dropped or pasted.
            ready_bytes(kind: String, name: String, bytes: Bytes) -> ();
            /// Attaches everything that is ready, as one change; `null` where nothing is.
            attach_ready() -> Option<Change>;
            /// Forgets what was chosen and made ready.
            forget_files() -> ();
            /// The bytes of an attached picture, to show it.
            picture(id: String) -> Parcel<()>;
            /// A small JPEG of an attached picture, to know it by.
            thumbnail(id: String) -> Parcel<()>;
            /// Asks where, and saves a copy of an attachment there; answers where.
            save_attachment(id: String) -> Option<String>;

            /// The paper as an export would write it now, its pages yet to be painted, and where on it the
            /// form's places are.
            preview() -> Paper;
            /// A page of it, counted from 0: what it says, line by line, and a PNG with `scale` pixels to
            /// the pt; `null` and nothing where a newer paper has taken the place of the one of this number.
            page(paper: u32, index: usize, scale: f32) -> Parcel<Option<Vec<TextLine>>>;
            /// The chart of the figures at a path, as it is printed now: what it shows in words, and a PNG;
            /// `null` and nothing while there are none.
            chart(of: String) -> Parcel<Option<String>>;
            /// The typeface that the narrative is printed in.
            typeface() -> Parcel<()>;
            /// Asks for a folder and writes the documents there.
            export_to(request: ExportRequest) -> Option<Exported>;
            /// Writes documents into the folder beside the draft, from where they are printed or sent.
            export_beside(request: ExportRequest) -> Exported;
            /// Opens a document that was written into a folder with the system's program for it; without a
            /// name the folder.
            reveal(folder: String, name: Option<String>) -> ();

            /// Shows the window as a person likes it and keeps that; answers what holds now.
            prefer(preferences: Preferences) -> Preferences;
            /// Keeps the window that was about to close: the page has something to tell first.
            stay() -> ();
            /// Closes the window. The page calls it once it has sent everything that was typed.
            close() -> ();
        }
    };
}
