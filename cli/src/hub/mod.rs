//! `farola hub …`: serving, people, forms, phones, backups.
//!
//! Exit codes: 0 done, 1 a problem that the output names, 2 wrong usage.

mod aside;
mod audit;
mod backup;
mod forget;
mod manage;
mod migrate;
mod output;
mod people;
mod retention;
mod serve;
mod settings;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use farola_hub_server::store::account::Role;
use farola_hub_server::store::quota::Quota;
use farola_hub_server::store::{Place, Store};
use farola_hub_server::{Front, HubError, Network, TlsFiles};
use farola_model::ProjectId;

use crate::words::Words;
use output::Output;

/// `farola hub …`.
#[derive(Debug, Args)]
pub(crate) struct HubArgs {
    /// Print JSON for machines.
    #[arg(long, global = true)]
    json: bool,
    /// Language of the output for people.
    #[arg(long, global = true, value_enum, default_value_t = Words::Es)]
    words: Words,
    #[command(subcommand)]
    command: HubCommand,
}

#[derive(Debug, Clone, Args)]
struct Folder {
    /// The hub's folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    elsewhere: Elsewhere,
}

impl Folder {
    fn place(self) -> Result<Place, HubError> {
        self.elsewhere.of(Place::folder(self.data))
    }
}

/// One project of a hub.
#[derive(Debug, Clone, Args)]
struct InProject {
    #[command(flatten)]
    folder: Folder,
    /// Number of the project.
    #[arg(long, default_value_t = 1)]
    project: u32,
}

impl InProject {
    /// The hub that is there, and which of its projects is meant.
    fn open(self) -> Result<(Store, ProjectId), HubError> {
        Ok((manage::existing(self.folder)?, ProjectId(self.project)))
    }
}

/// What a code that enrols a phone says, and how it is shown.
#[derive(Debug, Args)]
struct PhoneCode {
    /// Address under which the phone reaches the hub.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8460")]
    base_url: String,
    /// Draw the code for ODK Collect and Farola in the terminal.
    #[arg(long)]
    qr: bool,
}

/// What of a hub is not in its folder.
#[derive(Debug, Clone, Args)]
struct Elsewhere {
    /// The hub's database, where it is not in the folder: postgres://user:password@host/name.
    #[arg(
        long,
        value_name = "URL",
        env = "FAROLA_HUB_DATABASE",
        hide_env_values = true
    )]
    database: Option<String>,
    /// The bucket with the hub's files, where they are not in the folder:
    /// s3://bucket/prefix?endpoint=https://host&region=name. Its key comes from
    /// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or from AWS_SHARED_CREDENTIALS_FILE.
    // Not `files`: commands that take files have an argument of that name.
    #[arg(long = "files", value_name = "URL", env = "FAROLA_HUB_FILES")]
    bucket: Option<String>,
}

impl Elsewhere {
    fn of(self, place: Place) -> Result<Place, HubError> {
        let place = match self.database {
            None => place,
            Some(url) => place.with_database(&url)?,
        };
        let said = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Ok(match self.bucket {
            None => place,
            Some(url) => place.with_files(&url, said)?,
        })
    }
}

/// A hub or a backup that is there.
#[derive(Debug, Clone, Args)]
struct Kept {
    /// The folder.
    dir: PathBuf,
    #[command(flatten)]
    elsewhere: Elsewhere,
}

impl Kept {
    /// A folder that has its own database is whole, whatever the environment says: so is a backup
    /// of a hub whose database is elsewhere.
    fn place(self) -> Result<Place, HubError> {
        let mut elsewhere = self.elsewhere;
        elsewhere.database = elsewhere.database.filter(|_| !Store::exists(&self.dir));
        elsewhere.of(Place::folder(self.dir))
    }
}

#[derive(Debug, Clone, Args)]
struct MigrateStore {
    /// Folder of the hub.
    from: PathBuf,
    /// Folder of the new place: a new or empty one.
    #[arg(required_unless_present = "take_back")]
    to: Option<PathBuf>,
    /// Database of the hub, where it is not in its folder.
    #[arg(
        long,
        value_name = "URL",
        env = "FAROLA_HUB_FROM_DATABASE",
        hide_env_values = true
    )]
    from_database: Option<String>,
    /// Database of the new place, where it is not in its folder: an empty one.
    #[arg(
        long,
        value_name = "URL",
        env = "FAROLA_HUB_TO_DATABASE",
        hide_env_values = true
    )]
    to_database: Option<String>,
    /// Bucket of the hub, where its files are not in its folder.
    #[arg(long, value_name = "URL", env = "FAROLA_HUB_FROM_FILES")]
    from_files: Option<String>,
    /// Bucket of the new place, where its files are not to stay in its folder.
    #[arg(long, value_name = "URL", env = "FAROLA_HUB_TO_FILES")]
    to_files: Option<String>,
    /// Let the hub be served again where it is; the new place is then worth nothing.
    #[arg(long, conflicts_with = "to")]
    take_back: bool,
}

/// What the terminal counts bytes of a day in.
const MEGABYTE: u64 = 1_000_000;

#[derive(Debug, Subcommand)]
enum HubCommand {
    /// Serve phones and the review page from a folder; makes it when it is new.
    Serve {
        #[command(flatten)]
        folder: Folder,
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:8460")]
        listen: SocketAddr,
        /// Address under which phones and browsers reach the hub. Without it the hub is for this
        /// machine alone, and listens nowhere else.
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
        /// Address of a proxy whose X-Forwarded-For says who asks: 10.0.0.2, 10.0.0.0/8. May be
        /// given several times. Without it, everybody behind a proxy counts as one.
        #[arg(long, value_name = "CIDR")]
        trusted_proxy: Vec<Network>,
        /// Certificate in PEM by which the hub speaks TLS itself; read again when it is renewed.
        #[arg(long, value_name = "FILE", requires = "tls_key")]
        tls_cert: Option<PathBuf>,
        /// Private key of the certificate, in PEM.
        #[arg(long, value_name = "FILE", requires = "tls_cert")]
        tls_key: Option<PathBuf>,
        /// Uploads that one phone's key may make in a day (UTC); beyond them it is asked to come
        /// tomorrow.
        #[arg(
            long,
            value_name = "NUMBER",
            env = "FAROLA_HUB_UPLOADS_A_DAY",
            default_value_t = Quota::default().uploads
        )]
        uploads_a_day: u64,
        /// Megabytes that it may send in a day.
        #[arg(
            long,
            value_name = "MB",
            env = "FAROLA_HUB_MEGABYTES_A_DAY",
            default_value_t = Quota::default().bytes / MEGABYTE
        )]
        megabytes_a_day: u64,
    },
    /// Make a hub's folder, with a name for its project.
    Init {
        #[command(flatten)]
        folder: Folder,
        /// Name of the project.
        #[arg(long, alias = "name")]
        project_name: Option<String>,
    },
    /// People who sign in to the review page.
    #[command(subcommand)]
    User(UserCommand),
    /// Show what holds for the whole hub, or change it: from the next request on.
    Settings(settings::SettingsArgs),
    /// Forms that phones fetch.
    #[command(subcommand)]
    Form(FormCommand),
    /// Keys of phones.
    #[command(subcommand)]
    AppUser(AppUserCommand),
    /// Copy a hub into one file that only a private key kept elsewhere opens, also while the hub
    /// serves; or look after the backups that there are.
    Backup(backup::BackupArgs),
    /// Put a hub back from a backup, without what was forgotten since.
    Restore(backup::RestoreArgs),
    /// Count every record of the lists again, when `verify` finds that they are counted wrongly.
    Recount {
        #[command(flatten)]
        folder: Folder,
    },
    /// Check every record and file of a hub or a backup against its digest.
    Verify {
        #[command(flatten)]
        kept: Kept,
    },
    /// Read who did and who opened what, or check that nobody changed it.
    Audit(audit::AuditArgs),
    /// The key to which is sealed what a form did not ask for, and files that cannot be cleaned.
    #[command(subcommand)]
    Aside(aside::AsideCommand),
    /// Forget what a group said at a stop, or on a whole walk. Cannot be taken back.
    Forget(forget::ForgetArgs),
    /// Remove what is over its time, as a hub that serves does by itself, or say what would go.
    Retention(retention::RetentionArgs),
    /// Move a hub to another place, between folders, PostgreSQL and buckets. Nobody may serve it
    /// meanwhile; cut off, the same command goes on.
    MigrateStore(MigrateStore),
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a person.
    Add {
        /// Address to sign in with.
        email: String,
        #[command(flatten)]
        folder: Folder,
        /// What the person may do.
        #[arg(long, value_enum)]
        role: RoleName,
        /// Name shown in the history.
        #[arg(long)]
        name: Option<String>,
        /// Preferred language.
        #[arg(long, value_enum, default_value_t = Words::Es)]
        language: Words,
        /// Read the password from standard input (its first line). Without it a password is
        /// made and printed once.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give a person a new password; the person's sessions end.
    Password {
        /// Address of the person.
        email: String,
        #[command(flatten)]
        folder: Folder,
        /// Read the password from standard input. Without it one is made and printed once.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the people: role, whether they may sign in, open sessions, last seen (UTC).
    List {
        #[command(flatten)]
        folder: Folder,
    },
    /// Change what a person may do, from the next request on.
    Role {
        /// Address of the person.
        email: String,
        #[command(flatten)]
        folder: Folder,
        /// What the person may do.
        #[arg(long, value_enum)]
        role: RoleName,
    },
    /// Shut a person out: the sessions end at once, and the person may not sign in.
    Disable {
        /// Address of the person.
        email: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Let a person in again who was shut out.
    Enable {
        /// Address of the person.
        email: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// End every session of a person; the person may sign in again.
    SignOut {
        /// Address of the person.
        email: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Take the code beside the password off a person who lost the phone; the sessions end.
    NoCode {
        /// Address of the person.
        email: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Make a link, good once and for an hour, that lets a person try her password in one browser
    /// while somebody else guesses at the same address.
    Link {
        /// Address of the person.
        email: String,
        #[command(flatten)]
        folder: Folder,
        /// Address under which browsers reach the hub.
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8460")]
        base_url: String,
    },
}

#[derive(Debug, Subcommand)]
enum FormCommand {
    /// Publish XForms.
    Publish {
        /// The XForms.
        #[arg(required = true, value_name = "FILES")]
        forms: Vec<PathBuf>,
        #[command(flatten)]
        place: InProject,
        /// Folder with the files that the forms name.
        #[arg(long, value_name = "DIR")]
        media: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum AppUserCommand {
    /// Make a key for a phone and print what enrols it.
    Add {
        /// Name of the phone or team.
        name: String,
        #[command(flatten)]
        place: InProject,
        #[command(flatten)]
        code: PhoneCode,
    },
    /// Give all records of a phone to another one: the same hands with a new key.
    HandOver {
        /// Number of the phone whose key was lost.
        from: i64,
        /// Number of the phone that takes its place.
        to: i64,
        #[command(flatten)]
        place: InProject,
    },
    /// List the phones of a project: number, name, whether its key is good, last use (UTC).
    List {
        #[command(flatten)]
        place: InProject,
    },
    /// Take a phone's key back, as of a phone that was lost; it stops at once.
    Revoke {
        /// Number of the phone, as `list` says it.
        id: i64,
        #[command(flatten)]
        place: InProject,
    },
    /// Give a phone a new key and print what enrols it; the old key stops at once.
    Rotate {
        /// Number of the phone, as `list` says it.
        id: i64,
        #[command(flatten)]
        place: InProject,
        #[command(flatten)]
        code: PhoneCode,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    /// Everything.
    Admin,
    /// Reads records and decides about them.
    Reviewer,
    /// Reads records and comments.
    Team,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Admin => Self::Admin,
            RoleName::Reviewer => Self::Reviewer,
            RoleName::Team => Self::Team,
        }
    }
}

/// Runs a hub command.
pub(crate) fn run(args: HubArgs) -> ExitCode {
    let mut output = Output::new(args.json, args.words);
    let done = match args.command {
        HubCommand::Serve {
            folder,
            listen,
            base_url,
            trusted_proxy,
            tls_cert,
            tls_key,
            uploads_a_day,
            megabytes_a_day,
        } => {
            let tls = tls_cert.zip(tls_key);
            let front = Front {
                trusted_proxies: trusted_proxy,
                tls: tls.map(|(cert, key)| TlsFiles { cert, key }),
                ..Front::default()
            };
            let quota = Quota {
                uploads: uploads_a_day,
                bytes: megabytes_a_day.saturating_mul(MEGABYTE),
            };
            serve::serve(&mut output, folder, listen, base_url, front, quota)
        }
        HubCommand::Init {
            folder,
            project_name,
        } => manage::init(&mut output, folder, project_name.as_deref()),
        HubCommand::User(command) => people::user(&mut output, command),
        HubCommand::Settings(args) => settings::run(&mut output, args),
        HubCommand::Form(command) => manage::form(&mut output, command),
        HubCommand::AppUser(command) => people::app_user(&mut output, command),
        HubCommand::Backup(args) => backup::run(&mut output, args),
        HubCommand::Restore(args) => backup::restore(&mut output, &args),
        HubCommand::Recount { folder } => manage::recount(&mut output, folder),
        HubCommand::Verify { kept } => manage::verify(&mut output, kept),
        HubCommand::Audit(args) => audit::run(&mut output, args),
        HubCommand::Aside(command) => aside::run(&mut output, command),
        HubCommand::Forget(args) => forget::run(&mut output, args),
        HubCommand::Retention(args) => retention::run(&mut output, args),
        HubCommand::MigrateStore(args) => migrate::run(&mut output, args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            output.error(&error);
            ExitCode::from(1)
        }
    }
}
