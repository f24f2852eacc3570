//! The smallest HTTP/1.1 client that can press a button 64 times at once over connections that stay open, and the
//! hall in this process to press it at.

use crate::serving::{self, application};
use kernel::{Fault, Office};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    time::Duration,
};
use web::Site;

/// The hall listening on loopback, on threads of its own.
pub struct Hall {
    pub address: SocketAddr,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Hall {
    /// Serves `office` as `mingting serve` does, without its background loops.
    pub fn open(office: &Arc<Office>) -> Result<Hall, Fault> {
        let broken = |e: std::io::Error| Fault::from_error("opening the hall of the bench", e);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(256)
            .build()
            .map_err(broken)?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(broken)?;
        let address = listener.local_addr().map_err(broken)?;
        listener.set_nonblocking(true).map_err(broken)?;
        let app = application(&serving::Hall::new(office.clone(), Site::sample(), None)?);
        runtime.spawn(async move {
            match tokio::net::TcpListener::from_std(listener) {
                Ok(listener) => {
                    if let Err(error) = axum::serve(listener, app).await {
                        tracing::error!(%error, "the hall of the bench ended");
                    }
                }
                Err(error) => tracing::error!(%error, "the hall of the bench cannot listen"),
            }
        });
        Ok(Hall { address, runtime: Some(runtime) })
    }
}

impl Drop for Hall {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(2));
        }
    }
}

/// One answer.
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

/// A connection that stays open.
pub struct Client {
    stream: BufReader<TcpStream>,
    host: String,
    cookie: String,
}

impl Client {
    pub fn connect(address: SocketAddr, cookie: &str) -> Result<Client, Fault> {
        let broken = |e: std::io::Error| Fault::from_error("connecting to the hall of the bench", e);
        let stream = TcpStream::connect(address).map_err(broken)?;
        stream.set_nodelay(true).map_err(broken)?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).map_err(broken)?;
        Ok(Client { stream: BufReader::new(stream), host: address.to_string(), cookie: cookie.to_owned() })
    }

    pub fn get(&mut self, path: &str) -> Result<Answer, Fault> {
        self.send("GET", path, "")
    }

    /// Posts a form; `pairs` need no escaping beyond what the caller did.
    pub fn post(&mut self, path: &str, form: &str) -> Result<Answer, Fault> {
        self.send("POST", path, form)
    }

    fn send(&mut self, method: &str, path: &str, form: &str) -> Result<Answer, Fault> {
        let kind = if method == "POST" { "Content-Type: application/x-www-form-urlencoded\r\n" } else { "" };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nCookie: {}\r\n{kind}Content-Length: {}\r\n\r\n{form}",
            self.host,
            self.cookie,
            form.len()
        );
        let broken = |e: std::io::Error| Fault::from_error("asking the hall of the bench", e);
        self.stream.get_mut().write_all(request.as_bytes()).map_err(broken)?;
        let line = self.line()?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|s| s.parse().ok())
            .ok_or_else(|| Fault::new("an answer without a status"))?;
        let (mut length, mut chunked, mut location) = (0usize, false, None);
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => {
                    length = value.trim().parse().map_err(|_| Fault::new("a length that is no number"))?
                }
                "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
                "location" => location = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        let body = if chunked { self.chunks()? } else { self.exactly(length)? };
        Ok(Answer { status, location, body })
    }

    fn line(&mut self) -> Result<String, Fault> {
        let mut line = String::new();
        let n = self.stream.read_line(&mut line).map_err(|e| Fault::from_error("reading an answer", e))?;
        if n == 0 {
            return Err(Fault::new("the hall closed the connection"));
        }
        Ok(line.trim_end().to_owned())
    }

    fn exactly(&mut self, length: usize) -> Result<Vec<u8>, Fault> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).map_err(|e| Fault::from_error("reading an answer", e))?;
        Ok(body)
    }

    fn chunks(&mut self) -> Result<Vec<u8>, Fault> {
        let mut body = Vec::new();
        loop {
            let size = self.line()?;
            let size = usize::from_str_radix(size.split(';').next().unwrap_or_default(), 16)
                .map_err(|_| Fault::new("a chunk without a size"))?;
            body.extend(self.exactly(size)?);
            self.line()?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
}

/// The value of a hidden field of a page.
pub fn hidden(html: &[u8], name: &str) -> Option<String> {
    let html = String::from_utf8_lossy(html);
    let from = html.find(&format!("name=\"{name}\""))?;
    let tag = &html[from..from + html[from..].find('>')?];
    Some(tag.split("value=\"").nth(1)?.split('"').next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_fields_are_found() {
        let html =
            br#"<form><input type="hidden" name="csrf" value="abc"><input type="hidden" name="seen" value="3"></form>"#;
        assert_eq!(hidden(html, "csrf").as_deref(), Some("abc"));
        assert_eq!(hidden(html, "seen").as_deref(), Some("3"));
        assert_eq!(hidden(html, "other"), None);
    }
}
