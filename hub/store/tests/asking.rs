//! Forgetting that two decide, on both engines: nothing goes before the second person confirms, the
//! two are never the same, and nothing of what was asked for stays.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_hub_store::StoreError;
use farola_hub_store::account::{Role, UserId};
use farola_hub_store::asking::{Ask, AskDecision, AskState, NewAsk};
use farola_hub_store::forget::Reason;
use farola_hub_store::job::{Again, JobKind};
use farola_hub_store::submission::{Arrival, Summary};
use farola_model::{Coded as _, ProjectId};
use farola_protocol::Problem;
use rig::On;
use rig::hub::*;

mod rig;

const CODE: &str = "14039-20261123-a1b2c3";

struct World {
    hub: Hub,
    asker: UserId,
    second: UserId,
}

fn world(on: On) -> World {
    let hub = hub(on);
    let person = |email: &str| {
        let added = hub.store.add_user(user(email, Role::Admin), NOW);
        added.wait().unwrap()
    };
    let (asker, second) = (person("a@farola.example"), person("b@farola.example"));
    for number in 1..=3 {
        let of_walk = Arrival {
            summary: Summary {
                walk_code: Some(CODE.to_owned()),
                ..Summary::default()
            },
            ..hub.arrival(number)
        };
        hub.accept(of_walk).unwrap();
    }
    World { hub, asker, second }
}

impl World {
    fn ask(&self, stop: Option<u32>) -> Result<i64, StoreError> {
        let ask = NewAsk {
            project: ONE,
            walk_code: CODE.to_owned(),
            stop,
            reason: Reason::Privacy,
            records: vec![id(1), id(2)],
            by: self.asker,
            at: NOW,
        };
        self.hub.store.ask_to_forget(ask).wait()
    }

    fn by(&self, id: i64, by: UserId) -> AskDecision {
        AskDecision {
            project: ONE,
            id,
            by,
            at: NOW,
        }
    }

    fn only(&self) -> Ask {
        let asks = self.hub.store.list_asks(ONE).unwrap();
        assert_eq!(asks.len(), 1);
        asks[0].clone()
    }

    fn records(&self) -> i64 {
        self.hub.store.read_queue(ONE, &[], None, 1).unwrap().total
    }

    fn acts(&self) -> Vec<String> {
        let page = self.hub.store.read_audit(None, 100).unwrap();
        let acts = page.entries.into_iter().map(|entry| entry.action);
        let mut acts: Vec<_> = acts.filter(|act| act.contains("forget")).collect();
        acts.reverse();
        acts
    }
}

fn a_second_person_confirms_and_never_the_same(on: On) {
    let world = world(on);
    let store = &world.hub.store;
    let asked = world.ask(Some(4)).unwrap();
    assert_eq!(world.records(), 3, "asking removes nothing");
    let open = world.only();
    assert_eq!(
        (open.id, open.walk_code.as_str(), open.stop),
        (asked, CODE, Some(4))
    );
    assert_eq!(
        (open.records, open.state, open.asked_by),
        (2, AskState::Open, world.asker)
    );
    assert_eq!(store.read_ask(ONE, asked).unwrap(), open);
    // The same once more is none; another stop is another ask.
    assert_eq!(refused(world.ask(Some(4))), Problem::BadParameter);
    let own = store.confirm_forgetting(world.by(asked, world.asker), vec![id(1), id(2)]);
    assert_eq!(refused(own.wait()), Problem::Forbidden);
    // A record that is not there: all stays, and the ask too.
    let wrong = store.confirm_forgetting(world.by(asked, world.second), vec![id(1), id(77)]);
    assert_eq!(wrong.wait().unwrap_err().code(), "hub.not_found");
    assert_eq!((world.records(), world.only().state), (3, AskState::Open));
    let elsewhere = AskDecision {
        project: ProjectId(2),
        ..world.by(asked, world.second)
    };
    let none = store.confirm_forgetting(elsewhere, vec![]).wait();
    assert_eq!(none.unwrap_err().code(), "hub.not_found");
    let done = store.confirm_forgetting(world.by(asked, world.second), vec![id(1), id(2)]);
    assert_eq!(done.wait().unwrap().records, 2);
    assert_eq!(world.records(), 1);
    let decided = world.only();
    assert_eq!(
        (decided.state, decided.decided),
        (AskState::Done, Some(NOW))
    );
    assert_eq!(
        (decided.walk_code.as_str(), decided.stop, decided.records),
        ("", None, 0)
    );
    assert_eq!(
        world.acts(),
        [
            "record.forget_ask",
            "record.forget",
            "record.forget_confirm"
        ]
    );
    // Once only.
    let again = store.confirm_forgetting(world.by(asked, world.second), vec![id(3)]);
    assert_eq!(again.wait().unwrap_err().code(), "hub.not_found");
    // What is left of the rows goes in a job that is tried again.
    assert!(store.is_job_due().unwrap());
    let jobs = store.claim_jobs(9).wait().unwrap();
    let traces: Vec<_> = jobs
        .iter()
        .filter(|job| job.kind == JobKind::Traces)
        .collect();
    assert_eq!(traces.len(), 1);
    assert!(
        store
            .job_failed(traces[0], "hub.files_unreachable", Again::Later)
            .wait()
            .unwrap()
    );
    assert_eq!(store.read_jobs().unwrap().dead, 0);
}

fn an_ask_is_taken_back_by_either(on: On) {
    let world = world(on);
    let store = &world.hub.store;
    for by in [world.asker, world.second] {
        let asked = world.ask(None).unwrap();
        store.refuse_forgetting(world.by(asked, by)).wait().unwrap();
        let again = store.refuse_forgetting(world.by(asked, by)).wait();
        assert_eq!(again.unwrap_err().code(), "hub.not_found");
        let late = store.confirm_forgetting(world.by(asked, world.second), vec![id(1)]);
        assert_eq!(late.wait().unwrap_err().code(), "hub.not_found");
        let ask = store.read_ask(ONE, asked).unwrap();
        assert_eq!((ask.state, ask.walk_code.as_str()), (AskState::Refused, ""));
    }
    assert_eq!(world.records(), 3);
    // What is open comes first.
    let open = world.ask(Some(1)).unwrap();
    let asks = store.list_asks(ONE).unwrap();
    assert_eq!((asks.len(), asks[0].id), (3, open));
    assert_eq!(store.list_asks(ProjectId(2)).unwrap(), []);
    assert_eq!(
        store.read_ask(ProjectId(2), open).unwrap_err().code(),
        "hub.not_found"
    );
}

on_both! {
    a_second_person_confirms_and_never_the_same,
    an_ask_is_taken_back_by_either,
}
