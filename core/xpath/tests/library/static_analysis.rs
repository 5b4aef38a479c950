//! Dependencies, volatility and folding.

use farola_xpath::{
    Function, Kind, Usage, check, fold, is_volatile, parse, parse_lenient, paths, volatility,
};

fn uses(text: &str) -> String {
    let tree = parse(text).unwrap();
    let lines: Vec<String> = paths(&tree)
        .iter()
        .map(|p| {
            let function = p.function.map_or("-", |f| f.name());
            format!(
                "{} {} {:?} {function} {:?}",
                p.path.index, p.path, p.usage, p.within
            )
        })
        .collect();
    lines.join("\n")
}

#[test]
fn paths_with_their_usage() {
    insta::assert_snapshot!(uses("../a + 1 > /data/b"), @r"
    0 ../a Value - None
    1 /data/b Value - None
    ");
    insta::assert_snapshot!(uses("sum(/data/r/n) + count(/data/r) + position(..)"), @r"
    0 /data/r/n Set sum None
    1 /data/r Set count None
    2 .. Position position None
    ");
    insta::assert_snapshot!(uses("instance('m')/root/item[st = current()/../st and n > /data/n]/label"), @r"
    0 instance('m')/root/item[st = current()/../st and n > /data/n]/label Value - None
    1 st Value - Some((0, Some(1)))
    2 current()/../st Value - Some((0, Some(1)))
    3 n Value - Some((0, Some(1)))
    4 /data/n Value - Some((0, Some(1)))
    ");
    insta::assert_snapshot!(uses("count(if(a, /data/r, /data/s))"), @r"
    0 a Value if None
    1 /data/r Set if None
    2 /data/s Set if None
    ");
    insta::assert_snapshot!(uses("indexed-repeat(/d/r/v, /d/r, position(..) - 1)"), @r"
    0 /d/r/v Set indexed-repeat None
    1 /d/r Set indexed-repeat None
    2 .. Position position None
    ");
    insta::assert_snapshot!(uses("(a | b)[c]/d"), @r"
    2 (a | b)[c]/d Value - None
    0 a Set - None
    1 b Set - None
    3 c Value - Some((2, None))
    ");
    insta::assert_snapshot!(uses("join(' ', /d/r/v, max(../m))"), @r"
    0 /d/r/v Set join None
    1 ../m Set max None
    ");
    assert_eq!(paths(&parse("1 + 1").unwrap()).len(), 0);
    assert_eq!(
        paths(&parse("selected(., 'a')").unwrap())[0].usage,
        Usage::Value
    );
}

#[test]
fn indexes_are_dense() {
    let tree = parse("a[b[c]] + (d | e)[f]/g + instance('x')/h[current()/i]").unwrap();
    let mut indexes: Vec<u32> = paths(&tree).iter().map(|p| p.path.index).collect();
    indexes.sort_unstable();
    let dense: Vec<u32> = (0..u32::try_from(indexes.len()).unwrap()).collect();
    assert_eq!(indexes, dense);
}

#[test]
fn what_changes_by_itself() {
    let of = |text: &str| volatility(&parse_lenient(text).unwrap());
    assert!(of("now()").clock && of("a[b > today()]").clock);
    assert!(of("once(uuid())").entropy && of("once(uuid())").own_value);
    assert!(of("random()").entropy);
    assert!(of("randomize(a)").entropy && !of("randomize(a, 1)").entropy);
    assert!(of("position() - 1").position && !of("position(..)").position);
    assert!(of("jr:itext('a')").language && of("jr:choice-name(a, 'b')").language);
    assert!(of("format-date(a, '%b')").language);
    assert!(of("pulldata('a', 'b', 'c', d)").host && of("explode()").host);
    assert_eq!(of("../a + 1 = sum(/b)"), Default::default());
    assert!(is_volatile(&parse("now()").unwrap()) && !is_volatile(&parse("a + 1").unwrap()));
}

#[test]
fn folding() {
    let rows = [
        ("1 + 2 * 3", "7"),
        ("a + (1 + 2)", "a + 3"),
        ("a[1 + 1]", "a[2]"),
        ("concat('a', 'b')", "'ab'"),
        ("if(1 = 1, a, b)", "a"),
        ("if(1 = 2, a, b)", "b"),
        ("true() or a", "true()"),
        ("false() and a", "false()"),
        ("a or true()", "a or true()"),
        ("-(2 + 3)", "-5"),
        ("2 - 5", "-3"),
        ("1 div 0", "1 div 0"),
        ("not(true())", "false()"),
        ("pow(2, 10) * a", "1024 * a"),
        ("now()", "now()"),
        ("random() + 1", "random() + 1"),
        ("concat(\"'\", '\"')", "concat(\"'\", '\"')"),
        ("date('2026-01-01')", "date('2026-01-01')"),
        // The local zone is not known when a form is loaded.
        ("'2026-01-01T10:00:00Z' + 1", "'2026-01-01T10:00:00Z' + 1"),
        ("regex('a', '[')", "regex('a', '[')"),
        ("string()", "string()"),
        ("explode(1 + 1)", "explode(2)"),
    ];
    for (text, expected) in rows {
        assert_eq!(
            fold(parse_lenient(text).unwrap()).to_string(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn all_mistakes_at_once() {
    let tree = parse_lenient("count('a') + selectd(b) + not() + $x + (a | 1)").unwrap();
    let found: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 5, "{found:#?}");
    assert!(check(&parse_lenient("sum(if(a, b, c))").unwrap()).is_empty());
}

/// The list of the ODK specification and of JavaRosa, so that none is lost.
#[test]
fn the_library_is_complete() {
    let names = "last position count id local-name namespace-uri name lang string concat \
        starts-with ends-with contains substring-before substring-after substring string-length \
        normalize-space translate boolean not true false number sum floor ceiling round join substr \
        uuid digest base64-decode extract-signed regex coalesce int pow log log10 abs sqrt exp exp10 \
        pi sin cos tan asin acos atan atan2 random min max if once boolean-from-string checklist \
        weighted-checklist selected is-selected selected-at count-selected count-non-empty instance \
        current indexed-repeat randomize pulldata today now date date-time format-date \
        format-date-time decimal-date-time decimal-time jr:itext jr:choice-name depend property \
        version area enclosed-area distance geofence intersects";
    for name in names.split_whitespace() {
        assert!(
            !matches!(Function::from_name(name), Function::Other(_)),
            "{name}"
        );
    }
    assert_eq!(Function::ALL.len() + 2, names.split_whitespace().count());
    for function in Function::ALL {
        assert_eq!(&Function::from_name(function.name()), function);
    }
    assert_eq!(Function::Sum.kind(), Kind::Number);
}
