//! An answer that is written while it is read: the writer works on a blocking thread and waits for a slow reader, so that
//! no file is ever whole in memory.

use axum::body::{Body, Bytes};
use futures_util::stream::poll_fn;
use std::io::{self, Write};
use tokio::sync::mpsc::{Sender, channel};

/// Bytes handed over at once.
const PIECE: usize = 64 << 10;
/// Pieces that may wait for the reader.
const WAITING: usize = 4;

struct Pieces {
    to: Sender<Result<Bytes, io::Error>>,
    held: Vec<u8>,
}

impl Pieces {
    fn send(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.held, Vec::with_capacity(PIECE)));
        self.to.blocking_send(Ok(piece)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

/// A body that `work` writes. What goes wrong after the first piece ends the connection, so that no reader takes half a
/// file for the whole.
pub(crate) fn written(work: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static) -> Body {
    let (to, mut from) = channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut pieces = Pieces { to, held: Vec::with_capacity(PIECE) };
        let done = work(&mut pieces).and_then(|()| pieces.flush());
        if let Err(error) = done
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            tracing::error!(%error, "writing open data");
            // The reader may be gone as well: then there is nobody to tell.
            let _ = pieces.to.blocking_send(Err(error));
        }
    });
    Body::from_stream(poll_fn(move |cx| from.poll_recv(cx)))
}
