//! `cargo xtask serve`: the built page over HTTP on this machine alone, under the content security policy that it has to
//! run under anywhere.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::map_response;
use axum::response::Response;
use clap::Args;
use tower_http::services::ServeDir;

use crate::project::Project;

/// Serve the built page on this machine.
///
/// The page is sent with the content security policy that hosts are told to use, so that what breaks it breaks here first.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// The port to listen on; where it is taken, the next free one.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
}

/// How many ports are tried, from the one asked for upwards.
const ATTEMPTS: u16 = 100;

const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'",
        ),
    ),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    // Browsers may keep files but ask each time whether they changed. A rebuild shows at the next reload; in the console, which a visit keeps
    // for days without a network, it is the version that waits to be started.
    (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
];

/// Folders to serve, and the address at which they can be reached once listening.
#[derive(Debug)]
pub(crate) struct Server {
    router: Router,
    listener: TcpListener,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let server = Server::bind(project, arguments.port)?;
    println!("serving the page on {} (Ctrl-C ends it)", server.address()?);
    server.serve()
}

impl Server {
    /// Listens on `port` of the loopback interface, or on the next free one.
    pub(crate) fn bind(project: &Project, port: u16) -> Result<Self> {
        let dist = project.dist();
        if !dist.join("index.html").is_file() {
            bail!("there is no built page in {}: run `cargo xtask build`", dist.display());
        }
        Ok(Self { router: Router::new().fallback_service(ServeDir::new(dist)), listener: listen(port)? })
    }

    /// Serves `folder` under `path` as well.
    #[must_use]
    pub(crate) fn with_folder(mut self, path: &str, folder: PathBuf) -> Self {
        self.router = self.router.nest_service(path, ServeDir::new(folder));
        self
    }

    /// Where the page is, as a URL without a slash at the end.
    pub(crate) fn address(&self) -> Result<String> {
        Ok(format!("http://{}", self.listener.local_addr()?))
    }

    /// Serves until the program ends.
    pub(crate) fn serve(self) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(async {
            self.listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            axum::serve(listener, self.router.layer(map_response(with_headers))).await
        })?;
        Ok(())
    }

    /// Serves from a thread of its own, for as long as the program runs, and returns the address.
    pub(crate) fn spawn(self) -> Result<String> {
        let address = self.address()?;
        thread::Builder::new().name("server".into()).spawn(move || {
            if let Err(error) = self.serve() {
                eprintln!("xtask: the server stopped: {error:#}");
            }
        })?;
        Ok(address)
    }
}

async fn with_headers(mut response: Response) -> Response {
    response.headers_mut().extend(HEADERS);
    response
}

fn listen(port: u16) -> Result<TcpListener> {
    let last = port.saturating_add(ATTEMPTS);
    for candidate in port..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, candidate)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("cannot listen on port {candidate}")),
        }
    }
    bail!("every port from {port} to {last} is taken")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_gives_the_next_free_one() {
        let first = listen(18_080).unwrap();
        let taken = first.local_addr().unwrap().port();
        assert!(listen(taken).unwrap().local_addr().unwrap().port() > taken);
    }
}
