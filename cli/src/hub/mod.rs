//! `farola hub …`: serving, people, forms, phones, backups.
//!
//! Exit codes: 0 done, 1 a problem that the output names, 2 wrong usage.

mod manage;
mod output;
mod serve;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use farola_hub_server::HubError;
use farola_hub_server::store::Place;
use farola_hub_server::store::account::Role;

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
    /// The hub's database, where it is not in the folder: postgres://user:password@host/name.
    #[arg(
        long,
        value_name = "URL",
        env = "FAROLA_HUB_DATABASE",
        hide_env_values = true
    )]
    database: Option<String>,
}

impl Folder {
    fn place(self) -> Result<Place, HubError> {
        let place = Place::folder(self.data);
        Ok(match self.database {
            None => place,
            Some(url) => place.with_database(&url)?,
        })
    }
}

#[derive(Debug, Subcommand)]
enum HubCommand {
    /// Serve phones and the review page from a folder; makes it when it is new.
    Serve {
        #[command(flatten)]
        folder: Folder,
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:8460")]
        listen: SocketAddr,
        /// Address under which phones and browsers reach the hub, when it is behind a proxy.
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
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
    /// Forms that phones fetch.
    #[command(subcommand)]
    Form(FormCommand),
    /// Keys of phones.
    #[command(subcommand)]
    AppUser(AppUserCommand),
    /// Copy a hub to a new folder, also while it serves.
    Backup {
        /// The hub's folder.
        dir: PathBuf,
        /// The new folder.
        out: PathBuf,
    },
    /// Check every record and file of a hub or a backup against its digest.
    Verify {
        /// The folder.
        dir: PathBuf,
    },
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
    /// List the people.
    List {
        #[command(flatten)]
        folder: Folder,
    },
}

#[derive(Debug, Subcommand)]
enum FormCommand {
    /// Publish XForms.
    Publish {
        /// The XForms.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        folder: Folder,
        /// Number of the project.
        #[arg(long, default_value_t = 1)]
        project: u32,
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
        folder: Folder,
        /// Number of the project.
        #[arg(long, default_value_t = 1)]
        project: u32,
        /// Address under which the phone reaches the hub.
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8460")]
        base_url: String,
        /// Draw the code for ODK Collect and Farola in the terminal.
        #[arg(long)]
        qr: bool,
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
        } => serve::serve(&mut output, folder, listen, base_url),
        HubCommand::Init {
            folder,
            project_name,
        } => manage::init(&mut output, folder, project_name.as_deref()),
        HubCommand::User(command) => manage::user(&mut output, command),
        HubCommand::Form(command) => manage::form(&mut output, command),
        HubCommand::AppUser(command) => manage::app_user(&mut output, command),
        HubCommand::Backup { dir, out } => manage::backup(&mut output, &dir, &out),
        HubCommand::Verify { dir } => manage::verify(&mut output, &dir),
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
