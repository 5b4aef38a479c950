//! Arithmetic, rounding, sums and extremes.

use std::f64::consts::{E, PI};

use super::table::Table;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

#[test]
fn operators() {
    Table::plain().numbers(&[
        ("5.5 + 5.5", 11.0),
        ("0 + 0", 0.0),
        ("-3 + 4", 1.0),
        ("3 + -4", -1.0),
        ("1 - 2 - 3", -4.0),
        ("1 - (2 - 3)", 2.0),
        ("-(8*5)", -40.0),
        ("-'19'", -19.0),
        ("--3", 3.0),
        ("-10 div -4", 2.5),
        ("2 * 3 div 8 * 2", 1.5),
        ("3 + 3 * 3", 12.0),
        ("1 div 0", INF),
        ("-1 div 0", -INF),
        ("0 div 0", NAN),
        ("3.1 mod 3.1", 0.0),
        ("2 mod 3.1", 2.0),
        ("0 mod 3.1", 0.0),
        ("5 mod -3", 2.0),
        ("-5 mod 3", -2.0),
        ("-5 mod -3", -2.0),
        ("1.5 mod 0.5", 0.0),
        ("5 mod 0", NAN),
        ("5 * (6 + 7)", 65.0),
        ("'123' * '456'", 56088.0),
        ("true() + 8", 9.0),
        ("(false() or 0) + 2", 2.0),
        ("(6 < 7) - 4", -3.0),
        ("'a' + 1", NAN),
        ("/data/none + 1", NAN),
    ]);
}

#[test]
fn reading_text() {
    Table::plain().numbers(&[
        ("number(true())", 1.0),
        ("number(false())", 0.0),
        ("number('100')", 100.0),
        ("number('100.001')", 100.001),
        ("number('.1001')", 0.1001),
        ("number('0.')", 0.0),
        ("number('1230000000000000000000')", 1.23e21),
        ("number('0.00000000000000000123')", 1.23e-18),
        ("number('0')", 0.0),
        ("number('-0')", -0.0),
        ("number(' -12345.6789  ')", -12345.6789),
        ("number('  1.1 \n\r\n  ')", 1.1),
        ("number('4,6')", 4.6),
        ("number('NaN')", NAN),
        ("number('not a number')", NAN),
        ("number('- 17')", NAN),
        ("number('  ')", NAN),
        ("number('')", NAN),
        ("number(' . ')", NAN),
        ("number('Infinity')", NAN),
        ("number('1.1e6')", NAN),
        ("number('1e3')", NAN),
        ("number('+1')", NAN),
        ("number('0x10')", NAN),
        ("number('34.56.7')", NAN),
        ("number('1-2')", NAN),
        ("number(-0)", -0.0),
        ("number(1 div 0)", INF),
        ("int('100.001')", 100.0),
        ("int('.1001')", 0.0),
        ("int(' -12345.6789  ')", -12345.0),
        ("int(-3.7)", -3.0),
        ("int(3.7)", 3.0),
        ("int(1 div 0)", INF),
        ("int('not a number')", NAN),
        ("int(3000000000.5)", 3_000_000_000.0),
    ]);
}

#[test]
fn writing_text() {
    Table::plain().texts(&[
        ("string(0)", "0"),
        ("string(-0)", "0"),
        ("string(1)", "1"),
        ("string(-1)", "-1"),
        ("string(123456.0000)", "123456"),
        ("string(.557586)", "0.557586"),
        ("string(-0.1000)", "-0.1"),
        ("string(3000000000)", "3000000000"),
        ("string(-3000000000)", "-3000000000"),
        ("string(0.00001)", "0.00001"),
        ("string(1230000000000000000000)", "1230000000000000000000"),
        ("string(0.00000000000000000123)", "0.00000000000000000123"),
        ("string(1 div 3)", "0.3333333333333333"),
        ("string(0.1 + 0.2)", "0.30000000000000004"),
        ("string(number('NaN'))", "NaN"),
        ("string(1 div 0)", "Infinity"),
        ("string(-1 div 0)", "-Infinity"),
        ("concat(3000000000)", "3000000000"),
        ("concat(2.50, '|', 2.0)", "2.5|2"),
    ]);
}

#[test]
fn rounding() {
    Table::plain().numbers(&[
        ("round('14.29123456789')", 14.0),
        ("round('14.6')", 15.0),
        ("round('14.29123456789', 0)", 14.0),
        ("round('14.29123456789', 1)", 14.3),
        ("round('14.29123456789', 1.5)", 14.3),
        ("round('14.29123456789', 2)", 14.29),
        ("round('14.29123456789', 3)", 14.291),
        ("round('14.29123456789', 4)", 14.2912),
        ("round('12345.14', 1)", 12345.1),
        ("round('-12345.14', 1)", -12345.1),
        ("round('12345.12345', 0)", 12345.0),
        ("round('12345.12345', -1)", 12350.0),
        ("round('12345.12345', -2)", 12300.0),
        ("round('12350.12345', -2)", 12400.0),
        ("round('12345.12345', -3)", 12000.0),
        ("round('4,6')", 5.0),
        ("round('14.5')", 15.0),
        ("round('NaN')", NAN),
        ("round('0')", 0.0),
        ("round('-0')", -0.0),
        ("round('-0.5')", -0.0),
        ("round('12345.15', 1)", 12345.2),
        ("round('-12345.15', 1)", -12345.1),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -2.0),
        ("round(-2.6)", -3.0),
        ("round(2.15, 1)", 2.2),
        ("round(1.005, 2)", 1.01),
        ("round(9.995, 2)", 10.0),
        ("round(99.5)", 100.0),
        ("round(0.5)", 1.0),
        ("round(0.4)", 0.0),
        ("round(5, -1)", 10.0),
        ("round(4, -1)", 0.0),
        ("round(1, -2)", 0.0),
        ("round(60, -2)", 100.0),
        ("round(-123, -1)", -120.0),
        ("round(-125, -1)", -120.0),
        ("round(1 div 0)", INF),
        ("round(1.5, 31)", NAN),
        ("round(0.1, 20)", 0.1),
        ("floor(2.7)", 2.0),
        ("floor(-2.1)", -3.0),
        ("ceiling(2.1)", 3.0),
        ("ceiling(-2.7)", -2.0),
        ("floor('a')", NAN),
    ]);
}

#[test]
fn powers_and_angles() {
    Table::plain().numbers(&[
        ("abs(-3.5)", 3.5),
        ("abs('-2')", 2.0),
        ("pow(2, 2)", 4.0),
        ("pow(2, 0)", 1.0),
        ("pow(0, 4)", 0.0),
        ("pow(2.5, 2)", 6.25),
        ("pow(0.5, 2)", 0.25),
        ("pow(-1, 3)", -1.0),
        ("pow(4, 0.5)", 2.0),
        ("pow(16, 0.25)", 2.0),
        ("pow(2, -1)", 0.5),
        ("pow(-8, 0.5)", NAN),
        ("cos(0)", 1.0),
        ("acos(0)", PI / 2.0),
        ("acos(1)", 0.0),
        ("sin(0)", 0.0),
        ("asin(0)", 0.0),
        ("asin(1)", PI / 2.0),
        ("asin(2)", NAN),
        ("tan(0)", 0.0),
        ("atan(0)", 0.0),
        ("atan2(0, 0)", 0.0),
        ("atan2(1, 1)", PI / 4.0),
        ("atan2(-1, -1)", -3.0 * PI / 4.0),
        ("exp(1)", E),
        ("exp10(2)", 100.0),
        ("exp10(-2)", 0.01),
        ("log(exp(2))", 2.0),
        ("log(0)", -INF),
        ("log(-1)", NAN),
        ("log10(100)", 2.0),
        ("pi()", PI),
        ("sqrt(9)", 3.0),
        ("sqrt(-1)", NAN),
    ]);
}

const LIST: &str = "<data><n>3</n><n>17</n><n>-32</n><b/><b>x</b><b> 2,5 </b><neg>-3</neg>\
    <neg>-17</neg></data>";

#[test]
fn sums_and_extremes() {
    Table::new(LIST).numbers(&[
        ("sum(/data/n)", -12.0),
        ("sum(/data/b)", 2.5),
        ("sum(/data/none)", 0.0),
        ("sum(/data/n[. > 0])", 20.0),
        ("sum(/data/n | /data/neg)", -32.0),
        ("min(/data/n)", -32.0),
        ("max(/data/n)", 17.0),
        ("max(/data/neg)", -3.0),
        ("max(/data/b)", 2.5),
        ("max(-4, -1, -3)", -1.0),
        ("min(1, 2, 0)", 0.0),
        ("max(/data/n, 20)", 20.0),
        ("max('')", NAN),
        ("min(/data/none)", NAN),
        ("count(/data/n)", 3.0),
        ("count(/data/none)", 0.0),
        ("count-non-empty(/data/b)", 2.0),
        ("count-non-empty(/data/*)", 7.0),
    ]);
    Table::new(LIST).texts(&[
        ("max(/data/none)", ""),
        ("min('', 'a')", ""),
        ("max(1, 2)", "2"),
    ]);
}

#[test]
fn random_stays_in_range() {
    let table = Table::plain();
    table.truths(&[
        ("random() >= 0 and random() < 1", true),
        ("random() = random()", false),
    ]);
}
