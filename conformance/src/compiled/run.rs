use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use super::Answer;

/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_mins(1);

/// Asks a program about instances. When it ends early, the instance it had at hand has crashed it,
/// and it is started again for the rest.
pub(super) fn ask(program: &Path, questions: &[(usize, &str)]) -> io::Result<Vec<Answer>> {
    let mut answers = Vec::with_capacity(questions.len());
    while let Some(rest) = questions
        .get(answers.len()..)
        .filter(|rest| !rest.is_empty())
    {
        let (mut child, lines) = start(program, rest)?;
        while answers.len() < questions.len() {
            match answer(&lines) {
                Ok(answer) => answers.push(answer),
                Err(why) => {
                    child.kill()?;
                    let status = child.wait()?;
                    answers.push(Answer::Crashed(format!("{why}, {status}")));
                    break;
                }
            }
        }
        child.wait()?;
    }
    Ok(answers)
}

fn start(program: &Path, questions: &[(usize, &str)]) -> io::Result<(Child, Receiver<String>)> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut text = String::new();
    for (module, instance) in questions {
        let _ = writeln!(text, "{module} {instance}");
    }
    if let Some(mut input) = child.stdin.take() {
        // A program that ends early reads no more, which is noticed by its silence.
        thread::spawn(move || input.write_all(text.as_bytes()));
    }
    let (sender, lines) = mpsc::channel();
    if let Some(output) = child.stdout.take() {
        thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            lines.map(|line| sender.send(line)).all(|sent| sent.is_ok())
        });
    }
    Ok((child, lines))
}

type Silence = mpsc::RecvTimeoutError;

fn answer(lines: &Receiver<String>) -> Result<Answer, Silence> {
    let read = || -> Result<Result<String, String>, Silence> {
        let line = lines.recv_timeout(PATIENCE)?;
        let (sign, rest) = line.split_at_checked(1).unwrap_or_default();
        let rest = rest.to_owned();
        Ok(if sign == "+" { Ok(rest) } else { Err(rest) })
    };
    Ok(Answer::Read {
        rounded: lines.recv_timeout(PATIENCE)?,
        from_str: read()?,
        from_json: read()?,
    })
}
