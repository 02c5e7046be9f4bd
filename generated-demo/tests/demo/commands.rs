//! The commands, each as a process of its own.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use mindvideo::sandbox::{Outcome, Sandbox};
use serde_json::Value;

use super::{Folder, Ran, api, assert_mp4, filled};

const MODEL: &str = "veo3-1-quality";

/// The objects that were printed. Anything else fails.
fn events(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The events of a name.
fn named<'a>(events: &'a [Value], name: &str) -> Vec<&'a Value> {
    events
        .iter()
        .filter(|event| event["event"] == name)
        .collect()
}

/// A demo that is still running.
struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// Reads on until an event of this name.
    fn until(&mut self, name: &str) -> Value {
        loop {
            let mut line = String::new();
            assert_ne!(self.out.read_line(&mut line).unwrap(), 0, "no {name}");
            let event: Value = serde_json::from_str(&line).unwrap();
            if event["event"] == name {
                return event;
            }
        }
    }

    /// Sends a signal as a terminal or a service manager would.
    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let kill = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
    }

    /// Its end: the code and standard error.
    fn end(mut self) -> (Option<i32>, String) {
        std::io::copy(&mut self.out, &mut std::io::sink()).unwrap();
        let output = self.child.wait_with_output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }
}

/// The command `sandbox` on a port of its own, until it is dropped.
struct Server {
    running: Running,
    url: String,
}

impl Server {
    fn start(folder: &Folder, pace: &str) -> Self {
        let mut command = folder.demo();
        command.args(["sandbox", "--port", "0", "--json", "--pace", pace]);
        let mut running = Running::start(&mut command);
        let url = running.until("listening")["base_url"]
            .as_str()
            .unwrap()
            .to_owned();
        Self { running, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.running.child.kill();
        let _ = self.running.child.wait();
    }
}

#[test]
fn help_of_a_model_shows_its_fields() {
    let folder = Folder::new("model-help");
    let help = folder.run(&["run", MODEL, "--help"]);
    help.says(
        0,
        &[
            "Fields of veo3-1-quality, from its schema",
            "  FIELD            TYPE            DEFAULT  LIMITS\n",
            "  prompt           string          -        required, at least 1 character\n    Text prompt for video generation.\n",
            "  image_urls       list of string  -        at most 2 items, a file or URL (image/*)\n",
            "--business-id <ID>",
        ],
        &[],
    );
    folder
        .run(&["run", "--help"])
        .says(0, &["Models of this build:\n  veo3-1-quality\n"], &[]);
    let unknown = folder.run(&["run", "veo9"]);
    unknown.says(
        2,
        &[],
        &["there is no model \"veo9\"", "  veo3-1-quality\n"],
    );
}

#[test]
fn run_buys_once_and_fetches_once() {
    let (folder, api) = (Folder::new("run"), api());
    fs::write(folder.0.join("first.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    let line = [
        "run",
        MODEL,
        "--prompt",
        "Waves",
        "--set",
        "duration=8",
        "--image-urls",
        "first.png",
        "--business-id",
        "order-7",
        "-o",
        "films/a.mp4",
        "--json",
    ];
    let ran = folder.run_against(&api, &line);
    ran.says(0, &[], &[]);
    let told = events(&ran.out);
    let submitted = named(&told, "submitted")[0];
    for (member, value) in [
        ("business_id", "order-7"),
        ("model", MODEL),
        ("cost_estimate", "0.675"),
    ] {
        assert_eq!(submitted[member], value);
    }
    assert_eq!(submitted["attempt"], 1);
    assert_eq!(named(&told, "file")[0]["fresh"], true);
    assert_eq!(named(&told, "done")[0]["cost"], "0.675");
    assert_eq!(
        named(&told, "status").last().unwrap()["status"],
        "succeeded"
    );
    assert_mp4(&folder.0.join("films/a.mp4"));

    let again = events(&folder.run_against(&api, &line).out);
    assert_eq!(named(&again, "file")[0]["fresh"], false);
    assert_eq!(named(&again, "done")[0]["task_id"], submitted["task_id"]);
    assert_eq!(api.ledger().tasks().len(), 1);

    let other = folder.run_against(
        &api,
        &[
            "run",
            MODEL,
            "--prompt",
            "Dunes",
            "--business-id",
            "order-7",
        ],
    );
    other.says(
        1,
        &[],
        &["bound to another request", "charged: nothing", "--attempt"],
    );
    let taken = folder.run_against(&api, &["run", MODEL, "--prompt", "x", "-o", "films/a.mp4"]);
    taken.says(
        2,
        &[],
        &["films/a.mp4 is there already", "nothing was sent"],
    );
    let second = folder.run_against(
        &api,
        &[
            "run",
            MODEL,
            "--prompt",
            "Dunes",
            "--business-id",
            "order-7",
            "--attempt",
            "2",
        ],
    );
    second.says(
        0,
        &["journal  ", "task     task_", "file     http://127.0.0.1"],
        &[],
    );
    assert_eq!(api.ledger().tasks().len(), 2);
    let listed = folder.run(&["ls"]);
    listed.says(
        0,
        &["journal  ", "order-7  ", "order-7 (attempt 2)", "succeeded"],
        &[],
    );
}

#[test]
fn every_refused_value_is_named_with_its_flag_and_nothing_is_sent() {
    let (folder, api) = (Folder::new("refused-input"), api());
    let ran = folder.run_against(
        &api,
        &[
            "run",
            MODEL,
            "--duration",
            "7",
            "--set",
            "sed=1",
            "--image-urls",
            "none.png",
            "--json",
        ],
    );
    ran.says(
        1,
        &[],
        &[
            "  --duration 7: /duration: 7 is not 8",
            "  --set sed=1: /sed: ",
            "  --image-urls none.png: none.png: ",
            "`prompt` is missing",
            "charged: nothing",
        ],
    );
    let told = events(&ran.out);
    let violations = told[0]["violations"].as_array().unwrap();
    assert_eq!(
        (told.len(), &told[0]["code"], violations.len()),
        (1, &Value::from(1), 4)
    );
    assert!(
        violations
            .iter()
            .any(|one| one["given"] == "--duration 7" && one["pointer"] == "/duration")
    );
    assert_eq!(api.ledger().request_count(), 0);
    assert!(!folder.state().exists());
}

#[test]
fn an_input_comes_from_a_file_or_from_standard_input() {
    let (folder, api) = (Folder::new("input"), api());
    fs::write(
        folder.0.join("input.json"),
        "{\n  \"prompt\": \"Waves\",\n  \"duration\": 7\n}",
    )
    .unwrap();
    let ran = folder.run_against(&api, &["run", MODEL, "--input", "input.json"]);
    ran.says(
        1,
        &[],
        &["  --input input.json: 3:15: /duration: 7 is not 8"],
    );
    let ran = folder.run_against(&api, &["run", MODEL, "--input", "none.json"]);
    ran.says(4, &[], &["--input none.json: "]);

    let mut command = folder.demo();
    command
        .env("MINDVIDEO_API_KEY", api.api_key())
        .env("MINDVIDEO_BASE_URL", api.base_url());
    command.args(["run", MODEL, "--input", "-", "--duration", "8", "--json"]);
    let mut running = Running::start(command.stdin(Stdio::piped()));
    let mut stdin = running.child.stdin.take().unwrap();
    stdin
        .write_all(b"{\"prompt\": \"Waves\", \"duration\": 7}")
        .unwrap();
    drop(stdin);
    running.until("done");
    assert_eq!(running.end().0, Some(0));
}

/// A server of this machine whose tasks wait until they are told to end. It takes the key that the demo has for those.
fn patient() -> Sandbox {
    let hour = Duration::from_hours(1);
    filled(hour).api_key("mv_live_sandbox").start().unwrap()
}

/// The command `sandbox` outlives those that talk to it.
#[test]
fn a_sandbox_serves_one_command_after_the_other() {
    let folder = Folder::new("served");
    let server = Server::start(&folder, "0.05");
    let at = ["--base-url", &*server.url];
    let ran = folder.run(&[&["run", MODEL, "--prompt", "Waves", "--json"], &at[..]].concat());
    ran.says(0, &[], &[]);
    let told = events(&ran.out);
    let id = named(&told, "done")[0]["task_id"].as_str().unwrap();
    let ran = folder.run(&[&["resume", id, "-o", "a.mp4"], &at[..]].concat());
    ran.says(0, &["succeeded, cost 0.675", "a.mp4"], &[]);
    assert_mp4(&folder.0.join("a.mp4"));
}

/// A process is killed between submit and wait; the next ones see the purchase and finish it.
#[test]
fn what_a_kill_left_is_recovered() {
    let (folder, server) = (Folder::new("killed"), patient());
    let at = ["--base-url", server.base_url(), "--json"];
    let mut command = folder.demo();
    command
        .args([
            "run",
            MODEL,
            "--prompt",
            "Waves",
            "--business-id",
            "order-7",
        ])
        .args(at);
    let mut running = Running::start(&mut command);
    let submitted = running.until("submitted");
    assert_eq!(
        events(&folder.run(&["ls", "--json"]).out).len(),
        2,
        "while it is in use"
    );
    running.child.kill().unwrap();
    assert_ne!(running.end().0, Some(0));

    let listed = events(&folder.run(&["ls", "--open", "--json"]).out);
    let entry = named(&listed, "entry")[0];
    assert_eq!(
        (&entry["state"], &entry["business_id"]),
        (&"accepted".into(), &"order-7".into())
    );
    assert_eq!(entry["task_id"], submitted["task_id"]);

    server.finish_tasks();
    let mut recover = folder.demo();
    let ran = Ran::of(recover.args(["recover", "-o", "films"]).args(at));
    ran.says(0, &[], &[]);
    let told = events(&ran.out);
    assert_eq!(named(&told, "done")[0]["task_id"], submitted["task_id"]);
    assert_eq!(folder.files("films").len(), 1);
    let listed = events(&folder.run(&["ls", "--json"]).out);
    assert_eq!(named(&listed, "entry")[0]["state"], "ended");
    assert_eq!(
        named(&listed, "entry")[0]["files"][0]["size"],
        named(&told, "file")[0]["size"]
    );
    let ran = folder.run(&["recover", "--base-url", server.base_url()]);
    ran.says(0, &["nothing is open"], &[]);
}

/// Ctrl-C says the very command that goes on, and it does.
#[cfg(unix)]
#[test]
fn an_interrupt_says_how_to_resume() {
    let (folder, server) = (Folder::new("interrupted"), patient());
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut command = folder.demo();
        let output = format!("film{code}.mp4");
        command.args(["run", MODEL, "--prompt", "Waves", "-o", &output, "--json"]);
        let mut running = Running::start(command.args(["--base-url", server.base_url()]));
        running.until("submitted");
        running.signal(signal);
        let resume = running.until("interrupted")["resume"]
            .as_str()
            .unwrap()
            .to_owned();
        let (ended, err) = running.end();
        assert_eq!(ended, Some(code), "{err}");
        assert!(
            err.contains("the task goes on at the server") && err.contains(&resume),
            "{err}"
        );

        let mut words = resume.split(' ');
        assert_eq!(words.next(), Some(env!("CARGO_BIN_EXE_generated-demo")));
        let words: Vec<_> = words.collect();
        server.finish_tasks();
        folder.run(&words).says(0, &["succeeded", &output], &[]);
        assert_mp4(&folder.0.join(output));
    }
}

#[cfg(unix)]
#[test]
fn a_sandbox_of_ones_own_leaves_nothing_to_resume() {
    let folder = Folder::new("interrupted-alone");
    let mut command = folder.demo();
    command.args(["run", MODEL, "--prompt", "Waves", "--json"]);
    let mut running = Running::start(&mut command);
    let journal = running.until("journal")["path"]
        .as_str()
        .unwrap()
        .to_owned();
    running.until("submitted");
    assert!(fs::exists(&journal).unwrap());
    running.signal("-INT");
    assert_eq!(running.until("interrupted")["resume"], Value::Null);
    let (code, err) = running.end();
    assert_eq!(code, Some(130));
    assert!(err.contains("the sandbox ended with this process"), "{err}");
    assert!(!fs::exists(&journal).unwrap());
}

#[test]
fn tasks_are_resumed_and_waited_for() {
    let (folder, api) = (Folder::new("resumed"), api());
    let ran = folder.run_against(&api, &["run", MODEL, "--prompt", "Waves", "--json"]);
    let told = events(&ran.out);
    let done = named(&told, "done")[0];
    let [id, key] = ["task_id", "key"].map(|member| done[member].as_str().unwrap());
    let token = format!(r#"{{"model":"{MODEL}","task_id":"{id}"}}"#);
    for (number, what) in [id, key, &token].into_iter().enumerate() {
        let output = format!("{number}.mp4");
        let ran = folder.run_against(&api, &["resume", what, "-o", &output]);
        ran.says(0, &["succeeded, cost 0.675", &output], &[]);
        assert_mp4(&folder.0.join(output));
    }
    folder
        .run_against(&api, &["wait"])
        .says(0, &["no task is open"], &[]);
    folder
        .run_against(&api, &["wait", id, "-o", "films"])
        .says(0, &["done     "], &[]);
    let ran = folder.run_against(&api, &["resume", "task_of_nobody"]);
    ran.says(1, &[], &["404", "task: task_of_nobody"]);
    folder.run(&["recover"]).says(
        2,
        &[],
        &["there is no server to ask", "generated-demo sandbox"],
    );
}

#[test]
fn ends_that_are_no_success_have_codes() {
    let (folder, api) = (Folder::new("codes"), api());
    api.set_outcome(Outcome::Failed);
    let ran = folder.run_against(&api, &["run", MODEL, "--prompt", "Waves", "--json"]);
    ran.says(1, &[], &["error: ", "charged: nothing"]);
    let told = events(&ran.out);
    let error = named(&told, "error")[0];
    assert_eq!(
        (&error["code"], &error["charged"]),
        (&1.into(), &"no".into())
    );

    // Nobody listens there any more: nothing was sent.
    let url = api.base_url().to_owned();
    drop(api);
    let ran = folder.run(&[
        "run",
        MODEL,
        "--prompt",
        "Waves",
        "--base-url",
        &url,
        "--json",
    ]);
    ran.says(4, &[], &["charged: nothing"]);
    // Said again it would make another key, unless the purchase has a name.
    assert!(!ran.err.contains("same command"), "{}", ran.err);
    let line = ["run", MODEL, "--prompt", "Waves", "--base-url", &url];
    let named_one = folder.run(&[&line[..], &["--business-id", "order-7"]].concat());
    named_one.says(4, &[], &["next: run the same command again"]);

    // The request arrives, and no answer comes back.
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", deaf.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in deaf.incoming().flatten() {
            let _ = std::io::Read::read(&mut &stream, &mut [0; 4096]);
        }
    });
    let mut command = folder.demo();
    command.args([
        "run",
        MODEL,
        "--prompt",
        "Waves",
        "--base-url",
        &url,
        "--json",
    ]);
    let ran = Ran::of(&mut command);
    ran.says(
        3,
        &[],
        &["charged: unknown", "resume: ", " recover --base-url "],
    );
    let told = events(&ran.out);
    assert!(
        named(&told, "error")[0]["resume"]
            .as_str()
            .unwrap()
            .contains(" recover ")
    );
    // What sums up the others knows nothing of charges.
    let ran = folder.run(&["recover", "--base-url", &url, "--json"]);
    ran.says(3, &[], &["resume: "]);
    let told = events(&ran.out);
    let charged: Vec<_> = named(&told, "error")
        .iter()
        .map(|error| &error["charged"])
        .collect();
    assert_eq!(charged, [&Value::from("unknown"), &Value::Null]);
}

/// A server that answers by the first words of a request, once a connection.
fn scripted(answer: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = BufReader::new(stream.try_clone().unwrap());
            let (mut first, mut line, mut length) = (String::new(), String::new(), 0);
            request.read_line(&mut first).unwrap();
            while request.read_line(&mut line).is_ok_and(|size| size > 2) {
                let field = line.to_lowercase();
                if let Some(text) = field.strip_prefix("content-length:") {
                    length = text.trim().parse().unwrap();
                }
                line.clear();
            }
            std::io::Read::read_exact(&mut request, &mut vec![0; length]).unwrap();
            let _ = stream.write_all(answer(&first).as_bytes());
        }
    });
    url
}

fn reply(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// A key that is refused in the midst says nothing about the task, which is paid and goes on.
#[test]
fn a_key_revoked_while_waiting_leaves_a_task_to_resume() {
    let folder = Folder::new("revoked");
    let url = scripted(|request| match request.split(' ').next() {
        Some("POST") => reply("200 OK", r#"{"task_id":"t","status":"queued"}"#),
        _ => reply("401 Unauthorized", ""),
    });
    for command in [
        &["run", MODEL, "--prompt", "Waves"][..],
        &["resume", "t"],
        &["wait", "t"],
    ] {
        let ran = folder.run(&[command, &["--base-url", &url]].concat());
        ran.says(
            3,
            &[],
            &["charged: yes", "resume: ", " resume t --base-url "],
        );
    }
    let limited = scripted(|_| {
        reply("429 Too Many Requests", "").replace("\r\n\r\n", "\r\nretry-after: 86400\r\n\r\n")
    });
    let ran = folder.run(&["run", MODEL, "--prompt", "Waves", "--base-url", &limited]);
    ran.says(4, &[], &["charged: nothing", "429"]);
}

/// After the purchase it is the task that is gone on with: the same command would buy anew.
#[test]
fn a_file_that_breaks_off_does_not_advise_to_pay_again() {
    let folder = Folder::new("broken-file");
    let url = scripted(|request| match request.split(' ').collect::<Vec<_>>()[..] {
        ["POST", ..] => reply("200 OK", r#"{"task_id":"t","status":"queued"}"#),
        [_, "/api/v1/tasks/t", _] => {
            let output = r#"{"videos":[{"url":"http://127.0.0.1:1/a.mp4"}]}"#;
            let task = format!(r#"{{"task_id":"t","status":"succeeded","output":{output}}}"#);
            reply("200 OK", &task)
        }
        _ => reply("404 Not Found", ""),
    });
    let line = [
        "run",
        MODEL,
        "--prompt",
        "Waves",
        "-o",
        "a.mp4",
        "--base-url",
    ];
    let ran = folder.run(&[&line[..], &[&url]].concat());
    ran.says(
        4,
        &[],
        &["charged: yes", "resume: ", " resume t --base-url "],
    );
    assert!(!ran.err.contains("same command"), "{}", ran.err);
}
