//! A headless Chromium, spoken to over its DevTools protocol.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// Where this is set, a machine without a browser fails the test instead of leaving it out.
pub const WANTED: &str = "BEIAN_SIM_BROWSER_WANTED";

const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    "--force-device-scale-factor=1",
];

/// How long the browser may take for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with one page.
pub struct Browser {
    process: Child,
    profile: TempDir,
    socket: WebSocket<TcpStream>,
    /// The session of the page.
    session: Option<String>,
    number: u64,
    /// What the page said and asked for, since it was opened.
    pub events: Vec<Value>,
}

impl Browser {
    /// Starts a browser; `None`, and a line that says so, where there is none.
    ///
    /// # Panics
    /// Where there is none, and [`WANTED`] is set.
    pub fn start() -> Option<Self> {
        let Some(program) = found() else {
            let says = "no Chromium found (chromium, chromium-browser, google-chrome; or named in CHROMIUM): \
                        the pages are not opened";
            assert!(std::env::var_os(WANTED).is_none(), "{says}");
            eprintln!("{says}");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let process = Command::new(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let (port, path) = listens(profile.path());
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let address = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tungstenite::client(address, stream).unwrap();
        let mut browser = Self {
            process,
            profile,
            socket,
            session: None,
            number: 0,
            events: Vec::new(),
        };
        let blank = json!({ "url": "about:blank" });
        let target = browser.call("Target.createTarget", blank)["targetId"].take();
        let attach = json!({ "targetId": target, "flatten": true });
        let session = browser.call("Target.attachToTarget", attach)["sessionId"].take();
        browser.session = session.as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Calls a method and waits for its answer.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.number += 1;
        let number = self.number;
        let mut call = json!({ "id": number, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            call["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(call.to_string())).unwrap();
        loop {
            let mut said = self.next();
            if said["id"] == number {
                assert_eq!(said.get("error"), None, "{method}");
                return said["result"].take();
            }
            self.events.push(said);
        }
    }

    fn next(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.socket.read().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    /// Opens a file in a window of this width, and waits until it is loaded.
    pub fn open(&mut self, file: &Path, width: u32, dark: bool) {
        self.events.clear();
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        );
        let address = format!("file://{}", file.display());
        self.call("Page.navigate", json!({ "url": address }));
        let loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        while !self.events.iter().any(loaded) {
            let event = self.next();
            self.events.push(event);
        }
    }

    /// The value of a JavaScript expression.
    pub fn value(&mut self, expression: &str) -> Value {
        let wanted =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut result = self.call("Runtime.evaluate", wanted);
        assert_eq!(result.get("exceptionDetails"), None, "{expression}");
        result["result"]["value"].take()
    }

    /// Moves the mouse.
    pub fn point_at(&mut self, x: f64, y: f64) {
        let event = json!({ "type": "mouseMoved", "x": x, "y": y });
        self.call("Input.dispatchMouseEvent", event);
    }

    /// A picture of the whole page, as PNG in base 64.
    pub fn picture(&mut self) -> String {
        let whole = json!({ "captureBeyondViewport": true });
        let result = self.call("Page.captureScreenshot", whole);
        result["data"].as_str().unwrap().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        // Its helpers write for a moment longer; what is left is the system's to clear.
        let _ = std::fs::remove_dir_all(self.profile.path());
    }
}

/// The browser's program.
fn found() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let places = names
        .iter()
        .flat_map(|name| folders.iter().map(move |f| f.join(name)));
    places.into_iter().find(|place| place.is_file())
}

/// The port on which the browser listens, once it does, and the path of its socket.
fn listens(profile: &Path) -> (u16, String) {
    let file = profile.join("DevToolsActivePort");
    let began = Instant::now();
    loop {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let mut lines = text.lines();
        let port = lines.next().and_then(|line| line.parse().ok());
        if let (Some(port), Some(path)) = (port, lines.next()) {
            return (port, path.to_owned());
        }
        assert!(began.elapsed() < PATIENCE, "the browser does not start");
        std::thread::sleep(Duration::from_millis(50));
    }
}
