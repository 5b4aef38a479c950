//! Text functions, regular expressions and digests.

use super::table::Table;

#[test]
fn cutting() {
    Table::plain().texts(&[
        ("substr('hello',0)", "hello"),
        ("substr('hello',0,5)", "hello"),
        ("substr('hello',1)", "ello"),
        ("substr('hello',1,5)", "ello"),
        ("substr('hello',1,4)", "ell"),
        ("substr('hello',-2)", "lo"),
        ("substr('hello',0,-1)", "hell"),
        ("substr('hello',2,2)", ""),
        ("substr('hello',3,2)", ""),
        ("substr('hello',9)", ""),
        ("substr('hello',-9)", "hello"),
        ("substr('hello',0,99)", "hello"),
        ("substr('hello','1')", "ello"),
        ("substr('niñez', 2, 4)", "ñe"),
        ("substr('', 0, 1)", ""),
        ("substring('12345', 2)", "2345"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0, 3)", "12"),
        ("substring('12345', 0 div 0, 3)", ""),
        ("substring('12345', 1, 0 div 0)", ""),
        ("substring('12345', -42, 1 div 0)", "12345"),
        ("substring('12345', -1 div 0, 1 div 0)", ""),
        ("substring-before('hello','l')", "he"),
        ("substring-before('hello','q')", ""),
        ("substring-before('hello','')", ""),
        ("substring-before('','')", ""),
        ("substring-before('','q')", ""),
        ("substring-before('1999/04/01','/')", "1999"),
        ("substring-after('hello','l')", "lo"),
        ("substring-after('hello','q')", ""),
        ("substring-after('hello','')", "hello"),
        ("substring-after('','')", ""),
        ("substring-after('1999/04/01','/')", "04/01"),
    ]);
}

#[test]
fn changing() {
    Table::plain().texts(&[
        ("translate('hello','l','L')", "heLLo"),
        ("translate('hello','q','Q')", "hello"),
        ("translate('hello','','L')", "hello"),
        ("translate('hello','l','')", "heo"),
        ("translate('','l','L')", ""),
        ("translate('hello','lo','LO')", "heLLO"),
        ("translate('hello world','hello','')", " wrd"),
        ("translate('hello wor,ld',' ,',', ')", "hello,wor ld"),
        ("translate('2019/01/02','/','-')", "2019-01-02"),
        ("translate('aa', 'aa', 'bc')", "bb"),
        ("translate('Álvaro', 'Á', 'A')", "Alvaro"),
        ("normalize-space('')", ""),
        ("normalize-space('  ')", ""),
        ("normalize-space(' \t\n ')", ""),
        ("normalize-space(' a')", "a"),
        ("normalize-space(' a    b ')", "a b"),
        ("normalize-space('\na\nb\n')", "a b"),
        ("normalize-space(' \ta\n\t  b \n\t c   \n')", "a b c"),
        ("concat()", ""),
        ("concat('a')", "a"),
        ("concat('a','b','')", "ab"),
        (
            "concat('ab','cde','','fgh',1,false(),'ijklmnop')",
            "abcdefgh1falseijklmnop",
        ),
        ("join(', ', 'a', 'b')", "a, b"),
        ("join(', ')", ""),
        ("join('', 1, 2.5, true())", "12.5true"),
        ("string('  ')", "  "),
        ("string(true())", "true"),
        ("string('As Df')", "As Df"),
    ]);
}

#[test]
fn node_sets_as_text() {
    let table = Table::new("<data><i>1</i><i>2</i><i/><i>4</i></data>").at("/data/i[2]");
    table.texts(&[
        ("concat(/data/i)", "124"),
        ("concat(/data/i, 'a')", "124a"),
        ("concat('a', /data/i, 'b', /data/i)", "a124b124"),
        ("join(', ', /data/i)", "1, 2, , 4"),
        ("join('-', /data/i, 'x')", "1-2--4-x"),
        ("string(/data/i)", "1"),
        ("string(/data/none)", ""),
        ("string()", "2"),
        ("normalize-space()", "2"),
        ("concat(., ..)", "2124"),
    ]);
    table.numbers(&[
        ("string-length()", 1.0),
        ("number()", 2.0),
        ("string-length(..)", 3.0),
    ]);
}

#[test]
fn asking() {
    Table::plain().truths(&[
        ("contains('abc', 'b')", true),
        ("contains('abc', 'bcd')", false),
        ("contains('abc', '')", true),
        ("starts-with('abc', 'a')", true),
        ("starts-with('', 'a')", false),
        ("starts-with('', '')", true),
        ("ends-with('abc', 'a')", false),
        ("ends-with('abc', 'c')", true),
        ("ends-with('', '')", true),
        ("contains(1234, 23)", true),
    ]);
    Table::plain().numbers(&[
        ("string-length('cocotero')", 8.0),
        ("string-length('')", 0.0),
        ("string-length('ñandú')", 5.0),
        ("string-length('🥰')", 1.0),
        ("string-length(12.50)", 4.0),
    ]);
}

#[test]
fn regular_expressions_match_the_whole_value() {
    Table::plain().truths(&[
        ("regex('12345','[0-9]+')", true),
        ("regex('12345a','[0-9]+')", false),
        ("regex('a12345','[0-9]+')", false),
        ("regex('12345','^[0-9]{5}$')", true),
        ("regex('','[0-9]*')", true),
        ("regex('ab|c', 'ab|c')", false),
        ("regex('ab', 'ab|c')", true),
        (r"regex('2026', '\d{4}')", true),
        (r"regex('٢٠٢٦', '\d{4}')", false),
        (r"regex('a_1', '\w+')", true),
        (r"regex('ñ', '\w')", false),
        (r"regex('a b', 'a\sb')", true),
        (r"regex('x', '[\w.-]')", true),
        (r"regex('a@b.mx', '[\w.]+@[\w.]+\.[a-z]{2,}')", true),
        (r"regex('5', '[^\D]')", true),
        (r"regex('a.b', '\Qa.b\E')", true),
        (r"regex('axb', '\Qa.b\E')", false),
        (r"regex('ABC', '\p{Upper}+')", true),
        (r"regex('Ñ', '\p{Lu}')", true),
        (r"regex('abc', '(?i)ABC')", true),
        (r"regex('+52 477 123 4567', '\+?[0-9 ]{10,16}')", true),
        (
            r"regex('GOML850101MGTXXX09', '[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d')",
            true,
        ),
    ]);
    Table::plain().errors(&[
        (r"regex('a', '(?=a)a')", "xpath.regex"),
        (r"regex('a', '(?<!b)a')", "xpath.regex"),
        (r"regex('aa', '(a)\1')", "xpath.regex"),
        (r"regex('aa', 'a++')", "xpath.regex"),
        (r"regex('aa', '[a')", "xpath.regex"),
        (r"regex('aa', 'a\')", "xpath.regex"),
    ]);
}

#[test]
fn digests() {
    Table::plain().texts(&[
        (
            "digest('abc', 'MD5', 'hex')",
            "900150983cd24fb0d6963f7d28e17f72",
        ),
        (
            "digest('abc', 'SHA-1', 'hex')",
            "a9993e364706816aba3e25717850c26c9cd0d89d",
        ),
        (
            "digest('', 'SHA-1', 'hex')",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        ),
        (
            "digest('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', 'sha1', 'HEX')",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
        ),
        (
            "digest('abc', 'SHA-256', 'hex')",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "digest('abc', 'SHA-256')",
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        ),
        (
            "digest('abc', 'SHA-256', 'base64')",
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        ),
        (
            "digest('abc', 'SHA-384', 'hex')",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
             8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            "digest('abc', 'SHA-512', 'hex')",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        (
            "digest('ñ', 'MD5', 'hex')",
            "94e9342ecbb1458b6043ecd3bfcbc192",
        ),
        ("base64-decode('SGVsbG8=')", "Hello"),
        ("base64-decode('SGVsbG8')", "Hello"),
        ("base64-decode('w6nDqMOx')", "éèñ"),
        ("base64-decode('8J+lsA==')", "🥰"),
        ("base64-decode('not base64!')", ""),
        ("base64-decode('')", ""),
        ("base64-decode(/data/none)", ""),
    ]);
    Table::plain().errors(&[
        ("digest('abc', 'SHA-3')", "xpath.argument"),
        ("digest('abc', 'MD5', 'octal')", "xpath.argument"),
    ]);
}

/// Made with an independent implementation: the private key is the bytes 0 to 31.
#[test]
fn signed_texts() {
    let key = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
    let longer_key = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbh0YWls";
    let another_key = "ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=";
    let genuine = concat!(
        "PCthq8y0Jeyj6gthju9qi7aUAbQP4h+VfCoELwGUjVhBN1/HzGL9n2fhdBYuYjNi",
        "/qrhOBq4ZOmIdtRd30gbBXJlYWwgZ2VudWluZSBkYXRh",
    );
    let unicode = concat!(
        "UcQn4UbKKiM9awojnfod6U++ZYyf6vy0Oemj6YwWdlU2kFf3LKvm0Y5D8uup+3b2",
        "zeJoy0mXT2JTErBwN1D+BPCfjoMgbHV6",
    );
    let nothing_signed = concat!(
        "nKU1eVMGVNXD33cInvRe2mE+L+32cOlr7axGOVBOWEXvS5XVeTB3Iz3RaBeyUy6c",
        "VSWHKnOkrXS3WTaangXBAg==",
    );
    // "real" becomes "rEal".
    let forged = genuine.replace("JlYWwg", "JFYWwg");
    assert_ne!(forged, genuine);
    let call = |contents: &str, key: &str| format!("extract-signed('{contents}', '{key}')");
    let rows = [
        (call(genuine, key), "real genuine data"),
        (call(genuine, longer_key), "real genuine data"),
        (call(unicode, key), "🎃 luz"),
        (call(nothing_signed, key), ""),
        (call(genuine, another_key), ""),
        (call(&forged, key), ""),
        (call("blah", key), ""),
        (call(genuine, "YmxhaA=="), ""),
        (call(genuine, "no key!"), ""),
        (call("", ""), ""),
    ];
    let rows: Vec<(&str, &str)> = rows.iter().map(|(e, t)| (e.as_str(), *t)).collect();
    Table::plain().texts(&rows);
}

#[test]
fn identifiers() {
    Table::plain().truths(&[
        (
            r"regex(uuid(), '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}')",
            true,
        ),
        ("uuid() = uuid()", false),
        ("regex(uuid(12), '[0-9A-Z]{12}')", true),
        ("string-length(uuid(0)) = 0", true),
        ("string-length(uuid(-1)) = 0", true),
        ("string-length(uuid(100)) = 100", true),
    ]);
    Table::plain().errors(&[("uuid(100000000)", "xpath.argument")]);
}
