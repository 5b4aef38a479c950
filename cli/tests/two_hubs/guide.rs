//! The guide for who operates a hub, followed step by step as it is written.

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
    let run = |command: &str| {
        let words = command.split_whitespace().map(|word| match word {
            address if address.starts_with("postgres://") => database,
            word => word,
        });
        let output = Command::new(BIN)
            .args(words)
            .current_dir(folder.path())
            .output();
        let output = output.unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success(), "{guide}: {command}: {said}");
    };
    run("hub init --data hub");
    let commands = text
        .lines()
        .filter_map(|line| line.strip_prefix("$ farola "));
    let steps = commands.inspect(|command| run(command)).count();
    assert_eq!(steps, 5, "{guide}");
}

#[test]
fn a_hub_is_operated_as_the_guide_says() {
    let database = Server::start();
    followed("operating.md", &database.url);
    let database = Server::start();
    followed("operar.md", &database.url);
}
