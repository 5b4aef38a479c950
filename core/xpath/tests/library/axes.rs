//! Paths: axes, node tests, predicates, document order, unions and filters.

use super::table::Table;

const TREE: &str = "<a><b id='1'><c>x</c><c>y</c></b><!--note--><b id='2' n='m'><c>z</c>\
    <d><c>w</c></d></b><?go now?>tail</a>";

#[test]
fn every_axis() {
    let at = "/a/b[2]/d";
    let here = "/*[1]/*[2]/*[2]";
    Table::new(TREE).at(at).nodes(&[
        (".", here),
        ("self::node()", here),
        ("self::d", here),
        ("self::c", ""),
        ("..", "/*[1]/*[2]"),
        ("parent::b", "/*[1]/*[2]"),
        ("parent::a", ""),
        ("c", "/*[1]/*[2]/*[2]/*[1]"),
        ("child::node()", "/*[1]/*[2]/*[2]/*[1]"),
        ("ancestor::*", "/*[1] /*[1]/*[2]"),
        ("ancestor::node()", "/ /*[1] /*[1]/*[2]"),
        ("ancestor::*[1]", "/*[1]/*[2]"),
        ("ancestor-or-self::*[1]", here),
        ("ancestor-or-self::*[last()]", "/*[1]"),
        ("(ancestor::*)[1]", "/*[1]"),
        ("preceding-sibling::*", "/*[1]/*[2]/*[1]"),
        ("following-sibling::*", ""),
        (
            "preceding::c",
            "/*[1]/*[1]/*[1] /*[1]/*[1]/*[2] /*[1]/*[2]/*[1]",
        ),
        ("preceding::c[1]", "/*[1]/*[2]/*[1]"),
        ("preceding::c[3]", "/*[1]/*[1]/*[1]"),
        (
            "following::node()",
            "/*[1]/processing-instruction()[1] /*[1]/text()[1]",
        ),
        ("../@n", "/*[1]/*[2]/@n"),
        ("../attribute::*", "/*[1]/*[2]/@id /*[1]/*[2]/@n"),
        ("../@*/..", "/*[1]/*[2]"),
        ("../@id/following::d", here),
        ("../@id/preceding::c", "/*[1]/*[1]/*[1] /*[1]/*[1]/*[2]"),
        ("../@id/following-sibling::node()", ""),
        ("namespace::*", ""),
        ("descendant::c", "/*[1]/*[2]/*[2]/*[1]"),
        (
            "descendant-or-self::*",
            "/*[1]/*[2]/*[2] /*[1]/*[2]/*[2]/*[1]",
        ),
    ]);
}

#[test]
fn node_tests() {
    Table::new(TREE).nodes(&[
        ("/", "/"),
        ("/*", "/*[1]"),
        ("/a", "/*[1]"),
        ("/b", ""),
        ("/a/text()", "/*[1]/text()[1]"),
        ("/a/comment()", "/*[1]/comment()[1]"),
        (
            "/a/processing-instruction()",
            "/*[1]/processing-instruction()[1]",
        ),
        (
            "/a/processing-instruction('go')",
            "/*[1]/processing-instruction()[1]",
        ),
        ("/a/processing-instruction('stop')", ""),
        ("/a/*", "/*[1]/*[1] /*[1]/*[2]"),
        (
            "/a/node()",
            "/*[1]/*[1] /*[1]/comment()[1] /*[1]/*[2] /*[1]/processing-instruction()[1] \
             /*[1]/text()[1]",
        ),
        (
            "//c",
            "/*[1]/*[1]/*[1] /*[1]/*[1]/*[2] /*[1]/*[2]/*[1] /*[1]/*[2]/*[2]/*[1]",
        ),
        ("//@id", "/*[1]/*[1]/@id /*[1]/*[2]/@id"),
        ("//d//c", "/*[1]/*[2]/*[2]/*[1]"),
        (
            "//*//c",
            "/*[1]/*[1]/*[1] /*[1]/*[1]/*[2] /*[1]/*[2]/*[1] /*[1]/*[2]/*[2]/*[1]",
        ),
        (".//d", "/*[1]/*[2]/*[2]"),
    ]);
}

#[test]
fn predicates_count_along_the_axis() {
    Table::new(TREE).nodes(&[
        ("/a/b[1]", "/*[1]/*[1]"),
        ("/a/b[2]/c", "/*[1]/*[2]/*[1]"),
        ("/a/b[last()]", "/*[1]/*[2]"),
        ("/a/b[position() = 2]", "/*[1]/*[2]"),
        ("/a/b[position() < 2]", "/*[1]/*[1]"),
        ("/a/b[3]", ""),
        ("/a/b[0]", ""),
        ("/a/b[1.5]", ""),
        ("/a/b['x']", "/*[1]/*[1] /*[1]/*[2]"),
        ("/a/b['']", ""),
        ("/a/b[@n]", "/*[1]/*[2]"),
        ("/a/b[not(@n)]", "/*[1]/*[1]"),
        ("/a/b[@id = '2']", "/*[1]/*[2]"),
        ("/a/b[@id = 2][1]", "/*[1]/*[2]"),
        ("/a/b[c = 'y']", "/*[1]/*[1]"),
        ("/a/b[c[2]]", "/*[1]/*[1]"),
        ("/a/b[count(c) = 1]", "/*[1]/*[2]"),
        ("/a/b[d/c = 'w']/@id", "/*[1]/*[2]/@id"),
        (
            "//c[1]",
            "/*[1]/*[1]/*[1] /*[1]/*[2]/*[1] /*[1]/*[2]/*[2]/*[1]",
        ),
        ("(//c)[1]", "/*[1]/*[1]/*[1]"),
        ("(//c)[last()]", "/*[1]/*[2]/*[2]/*[1]"),
        ("(//c)[. != 'x'][1]", "/*[1]/*[1]/*[2]"),
        ("/a/b/c[1]", "/*[1]/*[1]/*[1] /*[1]/*[2]/*[1]"),
        ("/a/b[/a/b/@n = @n]", "/*[1]/*[2]"),
        ("/a/b[position() mod 2 = 0]", "/*[1]/*[2]"),
        ("/a/b[last() - 1]", "/*[1]/*[1]"),
        ("/a/b[string-length() > 2]", ""),
        ("//c[normalize-space() = 'z']", "/*[1]/*[2]/*[1]"),
    ]);
}

#[test]
fn unions_and_filters() {
    Table::new(TREE).nodes(&[
        ("/a/b[2] | /a/b[1]", "/*[1]/*[1] /*[1]/*[2]"),
        ("/a/b | /a/b", "/*[1]/*[1] /*[1]/*[2]"),
        ("//d | //@n | /", "/ /*[1]/*[2]/@n /*[1]/*[2]/*[2]"),
        (
            "(/a/b | //d)/c[1]",
            "/*[1]/*[1]/*[1] /*[1]/*[2]/*[1] /*[1]/*[2]/*[2]/*[1]",
        ),
        ("(//d | //c)[2]", "/*[1]/*[1]/*[2]"),
        ("//c/..", "/*[1]/*[1] /*[1]/*[2] /*[1]/*[2]/*[2]"),
        ("//c/ancestor::b", "/*[1]/*[1] /*[1]/*[2]"),
        ("(/a/b)[2]/d//c", "/*[1]/*[2]/*[2]/*[1]"),
        ("if(true(), //d, //c)/c", "/*[1]/*[2]/*[2]/*[1]"),
    ]);
}

#[test]
fn names_that_look_like_operators() {
    let table = Table::new("<or><and>4</and><div>2</div><mod>3</mod><a-b>7</a-b><a.b>9</a.b></or>");
    let table = table.at("/or");
    table.numbers(&[
        ("and div div", 2.0),
        ("and mod mod", 1.0),
        ("and * div", 8.0),
        ("a-b", 7.0),
        ("and - div", 2.0),
        ("and -div", 2.0),
        ("a.b", 9.0),
        ("count(*)", 5.0),
        ("count(*) * count(*)", 25.0),
        ("*[1]*2", 8.0),
        ("6div 2", 3.0),
        ("6 div2", 3.0),
        ("7mod4", 3.0),
        ("div mod2", 0.0),
    ]);
    table.truths(&[
        ("and and div", true),
        ("/or or 1", true),
        ("not(and) or mod", true),
    ]);
}

#[test]
fn names_outside_ascii() {
    let table = Table::new("<data><niñez>3</niñez><calle_ñ.1>x</calle_ñ.1><区>y</区></data>");
    table.texts(&[
        ("/data/niñez", "3"),
        ("/data/calle_ñ.1", "x"),
        ("//区", "y"),
    ]);
}

#[test]
fn namespaces() {
    let table = Table::new(
        "<h:html xmlns:h='http://www.w3.org/1999/xhtml' xmlns='http://www.w3.org/2002/xforms' \
         xmlns:o='http://openrosa.org/xforms'><model><o:meta><o:instanceID>u</o:instanceID>\
         </o:meta><meta/></model></h:html>",
    );
    table.nodes(&[
        ("/h:html", "/*[1]"),
        ("/html", ""),
        ("/h:html/model", "/*[1]/*[1]"),
        // A prefix of the expression matches by namespace, whatever the document writes.
        ("//orx:meta", "/*[1]/*[1]/*[1]"),
        ("//orx:*", "/*[1]/*[1]/*[1] /*[1]/*[1]/*[1]/*[1]"),
        ("//meta", "/*[1]/*[1]/*[2]"),
        // An unknown prefix matches as it is written.
        ("//o:instanceID", "/*[1]/*[1]/*[1]/*[1]"),
        ("//x:meta", ""),
        ("//@*", ""),
    ]);
    table.texts(&[
        ("name(/*)", "h:html"),
        ("local-name(/*)", "html"),
        ("namespace-uri(/*)", "http://www.w3.org/1999/xhtml"),
        ("name(//orx:meta)", "o:meta"),
        ("namespace-uri(//meta)", "http://www.w3.org/2002/xforms"),
    ]);
}
