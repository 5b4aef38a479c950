//! `farola hub aside`: the key to which is sealed what the hub sets aside.

use std::path::PathBuf;

use clap::Subcommand;
use farola_hub_server::{HubError, admin};
use serde_json::json;

use super::Folder;
use super::manage::existing;
use super::output::Output;

/// `farola hub aside …`.
#[derive(Debug, Subcommand)]
pub(super) enum AsideCommand {
    /// Make a pair of keys and print both halves, once. To be done on a machine that is not the
    /// hub's: the private half opens all that is set aside.
    NewKey,
    /// Set the public half to which the hub seals what it sets aside; without it, say which is
    /// set. Where none is set nothing of such content is kept.
    Key {
        /// The public half: age1…
        key: Option<String>,
        /// Seal to none from now on. What is sealed already stays.
        #[arg(long, conflicts_with = "key")]
        remove: bool,
        #[command(flatten)]
        folder: Folder,
    },
    /// Open something that an administrator fetched from the hub, with the private half.
    Open {
        /// The sealed file.
        file: PathBuf,
        /// The file to be written.
        out: PathBuf,
        /// File with the private half.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
}

/// `hub aside`.
pub(super) fn run(output: &mut Output, command: AsideCommand) -> Result<bool, HubError> {
    match command {
        AsideCommand::NewKey => {
            let (secret, public) = admin::new_aside_key();
            output.say(
                &json!({"key": public, "secret": secret}),
                &format!(
                    "Mitad pública, para el servidor: {public}\n\
                     Mitad privada, guárdela lejos del servidor; no se muestra otra vez:\n{secret}"
                ),
                &format!(
                    "Public half, for the hub: {public}\n\
                     Private half, keep it away from the hub; it is not shown again:\n{secret}"
                ),
            );
            Ok(true)
        }
        AsideCommand::Key {
            key,
            remove,
            folder,
        } => {
            let store = existing(folder)?;
            if remove || key.is_some() {
                admin::set_aside_key(&store, key.as_deref())?;
            }
            say_key(output, store.read_aside_key()?.as_deref());
            Ok(true)
        }
        AsideCommand::Open { file, out, key } => {
            admin::open_aside(&file, &key, &out)?;
            let shown = out.display();
            output.say(
                &json!({"out": out}),
                &format!("Abierto en {shown}"),
                &format!("Opened to {shown}"),
            );
            Ok(true)
        }
    }
}

fn say_key(output: &mut Output, key: Option<&str>) {
    let (es, en) = match key {
        Some(key) => (
            format!("Lo apartado se sella para {key}"),
            format!("What is set aside is sealed to {key}"),
        ),
        None => (
            "No hay llave: de lo apartado no se guarda nada".to_owned(),
            "There is no key: nothing of what is set aside is kept".to_owned(),
        ),
    };
    output.say(&json!({"key": key}), &es, &en);
}
