//! Truth, choice between values, and select answers.

use super::table::Table;

#[test]
fn truth_of_values() {
    Table::new("<data><blank/><a>x</a></data>").truths(&[
        ("boolean(true())", true),
        ("boolean(false())", false),
        ("boolean(1)", true),
        ("boolean(-1)", true),
        ("boolean(0.0001)", true),
        ("boolean(0)", false),
        ("boolean(-0)", false),
        ("boolean(number('NaN'))", false),
        ("boolean(1 div 0)", true),
        ("boolean('')", false),
        ("boolean('asdf')", true),
        ("boolean('  ')", true),
        ("boolean('false')", true),
        ("boolean(date('2000-01-01'))", true),
        ("boolean(/data/none)", false),
        ("boolean(/data/blank)", true),
        ("boolean(/data/a)", true),
        ("not(true())", false),
        ("not('')", true),
        ("not(/data/none)", true),
        ("boolean-from-string('true')", true),
        ("boolean-from-string('TRUE')", false),
        ("boolean-from-string('false')", false),
        ("boolean-from-string('whatever')", false),
        ("boolean-from-string('1')", true),
        ("boolean-from-string('0')", false),
        ("boolean-from-string('')", false),
        ("boolean-from-string(1)", true),
        ("boolean-from-string(1.0)", true),
        ("boolean-from-string(1.0001)", false),
        ("boolean-from-string(true())", true),
    ]);
}

#[test]
fn lazy_operators() {
    Table::plain().truths(&[
        ("true() and true()", true),
        ("true() and false()", false),
        ("true() or false()", true),
        ("false() or false()", false),
        ("true() or true() and false()", true),
        ("(true() or true()) and false()", false),
        ("true() or explode()", true),
        ("false() and explode()", false),
        ("true() or date('nonsense')", true),
        ("false() and true() or true()", true),
        ("'' or 17", true),
        ("false() or 0 + 2", true),
        ("false() and false() < true()", false),
        ("(false() and false()) < true()", true),
        ("false() or false() or false() or 1 = 1", true),
    ]);
    Table::plain().errors(&[
        ("false() or explode()", "xpath.unknown_function"),
        ("true() and explode()", "xpath.unknown_function"),
    ]);
}

#[test]
fn branches() {
    let table = Table::new("<data><a>7</a><b/></data>").at("/data/a");
    table.texts(&[
        ("if(true(), 5, 'abc')", "5"),
        ("if(false(), 5, 'abc')", "abc"),
        ("if(6 > 7, 5, 'abc')", "abc"),
        ("if('', 5, 'abc')", "abc"),
        ("if(true(), 'a', explode())", "a"),
        ("if(false(), explode(), 'b')", "b"),
        ("if(. = 7, /data/a, /data/b)", "7"),
        ("if(true(), true(), 1)", "true"),
        ("coalesce('', 'z')", "z"),
        ("coalesce('a', 'z')", "a"),
        ("coalesce('a', explode())", "a"),
        ("coalesce(/data/b, 'z')", "z"),
        ("coalesce(/data/none, /data/a)", "7"),
        ("coalesce('', '')", ""),
        ("coalesce(number('x'), 'z')", "z"),
        ("coalesce(0, 'z')", "0"),
        ("coalesce(false(), 'z')", "false"),
        ("once('new')", "7"),
        ("once(explode())", "7"),
        ("depend('a', 'b')", "a"),
        ("version()", ""),
        ("property('deviceid')", ""),
    ]);
    let blank = Table::new("<data><b/></data>").at("/data/b");
    blank.texts(&[("once('new')", "new"), ("once(1 div 0)", "Infinity")]);
}

#[test]
fn selections() {
    let table = Table::new("<data><s>ab cd  ef</s><e/></data>").at("/data/s");
    table.truths(&[
        ("selected('apple baby crimson', 'apple')", true),
        ("selected('apple baby crimson', 'baby')", true),
        ("selected('apple baby crimson', 'crimson')", true),
        ("selected('apple baby crimson', '  baby  ')", true),
        ("selected('apple baby crimson', 'babby')", false),
        ("selected('apple baby crimson', 'bab')", false),
        ("selected('apple', 'ovoid')", false),
        ("selected('', 'apple')", false),
        ("is-selected('a b', 'b')", true),
        ("selected(., 'ef')", true),
        ("selected(., 'e')", false),
        ("selected(/data/e, '')", true),
        ("selected(., '')", false),
        ("selected(/data/none, 'a')", false),
        ("selected('1 2 10', 1)", true),
        ("selected('2 10', 1)", false),
    ]);
    table.texts(&[
        ("selected-at('apple baby crimson', 0)", "apple"),
        ("selected-at('apple baby crimson', 2)", "crimson"),
        ("selected-at('apple baby', 2)", ""),
        ("selected-at('apple baby', -1)", ""),
        ("selected-at('apple baby', 1.9)", "baby"),
        ("selected-at('', 0)", ""),
        ("selected-at(., 2)", "ef"),
        ("selected-at(., count-selected(.) - 1)", "ef"),
    ]);
    table.numbers(&[
        ("count-selected('apple baby crimson')", 3.0),
        ("count-selected('')", 0.0),
        ("count-selected('  ')", 0.0),
        ("count-selected(.)", 3.0),
        ("count-selected(/data/none)", 0.0),
    ]);
}

#[test]
fn checklists() {
    let table = Table::new("<data><f>yes</f><f/><f>0</f><w>2</w><w>3</w><w>4</w></data>");
    table.truths(&[
        ("checklist(1, 3, 'foo', 'bar')", true),
        ("checklist(-1, 1, 'foo', 'bar')", false),
        ("checklist(3, -1, 'foo', 'bar')", false),
        ("checklist(3, 5, 'foo', 'bar')", false),
        ("checklist(1, 2, 'foo', 'bar', 'baz')", false),
        ("checklist(-1, 2, 2>1)", true),
        ("checklist(-1, 2, 1=1, 2=2, 3=3)", false),
        ("checklist(1, 1, true(), false(), false())", true),
        ("checklist(-1, -1)", true),
        ("checklist(1, -1)", false),
        ("checklist(2, 2, /data/f)", true),
        ("checklist(3, 3, /data/f, 1 = 1)", true),
        ("weighted-checklist(1, 3, true(), 2)", true),
        ("weighted-checklist(3, 9, true(), 2, true(), 0.5)", false),
        ("weighted-checklist(-1, 9, true(), -2)", false),
        ("weighted-checklist(-2, 9, true(), -2)", true),
        ("weighted-checklist(6, 6, /data/f, /data/w)", true),
        ("weighted-checklist(0, 0)", true),
    ]);
    table.errors(&[
        ("weighted-checklist(0, 1, true())", "xpath.arguments"),
        ("weighted-checklist(0, 1, /data/f, 3)", "xpath.argument"),
    ]);
}
