//! `device correct`: a new version of a submission that a reviewer sent back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use farola_engine::env::SystemClock;
use farola_model::InstanceId;
use serde_json::json;

use super::answers::{Step, give, pair};
use super::fill::finalize;
use super::phone::{Network, open};
use super::{Done, Say};

#[derive(Debug, Args)]
pub(super) struct CorrectArgs {
    /// Folder of the phone.
    dir: PathBuf,
    /// Id of the submission, as `messages` prints it.
    instance: String,
    /// Sets an answer.
    #[arg(long = "set", value_name = "REF=VALUE")]
    set: Vec<String>,
    /// Answers a question with another photo.
    #[arg(long = "photo", value_name = "REF=FILE")]
    photos: Vec<String>,
}

pub(super) fn run(args: &CorrectArgs, key_file: Option<&Path>, say: &mut Say) -> Done {
    let mut steps = Vec::new();
    for text in &args.set {
        let (path, value) = pair(text)?;
        steps.push(Step::Answer(path, value));
    }
    for text in &args.photos {
        let (path, file) = pair(text)?;
        // The old photo is taken back first: it would count as answered already.
        steps.push(Step::Answer(path.clone(), String::new()));
        steps.push(Step::Photo(path, PathBuf::from(file)));
    }
    let engine = open(&args.dir, key_file, Arc::new(SystemClock), Network::Off)?;
    let mut filling = engine.correct(&InstanceId::new(&*args.instance), None)?;
    say.machine(&json!({
        "event": "correcting", "instance": filling.instance(), "corrects": filling.corrects(),
    }));
    let refused = give(&mut filling, &steps, say)?;
    finalize(&mut filling, refused, say)
}
