//! `farola hub backup` and `farola hub restore`: sealed backups, and the way back.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use farola_hub_server::store::sealed::{Backup, BackupKey};
use farola_hub_server::store::{Store, StoreError};
use farola_hub_server::{HubError, admin};
use serde_json::{Value, json};

use super::output::Output;
use super::{Elsewhere, Folder, Kept, manage};

/// Days for which a backup is kept where nobody says otherwise.
const DAYS: u32 = 30;

/// `farola hub backup …`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct BackupArgs {
    #[command(subcommand)]
    other: Option<BackupCommand>,
    /// The hub's folder.
    #[arg(required = true)]
    dir: Option<PathBuf>,
    #[command(flatten)]
    elsewhere: Elsewhere,
    /// Folder of the backups.
    #[arg(required = true)]
    out: Option<PathBuf>,
    /// Public key to which the backup is sealed; `farola hub backup key` makes one. Its private
    /// half does not belong on this machine.
    #[arg(long, value_name = "age1…", env = "FAROLA_HUB_BACKUP_TO")]
    to: Option<String>,
    /// Days after which it goes by itself.
    #[arg(long, env = "FAROLA_HUB_BACKUP_DAYS", default_value_t = DAYS)]
    days: u32,
}

#[derive(Debug, Subcommand)]
enum BackupCommand {
    /// Make a pair of keys: the private half goes to a new file, the public one is printed. To be
    /// done on another machine than the hub's.
    Key {
        /// The new file.
        file: PathBuf,
    },
    /// List the backups that are still there, and until when.
    List {
        #[command(flatten)]
        folder: Folder,
    },
    /// Remove the backups whose days are over. A hub that serves does it by itself.
    Prune {
        #[command(flatten)]
        folder: Folder,
    },
}

/// `farola hub restore …`.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The backup.
    backup: PathBuf,
    /// The new folder of the hub.
    dir: PathBuf,
    /// File with the private key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// List of what was forgotten: `hub.tombstones` of the hub that was lost. The one in the
    /// backup's own folder is read without a word.
    #[arg(long, value_name = "FILE")]
    tombstones: Vec<PathBuf>,
}

/// `hub backup`.
pub(super) fn run(output: &mut Output, args: BackupArgs) -> Result<bool, HubError> {
    match args.other {
        Some(BackupCommand::Key { file }) => make_key(output, &file),
        Some(BackupCommand::List { folder }) => list(output, folder),
        Some(BackupCommand::Prune { folder }) => prune(output, folder),
        None => make(output, args),
    }
}

fn make(output: &mut Output, args: BackupArgs) -> Result<bool, HubError> {
    // The two are there: nothing is read without them.
    let (Some(dir), Some(out)) = (args.dir, args.out) else {
        return Err(StoreError::Missing { what: "hub" }.into());
    };
    let elsewhere = args.elsewhere;
    let place = Kept { dir, elsewhere }.place()?;
    if !admin::exists(&place)? {
        return Err(StoreError::Missing { what: "hub" }.into());
    }
    let to: BackupKey = args.to.ok_or(StoreError::BackupKey)?.parse()?;
    let store = admin::open(&place)?;
    let (backup, report) = admin::seal_backup(&store, &to, &out, args.days)?;
    let path = PathBuf::from(&backup.folder).join(&backup.name);
    let (shown, day) = (path.display(), day(&backup));
    let (versions, files) = (report.versions, report.files);
    output.say(
        &json!({
            "out": path, "versions": versions, "files": files, "bytes": report.bytes,
            "until": day,
        }),
        &format!(
            "Respaldo sellado en {shown}: {versions} registros, {files} archivos; se borra solo \
             el {day}. Sin la clave privada nadie lo abre."
        ),
        &format!(
            "Sealed backup in {shown}: {versions} records, {files} files; it goes by itself on \
             {day}. Nobody opens it without the private key."
        ),
    );
    Ok(true)
}

fn make_key(output: &mut Output, file: &std::path::Path) -> Result<bool, HubError> {
    let public = admin::make_backup_key(file)?;
    let shown = file.display();
    output.say(
        &json!({"public": public, "private": file}),
        &format!(
            "Clave pública: {public}\nLa privada está en {shown}: guárdela lejos del servidor, en \
             dos lugares. Sin ella ningún respaldo se abre."
        ),
        &format!(
            "Public key: {public}\nThe private one is in {shown}: keep it away from the hub, in \
             two places. Without it no backup opens."
        ),
    );
    Ok(true)
}

fn list(output: &mut Output, folder: Folder) -> Result<bool, HubError> {
    let backups = manage::existing(folder)?.list_backups()?;
    say_all(output, &backups);
    Ok(true)
}

fn prune(output: &mut Output, folder: Folder) -> Result<bool, HubError> {
    let gone = admin::prune_backups(&manage::existing(folder)?)?;
    let count = gone.len();
    output.say(
        &json!({"pruned": gone.iter().map(shape).collect::<Vec<_>>()}),
        &format!("Respaldos borrados: {count}"),
        &format!("Backups removed: {count}"),
    );
    Ok(true)
}

/// `hub restore`.
pub(super) fn restore(output: &mut Output, args: &RestoreArgs) -> Result<bool, HubError> {
    let restored = admin::restore(&args.backup, &args.key, &args.dir, &args.tombstones)?;
    let shown = args.dir.display();
    let (versions, files) = (restored.versions, restored.files);
    let forgotten = restored.forgotten;
    output.say(
        &json!({
            "data": args.dir, "versions": versions, "files": files, "forgotten": forgotten,
        }),
        &format!(
            "Servidor de nuevo en {shown}: {versions} registros, {files} archivos. Olvidado otra \
             vez, porque se pidió después del respaldo: {forgotten} versiones."
        ),
        &format!(
            "Hub again in {shown}: {versions} records, {files} files. Forgotten once more, because \
             it was asked after the backup: {forgotten} versions."
        ),
    );
    Ok(true)
}

/// The backups that still hold what was forgotten a moment ago, for people and for machines.
pub(super) fn still_holding(store: &Store) -> Result<(Vec<Value>, Vec<String>), HubError> {
    let backups = store.list_backups()?;
    let told = backups
        .iter()
        .map(|one| format!("{} ({})", one.name, day(one)));
    Ok((backups.iter().map(shape).collect(), told.collect()))
}

fn say_all(output: &mut Output, backups: &[Backup]) {
    for backup in backups {
        let (name, folder, day) = (&backup.name, &backup.folder, day(backup));
        output.say(
            &shape(backup),
            &format!("{name}: en {folder}, hasta el {day}"),
            &format!("{name}: in {folder}, until {day}"),
        );
    }
    if backups.is_empty() {
        output.note("No hay respaldos.", "There are no backups.");
    }
}

fn shape(backup: &Backup) -> Value {
    json!({"name": backup.name, "folder": backup.folder, "until": day(backup)})
}

fn day(backup: &Backup) -> String {
    admin::day_of(backup.until)
}
