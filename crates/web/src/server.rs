//! Listening, and stopping in good order.

use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use dyads::Pipeline;
use tokio::net::TcpListener;

use crate::app::{self, Reader};

/// How many ports are tried after the one asked for.
const PORTS_TRIED: u16 = 50;

/// Serves a ledger on this machine until it is interrupted; says its address on stdout once it listens.
///
/// Takes `port`, or the next one that is free. Blocks.
pub fn serve(ledger: &Path, port: u16, pipeline: Pipeline) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        let listener = bind(port).await?;
        let address = listener.local_addr()?;
        let reader = Reader::Pipeline(Arc::new(pipeline));
        let router = app::router_on(ledger, reader, Some(address.port()));
        println!("Serving http://{address}/ — Ctrl-C stops");
        axum::serve(listener, router).with_graceful_shutdown(interrupted()).await
    });
    // A statement under way ends with its time limit; nothing waits for it.
    runtime.shutdown_background();
    ended
}

async fn bind(port: u16) -> io::Result<TcpListener> {
    let mut tried = port;
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, tried)).await {
            Err(error)
                if error.kind() == io::ErrorKind::AddrInUse && tried < port.saturating_add(PORTS_TRIED) =>
            {
                tried += 1;
            }
            bound => return bound,
        }
    }
}

/// Ctrl-C, or the request to end that service managers send.
async fn interrupted() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
