//! A mail server for tests: says yes or no as it is told, and keeps what it took.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with the next mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Takes it.
    Takes,
    /// "Try again later", at the recipient.
    Busy,
    /// "No such mailbox", at the recipient.
    Refuses,
    /// Takes it, and hangs up before it says so.
    Vanishes,
    /// Hangs up at once.
    Down,
}

/// A mail as the server got it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub recipients: Vec<String>,
    pub data: String,
}

/// A server on a free port of this machine.
pub struct SmtpServer {
    pub url: String,
    taken: Arc<Mutex<Vec<Taken>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmtpServer {
    /// With one mood for each conversation; later ones go well.
    pub async fn start(moods: &[Mood]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let taken = Arc::new(Mutex::new(Vec::new()));
        let (kept, mut moods) = (taken.clone(), VecDeque::from(moods.to_vec()));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mood = moods.pop_front().unwrap_or(Mood::Takes);
                // A client that hangs up ends its conversation only.
                let _ = talk(stream, mood, &kept).await;
            }
        });
        Self { url, taken, task }
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }
}

async fn talk(stream: TcpStream, mood: Mood, kept: &Mutex<Vec<Taken>>) -> std::io::Result<()> {
    if mood == Mood::Down {
        return Ok(());
    }
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 sink ready\r\n").await?;
    let mut recipients = Vec::new();
    while let Some(line) = lines.next_line().await? {
        let verb = line.to_ascii_uppercase();
        let answer = match verb.split([' ', ':']).next().unwrap_or("") {
            "EHLO" => "250-sink\r\n250 8BITMIME\r\n",
            "RCPT" if mood == Mood::Busy => "451 try again later\r\n",
            "RCPT" if mood == Mood::Refuses => "550 no such mailbox\r\n",
            "RCPT" => {
                recipients.push(line.split_once(':').unwrap().1.trim().to_owned());
                "250 ok\r\n"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                let data = body(&mut lines).await?;
                kept.lock().unwrap().push(Taken { recipients: std::mem::take(&mut recipients), data });
                if mood == Mood::Vanishes {
                    return Ok(());
                }
                "250 taken\r\n"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 ok\r\n",
        };
        writer.write_all(answer.as_bytes()).await?;
        // One conversation, one mood: the next mail comes over a new connection.
        if answer.starts_with("250 taken") || answer.starts_with('4') || answer.starts_with('5') {
            return Ok(());
        }
    }
    Ok(())
}

async fn body<R: tokio::io::AsyncBufRead + Unpin>(lines: &mut tokio::io::Lines<R>) -> std::io::Result<String> {
    let mut data = String::new();
    while let Some(line) = lines.next_line().await? {
        if line == "." {
            break;
        }
        data.push_str(&line);
        data.push('\n');
    }
    Ok(data)
}
