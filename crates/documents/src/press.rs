//! The parent's side: one child process at a time, started when there is work, replaced when it dies, killed when a job takes too long.

use std::{
    io::{self, Read},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Mutex, PoisonError, mpsc},
    time::Duration,
};

use kernel::{Fault, Typesetter};
use serde_json::Value as Json;

use crate::{
    Pdf,
    worker::{Answer, Job, WORKER, read_frame, write_frame},
};

/// A job that takes longer is stopped together with its child.
const PATIENCE: Duration = Duration::from_secs(20);

/// Typesets in a child process of the same binary, or in this process.
///
/// Jobs go one after the other: one takes about 20 ms in a release build, and one child bounds the memory.
#[derive(Debug)]
pub struct Press {
    binary: Option<PathBuf>,
    patience: Duration,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    frames: mpsc::Receiver<io::Result<Vec<u8>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // The child holds nothing that must be saved. Waiting leaves no zombie behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Why a job got no answer.
enum Lost {
    /// The child was gone, as an idle one goes: worth one more try.
    Gone(io::Error),
    /// The child did not answer in time.
    Late,
    /// The answer makes no sense.
    Garbled(serde_json::Error),
}

impl Press {
    /// Children are this very binary with the subcommand [`WORKER`].
    ///
    /// # Errors
    /// When the system does not tell where the binary is.
    pub fn of_this_binary() -> Result<Press, Fault> {
        let binary =
            std::env::current_exe().map_err(|e| Fault::from_error("finding the binary for the typesetter", e))?;
        Ok(Press::of_binary(binary))
    }

    /// Children are `binary` with the subcommand [`WORKER`].
    #[must_use]
    pub fn of_binary(binary: PathBuf) -> Press {
        Press { binary: Some(binary), patience: PATIENCE, running: Mutex::new(None) }
    }

    /// No child: the caller's process does the work. For tests and commands that end soon.
    #[must_use]
    pub fn inline() -> Press {
        Press { binary: None, patience: PATIENCE, running: Mutex::new(None) }
    }

    /// The same with another limit per job.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Press {
        Press { patience, ..self }
    }

    /// The document with its page count and warnings.
    ///
    /// # Errors
    /// When the data does not fit the template, the engine fails, or the child dies twice or takes too long.
    pub fn print(&self, template: &str, data: &Json) -> Result<Pdf, Fault> {
        let Some(binary) = &self.binary else {
            return crate::typeset(template, data);
        };
        let job = serde_json::to_vec(&Job { template: template.to_owned(), data: data.clone() })
            .map_err(|e| Fault::from_error("writing a job for the typesetter", e))?;
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let mut first_loss = None;
        loop {
            let mut child = match running.take() {
                Some(child) => child,
                None => start(binary).map_err(|e| Fault::from_error("starting the typesetter", e))?,
            };
            match ask(&mut child, &job, self.patience) {
                Ok((Answer::Done { pages, warnings }, bytes)) => {
                    *running = Some(child);
                    return Ok(Pdf { bytes, pages, warnings });
                }
                Ok((Answer::Failed(what), _)) => {
                    *running = Some(child);
                    return Err(Fault::new(what));
                }
                Err(Lost::Gone(e)) if first_loss.is_none() => first_loss = Some(e),
                Err(Lost::Gone(e)) => {
                    return Err(Fault::from_error(format!("the typesetter died twice on {template}"), e));
                }
                Err(Lost::Late) => {
                    return Err(Fault::new(format!("the typesetter took more than {:?} on {template}", self.patience)));
                }
                Err(Lost::Garbled(e)) => return Err(Fault::from_error("reading the typesetter's answer", e)),
            }
        }
    }
}

impl Typesetter for Press {
    fn typeset(&self, template: &str, data: &Json) -> Result<Vec<u8>, Fault> {
        let pdf = self.print(template, data)?;
        for warning in &pdf.warnings {
            tracing::warn!(template, warning, "typeset with a remark");
        }
        Ok(pdf.bytes)
    }
}

fn start(binary: &PathBuf) -> io::Result<Running> {
    let mut child =
        Command::new(binary).arg(WORKER).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        let _ = child.kill();
        return Err(io::Error::other("the child has no pipes"));
    };
    let (send, frames) = mpsc::channel();
    std::thread::spawn(move || pump(output, &send));
    Ok(Running { child, input, frames })
}

/// Moves frames from the pipe, whose reads cannot be timed, to a channel, whose can.
fn pump(mut output: impl Read, send: &mpsc::Sender<io::Result<Vec<u8>>>) {
    loop {
        let frame = read_frame(&mut output);
        let over = frame.is_err();
        if send.send(frame).is_err() || over {
            return;
        }
    }
}

fn ask(child: &mut Running, job: &[u8], patience: Duration) -> Result<(Answer, Vec<u8>), Lost> {
    write_frame(&mut child.input, job).map_err(Lost::Gone)?;
    let next = |child: &Running| match child.frames.recv_timeout(patience) {
        Ok(frame) => frame.map_err(Lost::Gone),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Lost::Late),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(Lost::Gone(io::ErrorKind::BrokenPipe.into())),
    };
    let answer: Answer = serde_json::from_slice(&next(child)?).map_err(Lost::Garbled)?;
    let file = match answer {
        Answer::Done { .. } => next(child)?,
        Answer::Failed(_) => Vec::new(),
    };
    Ok((answer, file))
}
