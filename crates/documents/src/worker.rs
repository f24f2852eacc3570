//! The child process: reads jobs from its standard input, answers on its standard output, ends when idle or when the parent is gone.
//! Frames are a length (four bytes, most significant first) and that many bytes. A job is one JSON frame; an answer is one JSON frame, and the
//! file in a second one if there is a file. Nothing else may write to the child's standard output.

use std::{
    io::{self, Read, Write},
    sync::mpsc,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::engine;

/// The hidden subcommand that the binary answers with [`worker_main`].
pub const WORKER: &str = "typeset-worker";

/// The child ends after this time without work and gives its memory back.
pub(crate) const IDLE: Duration = Duration::from_secs(60);

/// No job and no file is larger.
const LARGEST: usize = 64 << 20;

#[derive(Serialize, Deserialize)]
pub(crate) struct Job {
    pub template: String,
    pub data: serde_json::Value,
}

#[derive(Serialize, Deserialize)]
pub(crate) enum Answer {
    Done { pages: usize, warnings: Vec<String> },
    Failed(String),
}

pub(crate) fn write_frame(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).ok().filter(|_| bytes.len() <= LARGEST);
    let length = length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a frame over 64 MiB"))?;
    out.write_all(&length.to_be_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

pub(crate) fn read_frame(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > LARGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame over 64 MiB"));
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// What the child does until its work ends. `server` calls this for the subcommand [`WORKER`] and leaves the process with the returned code.
#[must_use]
pub fn worker_main() -> std::process::ExitCode {
    match serve(io::stdin(), &mut io::stdout().lock(), IDLE) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(e) => {
            tracing::error!(error = %e, "the typesetter lost its parent");
            std::process::ExitCode::FAILURE
        }
    }
}

fn serve(mut input: impl Read + Send + 'static, out: &mut impl Write, idle: Duration) -> io::Result<()> {
    let (send, jobs) = mpsc::channel();
    // The reader blocks on the pipe and ends with the process.
    std::thread::spawn(move || {
        while let Ok(frame) = read_frame(&mut input) {
            if send.send(frame).is_err() {
                break;
            }
        }
    });
    while let Ok(frame) = jobs.recv_timeout(idle) {
        let done = serde_json::from_slice::<Job>(&frame)
            .map_err(|e| e.to_string())
            .and_then(|job| engine::typeset(&job.template, &job.data).map_err(|e| whole_chain(&e)));
        match done {
            Ok(pdf) => {
                write_frame(out, &serde_json::to_vec(&Answer::Done { pages: pdf.pages, warnings: pdf.warnings })?)?;
                write_frame(out, &pdf.bytes)?;
            }
            Err(what) => write_frame(out, &serde_json::to_vec(&Answer::Failed(what))?)?,
        }
    }
    Ok(())
}

/// An error with its causes in one line: the cause itself cannot cross the pipe.
fn whole_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back() {
        let mut pipe = Vec::new();
        write_frame(&mut pipe, "准予".as_bytes()).unwrap();
        assert_eq!(read_frame(&mut pipe.as_slice()).unwrap(), "准予".as_bytes());
        assert!(read_frame(&mut [0xFF, 0xFF, 0xFF, 0xFF].as_slice()).is_err());
    }

    #[test]
    fn an_idle_child_and_an_orphan_end() {
        let mut out = Vec::new();
        serve(io::empty(), &mut out, Duration::from_secs(3600)).unwrap();
        let (_keep, silent) = io::pipe().map(|(r, w)| (w, r)).unwrap();
        serve(silent, &mut out, Duration::from_millis(5)).unwrap();
        assert!(out.is_empty());
    }

    #[test]
    fn a_broken_job_gets_an_answer() {
        let mut input = Vec::new();
        write_frame(&mut input, b"not json").unwrap();
        let mut out = Vec::new();
        serve(io::Cursor::new(input), &mut out, Duration::from_millis(200)).unwrap();
        let answer = read_frame(&mut out.as_slice()).unwrap();
        assert!(matches!(serde_json::from_slice(&answer).unwrap(), Answer::Failed(_)));
    }
}
