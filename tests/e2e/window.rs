//! The window as a person has it before them: read, clicked and typed into by what stands in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};

use crate::desk::Group;

/// How long something may take to appear, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open window.
pub struct Window {
    client: Client,
    group: Group,
    folder: PathBuf,
    start: usize,
    pictures: usize,
}

impl Window {
    pub(crate) async fn new(client: Client, group: Group, folder: PathBuf, start: usize) -> Self {
        let window = Window {
            client,
            group,
            folder,
            start,
            pictures: 0,
        };
        // What the page throws from now on fails the test at its end.
        window
            .run(
                "window.thrown = []; \
                 const keep = error => thrown.push(String(error?.stack ? `${error}\\n${error.stack}` : error)); \
                 addEventListener('error', event => keep(event.error ?? event.message)); \
                 addEventListener('unhandledrejection', event => keep(event.reason));",
            )
            .await;
        window
    }

    /// Keeps a picture of what is seen now.
    pub async fn picture(&mut self, name: &str) {
        self.pictures += 1;
        let file = format!("{}-{:02}-{name}.png", self.start, self.pictures);
        self.shot(&self.folder.join(file)).await;
    }

    /// A picture of what is seen now, at a place of its own.
    pub async fn shot(&self, to: &Path) {
        // What was just put in place is on screen after the next frame.
        self.run_async(
            "const done = arguments[arguments.length - 1]; \
             requestAnimationFrame(() => requestAnimationFrame(() => done()));",
        )
        .await;
        let picture = self.screenshot().await.expect("a picture");
        fs::write(to, picture).expect("a picture is kept");
    }

    /// A picture of the window. The driver waits until it is drawn anew, which a page that nothing
    /// happens on is not: so something does, that nobody sees.
    async fn screenshot(&self) -> Result<Vec<u8>, CmdError> {
        self.run(
            "const { style } = document.body; \
             window.redrawing = setInterval(() => { \
                 style.outline = style.outline ? '' : '1px solid transparent'; \
             }, 30);",
        )
        .await;
        let picture = self.client.screenshot().await;
        self.run("clearInterval(redrawing); document.body.style.removeProperty('outline');")
            .await;
        picture
    }

    /// Waits for the first element that a CSS selector finds.
    pub async fn find(&self, selector: &str) -> Element {
        self.wait(Locator::Css(selector), selector).await
    }

    /// Waits for a field by the path of its answer.
    pub async fn field(&self, path: &str) -> Element {
        self.find(&format!("[name='{path}']")).await
    }

    /// Clicks what a selector finds.
    pub async fn press(&self, selector: &str) {
        let button = self.find(selector).await;
        button
            .click()
            .await
            .unwrap_or_else(|error| panic!("click {selector}: {error}"));
    }

    /// Presses a button by script: the driver's mouse does not know of the zoom and would miss.
    pub async fn press_zoomed(&self, selector: &str) {
        self.find(selector).await;
        self.run(&format!("document.querySelector(\"{selector}\").click()"))
            .await;
    }

    /// Goes to a section by the list of tasks, called up where it is folded away.
    pub async fn section(&self, id: &str) {
        self.find("nav [data-section]").await;
        if self
            .run("return document.querySelector('nav').offsetParent === null")
            .await
            == true
        {
            self.press("[data-list]").await;
        }
        self.press(&format!("[data-section='{id}']")).await;
        self.find(&format!("[data-section='{id}'][aria-current=page]"))
            .await;
    }

    /// Shows what was found, in the side panel.
    pub async fn findings(&self) {
        self.press("#tab-findings").await;
    }

    /// The sections of the draft and the page of checks, in order.
    pub async fn sections(&self) -> Vec<String> {
        self.find("nav [data-section]").await;
        let ids = self
            .run("return [...document.querySelectorAll('nav [data-section]')].map(one => one.dataset.section)")
            .await;
        serde_json::from_value(ids).expect("ids of sections")
    }

    /// Presses keys together where the focus is, the last of them last.
    pub async fn keys(&self, chord: &[char]) {
        self.strokes([chord]).await;
    }

    /// Presses keys where the focus is, one after another or several together.
    pub async fn strokes<S: AsRef<[char]>>(&self, strokes: impl IntoIterator<Item = S>) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        let mut any = false;
        for chord in strokes {
            for &value in chord.as_ref() {
                keys = keys.then(KeyAction::Down { value });
            }
            for &value in chord.as_ref().iter().rev() {
                keys = keys.then(KeyAction::Up { value });
            }
            any = true;
        }
        if any {
            self.client
                .perform_actions(keys)
                .await
                .expect("keys are pressed");
        }
    }

    /// Pastes a piece of HTML, as a spreadsheet copies it, where the focus is.
    pub async fn paste(&self, html: &str) {
        self.run(&format!(
            "const data = new DataTransfer(); \
             data.setData('text/html', `{html}`); \
             data.setData('text/plain', 'not this'); \
             const event = new ClipboardEvent('paste', {{ bubbles: true, cancelable: true, clipboardData: data }}); \
             document.activeElement.dispatchEvent(event);"
        ))
        .await;
    }

    /// Waits until the window calls everything saved.
    pub async fn saved(&self) {
        self.find("[data-saved=yes]").await;
    }

    /// Waits until nothing moves any more.
    pub async fn still(&self) {
        self.until("nothing moves", async || {
            self.run(
                "return document.fonts.status === 'loaded' && document.getAnimations() \
                 .every(a => a.playState !== 'running')",
            )
            .await
                == true
        })
        .await;
    }

    /// Types into a field in place of what stands there, and leaves it.
    pub async fn fill(&self, path: &str, text: &str) {
        let field = self.field(path).await;
        field.clear().await.expect("a field is cleared");
        field.send_keys(text).await.expect("keys reach the field");
        self.leave(&field).await;
    }

    /// Leaves a field as the keyboard does.
    pub async fn leave(&self, field: &Element) {
        let tab = Key::Tab.to_string();
        field
            .send_keys(&tab)
            .await
            .expect("a key reaches the field");
    }

    /// What stands in a field.
    pub async fn value(&self, path: &str) -> String {
        let field = self.field(path).await;
        field
            .prop("value")
            .await
            .expect("a field's value")
            .unwrap_or_default()
    }

    /// The place of the row that stands at a position of a field, as its inputs are named by it.
    pub async fn row(&self, field: &str, at: usize) -> String {
        self.row_where(field, &format!("(_, at) => at === {at}"))
            .await
    }

    /// The place of the row of a name.
    pub async fn row_named(&self, field: &str, name: &str) -> String {
        self.row_where(field, &format!("row => row.dataset.name === '{name}'"))
            .await
    }

    async fn row_where(&self, field: &str, which: &str) -> String {
        self.find(&format!("[data-rows='{field}']")).await;
        let id = self
            .run(&format!(
                "return [...document.querySelectorAll(\"[data-rows='{field}']\")].find({which})?.dataset.row ?? ''"
            ))
            .await;
        format!("{field}[{}]", id.as_str().unwrap_or_default())
    }

    /// Waits until a selector finds nothing any more.
    pub async fn gone(&self, selector: &str) {
        self.until(&format!("{selector} is gone"), async || {
            self.client
                .find_all(Locator::Css(selector))
                .await
                .is_ok_and(|found| found.is_empty())
        })
        .await;
    }

    /// Everything that stands in the window.
    pub async fn text(&self) -> String {
        self.run("return document.body.innerText")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.client
            .execute(script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("{error}: {script}"))
    }

    /// Runs a script in the page that answers later, through its last argument.
    pub async fn run_async(&self, script: &str) -> serde_json::Value {
        self.client
            .execute_async(script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("{error}: {script}"))
    }

    /// Waits for something to become true.
    pub async fn until(&self, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        let start = std::time::Instant::now();
        while !is_so().await {
            if start.elapsed() > PATIENCE {
                self.give_up(what).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// How long after its start the program's page marked that it takes input.
    pub async fn interactive_after(&self) -> Duration {
        let mark = "const [mark] = performance.getEntriesByName('interactive'); \
             return mark ? performance.timeOrigin + mark.startTime : null";
        self.until("the page takes input", async || {
            !self.run(mark).await.is_null()
        })
        .await;
        let millis = self.run(mark).await.as_f64().expect("a time");
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs_f64(millis / 1000.0);
        at.duration_since(self.group.started())
            .expect("the start comes first")
    }

    /// Memory in KiB of the program and WebKit's processes.
    pub fn memory(&self) -> u64 {
        self.group.memory()
    }

    /// The program ends without warning, as in a power cut.
    pub fn cut_power(self) {
        self.group.kill_program();
    }

    /// Closes the window. The page must have thrown nothing.
    pub async fn close(self) {
        let thrown = self.run("return window.thrown").await;
        assert_eq!(thrown, serde_json::json!([]), "the page threw errors");
        self.client.close_window().await.expect("the window closes");
    }

    async fn wait(&self, locator: Locator<'_>, what: &str) -> Element {
        match self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(locator)
            .await
        {
            Ok(element) => element,
            Err(_) => self.give_up(what).await,
        }
    }

    /// Ends the test with a picture of what stands there instead.
    async fn give_up(&self, what: &str) -> ! {
        let picture = self.folder.join("failed.png");
        if let Ok(seen) = self.screenshot().await {
            let _ = fs::write(&picture, seen);
        }
        panic!(
            "not in the window: {what}; see {}\nthrown: {}\n{}",
            picture.display(),
            self.run("return window.thrown").await,
            self.text().await
        );
    }
}
