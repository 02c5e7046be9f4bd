//! The story, as newcomers see it.

use std::{fs, process::Stdio};

use generated_demo::models::MODELS;
use mindvideo::sandbox::Outcome;

use super::{Folder, Ran, api, assert_mp4};

#[test]
fn a_newcomer_sees_it_all() {
    let folder = Folder::new("newcomer");
    let ran = folder.run(&[]);
    ran.says(
        0,
        &[
            "sandbox on this machine: http://127.0.0.1:",
            "No account is needed, nothing is paid",
            "  veo3-1-quality\n    requires  prompt\n    allows    aspect_ratio, ",
            "mindvideo::input!(veo::Input {",
            r#"{"model":"veo3-1-quality","input":{"prompt":"A red car at sunset","duration":8,"resolution":"1080p"}}"#,
            "built::Input::new(prompt)",
            r#""resolution":"720p","aspect_ratio":"16:9"}}"#,
            r#"2:13: /prompt: "" is shorter than 1 character (#/properties/prompt/minLength)"#,
            "3:15: /duration: 7 is not 8 (#/properties/duration/enum)",
            "5:3: /sed: ",
            "key      mv1-",
            "journal  ",
            "Submitted again: the same task. The sandbox's ledger: tasks 1, charged 0.675.",
            "  0:00  queued, estimated 0.675\n",
            "  processing, estimated 0.675\n",
            "  succeeded, cost 0.675\n",
            "target/demo-output/task_sandbox_",
            "estimated  0.675\n  actual     0.675\n",
            "What was checked\n  ok  ",
            "ok      the download did not carry the API key",
            "ok      the journal has the purchase, and that it ended",
        ],
        &[],
    );
    assert_eq!(ran.err, "");
    assert!(!ran.out.contains("FAILED"));
    assert!(!ran.out.contains(['\r', '\u{1b}']));
    assert!(ran.out.lines().all(|line| line.trim_end() == line));

    let [film] = &folder.files("target/demo-output")[..] else {
        panic!("not one file");
    };
    assert_mp4(&folder.0.join("target/demo-output").join(film));
    assert!(!folder.state().exists(), "a sandbox's journal goes with it");
}

#[test]
fn a_prompt_and_a_folder_of_ones_own() {
    let folder = Folder::new("own");
    let ran = folder.run(&["--prompt=A \"paper\" boat\n", "--output", "my films/new"]);
    ran.says(0, &[r#""prompt":"A \"paper\" boat\n""#], &[]);
    assert_eq!(folder.files("my films/new").len(), 1);
    assert!(!folder.0.join("target").exists());
}

#[test]
fn an_empty_prompt_is_refused_unsent() {
    let folder = Folder::new("empty-prompt");
    let api = api();
    for ran in [
        folder.run(&["--prompt", ""]),
        folder.run_against(&api, &["--prompt", ""]),
    ] {
        let report = "/prompt: \"\" is shorter than 1 character (#/properties/prompt/minLength)\n";
        ran.says(1, &[], &["error: ", report, "charged: nothing"]);
    }
    assert_eq!(api.ledger().request_count(), 0);
}

#[test]
fn the_real_api_gets_one_task_and_a_second_run_finds_it() {
    let folder = Folder::new("real");
    let api = api();
    let address = format!("Talking to the REAL API: {}\n", api.base_url());
    let ran = folder.run_against(&api, &["--output", "films"]);
    ran.says(
        0,
        &[&address, "COST MONEY", "estimated  0.675", "an MP4"],
        &[],
    );
    assert!(!ran.out.contains("sandbox on this machine") && !ran.out.contains("Play money"));
    let ledger = api.ledger();
    assert_eq!((ledger.tasks().len(), ledger.tasks()[0].replays), (1, 0));

    let ran = folder.run_against(&api, &["--output", "films"]);
    ran.says(0, &["  0:00  succeeded, cost 0.675\n"], &[]);
    assert_eq!(api.ledger().tasks().len(), 1);
    let films = folder.files("films");
    assert_eq!(films.len(), 2, "{films:?}");
    assert!(films.iter().any(|name| name.ends_with("_1-2.mp4")));
    for film in films {
        assert_mp4(&folder.0.join("films").join(film));
    }
}

#[test]
fn a_task_that_fails_is_explained() {
    let folder = Folder::new("failed");
    let api = api();
    api.set_outcome(Outcome::Failed);
    let ran = folder.run_against(&api, &[]);
    ran.says(
        1,
        &["failed"],
        &[
            "error: ",
            "charged: nothing\n",
            "task: task_",
            "help: ",
            "next: with a higher --attempt",
        ],
    );
    api.set_outcome(Outcome::Succeeded);
    folder
        .run_against(&api, &["--attempt", "2"])
        .says(0, &[], &[]);
    assert_eq!(api.ledger().tasks().len(), 2);
}

#[test]
fn a_refused_key_is_explained() {
    let folder = Folder::new("refused");
    let api = api();
    let mut command = folder.demo();
    command.env("MINDVIDEO_API_KEY", "mv_live_canary");
    command.env("MINDVIDEO_BASE_URL", api.base_url());
    let ran = Ran::of(&mut command);
    ran.says(
        1,
        &["REAL API"],
        &["401", "charged: nothing\n", "help: check MINDVIDEO_API_KEY"],
    );
    assert!(!ran.out.contains("canary") && !ran.err.contains("canary"));
    assert!(api.ledger().tasks().is_empty());
}

/// The key, the base URL, and what is said about them.
#[test]
fn bad_settings_end_with_a_cure_before_anything_is_shown() {
    let folder = Folder::new("settings");
    for (key, url, said) in [
        (Some(""), None, "MINDVIDEO_API_KEY is empty"),
        (
            Some("canary key"),
            None,
            "MINDVIDEO_API_KEY holds white space at byte 6",
        ),
        (
            Some("canary\n"),
            None,
            "MINDVIDEO_API_KEY holds a line break",
        ),
        (None, Some("https://h.example"), "MINDVIDEO_API_KEY is not"),
        (Some("canary"), Some(""), "MINDVIDEO_BASE_URL is \"\""),
        (
            Some("canary"),
            Some("h.example"),
            "MINDVIDEO_BASE_URL is \"h.example\"",
        ),
        (Some("canary"), Some("http://h.example"), "unencrypted"),
        (
            Some("canary"),
            Some("https://u:canary@h.example"),
            "holds credentials",
        ),
    ] {
        let mut command = folder.demo();
        for (name, value) in [("MINDVIDEO_API_KEY", key), ("MINDVIDEO_BASE_URL", url)] {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        let ran = Ran::of(&mut command);
        ran.says(2, &[], &["error: ", said, "\nhelp: ", "the sandbox"]);
        assert_eq!(ran.out, "");
        assert!(!ran.err.contains("canary"), "{}", ran.err);
    }
    assert!(folder.files("").is_empty());
}

#[test]
fn a_folder_that_is_a_file_is_refused_unsent() {
    let folder = Folder::new("file-as-folder");
    fs::write(folder.0.join("notes.txt"), "mine").unwrap();
    let api = api();
    for (out, said) in [
        ("notes.txt", "error: notes.txt is not a folder\n"),
        (
            "notes.txt/films",
            "error: the folder notes.txt/films cannot be made: ",
        ),
    ] {
        let ran = folder.run_against(&api, &["--output", out]);
        ran.says(2, &[], &[said, "help: ", "another folder with -o"]);
        assert_eq!(ran.out, "");
    }
    assert_eq!(fs::read(folder.0.join("notes.txt")).unwrap(), b"mine");
    assert_eq!(api.ledger().request_count(), 0);
}

#[test]
fn help_version_and_list() {
    let folder = Folder::new("help");
    for arguments in [&["--help"][..], &["-h"], &["--output", "x", "--help"]] {
        let ran = folder.run(arguments);
        ran.says(
            0,
            &[
                "Usage: generated-demo [OPTIONS]\n",
                "\n  run ",
                "\n  recover ",
                "\n      --prompt <TEXT> ",
                "\n  -o, --output <DIR> ",
                "\n      --attempt <N> ",
                "\n      --list ",
                "\n  -h, --help ",
                "\n  -V, --version ",
                "\n  MINDVIDEO_API_KEY ",
                "\n  MINDVIDEO_BASE_URL ",
                "\nExit codes:\n",
                "\nExamples:\n",
            ],
            &[],
        );
        assert_eq!(ran.err, "");
    }
    let version = format!("generated-demo {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(folder.run(&["-V"]).out, version);
    let ran = folder.run(&["--list"]);
    ran.says(0, &[], &[]);
    for model in MODELS {
        assert!(ran.out.contains(&format!("\n  {}\n", model.slug)));
    }
    assert!(folder.files("").is_empty());
}

#[test]
fn wrong_options_are_answered_with_the_nearest() {
    let folder = Folder::new("options");
    for (arguments, said) in [
        (&["--promt", "x"][..], "'--prompt'"),
        (&["--lsit"], "'--list'"),
        (&["--output"], "a value is required"),
        (&["recove"], "'recover'"),
    ] {
        let ran = folder.run(arguments);
        ran.says(2, &[], &["error: ", said, "--help"]);
        assert_eq!(ran.out, "");
    }
}

/// `generated-demo | head -1`: the film may be paid for, so it is fetched all the same.
#[test]
fn a_reader_that_goes_away_ends_nothing() {
    let folder = Folder::new("closed-pipe");
    let mut command = folder.demo();
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(folder.files("target/demo-output").len(), 1);
}
