//! The guide for who operates a hub, followed step by step as it is written.

use std::cell::RefCell;
use std::path::Path;
use std::process::Command;

use crate::rig::BIN;
use crate::server::Server;

fn followed(guide: &str, database: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/guides")
        .join(guide);
    let text = std::fs::read_to_string(path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let public_key = RefCell::new(String::new());
    let run = |command: &str| {
        let words = command.split_whitespace().map(|word| match word {
            address if address.starts_with("postgres://") => database.to_owned(),
            "age1…" => public_key.borrow().clone(),
            backup if backup.ends_with(".age") => only_backup(folder.path(), backup),
            word => word.to_owned(),
        });
        let output = Command::new(BIN)
            .args(words)
            .current_dir(folder.path())
            .output();
        let output = output.unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success(), "{guide}: {command}: {said}");
        if let Some(key) = said
            .split_whitespace()
            .find(|word| word.starts_with("age1"))
        {
            key.clone_into(&mut public_key.borrow_mut());
        }
    };
    run("hub init --data hub");
    let commands = text
        .lines()
        .filter_map(|line| line.strip_prefix("$ farola "));
    let steps = commands.inspect(|command| run(command)).count();
    assert_eq!(steps, 6, "{guide}");
}

/// The backup that was made, in the folder of the one that the guide names: its name has its time.
fn only_backup(folder: &Path, named: &str) -> String {
    let backups = Path::new(named).parent().unwrap();
    let made = std::fs::read_dir(folder.join(backups)).unwrap();
    let mut names = made.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let name = names.find(|name| name.ends_with(".age")).unwrap();
    backups.join(name).to_str().unwrap().to_owned()
}

#[test]
fn a_hub_is_operated_as_the_guide_says() {
    let database = Server::start();
    followed("operating.md", &database.url);
    let database = Server::start();
    followed("operar.md", &database.url);
}
