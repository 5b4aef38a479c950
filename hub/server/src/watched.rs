//! A connection whose client has to read its answers: one that is written to and takes nothing
//! for a time is broken off. The other way round, requests are held to their pace where they are
//! read ([`crate::upload`]), and heads by hyper.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// A stream that is watched.
pub(crate) struct Watched<S> {
    stream: S,
    patience: Duration,
    /// Set while something waits to be taken.
    overdue: Option<Pin<Box<Sleep>>>,
}

impl<S> Watched<S> {
    /// Watches a stream that has so much time to take the next bytes.
    pub(crate) fn new(stream: S, patience: Duration) -> Self {
        Self {
            stream,
            patience,
            overdue: None,
        }
    }

    /// What a write came to, held to the time.
    fn held<T>(
        &mut self,
        written: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.overdue = None;
            return written;
        }
        let end = Instant::now() + self.patience;
        let overdue = self
            .overdue
            .get_or_insert_with(|| Box::pin(sleep_until(end)));
        match overdue.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, out)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.held(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.held(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.held(flushed, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.held(shut, context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    fn run(work: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        runtime.unwrap().block_on(work);
    }

    #[test]
    fn a_client_that_takes_nothing_is_broken_off() {
        run(async {
            let (ours, _theirs) = duplex(16);
            let mut watched = Watched::new(ours, Duration::from_millis(20));
            let failed = watched.write_all(&[0; 64]).await.unwrap_err();
            assert_eq!(failed.kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn one_that_reads_is_served_to_the_end() {
        run(async {
            let (ours, mut theirs) = duplex(16);
            let mut watched = Watched::new(ours, Duration::from_secs(60));
            let mut taken = [0; 160];
            let (written, read) =
                tokio::join!(watched.write_all(&[7; 160]), theirs.read_exact(&mut taken));
            written.unwrap();
            assert_eq!((read.unwrap(), taken), (160, [7; 160]));
            assert!(watched.overdue.is_none(), "nothing waits any more");
        });
    }
}
