//! Functions of nodes: positions, names, instances, repeats, order, translations.

use farola_xpath::shuffle;

use super::table::Table;

#[test]
fn positions() {
    let table = Table::new("<d><x/><r/><r><v/><w/><v/></r><r/></d>").at("/d/r[2]/v[2]");
    table.numbers(&[
        ("position(..)", 2.0),
        ("position(.)", 2.0),
        ("position(../..)", 1.0),
        ("position(/d/r[3])", 3.0),
        ("position(/d/none)", 0.0),
        ("position()", 2.0),
        ("last()", 1.0),
        ("count(/d/r[position() <= position(current()/..)])", 2.0),
        ("count(../preceding-sibling::r) + 1", 2.0),
    ]);
}

#[test]
fn names_and_languages() {
    let table = Table::new("<d xml:lang='es-MX'><a xml:lang='pt'/><b/></d>").at("/d/b");
    table.texts(&[
        ("name()", "b"),
        ("local-name()", "b"),
        ("name(..)", "d"),
        ("name(../@xml:lang)", "xml:lang"),
        ("local-name(../@*)", "lang"),
        (
            "namespace-uri(../@*)",
            "http://www.w3.org/XML/1998/namespace",
        ),
        ("name(/d/none)", ""),
        ("namespace-uri()", ""),
        ("name(/)", ""),
    ]);
    table.truths(&[
        ("lang('es')", true),
        ("lang('ES')", true),
        ("lang('es-mx')", true),
        ("lang('es-MX-x')", false),
        ("lang('e')", false),
        ("lang('en')", false),
    ]);
    Table::new("<d/>").truths(&[("lang('es')", false)]);
}

#[test]
fn ids() {
    let table =
        Table::new("<d id='r'><a id='one'/><b xml:id='two'/><c id='one'/><e>one two</e></d>");
    table.nodes(&[
        ("id('one')", "/*[1]/*[1]"),
        ("id('two one')", "/*[1]/*[1] /*[1]/*[2]"),
        ("id('none')", ""),
        ("id(/d/e)", "/*[1]/*[1] /*[1]/*[2]"),
        ("id('r')/e", "/*[1]/*[4]"),
    ]);
}

const LISTS: &str = "<model><instance><data><st>gto</st><a>3</a></data></instance>\
    <instance id='mun'><root>\
    <item><name>leon</name><st>gto</st><label>León</label><n>3</n></item>\
    <item><name>silao</name><st>gto</st><label>Silao</label><n>4</n></item>\
    <item><name>lagos</name><st>jal</st><label>Lagos</label><n>5</n></item>\
    </root></instance></model>";

#[test]
fn instances() {
    let table = Table::new(LISTS).at("/model/instance[1]/data/st");
    table.texts(&[
        ("instance('mun')/root/item[name = 'silao']/label", "Silao"),
        ("instance('mun')/root/item[st = current()][2]/name", "silao"),
        (
            "instance('mun')/root/item[st = current()/../st][last()]/name",
            "silao",
        ),
        ("instance('mun')/root/item[st != current()]/name", "lagos"),
        (
            "instance('mun')/root/item[n = /model/instance/data/a]/name",
            "leon",
        ),
        ("instance('mun')/root/item[st = .]/name", ""),
        ("instance('mun')/root/item[3]/label", "Lagos"),
        ("instance(concat('m', 'un'))/root/item[1]/name", "leon"),
        ("current()", "gto"),
        ("current()/../a", "3"),
        ("pulldata('mun', 'label', 'name', 'lagos')", "Lagos"),
        ("pulldata('mun', 'label', 'st', .)", "León"),
        ("pulldata('mun', 'label', 'name', 'x')", ""),
        ("pulldata('mun', 'x', 'name', 'leon')", ""),
    ]);
    table.numbers(&[
        ("count(instance('mun')/root/item)", 3.0),
        ("count(instance('mun')/root/item[st = current()])", 2.0),
        ("sum(instance('mun')/root/item[st = 'gto']/n)", 7.0),
        (
            "count((instance('mun')/root/item)[2]/following-sibling::*)",
            1.0,
        ),
        ("count(instance('mun')//name)", 3.0),
    ]);
    table.errors(&[
        ("instance('none')/root", "xpath.unknown_instance"),
        ("instance(concat('n', 'o'))/root", "xpath.unknown_instance"),
        ("pulldata('none', 'a', 'b', 'c')", "xpath.unknown_instance"),
    ]);
}

const REPEATS: &str = "<data><i>2</i><o><v>a1</v><p><w>a1p1</w></p><p><w>a1p2</w></p></o>\
    <o><v>a2</v><p><w>a2p1</w></p></o><o><v>a3</v></o></data>";

#[test]
fn indexed_repeats() {
    let rows = [
        ("indexed-repeat(/data/o/v, /data/o, 1)", "a1"),
        ("indexed-repeat(/data/o/v, /data/o, 3)", "a3"),
        ("indexed-repeat(/data/o/v, /data/o, /data/i)", "a2"),
        ("indexed-repeat(/data/o/v, /data/o, '2')", "a2"),
        ("indexed-repeat(/data/o/v, /data/o, 2.9)", "a2"),
        ("indexed-repeat(/data/o/v, /data/o, 0)", ""),
        ("indexed-repeat(/data/o/v, /data/o, -1)", ""),
        ("indexed-repeat(/data/o/v, /data/o, 4)", ""),
        ("indexed-repeat(/data/o/v, /data/o, '')", ""),
        (
            "indexed-repeat(/data/o/p/w, /data/o, 1, /data/o/p, 2)",
            "a1p2",
        ),
        (
            "indexed-repeat(/data/o/p/w, /data/o, 2, /data/o/p, 1)",
            "a2p1",
        ),
        ("indexed-repeat(/data/o/p/w, /data/o, 2, /data/o/p, 2)", ""),
        ("indexed-repeat(/data/o/p/w, /data/o, 3, /data/o/p, 1)", ""),
        ("indexed-repeat(/data/o/none, /data/o, 1)", ""),
    ];
    Table::new(REPEATS).texts(&rows);
    // Where the expression stands does not change what the references mean.
    Table::new(REPEATS).at("/data/o[2]/v").texts(&rows);
    Table::new(REPEATS).at("/data/o[2]/v").texts(&[
        ("indexed-repeat(../v, .., 1)", "a1"),
        ("indexed-repeat(../v, .., position(..) - 1)", "a1"),
        ("indexed-repeat(../v, .., position(..) + 1)", "a3"),
        ("indexed-repeat(/data/o/v, /data/o, position(..) - 1)", "a1"),
    ]);
    Table::new(REPEATS).at("/data").texts(&[
        ("indexed-repeat(./o/v, /data/o, 2)", "a2"),
        ("indexed-repeat(./o/p/w, ./o, 1, ./o/p, 2)", "a1p2"),
    ]);
    Table::new(REPEATS).errors(&[
        ("indexed-repeat('v', /data/o, 1)", "xpath.not_nodeset"),
        ("indexed-repeat(/data/o/v, /data/o)", "xpath.arguments"),
        (
            "indexed-repeat(/data/o/v, /data/o, 1, /data/o/p)",
            "xpath.arguments",
        ),
    ]);
}

#[test]
fn shuffles_of_the_reference() {
    let numbers: Vec<i32> = (0..10).collect();
    assert_eq!(shuffle(&numbers, 33), [3, 5, 4, 8, 2, 0, 1, 6, 9, 7]);
    assert_eq!(shuffle(&numbers, 42), [0, 5, 9, 1, 8, 4, 6, 3, 7, 2]);
    let letters = |seed| {
        shuffle(&['A', 'B', 'C', 'D', 'E', 'F'], seed)
            .into_iter()
            .collect()
    };
    let found: Vec<String> = [42, -42, 1, 11_111_111].map(letters).to_vec();
    assert_eq!(found, ["AFCBDE", "EDAFBC", "BFEACD", "ACDBFE"]);
    assert!(shuffle::<u8>(&[], 42).is_empty());
    assert_eq!(shuffle(&[1], i64::MIN), [1]);
}

#[test]
fn randomize() {
    let letters: String = ('A'..='F').map(|c| format!("<l>{c}</l>")).collect();
    let xml = format!("<d>{letters}<seed>42</seed><text>abc</text><blank/></d>");
    let table = Table::new(&xml);
    table.texts(&[
        ("join('', randomize(/d/l, 42))", "AFCBDE"),
        ("join('', randomize(/d/l, '42'))", "AFCBDE"),
        ("join('', randomize(/d/l, 42.9))", "AFCBDE"),
        ("join('', randomize(/d/l, -42))", "EDAFBC"),
        ("join('', randomize(/d/l, 1))", "BFEACD"),
        ("join('', randomize(/d/l, /d/seed))", "AFCBDE"),
        ("join('', randomize(/d/l[. != 'C'], 42))", "AFDBE"),
        ("string(randomize(/d/l, 42))", "A"),
        ("string(randomize(/d/l, -42)[1])", "E"),
        ("count(randomize(/d/l))", "6"),
        ("count(randomize(/d/none, 3))", "0"),
    ]);
    table.truths(&[
        // A blank seed is 0; a text seed is derived from its digest, not one for all texts.
        (
            "join('', randomize(/d/l, /d/blank)) = join('', randomize(/d/l, 0))",
            true,
        ),
        (
            "join('', randomize(/d/l, 'abc')) = join('', randomize(/d/l, /d/text))",
            true,
        ),
        (
            "join('', randomize(/d/l, 'abc')) = join('', randomize(/d/l, 'abd'))",
            false,
        ),
        (
            "join('', randomize(/d/l, 'abc')) = join('', randomize(/d/l, 0))",
            false,
        ),
    ]);
    table.errors(&[("randomize('a', 1)", "xpath.not_nodeset")]);
}

const FORM: &str = "<h><model><itext>\
    <translation lang='Español (es)'><text id='one'><value>Uno</value></text>\
    <text id='o-1'><value>Sí</value></text></translation>\
    <translation lang='English (en)' default='true()'><text id='one'>\
    <value form='image'>jr://images/one.png</value><value>One</value></text>\
    <text id='two'><value form='long'>Two</value></text></translation></itext>\
    <instance><data><q>yes</q><m>leon</m><st>gto</st></data></instance>\
    <instance id='mun'><root><item><name>leon</name><label>León</label></item>\
    <item><name>yes</name><itextId>o-1</itextId></item></root></instance></model><body>\
    <select1 ref='/data/q'><item><label ref=\"jr:itext('o-1')\"/><value>yes</value></item>\
    <item><label>Never</label><value>no</value></item></select1>\
    <select ref='/data/m'><itemset nodeset=\"instance('mun')/root/item\"><value ref='name'/>\
    <label ref='label'/></itemset></select>\
    <select ref='/data/k'><itemset nodeset=\"instance('mun')/root/item[itextId]\">\
    <value ref='name'/><label ref='jr:itext(itextId)'/></itemset></select></body></h>";

#[test]
fn translations_and_choice_labels() {
    Table::new(FORM).texts(&[
        ("jr:itext('one')", "One"),
        ("jr:itext('two')", "Two"),
        ("jr:itext('none')", ""),
    ]);
    Table::new(FORM).language("Español (es)").texts(&[
        ("jr:itext('one')", "Uno"),
        // What a language lacks comes from the default one.
        ("jr:itext('two')", "Two"),
        ("jr:choice-name('yes', '/data/q')", "Sí"),
        ("jr:choice-name('no', ' /data/q ')", "Never"),
        ("jr:choice-name('maybe', '/data/q')", ""),
        ("jr:choice-name(//data/m, '/data/m')", "León"),
        ("jr:choice-name('leon', /data/m)", "León"),
        ("jr:choice-name('yes', '/data/k')", "Sí"),
        ("jr:choice-name('yes', '/data/none')", ""),
    ]);
    Table::new(FORM)
        .language("Deutsch")
        .texts(&[("jr:itext('one')", "One")]);
}
