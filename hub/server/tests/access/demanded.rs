//! Where the hub demands a code: what each session may that has still to set one up.

use farola_hub_server::admin;
use farola_hub_server::store::settings::SettingsChange;
use farola_model::Timestamp;
use serde_json::{Value, json};

use super::{Caller, TABLE, World, rig};

/// What a session may that has still to set a code up, which the hub demands: what that takes, and
/// to end.
const BEFORE_THE_CODE: [&str; 6] = [
    "GET /v1/sessions/restore",
    "DELETE /v1/sessions/current",
    "GET /v1/users/current",
    "GET /v1/users/current/code",
    "POST /v1/users/current/code/secret",
    "POST /v1/users/current/code",
];
/// Routes that ask for no session.
const WITHOUT_SESSION: [&str; 4] = [
    "GET /health",
    "POST /v1/sessions",
    "POST /v1/sessions/link",
    "PUT /v1/farola/parcels/{id}",
];

#[test]
fn where_a_code_is_demanded_every_other_route_waits_for_it() {
    let world = World::new();
    let on = json!({"codesDemanded": true});
    // What a row prepares an administrator does, who may until the setting holds.
    let set = |on: &Value| {
        let store = admin::open(rig::place(&world.rig.dir)).unwrap();
        let change = SettingsChange {
            codes_demanded: on["codesDemanded"].as_bool(),
        };
        store
            .change_settings(change, None, Timestamp(0))
            .wait()
            .unwrap();
    };
    let mut wrong = Vec::new();
    for line in TABLE {
        let (method, path) = line.route.split_once(' ').unwrap();
        if !path.starts_with("/v1/") || WITHOUT_SESSION.contains(&line.route) {
            continue;
        }
        for caller in [Caller::Team, Caller::Reviewer, Caller::Admin] {
            if line.route == "DELETE /v1/sessions/current" && caller != Caller::Admin {
                continue;
            }
            let ask = (line.ask)(&world, caller);
            set(&on);
            let (status, problem) = world.told(caller, method, &ask);
            set(&json!({"codesDemanded": false}));
            let free = caller == Caller::Team || BEFORE_THE_CODE.contains(&line.route);
            if (problem == "auth.code_to_set") == free || (!free && status != 403) {
                wrong.push(format!("{caller:?} {}: {status} {problem}", line.route));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}
