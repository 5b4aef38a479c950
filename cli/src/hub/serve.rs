//! `farola hub serve`.

use std::net::SocketAddr;

use farola_hub_server::store::quota::Quota;
use farola_hub_server::{Config, Front, HubError, stop_signal};
use serde_json::json;
use tracing_subscriber::EnvFilter;

use super::Folder;
use super::output::Output;

/// Logs are JSON lines on standard error; FAROLA_LOG sets the level.
fn log() {
    let filter = EnvFilter::try_from_env("FAROLA_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let _ = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

/// Serves until told to stop.
pub(super) fn serve(
    output: &mut Output,
    folder: Folder,
    listen: SocketAddr,
    base_url: Option<String>,
    front: Front,
    quota: Quota,
) -> Result<bool, HubError> {
    log();
    let config = Config {
        place: folder.place()?,
        listen,
        base_url,
        front,
        patience: farola_hub_server::Patience::default(),
        quota,
        clock: farola_hub_server::machine_clock,
    };
    let scheme = if config.front.tls.is_some() {
        "https"
    } else {
        "http"
    };
    farola_hub_server::run(
        config,
        |address| {
            output.say(
                &json!({"listening": address.to_string(), "url": format!("{scheme}://{address}")}),
                &format!("Farola escucha en {scheme}://{address} (Ctrl-C para detener)"),
                &format!("Farola listens on {scheme}://{address} (Ctrl-C to stop)"),
            );
        },
        stop_signal(),
    )?;
    Ok(true)
}
