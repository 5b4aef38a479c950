//! Entities: what a finished form says of them, and lists that live on the device.

use farola_form::entities::{
    EntityAction, EntityChange, EntityList, EntityListError, EntityState, NotApplied, ServerList,
    apply,
};
use farola_form::{FormDef, OpenAs, Session};

use crate::support::{Form, Scenario, env, form};

const ID: &str = "0029527b-a4cd-461f-8871-9ac3ec153e67";
const OTHER: &str = "1029527b-a4cd-461f-8871-9ac3ec153e67";

/// The form with the version of entities on its model.
fn xml(form: &Form, version: &str) -> String {
    let version = match version {
        "" => String::new(),
        version => format!(" entities:entities-version=\"{version}\""),
    };
    form.xml()
        .replace("<model>", &format!("<model{version}>"))
        .replace(
            "xmlns:odk=",
            "xmlns:entities=\"http://www.opendatakit.org/xforms/entities\" xmlns:odk=",
        )
}

fn codes(form: &Form, version: &str) -> Vec<&'static str> {
    let (_, diagnostics) = FormDef::parse(xml(form, version).as_bytes(), &form.media);
    diagnostics.into_iter().map(|d| d.code).collect()
}

fn start(form: &Form, version: &str) -> Session {
    let (def, diagnostics) = FormDef::parse(xml(form, version).as_bytes(), &form.media);
    let def = def.unwrap_or_else(|| panic!("{diagnostics:?}"));
    Session::new(std::sync::Arc::new(def), env())
}

fn entity(attributes: &str) -> String {
    format!("<meta><entity dataset=\"people\" {attributes}><label/></entity></meta>")
}

fn registration() -> Form {
    form(&format!("<name/><age/>{}", entity("create=\"1\" id=\"\"")))
        .bind("/data/name", "entities:saveto=\"full_name\"")
        .bind("/data/age", "type=\"int\" entities:saveto=\"age\" relevant=\"/data/name != 'x'\"")
        .bind("/data/meta/entity/@id", "type=\"string\"")
        .bind("/data/meta/entity/label", "calculate=\"/data/name\"")
        .model("<setvalue event=\"odk-instance-first-load\" ref=\"/data/meta/entity/@id\" value=\"uuid()\"/>")
        .inputs(&["/data/name", "/data/age"])
}

#[test]
fn a_registration_creates_an_entity() {
    let mut s = start(&registration(), "2024.1.0");
    s.say("/data/name", "Ana");
    s.say("/data/age", "34");
    let done = s.finalize().unwrap();
    let [change] = done.entities.as_slice() else {
        panic!("{:?}", done.entities)
    };
    assert_eq!(change.action, EntityAction::Create);
    assert_eq!(
        (change.dataset.as_str(), change.label.as_str()),
        ("people", "Ana")
    );
    assert_eq!(change.id, s.get("/data/meta/entity/@id"));
    assert_eq!(change.id.len(), 36);
    assert_eq!(
        change.properties,
        [
            ("full_name".into(), "Ana".into()),
            ("age".into(), "34".into())
        ]
    );
    assert_eq!((change.base_version, change.offline), (None, true));
    assert_eq!(change.path, "/data/meta/entity");
    // Neither the answers nor the label get into a log.
    assert!(!format!("{change:?}").contains("Ana"));
    // An older form is for the server alone.
    let mut s = start(&registration(), "2022.1.0");
    s.say("/data/name", "Ana");
    assert!(!s.finalize().unwrap().entities[0].offline);
}

#[test]
fn what_is_not_relevant_is_not_saved() {
    let mut s = start(&registration(), "2024.1.0");
    s.say("/data/age", "34");
    s.say("/data/name", "x");
    let change = &s.entity_changes()[0];
    assert_eq!(change.properties, [("full_name".into(), "x".into())]);
    // An entity that is not relevant at all is not in the submission either.
    let f = form(&format!(
        "<a/><g><n/>{}</g>",
        entity("create=\"1\" id=\"\"")
    ))
    .bind("/data/g", "relevant=\"/data/a = 'yes'\"")
    .bind("/data/g/n", "entities:saveto=\"n\"")
    .inputs(&["/data/a", "/data/g/n"]);
    let mut s = start(&f, "2025.1.0");
    assert_eq!(s.entity_changes(), []);
    s.say("/data/a", "yes");
    // Nothing said is a property all the same, emptied.
    assert_eq!(
        s.entity_changes()[0].properties,
        [("n".into(), String::new())]
    );
}

#[test]
fn conditions_decide_between_create_update_and_neither() {
    let f = form(&format!(
        "<what/>{}",
        entity(
            "create=\"\" update=\"\" id=\"\" baseVersion=\"7\" trunkVersion=\"x\" branchId=\"b\""
        )
    ))
    .bind(
        "/data/meta/entity/@create",
        "calculate=\"contains(/data/what, 'c')\"",
    )
    .bind(
        "/data/meta/entity/@update",
        "calculate=\"if(contains(/data/what, 'u'), '1', '0')\"",
    )
    .input("/data/what");
    let mut s = start(&f, "2023.1.0");
    let cases = [
        ("", None),
        ("c", Some(EntityAction::Create)),
        ("u", Some(EntityAction::Update)),
        ("cu", Some(EntityAction::Upsert)),
    ];
    for (what, action) in cases {
        s.say("/data/what", what);
        let got = s.entity_changes().into_iter().next();
        assert_eq!(got.as_ref().map(|c| c.action), action, "{what}");
    }
    let change = &s.entity_changes()[0];
    assert_eq!((change.base_version, change.trunk_version), (Some(7), None));
    assert_eq!(change.branch_id.as_deref(), Some("b"));
}

#[test]
fn repeats_and_groups_have_entities_of_their_own() {
    let f = form(&format!(
        "<place/><p><name/><in><age/></in>{}</p><car><model/><meta><entity dataset=\"cars\" \
         create=\"1\" id=\"\"/></meta></car><meta><entity dataset=\"places\" update=\"true\" \
         id=\"\"><label/></entity></meta>",
        entity("create=\"1\" id=\"\"")
    ))
    .bind("/data/place", "entities:saveto=\"place\"")
    .bind("/data/p/name", "entities:saveto=\"full_name\"")
    .bind("/data/p/in/age", "entities:saveto=\"age\"")
    .bind("/data/p/meta/entity/label", "calculate=\"../../../name\"")
    .bind("/data/car/model", "entities:saveto=\"model\"")
    .model("<setvalue event=\"odk-instance-first-load\" ref=\"/data/p/meta/entity/@id\" value=\"uuid()\"/>")
    .input("/data/place")
    .body(
        "<repeat nodeset=\"/data/p\"><setvalue event=\"odk-new-repeat\" \
         ref=\"/data/p/meta/entity/@id\" value=\"uuid()\"/>\
         <input ref=\"/data/p/name\"><label>n</label></input>\
         <input ref=\"/data/p/in/age\"><label>a</label></input></repeat>",
    )
    .input("/data/car/model");
    let mut s = start(&f, "2025.1.0");
    s.say("/data/place", "Here");
    s.say("/data/p/name", "Ana");
    s.add_repeat("/data/p").unwrap();
    s.say("/data/p[2]/name", "Bea");
    s.say("/data/p[2]/in/age", "5");
    s.say("/data/car/model", "T");
    let changes = s.entity_changes();
    let short = |c: &EntityChange| {
        let values: Vec<String> = c
            .properties
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        format!(
            "{} {} {:?} {}",
            c.path,
            c.dataset,
            c.action,
            values.join(",")
        )
    };
    let shown: Vec<String> = changes.iter().map(short).collect();
    assert_eq!(
        shown,
        [
            "/data/p/meta/entity people Create full_name=Ana,age=",
            "/data/p[2]/meta/entity people Create full_name=Bea,age=5",
            "/data/car/meta/entity cars Create model=T",
            "/data/meta/entity places Update place=Here",
        ]
    );
    assert_ne!(changes[0].id, changes[1].id);
    assert_eq!(changes[1].label, "Bea");
}

#[test]
fn a_draft_keeps_the_ids_of_its_entities() {
    let f = registration();
    let (def, _) = FormDef::parse(xml(&f, "2024.1.0").as_bytes(), &f.media);
    let def = std::sync::Arc::new(def.unwrap());
    let mut s = Session::new(def.clone(), env());
    s.say("/data/name", "Ana");
    let again = Session::open(def, env(), &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(again.entity_changes(), s.entity_changes());
}

#[test]
fn faults_of_declarations_are_named() {
    let f = registration();
    assert_eq!(codes(&f, "2024.1.7"), [""; 0]);
    assert_eq!(codes(&f, "1999.1.0"), ["form.entities_version"]);
    assert_eq!(codes(&f, ""), ["form.entities_version_missing"]);
    // Without an entity no version is needed, and an unknown one is refused all the same.
    assert_eq!(codes(&form("<a/>"), ""), [""; 0]);
    assert_eq!(codes(&form("<a/>"), "9"), ["form.entities_version"]);
    for bad in ["name", "Label", "__x", "a b", "1a", ""] {
        let f = registration()
            .bind("/data/meta", "")
            .model("")
            .bind("/data", &format!("entities:saveto=\"{bad}\""));
        assert_eq!(codes(&f, "2024.1.0"), ["form.entity_property"], "{bad}");
    }
    let f = form("<a/>").bind("/data/a", "entities:saveto=\"a\"");
    assert_eq!(codes(&f, "2024.1.0"), ["form.saveto_without_entity"]);
    let f = form("<a/><meta><entity create=\"1\" id=\"\"/></meta>");
    assert_eq!(codes(&f, "2024.1.0"), ["form.entity_without_dataset"]);
    let twice = form(&format!("<a/><b/>{}", entity("create=\"1\" id=\"\"")))
        .bind("/data/a", "entities:saveto=\"x\"")
        .bind("/data/b", "entities:saveto=\"X\"");
    assert_eq!(codes(&twice, "2024.1.0"), ["form.saveto_twice"]);
    let repeat = form(&format!("<p><a/></p>{}", entity("create=\"1\" id=\"\"")))
        .bind("/data/p/a", "entities:saveto=\"a\"")
        .body("<repeat nodeset=\"/data/p\"><input ref=\"/data/p/a\"><label/></input></repeat>");
    assert_eq!(codes(&repeat, "2024.1.0"), ["form.saveto_in_repeat"]);
}

fn change(action: EntityAction, id: &str, label: &str, value: &str) -> EntityChange {
    EntityChange {
        path: "/data/meta/entity".into(),
        action,
        dataset: "people".into(),
        id: id.into(),
        label: label.into(),
        properties: vec![("age".into(), value.into())],
        base_version: None,
        trunk_version: None,
        branch_id: None,
        offline: true,
    }
}

fn people(csv: &str) -> EntityList {
    let mut list = EntityList::new("people");
    let mut number = 0;
    list.merge(ServerList::read(csv.as_bytes()).unwrap(), &mut || {
        number += 1;
        format!("server-{number}")
    });
    list
}

fn merge(list: &mut EntityList, csv: &str) -> (usize, usize, usize, usize) {
    let server = ServerList::read(csv.as_bytes()).unwrap();
    let report = list.merge(server, &mut || "new".to_owned());
    (report.added, report.updated, report.removed, report.ahead)
}

#[test]
fn a_list_takes_changes_in_before_the_server() {
    let mut list = EntityList::new("people");
    let branch = || "b1".to_owned();
    let made = list.apply(&change(EntityAction::Create, ID, "Ana", "34"), branch);
    let made = made.unwrap();
    assert_eq!((made.version, made.trunk_version), (1, None));
    assert_eq!(
        (made.state, made.branch_id.as_str()),
        (EntityState::Offline, "b1")
    );
    // A later form sees it and changes it; the branch goes on.
    let change_2 = change(EntityAction::Upsert, ID, " ", "35");
    let known = list.apply(&change_2, || unreachable!()).unwrap();
    assert_eq!((known.version, known.label.as_str()), (2, "Ana"));
    assert_eq!(
        (known.property("AGE"), known.branch_id.as_str()),
        ("35", "b1")
    );
    let csv = String::from_utf8(list.to_csv()).unwrap();
    let header = "name,label,__version,__trunkVersion,__branchId,age\n";
    assert_eq!(csv, format!("{header}{ID},Ana,2,,b1,35\n"));
}

#[test]
fn what_a_list_does_not_take_is_said() {
    let cases = [
        (
            EntityAction::Create,
            "",
            "Ana",
            Some(false),
            NotApplied::NoId,
        ),
        (
            EntityAction::Create,
            "id",
            "Ana",
            Some(false),
            NotApplied::InvalidId,
        ),
        (
            EntityAction::Create,
            ID,
            "",
            Some(false),
            NotApplied::NoLabel,
        ),
        (
            EntityAction::Upsert,
            ID,
            " ",
            Some(false),
            NotApplied::NoLabel,
        ),
        (EntityAction::Create, ID, "Ana", None, NotApplied::NoList),
        (
            EntityAction::Create,
            ID,
            "Ana",
            Some(true),
            NotApplied::NeedsApproval,
        ),
        (
            EntityAction::Update,
            ID,
            "Ana",
            Some(false),
            NotApplied::NoMatch,
        ),
        (EntityAction::Update, ID, "Ana", None, NotApplied::NoMatch),
    ];
    for (action, id, label, approval, why) in cases {
        let got = apply(&change(action, id, label, ""), approval, None, String::new);
        assert_eq!(got, Err(why), "{action:?} {id} {label}");
    }
    let online = EntityChange {
        offline: false,
        ..change(EntityAction::Create, ID, "Ana", "")
    };
    assert_eq!(
        apply(&online, Some(false), None, String::new),
        Err(NotApplied::OnlineOnly)
    );
    // What waits for approval can be updated: it exists.
    let mut list = people(&format!("name,label,__version,age\n{ID},Ana,3,1\n"));
    list.set_needs_approval(true);
    let update = change(EntityAction::Update, ID, "Ana B", "2");
    assert_eq!(list.apply(&update, String::new).unwrap().version, 4);
}

#[test]
fn the_server_wins_where_it_is_as_far_or_farther() {
    let update = change(EntityAction::Update, ID, "Ana here", "35");
    let server = |version: u32, label: &str| {
        format!("name,label,__version,age\n{ID},{label},{version},50\n")
    };
    for (version, label, ahead) in [(3, "Ana here", 1), (4, "Ana there", 0), (5, "Ana there", 0)] {
        let mut list = people(&server(3, "Ana"));
        list.apply(&update, String::new).unwrap();
        let got = merge(&mut list, &server(version, "Ana there"));
        assert_eq!(got, (0, 1 - ahead, 0, ahead), "{version}");
        let entity = list.get(ID).unwrap();
        assert_eq!(entity.label, label);
        // A branch still on its way keeps its name and its trunk.
        let (trunk, branch) = if ahead == 1 {
            (3, "server-1")
        } else {
            (version, "new")
        };
        assert_eq!(entity.trunk_version, Some(trunk));
        assert_eq!(entity.branch_id, branch);
    }
    // Nothing changed on either side: nothing is written.
    let mut list = people(&server(3, "Ana"));
    assert_eq!(merge(&mut list, &server(3, "Ana")), (0, 0, 0, 0));
    assert_eq!(list.get(ID).unwrap().branch_id, "server-1");
}

#[test]
fn what_the_server_deleted_goes_and_what_it_never_had_stays() {
    let mut list = people(&format!("name,label,__version\n{OTHER},Bea,1\n"));
    list.apply(&change(EntityAction::Create, ID, "Ana", "1"), String::new)
        .unwrap();
    assert_eq!(merge(&mut list, "name,label,__version\n"), (0, 0, 1, 0));
    assert!(list.get(OTHER).is_none());
    assert_eq!(list.offline_ids(), [ID]);
    // Once the server had it, the server may delete it.
    let own = format!("name,label,__version\n{ID},Ana,1\n");
    assert_eq!(merge(&mut list, &own), (0, 1, 0, 0));
    assert_eq!(merge(&mut list, "name,label,__version\n"), (0, 0, 1, 0));
    assert_eq!(list.entities().len(), 0);
    // The integrity address may say so before.
    list.apply(&change(EntityAction::Create, ID, "Ana", "1"), String::new)
        .unwrap();
    assert_eq!(list.remove(&[ID.to_owned()]), 1);
}

#[test]
fn columns_follow_the_server() {
    let mut list = people(&format!("name,label,__version,age,__x\n{ID},Ana,1,34,9\n"));
    assert_eq!(list.properties(), ["age"]);
    merge(
        &mut list,
        &format!("name,label,__version,size\n{ID},Ana,2,L\n"),
    );
    assert_eq!(list.properties(), ["size"]);
    assert_eq!(list.get(ID).unwrap().property("age"), "");
    let without = ServerList::read(b"label,__version\nAna,1\n").unwrap_err();
    assert_eq!(without, EntityListError::Column { name: "name" });
    let bad = ServerList::read(b"name,label,__version\na,Ana,1\nb,Bea,x\n").unwrap_err();
    assert_eq!(bad, EntityListError::Version { row: 2 });
}

#[test]
fn a_form_reads_the_list_and_its_versions() {
    let mut list = people(&format!("name,label,__version,age\n{ID},\"Ana, B\",3,34\n"));
    list.apply(
        &change(EntityAction::Update, ID, "Ana \"C\"", "a\nb"),
        String::new,
    )
    .unwrap();
    let csv = String::from_utf8(list.to_csv()).unwrap();
    let mut f = form("<who/><v/><t/><b/><age/>").media("people.csv", &csv);
    for (node, column) in [
        ("v", "__version"),
        ("t", "__trunkVersion"),
        ("b", "__branchId"),
        ("age", "age"),
    ] {
        f = f.bind(
            &format!("/data/{node}"),
            &format!("calculate=\"instance('people')/root/item[name = /data/who]/{column}\""),
        );
    }
    let f = f
        .model("<instance id=\"people\" src=\"jr://file-csv/people.csv\"/>")
        .body(
            "<select1 ref=\"/data/who\"><label>w</label><itemset \
             nodeset=\"instance('people')/root/item\"><value ref=\"name\"/><label ref=\"label\"/>\
             </itemset></select1>",
        );
    let mut s = f.start();
    s.say("/data/who", ID);
    let got = ["v", "t", "b", "age"].map(|node| s.get(&format!("/data/{node}")));
    assert_eq!(got, ["4", "3", "server-1", "a\nb"]);
    assert_eq!(s.questions()[0].choices[0].label, "Ana \"C\"");
}
