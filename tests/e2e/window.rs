//! The window as a person has it before them: read, clicked and typed into by what stands in it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use fantoccini::elements::Element;
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
    pub(crate) fn new(client: Client, group: Group, folder: PathBuf, start: usize) -> Self {
        Window {
            client,
            group,
            folder,
            start,
            pictures: 0,
        }
    }

    /// Keeps a picture of what is seen now.
    pub async fn picture(&mut self, name: &str) {
        self.pictures += 1;
        let file = format!("{}-{:02}-{name}.png", self.start, self.pictures);
        let picture = self.client.screenshot().await.expect("a picture");
        fs::write(self.folder.join(file), picture).expect("a picture is kept");
    }

    /// Waits for the first element that a CSS selector finds.
    pub async fn find(&self, selector: &str) -> Element {
        self.wait(Locator::Css(selector), selector).await
    }

    /// Waits for a button or link by what stands on it.
    pub async fn button(&self, words: &str) -> Element {
        let path = format!(
            "//*[(self::button or self::a or @role='button' or @role='menuitem' or @role='tab') \
             and contains(normalize-space(.), '{words}')]"
        );
        self.wait(Locator::XPath(&path), words).await
    }

    /// Waits for a field by the path of its answer.
    pub async fn field(&self, path: &str) -> Element {
        self.find(&format!("[name='{path}']")).await
    }

    /// Clicks a button or link by what stands on it.
    pub async fn click(&self, words: &str) {
        let button = self.button(words).await;
        button
            .click()
            .await
            .unwrap_or_else(|error| panic!("click {words}: {error}"));
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

    /// Waits until some words stand in the window.
    pub async fn says(&self, words: &str) {
        self.until(&format!("“{words}” is said"), async || {
            self.text().await.contains(words)
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

    /// The program ends without warning, as in a power cut.
    pub fn cut_power(self) {
        self.group.kill_program();
    }

    /// Closes the window as the button in its corner does, and waits until the program has ended.
    pub async fn close(self) {
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
        if let Ok(seen) = self.client.screenshot().await {
            let _ = fs::write(&picture, seen);
        }
        panic!(
            "not in the window: {what}; see {}\n{}",
            picture.display(),
            self.text().await
        );
    }
}
