//! A keep-alive HTTP/1.1 connection that does as little as possible, so that the figures are the
//! server's and not the client's.

use std::io::{Error, ErrorKind};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection; requests go one after the other.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A complete answer.
pub struct Answer {
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    pub body: Vec<u8>,
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn odd(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

fn position(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

impl Connection {
    /// # Errors
    /// Nobody listens there.
    pub async fn open(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(1 << 16) })
    }

    /// Sends a request and reads its answer to the end.
    ///
    /// # Errors
    /// The connection broke, or what came is no HTTP.
    pub async fn send(&mut self, request: &[u8]) -> std::io::Result<Answer> {
        self.stream.write_all(request).await?;
        let head = self.head().await?;
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| odd("no status"))?;
        let body = if let Some(length) = header(&head, "content-length") {
            let length: usize = length.parse().map_err(|_| odd("odd length"))?;
            self.exactly(length).await?
        } else if header(&head, "transfer-encoding").is_some() {
            self.chunks().await?
        } else {
            Vec::new()
        };
        Ok(Answer { status, head, body })
    }

    /// Sends a request whose answer is a stream; gives the head. Then [`Connection::chunk`].
    ///
    /// # Errors
    /// The connection broke.
    pub async fn begin(&mut self, request: &[u8]) -> std::io::Result<String> {
        self.stream.write_all(request).await?;
        self.head().await
    }

    /// The next chunk of a stream; empty at its end.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn chunk(&mut self) -> std::io::Result<Vec<u8>> {
        let line = self.until(b"\r\n").await?;
        let size =
            std::str::from_utf8(&line).ok().and_then(|text| usize::from_str_radix(text.trim(), 16).ok()).ok_or_else(|| odd("odd chunk"))?;
        let mut data = self.exactly(size + 2).await?;
        data.truncate(size);
        Ok(data)
    }

    async fn chunks(&mut self) -> std::io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let chunk = self.chunk().await?;
            if chunk.is_empty() {
                return Ok(body);
            }
            body.extend_from_slice(&chunk);
        }
    }

    async fn head(&mut self) -> std::io::Result<String> {
        let bytes = self.until(b"\r\n\r\n").await?;
        String::from_utf8(bytes).map_err(|_| odd("odd head"))
    }

    /// Everything up to and with the mark.
    async fn until(&mut self, mark: &[u8]) -> std::io::Result<Vec<u8>> {
        loop {
            if let Some(at) = position(&self.buffer, mark) {
                return Ok(self.buffer.drain(..at + mark.len()).collect());
            }
            self.fill().await?;
        }
    }

    async fn exactly(&mut self, length: usize) -> std::io::Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.fill().await?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    async fn fill(&mut self) -> std::io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}
