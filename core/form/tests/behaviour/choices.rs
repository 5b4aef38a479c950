//! Choice lists: where they come from, filters, what happens to what was chosen.

use farola_form::{AnswerError, OpenAs, Session};

use crate::support::{Form, Scenario, env, form};

const PLACES: &str = "<instance id=\"s\"><root>\
    <item><name>jal</name><label>Jalisco</label></item>\
    <item><name>gto</name><label>Guanajuato</label></item></root></instance>\
    <instance id=\"m\"><root>\
    <item><name>gdl</name><label>Guadalajara</label><state>jal</state><big>1</big></item>\
    <item><name>zap</name><label>Zapopan</label><state>jal</state><big>1</big></item>\
    <item><name>aut</name><label>Autlán</label><state>jal</state></item>\
    <item><name>leo</name><label>León</label><state>gto</state><big>1</big></item>\
    </root></instance>";

fn cascade(control: &str, filter: &str) -> Form {
    form("<s/><m/><only>1</only>").model(PLACES).body(&format!(
        "<select1 ref=\"/data/s\"><label>S</label><itemset nodeset=\"instance('s')/root/item\">\
         <value ref=\"name\"/><label ref=\"label\"/></itemset></select1>\
         <{control} ref=\"/data/m\"><label>M</label>\
         <itemset nodeset=\"instance('m')/root/item{filter}\">\
         <value ref=\"name\"/><label ref=\"label\"/></itemset></{control}>\
         <input ref=\"/data/only\"><label>o</label></input>"
    ))
}

fn offered(s: &Session, path: &str) -> Vec<String> {
    let question = s.questions().into_iter().find(|q| q.path == path).unwrap();
    question.choices.into_iter().map(|c| c.value).collect()
}

#[test]
fn a_filter_follows_its_parent() {
    for filter in [
        "[state = /data/s]",
        "[/data/s = state]",
        "[state = /data/s and true()]",
        "[state=/data/s][true()]",
        "[not(state != /data/s)]",
        "[state = current()/../s]",
    ] {
        let mut s = cascade("select1", filter).start();
        assert!(offered(&s, "/data/m").is_empty(), "{filter}");
        s.say("/data/s", "jal");
        assert_eq!(offered(&s, "/data/m"), ["gdl", "zap", "aut"], "{filter}");
        s.say("/data/s", "gto");
        assert_eq!(offered(&s, "/data/m"), ["leo"], "{filter}");
    }
}

#[test]
fn two_terms_and_a_missing_column() {
    let mut s = cascade("select1", "[state = /data/s and big = /data/only]").start();
    s.say("/data/s", "jal");
    assert_eq!(offered(&s, "/data/m"), ["gdl", "zap"]);
    // An absent column equals the empty text.
    let mut s = cascade("select1", "[state = /data/s and big = '']").start();
    s.say("/data/s", "jal");
    assert_eq!(offered(&s, "/data/m"), ["aut"]);
}

#[test]
fn what_is_no_longer_on_offer_is_cleared_at_once() {
    let mut s = cascade("select1", "[state = /data/s]").start();
    s.say("/data/s", "jal");
    s.say("/data/m", "zap");
    let outcome = s.answer("/data/s", "gto").unwrap();
    assert_eq!(s.get("/data/m"), "");
    assert_eq!(outcome.changes.nodes.len(), 2);
    s.say("/data/s", "jal");
    assert_eq!(
        s.get("/data/m"),
        "",
        "what was lost does not come back by itself"
    );
}

#[test]
fn of_several_the_rest_stays_in_the_order_it_was_given() {
    let mut s = cascade(
        "select",
        "[state = /data/s and (big = /data/only or /data/only = '')]",
    )
    .start();
    s.say("/data/s", "jal");
    s.say("/data/only", "");
    s.say("/data/m", "aut zap gdl");
    assert_eq!(s.get("/data/m"), "aut zap gdl", "tapped in this order");
    s.say("/data/only", "1");
    assert_eq!(s.get("/data/m"), "zap gdl");
}

#[test]
fn only_what_is_on_offer_is_taken() {
    let mut s = cascade("select", "[state = /data/s]").start();
    s.say("/data/s", "jal");
    assert!(matches!(
        s.answer("/data/m", "leo"),
        Err(AnswerError::Type { .. })
    ));
    assert!(matches!(
        s.answer("/data/m", "gdl leo"),
        Err(AnswerError::Type { .. })
    ));
    assert!(matches!(
        s.answer("/data/s", "nowhere"),
        Err(AnswerError::Type { .. })
    ));
    s.say("/data/m", " gdl  zap gdl ");
    assert_eq!(s.get("/data/m"), "gdl zap");
}

#[test]
fn choices_written_in_the_body() {
    let mut s = form("<a/><b/>")
        .bind(
            "/data/b",
            "calculate=\"jr:choice-name(/data/a, '/data/a')\"",
        )
        .body(
            "<select1 ref=\"/data/a\"><label>A</label><item><label>One</label><value>1</value>\
             </item><item><label>Two</label><value>2</value></item></select1>",
        )
        .start();
    assert_eq!(offered(&s, "/data/a"), ["1", "2"]);
    s.say("/data/a", "2");
    assert_eq!(s.get("/data/b"), "Two");
}

#[test]
fn lists_in_attached_files() {
    let csv = "name,label,kind\na,Á,1\nb,\"B, quoted\",2\nc,C,1\n";
    let body = "<select1 ref=\"/data/a\"><label>A</label>\
        <itemset nodeset=\"instance('l')/root/item[kind = /data/k]\"><value ref=\"name\"/>\
        <label ref=\"label\"/></itemset></select1><input ref=\"/data/k\"><label>k</label></input>";
    let mut s = form("<k/><a/><label/><pulled/>")
        .model("<instance id=\"l\" src=\"jr://file-csv/l.csv\"/>")
        .bind(
            "/data/label",
            "calculate=\"instance('l')/root/item[name = /data/a]/label\"",
        )
        .bind(
            "/data/pulled",
            "calculate=\"pulldata('l', 'label', 'name', /data/a)\"",
        )
        .media("l.csv", csv)
        .body(body)
        .start();
    s.say("/data/k", "1");
    assert_eq!(offered(&s, "/data/a"), ["a", "c"]);
    s.say("/data/k", "2");
    s.say("/data/a", "b");
    assert_eq!(
        (s.get("/data/label"), s.get("/data/pulled")),
        ("B, quoted".into(), "B, quoted".into())
    );
    // The same list as XML and as GeoJSON.
    let xml = "<root><item><name>x</name><label>X</label><kind>1</kind></item></root>";
    let json = r#"{"features":[{"properties":{"name":"x","label":"X","kind":1},
        "geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
    for (file, text) in [("l.xml", xml), ("l.geojson", json)] {
        let mut s = form("<k/><a/>")
            .model(&format!("<instance id=\"l\" src=\"jr://file/{file}\"/>"))
            .media(file, text)
            .body(body)
            .start();
        s.say("/data/k", "1");
        assert_eq!(offered(&s, "/data/a"), ["x"], "{file}");
    }
}

/// What a list has beside value and label reaches the screen where a map is drawn, and whoever
/// asks for it elsewhere.
#[test]
fn choices_bring_their_columns() {
    let body = |appearance: &str| {
        format!(
            "<select1 ref=\"/data/a\" appearance=\"{appearance}\"><label>a</label><itemset \
             nodeset=\"instance('l')/root/item\"><value ref=\"name\"/><label ref=\"label\"/>\
             </itemset></select1>\
             <select1 ref=\"/data/b\" appearance=\"map\"><label>b</label><item>\
             <label>x</label><value>x</value></item></select1>"
        )
    };
    let csv = "name,label,geometry,colour\nn,North,20.6 -103.3 0 0,red\ns,South,,\n";
    let json = r#"{"features":[{"id":"p1","properties":{"name":"n","label":"North"},
        "geometry":{"type":"Point","coordinates":[-103.3,20.6]}}]}"#;
    for (file, text, further) in [
        ("l.csv", csv, ("colour", "red")),
        ("l.geojson", json, ("id", "p1")),
    ] {
        let list = |appearance: &str| {
            form("<a/><b/>")
                .model(&format!("<instance id=\"l\" src=\"jr://file/{file}\"/>"))
                .media(file, text)
                .body(&body(appearance))
                .start()
        };
        let plain = list("minimal");
        assert!(plain.questions()[0].choices[0].columns.is_empty(), "{file}");
        let asked = plain.choices_at("/data/a").unwrap();
        assert_eq!(asked[0].columns["geometry"], "20.6 -103.3 0 0", "{file}");
        assert_eq!(asked[0].columns[further.0], further.1, "{file}");
        assert_eq!(asked[0].columns.len(), 2, "{file}: {:?}", asked[0].columns);
        let map = list("w1 map").questions();
        assert_eq!(map[0].choices, asked, "{file}");
        assert!(
            map[1].choices[0].columns.is_empty(),
            "inline choices have none"
        );
        assert!(plain.choices_at("/data/none").is_none());
    }
}

/// The key of a list, and what is pulled from it, may be attributes of its items.
#[test]
fn pulldata_reads_attributes() {
    let list = "<instance id=\"states\"><root>\
        <item abbr=\"AK\" location=\"north\"><value>Alaska</value></item>\
        <item abbr=\"TX\" location=\"south\"><value>Texas</value></item>\
        <item abbr=\"HI\" location=\"south\"><value>Hawaii</value></item>\
        <item abbr=\"PU\" location=\"punctua'tion\"><value>Punctuation</value></item>\
        <item abbr=\"WY\"><value>Wyoming</value></item></root></instance>";
    let mut s = form("<at code=\"Texas\"/><state/><abbr/><by_code/>")
        .model(list)
        .bind(
            "/data/state",
            "calculate=\"pulldata('states', 'value', '@location', /data/at)\"",
        )
        .bind(
            "/data/abbr",
            "calculate=\"pulldata('states', '@abbr', 'value', /data/state)\"",
        )
        .bind(
            "/data/by_code",
            "calculate=\"pulldata('states', '@abbr', 'value', /data/at/@code)\"",
        )
        .input("/data/at")
        .start();
    assert_eq!(s.get("/data/by_code"), "TX");
    let rows = [
        ("north", "Alaska", "AK"),
        ("south", "Texas", "TX"),
        ("punctua'tion", "Punctuation", "PU"),
        ("west", "", ""),
    ];
    for (at, state, abbr) in rows {
        s.say("/data/at", at);
        assert_eq!(
            (s.get("/data/state"), s.get("/data/abbr")),
            (state.into(), abbr.into()),
            "{at}"
        );
    }
}

#[test]
fn a_list_may_be_a_repeat_of_the_form() {
    let mut s = form("<p><id/><name/></p><who/>")
        .body(
            "<repeat nodeset=\"/data/p\"><input ref=\"/data/p/name\"><label>n</label></input>\
             <input ref=\"/data/p/id\"><label>i</label></input></repeat>\
             <select1 ref=\"/data/who\"><label>W</label>\
             <itemset nodeset=\"/data/p[./name != '']\"><value ref=\"id\"/><label ref=\"name\"/>\
             </itemset></select1>",
        )
        .start();
    s.say("/data/p/id", "1");
    s.say("/data/p/name", "Ana");
    s.add_repeat("/data/p").unwrap();
    assert_eq!(offered(&s, "/data/who"), ["1"]);
    s.say("/data/p[2]/id", "2");
    s.say("/data/p[2]/name", "Eva");
    s.say("/data/who", "2");
    s.say("/data/p[2]/name", "Eva María");
    assert_eq!(s.get("/data/who"), "2");
    s.remove_repeat("/data/p[2]").unwrap();
    assert_eq!(s.get("/data/who"), "");
}

#[test]
fn numbers_match_by_value() {
    let mut s = form("<n/><label/>")
        .model(
            "<instance id=\"l\"><root><item><k>05</k><label>five</label></item></root></instance>",
        )
        .bind("/data/n", "type=\"int\"")
        .bind(
            "/data/label",
            "calculate=\"instance('l')/root/item[k = /data/n]/label\"",
        )
        .input("/data/n")
        .start();
    s.say("/data/n", "5");
    assert_eq!(s.get("/data/label"), "five");
}

#[test]
fn two_controls_of_one_node_offer_each_their_own() {
    let s = form("<a/>")
        .body(
            "<select1 ref=\"/data/a\"><label>A</label><item><label>One</label><value>1</value>\
             </item></select1><select1 ref=\"/data/a\"><label>B</label><item><label>Uno</label>\
             <value>1</value></item></select1>",
        )
        .start();
    let labels: Vec<String> = s
        .questions()
        .into_iter()
        .map(|q| q.choices[0].label.clone())
        .collect();
    assert_eq!(labels, ["One", "Uno"]);
}

#[test]
fn a_list_brings_no_control_characters_into_an_answer() {
    let f = form("<s/><p/><d/>")
        .model("<instance id=\"l\" src=\"jr://file-csv/l.csv\"/>")
        .media("l.csv", "name,label\na,An\u{0}a\n")
        .bind(
            "/data/p",
            "calculate=\"pulldata('l', 'label', 'name', /data/s)\"",
        )
        .bind("/data/d", "calculate=\"base64-decode('YQBi')\"")
        .inputs(&["/data/s"]);
    let mut s = f.start();
    s.say("/data/s", "a");
    assert_eq!(
        (s.get("/data/p"), s.get("/data/d")),
        ("Ana".into(), "ab".into())
    );
    let again = Session::open(f.def(), env(), &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(again.dump(), s.dump());
}

#[test]
fn values_that_are_offered_twice_are_one_choice() {
    let f = form("<q/>").body(
        "<select ref=\"/data/q\"><label>q</label>\
         <item><label>A</label><value>a</value></item><item><label>A2</label><value>a</value>\
         </item><item><label>B</label><value>b</value></item></select>",
    );
    let mut s = f.start();
    s.say("/data/q", "b a");
    assert_eq!(s.get("/data/q"), "b a");
    assert_eq!(s.questions()[0].choices.len(), 3);
    let listed = form("<q/><n/>")
        .bind(
            "/data/n",
            "calculate=\"jr:choice-name(/data/q, '/data/q')\"",
        )
        .media("l.csv", "name,label\na,First\na,Second\nb,B\n")
        .model("<instance id=\"l\" src=\"jr://file-csv/l.csv\"/>")
        .body(
            "<select1 ref=\"/data/q\"><label>q</label><itemset \
             nodeset=\"instance('l')/root/item\"><value ref=\"name\"/><label ref=\"label\"/>\
             </itemset></select1>",
        );
    let mut s = listed.start();
    s.say("/data/q", "a");
    assert_eq!(s.get("/data/n"), "First");
}

const FRUITS: &str = "name_key,name,Size,sortby\nb,Banana,long,2\na,Apple,round,1\n\
    p,Pear,round,3\na,Apple again,round,4\n";

fn fruits(appearance: &str, label: &str) -> Form {
    form("<what/><g><like/><q/></g>")
        .media("fruits.csv", FRUITS)
        .inputs(&["/data/what", "/data/g/like"])
        .body(&format!(
            "<select1 ref=\"/data/g/q\" appearance=\"minimal {appearance}\"><label>q</label>\
             <item><label>None</label><value>0</value></item>\
             <item><label>{label}</label><value>name_key</value></item></select1>"
        ))
}

fn listed(s: &farola_form::Session) -> Vec<String> {
    let questions = s.questions();
    let last = questions.last().unwrap();
    let shown = last
        .choices
        .iter()
        .map(|c| format!("{}={}", c.value, c.label));
    shown.collect()
}

#[test]
fn search_in_an_appearance_is_a_list() {
    let all = fruits("search('fruits')", "name").start();
    assert_eq!(
        listed(&all),
        ["0=None", "a=Apple", "b=Banana", "p=Pear"],
        "in the order of sortby, each value once"
    );
    let labels = fruits("search('fruits.csv')", "name, SIZE").start();
    assert_eq!(listed(&labels)[1], "a=Apple (SIZE: round)");
    let f = fruits("search('fruits', 'contains', 'name,size', ../like)", "name");
    let mut s = f.start();
    assert_eq!(listed(&s).len(), 4, "nothing typed finds all");
    s.say("/data/g/like", "LONG");
    assert_eq!(listed(&s), ["0=None", "b=Banana"]);
    s.say("/data/g/q", "b");
    s.say("/data/g/like", "app");
    assert_eq!(listed(&s), ["0=None", "a=Apple"]);
    assert_eq!(s.get("/data/g/q"), "", "no longer on offer");
    s.say("/data/g/q", "0");
    let cases = [
        ("'startsWith', 'name', 'b'", "b"),
        ("'endsWith', 'name', 'AR'", "p"),
        ("'matches', 'name', 'pear'", "p"),
        ("'matches', 'name', '%EA%'", "p"),
        ("'matches', 'name', 'b_nan%'", "b"),
        ("'contains', 'name', 'a', 'Size', 'long'", "b"),
    ];
    for (args, value) in cases {
        let s = fruits(&format!("search('fruits', {args})"), "name").start();
        let got = listed(&s);
        assert_eq!(got.len(), 2, "{args} {got:?}");
        assert!(got[1].starts_with(&format!("{value}=")), "{args} {got:?}");
    }
    let codes = |appearance: &str| -> Vec<&str> {
        let found = fruits(appearance, "name").diagnostics();
        found.into_iter().map(|d| d.code).collect()
    };
    assert_eq!(codes("search('fruits', 'contains')"), ["form.bad_search"]);
    assert_eq!(codes("search('veg')"), ["form.media_missing"]);
}

#[test]
fn external_selects_read_itemsets_csv() {
    let csv = "\"list_name\",\"name\",\"label::English (en)\",\"state\",\"label::Español (es)\"\n\
        states,tx,Texas,,Tejas\ncities,au,Austin,tx,Ostin\ncities,se,Seattle,wa,Siatel\n";
    let text = |lang: &str| format!("<translation lang=\"{lang}\"/>");
    let f = form("<state/><city/><n/>")
        .media("itemsets.csv", csv)
        .model(&format!(
            "<itext>{}{}</itext>",
            text("English (en)"),
            text("Español (es)")
        ))
        .bind(
            "/data/n",
            "calculate=\"jr:choice-name(/data/city, '/data/city')\"",
        )
        .input("/data/state")
        .body(
            "<input ref=\"/data/city\" query=\"instance('cities')/root/item[state=/data/state]\">\
             <label>c</label></input>",
        );
    let mut s = f.start();
    assert_eq!(listed(&s), [""; 0]);
    s.say("/data/state", "tx");
    assert_eq!(listed(&s), ["au=Austin"]);
    assert!(s.answer("/data/city", "se").is_err());
    s.say("/data/city", "au");
    assert_eq!(s.get("/data/n"), "Austin");
    let city = s.questions()[1].clone();
    assert_eq!(city.control, Some(farola_form::ControlKind::Select1));
    s.set_language("es").unwrap();
    assert_eq!(listed(&s), ["au=Ostin"]);
    s.say("/data/state", "wa");
    assert_eq!(s.get("/data/city"), "");
}
