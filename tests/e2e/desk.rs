//! A desk for one test: a home of its own, answers to dialogs, a folder to work in, and pictures
//! of what was seen, all under `target/e2e/TEST`, where they stay to be looked at.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, SystemTime};

use fantoccini::ClientBuilder;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde_json::{Map, json};

use crate::window::Window;

/// WebKit's own driver, as Debian installs it.
const DRIVER: &str = "/usr/bin/WebKitWebDriver";

/// The window's program, built by cargo for this test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_wufei-desktop");

/// How long the program may take to show its window, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a window is asked for.
const ATTEMPTS: usize = 3;

/// What one test sees of a computer.
pub struct Desk {
    folder: PathBuf,
    program: PathBuf,
    /// How often the program was started here.
    starts: usize,
}

impl Desk {
    /// An empty desk; what an earlier run left there is gone.
    pub fn new(test: &str) -> Self {
        Desk::of(test, Path::new(PROGRAM))
    }

    /// The same for another program with a window.
    pub fn of(test: &str, program: &Path) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .expect("cargo's target folder")
            .join("e2e")
            .join(test);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the last run's desk can be cleared");
        }
        for part in ["home", "answers", "work"] {
            fs::create_dir_all(folder.join(part)).expect("a folder for the desk");
        }
        Desk {
            folder,
            program: program.to_owned(),
            starts: 0,
        }
    }

    /// A path in the folder to work in.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join("work").join(name)
    }

    /// How the window is to look from the next start on: size in percent, `light` or `dark`.
    pub fn prefers(&self, zoom: u16, look: &str) {
        let folder = self.folder.join("home/config/cn.wufei.desktop");
        fs::create_dir_all(&folder).expect("a folder for preferences");
        let preferences = json!({ "zoom": zoom, "look": look }).to_string();
        fs::write(folder.join("preferences.json"), preferences).expect("preferences are written");
    }

    /// Where a picture goes.
    pub fn picture(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What will be chosen in the dialog `question` (see `src-tauri/src/dialogs.rs`).
    pub fn answer(&self, question: &str, chosen: &Path) {
        self.answer_all(question, &[chosen]);
    }

    /// The same where several can be chosen.
    pub fn answer_all<P: AsRef<Path>>(&self, question: &str, chosen: &[P]) {
        let lines: Vec<&str> = chosen
            .iter()
            .map(|path| path.as_ref().to_str().expect("a path in UTF-8"))
            .collect();
        fs::write(self.folder.join("answers").join(question), lines.join("\n"))
            .expect("an answer is written");
    }

    /// What the system's own programs were given last (see `src-tauri/src/open_external.rs`); empty where
    /// nothing was.
    pub fn opened(&self) -> PathBuf {
        fs::read_to_string(self.folder.join("answers/opened"))
            .unwrap_or_default()
            .into()
    }

    /// Starts the program while its window stands, and waits until that start has ended.
    pub fn start_again(&self, arguments: &[&Path]) -> std::process::ExitStatus {
        Command::new(PROGRAM)
            .args(arguments)
            .envs(self.home())
            .status()
            .expect("the program starts")
    }

    /// The environment that makes this desk the program's home.
    fn home(&self) -> [(&'static str, PathBuf); 5] {
        let home = self.folder.join("home");
        [
            ("WUFEI_ANSWERS", self.folder.join("answers")),
            ("XDG_DATA_HOME", home.join("data")),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("XDG_CACHE_HOME", home.join("cache")),
            ("HOME", home),
        ]
    }

    /// A script that becomes the program, having noted when.
    fn starter(&self, started: &Path) -> PathBuf {
        let script = self.folder.join("start.sh");
        let lines = format!(
            "#!/bin/sh\ndate +%s%N > '{}'\nexec '{}' \"$@\"\n",
            started.display(),
            self.program.display()
        );
        fs::write(&script, lines).expect("a script is written");
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it may be run");
        script
    }

    /// Starts the program and waits for its window. Now and then WebKit's driver waits for ever for a
    /// page that has long been there; it is then ended with all it started, and asked again.
    pub async fn open(&mut self, arguments: &[&Path]) -> Window {
        let mut said = "nothing".to_owned();
        for _ in 0..ATTEMPTS {
            let starting = self.start(arguments, &mut said);
            if let Ok(window) = tokio::time::timeout(PATIENCE, starting).await {
                return window;
            }
        }
        panic!("no window: the driver said {said}");
    }

    /// Asks a new driver for the window until it has one; what it says meanwhile goes to `said`.
    async fn start(&mut self, arguments: &[&Path], said: &mut String) -> Window {
        self.starts += 1;
        let port = free_port();
        let log = File::create(self.folder.join(format!("driver-{}.log", self.starts)))
            .expect("a log for the driver");
        let driver = Command::new(DRIVER)
            .arg(format!("--port={port}"))
            // A group of its own, so that driver, program and WebKit's processes end together.
            .process_group(0)
            // A pipe that nobody empties would stop it.
            .stdout(log.try_clone().expect("a log for the driver"))
            .stderr(log)
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(self.home())
            .spawn()
            .expect("WebKitWebDriver is installed (Debian: webkit2gtk-driver)");
        let group = Group {
            driver,
            program: fs::canonicalize(&self.program).expect("the program"),
            started: self.folder.join("started"),
        };

        let arguments: Vec<&str> = arguments
            .iter()
            .map(|path| path.to_str().expect("a path in UTF-8"))
            .collect();
        let mut capabilities = Map::new();
        capabilities.insert(
            "webkitgtk:browserOptions".to_owned(),
            json!({ "binary": self.starter(&group.started), "args": arguments }),
        );
        let address = format!("http://127.0.0.1:{port}");
        let client = loop {
            let attempt =
                ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
                    .capabilities(capabilities.clone())
                    .connect(&address)
                    .await;
            match attempt {
                Ok(client) => break client,
                // The driver itself is still starting.
                Err(error) => {
                    *said = error.to_string();
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        };
        Window::new(client, group, self.folder.clone(), self.starts).await
    }
}

/// The driver and everything it started.
pub struct Group {
    driver: Child,
    /// The program's own file.
    program: PathBuf,
    /// Where it is noted when the program was started.
    started: PathBuf,
}

impl Group {
    fn pid(&self) -> Pid {
        Pid::from_child(&self.driver)
    }

    /// When the program was started.
    pub fn started(&self) -> SystemTime {
        let noted = fs::read_to_string(&self.started).expect("the start is noted");
        SystemTime::UNIX_EPOCH + Duration::from_nanos(noted.trim().parse().expect("nanoseconds"))
    }

    /// Memory in KiB of the program and WebKit's processes; what they share with others is counted
    /// in part (PSS).
    pub fn memory(&self) -> u64 {
        self.processes()
            .filter(|(pid, _)| *pid != self.pid())
            .filter_map(|(pid, _)| {
                let shares =
                    fs::read_to_string(format!("/proc/{}/smaps_rollup", pid.as_raw_nonzero()))
                        .ok()?;
                let line = shares.lines().find_map(|line| line.strip_prefix("Pss:"))?;
                line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
            })
            .sum()
    }

    /// Ends the window's program as a power cut would, in the middle of whatever it does.
    pub fn kill_program(&self) {
        kill_process(self.program(), Signal::KILL).expect("the program is killed");
    }

    /// The window's program: of this group, and not one of WebKit's own processes.
    fn program(&self) -> Pid {
        self.found().expect("the program runs")
    }

    fn found(&self) -> Option<Pid> {
        self.processes()
            .find_map(|(pid, program)| (program == self.program).then_some(pid))
    }

    /// Every process of this group, the driver too, and the file that each runs.
    fn processes(&self) -> impl Iterator<Item = (Pid, PathBuf)> {
        fs::read_dir("/proc")
            .expect("the list of processes")
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(Pid::from_raw)
            // The kernel's own threads run no file, and belong to no group.
            .filter_map(|pid| {
                let file = fs::read_link(format!("/proc/{}/exe", pid.as_raw_nonzero())).ok()?;
                Some((pid, file))
            })
            .filter(|(pid, _)| {
                rustix::process::getpgid(Some(*pid)).is_ok_and(|group| group == self.pid())
            })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = kill_process_group(self.pid(), Signal::TERM);
        let _ = self.driver.wait();
        // The next start would be a second one while this one still ends.
        let start = std::time::Instant::now();
        while self.found().is_some() && start.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}
