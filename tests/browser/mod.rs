//! A headless Chromium, spoken to over its DevTools protocol.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// Says that there is no browser, and none is wanted.
pub const NO_BROWSER: &str = "BEIAN_SIM_NO_BROWSER";

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
    number: u64,
    /// What the page said and asked for, since it was opened.
    pub events: Vec<Value>,
}

impl Browser {
    /// Starts a browser; `None` where none is wanted.
    ///
    /// # Panics
    /// Where none is found, and the environment does not say that none is wanted.
    pub fn start() -> Option<Self> {
        if std::env::var_os(NO_BROWSER).is_some() {
            eprintln!("{NO_BROWSER} is set: the page is not opened");
            return None;
        }
        let program = found().unwrap_or_else(|| {
            panic!(
                "no Chromium found (chromium, chromium-browser, google-chrome): install one, as with \
                 apt-get install chromium, name it in CHROMIUM, or set {NO_BROWSER}=1 to test without"
            )
        });
        let profile = tempfile::tempdir().unwrap();
        let process = Command::new(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let port = port(profile.path());
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let address = format!("ws://127.0.0.1:{port}{}", page_path(port));
        let (socket, _) = tungstenite::client(address, stream).unwrap();
        let mut browser = Self {
            process,
            profile,
            socket,
            number: 0,
            events: Vec::new(),
        };
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Calls a method and waits for its answer.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.number += 1;
        let number = self.number;
        let call = json!({ "id": number, "method": method, "params": parameters });
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
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
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

/// The port on which the browser listens, once it does.
fn port(profile: &Path) -> u16 {
    let file = profile.join("DevToolsActivePort");
    let began = Instant::now();
    loop {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        if let Some(port) = text.lines().next().and_then(|line| line.parse().ok()) {
            return port;
        }
        assert!(began.elapsed() < PATIENCE, "the browser does not start");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The path of the page's socket, from the browser's list over HTTP.
fn page_path(port: u16) -> String {
    use std::io::{Read, Write};
    let began = Instant::now();
    loop {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let ask = format!("GET /json HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        stream.write_all(ask.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // The length is said; the browser need not close.
        let mut part = [0; 4096];
        let body = loop {
            let read = stream.read(&mut part).unwrap();
            answer.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&answer).into_owned();
            let body = text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
            let list = body.and_then(|body| serde_json::from_str::<Value>(&body).ok());
            if list.is_some() || read == 0 {
                break list;
            }
        };
        let pages = body.as_ref().and_then(Value::as_array);
        let page = pages.and_then(|all| all.iter().find(|target| target["type"] == "page"));
        if let Some(address) = page.and_then(|page| page["webSocketDebuggerUrl"].as_str()) {
            let start = address.find("/devtools").unwrap();
            return address[start..].to_owned();
        }
        assert!(began.elapsed() < PATIENCE, "the browser has no page");
        std::thread::sleep(Duration::from_millis(50));
    }
}
