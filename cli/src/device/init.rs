//! `device init`: a folder with a key, a database, and an enrolment.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use farola_engine::env::SystemClock;
use farola_engine::form::MediaMap;
use farola_engine::{Engine, JoinSaid};
use serde_json::json;

use super::phone::{Network, Problem, make_key, open_or_make};
use super::{Done, Say};

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Folder of the phone.
    dir: PathBuf,
    /// What the QR code holds, a farola:// link, or the address; `-` reads it from standard
    /// input, so that the key stays out of the process list.
    #[arg(long, value_name = "URI")]
    enrol: Option<String>,
    /// Joins also where records wait or another enrolment stands: says where they go, and that you
    /// agree. Without it that is only told.
    #[arg(long, requires = "enrol")]
    confirm: bool,
    /// Forms to put on the phone without a server.
    #[arg(long = "form", value_name = "FILE.xml")]
    forms: Vec<PathBuf>,
}

pub(super) fn run(args: &InitArgs, key_file: Option<&Path>, say: &mut Say) -> Done {
    std::fs::create_dir_all(&args.dir).map_err(|error| Problem::io("folder", &error))?;
    private(&args.dir).map_err(|error| Problem::io("folder", &error))?;
    make_key(&args.dir, key_file)?;
    let engine = open_or_make(&args.dir, key_file, Arc::new(SystemClock), Network::Off)?;
    if let Some(text) = &args.enrol {
        join(&engine, &enrolment(text)?, args.confirm, say)?;
    }
    for path in &args.forms {
        let xml = std::fs::read(path).map_err(|error| Problem::io("form", &error))?;
        let form = engine.add_form(&xml, &MediaMap::new())?;
        let value = json!({"event": "form", "id": form.form.id, "version": form.form.version});
        let line = format!("{} ({})", form.title, form.form.id);
        say.line(&value, &line, &line);
    }
    let device = engine.device()?;
    let server = device.server.clone().unwrap_or_default();
    say.line(
        &json!({"event": "ready", "device": device.id, "server": device.server}),
        &format!("Teléfono {} listo. {server}", device.id),
        &format!("Phone {} ready. {server}", device.id),
    );
    Ok(())
}

/// Tells what joining means, and joins where nothing is to be decided or it was.
fn join(engine: &Engine, text: &str, decided: bool, say: &mut Say) -> Done {
    let offer = engine.enrolment_offer(text)?;
    say.machine(&json!({
        "event": "offer",
        "server": offer.server,
        "project": offer.project_name,
        "keyWords": offer.key_words,
        "replaces": offer.replaces,
        "recordsGo": offer.records_go,
        "recordsStay": offer.records_stay,
        "needsDecision": offer.needs_pin,
    }));
    for said in offer.said() {
        let (es, en) = sentence(&said);
        say.people(&es, &en);
    }
    if decided {
        engine.enrol_decided(text)?;
    } else {
        engine.enrol(text)?;
    }
    Ok(())
}

/// What the phones say too, in Spanish and English.
fn sentence(said: &JoinSaid) -> (String, String) {
    match said {
        JoinSaid::Server { place } => (format!("Servidor: {place}"), format!("Server: {place}")),
        JoinSaid::Words { words } => (
            format!("Su llave, en cuatro palabras: {words}. Quien organiza debe ver las mismas."),
            format!("Its key in four words: {words}. Whoever organises must see the same."),
        ),
        JoinSaid::NoKey => (
            "No tiene una llave con la que pruebe quién es.".to_owned(),
            "It has no key by which it could prove who it is.".to_owned(),
        ),
        JoinSaid::Replaces { place } => (
            format!("Termina la inscripción de ahora: {place}"),
            format!("The present enrolment ends: {place}"),
        ),
        JoinSaid::Go { count } => (
            format!("Registros en espera que irán ahí: {count}"),
            format!("Records waiting that will go there: {count}"),
        ),
        JoinSaid::Stay { count } => (
            format!("Registros de otro servidor, que siguen en espera: {count}"),
            format!("Records of another server, which go on waiting: {count}"),
        ),
    }
}

fn enrolment(text: &str) -> Result<String, Problem> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut read = String::new();
    let input = std::io::stdin()
        .lock()
        .take(64 * 1024)
        .read_to_string(&mut read);
    input.map_err(|error| Problem::io("standard input", &error))?;
    Ok(read.trim().to_owned())
}

/// The folder of a phone is for its owner only.
fn private(dir: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))?;
    }
    let _ = dir;
    Ok(())
}
