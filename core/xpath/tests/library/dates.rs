//! Dates and times: what they read, what they write, and no shift at midnight.

use super::table::Table;

#[test]
fn reading_and_writing() {
    Table::plain().texts(&[
        ("date('2000-01-01')", "2000-01-01"),
        ("date('1945-04-26')", "1945-04-26"),
        ("date('1996-02-29')", "1996-02-29"),
        ("date('1970-1-2')", "1970-01-02"),
        ("date('2018-01-02T23:59:59.999-06:00')", "2018-01-02"),
        ("date('2018-01-02T23:59:59')", "2018-01-02"),
        ("date('2018-01-03T05:59:59Z')", "2018-01-02"),
        ("date(0)", "1970-01-01"),
        ("date(6.5)", "1970-01-07"),
        ("date(1)", "1970-01-02"),
        ("date(-1)", "1969-12-31"),
        ("date(14127)", "2008-09-05"),
        ("date(-10252)", "1941-12-07"),
        ("date(date('1989-11-09'))", "1989-11-09"),
        ("date('')", ""),
        ("date(/data/none)", ""),
        ("date(number('x'))", "NaN"),
        ("date('2018-01-01' + 1)", "2018-01-02"),
        ("date('2026-02-28') + 1", "20513"),
        ("date(date('2026-02-28') + 1)", "2026-03-01"),
        ("date(date('2024-02-28') + 1)", "2024-02-29"),
        ("'2021-11-30' - '2021-11-29'", "1"),
        ("string(date('1989-11-09'))", "1989-11-09"),
        (
            "date-time('2018-01-02T10:20:30.123')",
            "2018-01-02T10:20:30.123-06:00",
        ),
        (
            "date-time('2018-01-02T10:20:30.123-06:00')",
            "2018-01-02T10:20:30.123-06:00",
        ),
        (
            "date-time('2018-01-02T10:20:30.123Z')",
            "2018-01-02T04:20:30.123-06:00",
        ),
        (
            "date-time('2018-01-02T10:20')",
            "2018-01-02T10:20:00.000-06:00",
        ),
        ("date-time('2018-01-02')", "2018-01-02"),
        ("date-time(0)", "1970-01-01T00:00:00.000-06:00"),
        // A fraction without a word of where it comes from is what decimal-date-time() gives.
        ("date-time(0.25)", "1970-01-01T00:00:00.000-06:00"),
        ("date-time(today() + 0.5)", "2026-11-23T12:00:00.000-06:00"),
        ("date-time(now() - 1)", "2026-11-22T14:15:30.250-06:00"),
        ("date-time(number(now()))", "2026-11-23T14:15:30.250-06:00"),
        (
            "date-time(decimal-date-time('2018-01-02T18:00:00.000-06:00') + 1)",
            "2018-01-03T18:00:00.000-06:00",
        ),
        ("today()", "2026-11-23"),
        ("now()", "2026-11-23T14:15:30.250-06:00"),
        ("string(now())", "2026-11-23T14:15:30.250-06:00"),
        ("date(today() + 10)", "2026-12-03"),
        ("date(now())", "2026-11-23"),
        ("concat('on ', today())", "on 2026-11-23"),
    ]);
}

#[test]
fn as_numbers() {
    Table::plain().numbers(&[
        ("number(date('1970-01-01'))", 0.0),
        ("number(date('1970-01-02'))", 1.0),
        ("number(date('1969-12-31'))", -1.0),
        ("number(date('2008-09-05'))", 14127.0),
        ("number(date('1941-12-07'))", -10252.0),
        ("number('1970-01-02')", 1.0),
        ("number('2008-09-05')", 14127.0),
        ("number('2026-02-30')", f64::NAN),
        ("number('2026-2-3')", f64::NAN),
        ("number('1970-01-02T12:00:00.000-06:00')", 1.5),
        ("number('1970-01-02T12:00:00')", 1.5),
        ("date('2008-09-08') - date('1983-10-06')", 9104.0),
        ("today() - date('2026-11-20')", 3.0),
        ("today() - '2026-11-20'", 3.0),
        ("int((today() - date('1990-11-24')) div 365.25)", 35.0),
        ("decimal-date-time('1970-01-01T00:00:00Z')", 0.0),
        ("decimal-date-time('1970-01-02T00:00:00Z')", 1.0),
        ("decimal-date-time('1969-12-31T00:00:00Z')", -1.0),
        ("decimal-date-time('1970-01-01')", 0.25),
        ("decimal-date-time('1970-01-01T06:00:00.000')", 0.5),
        (
            "decimal-date-time('2018-04-24T15:30:00.000+06:00')",
            17645.395833333332,
        ),
        (
            "decimal-date-time(date-time('2025-08-18T02:03:23.958Z'))",
            20318.085693958332,
        ),
        ("decimal-date-time(12.5)", 12.5),
        ("decimal-date-time('')", f64::NAN),
        ("decimal-time('06:00:00.000-06:00')", 0.25),
        ("decimal-time('06:00:00.000')", 0.25),
        ("decimal-time('06:00')", 0.25),
        ("decimal-time('06:00:00.000Z')", 0.0),
        (
            "decimal-time('23:59:00.000-06:00')",
            0.999_305_555_555_555_6,
        ),
        ("decimal-time('1970-01-01T18:00:00.000-06:00')", 0.75),
        ("decimal-time(1.25)", 0.25),
        ("decimal-time('')", f64::NAN),
        ("round(decimal-time(now()), 4)", 0.5941),
    ]);
}

#[test]
fn as_java_rosa_computes_them() {
    Table::plain().zone("UTC").numbers(&[
        (
            "decimal-date-time('2000-01-01T10:20:30.000')",
            10957.430902777778,
        ),
        (
            "decimal-time('2000-01-01T10:20:30.000+03:00')",
            0.30590277777810115,
        ),
        (
            "decimal-date-time('2025-08-18T02:03:23.958Z')",
            20318.085693958332,
        ),
    ]);
}

#[test]
fn comparing() {
    Table::new("<data><d>2026-11-23</d><t>2026-11-23T20:15:30.250Z</t></data>").truths(&[
        ("date('2001-12-26') > date('2001-12-25')", true),
        ("date('1969-07-20') < date('1969-07-21')", true),
        ("date('2004-05-01') = date('2004-05-01')", true),
        ("date('2004-05-01') != date('2004-05-01')", false),
        ("date('2004-05-01') = '2004-05-01'", true),
        ("'2004-05-01' = date('2004-05-01')", true),
        ("'string' = date('1999-09-09')", false),
        ("true() != date('1999-09-09')", false),
        ("date('2100-01-02') > 1", true),
        ("date('1970-01-02') < 3", true),
        ("date(1) = 1", true),
        ("today() > '2026-01-01'", true),
        ("today() < '2026-01-01'", false),
        ("'2026-01-01' < '2026-01-02'", true),
        ("'2026-01-02' > '2026-01-01'", true),
        ("/data/d = today()", true),
        ("/data/d <= today()", true),
        ("/data/d < today() + 1", true),
        ("/data/d > today() - 1", true),
        ("/data/t = now()", true),
        ("now() > today()", true),
        ("now() < today() + 1", true),
        (
            "date-time('2020-01-01T12:00:00Z') = date-time('2020-01-01T06:00:00-06:00')",
            true,
        ),
        (
            "date-time('2020-01-01T12:00:00Z') = '2020-01-01T12:00:00.000Z'",
            true,
        ),
        ("date-time('2020-01-01T12:00:00Z') = '2020-01-01'", false),
    ]);
}

/// Mexico gave up summer time in 2022 but for the border; Quintana Roo has its own offset; an
/// hour does not exist on some days. A date is the same date in all of them.
#[test]
fn dates_never_shift() {
    for zone in [
        "America/Mexico_City",
        "America/Tijuana",
        "America/Ciudad_Juarez",
        "America/Cancun",
        "America/Sao_Paulo",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Africa/Cairo",
        "UTC",
    ] {
        Table::plain().zone(zone).texts(&[
            ("date('2022-04-03')", "2022-04-03"),
            ("date('2022-10-30')", "2022-10-30"),
            ("date('2018-11-04')", "2018-11-04"),
            ("date(date('2022-04-02') + 1)", "2022-04-03"),
            ("date(number('2022-10-30'))", "2022-10-30"),
            ("format-date('2022-04-03', '%Y-%m-%d')", "2022-04-03"),
            ("format-date(date('2026-03-08'), '%d/%m/%Y')", "08/03/2026"),
            ("date(0)", "1970-01-01"),
            (
                "format-date(date('2022-10-29') + 1, '%Y-%m-%d')",
                "2022-10-30",
            ),
            ("format-date(20000, '%Y-%m-%d %H:%M')", "2024-10-04 00:00"),
            (
                "format-date(date('2018-11-03') + 1, '%Y-%m-%d')",
                "2018-11-04",
            ),
        ]);
    }
}

#[test]
fn formatting() {
    Table::plain().texts(&[
        (
            "format-date('2018-01-02T10:20:30.123', \"%Y-%m-%e %H:%M:%S\")",
            "2018-01-2 10:20:30",
        ),
        (
            "format-date('2012-07-03', '%Y/%n | %y/%m | %b')",
            "2012/7 | 12/07 | Jul",
        ),
        ("format-date('2012-07-23', '%M | %S | %3')", "00 | 00 | 000"),
        (
            "format-date-time('2018-01-02T03:04:05.006', '%H %h %M %S %3')",
            "03 3 04 05 006",
        ),
        ("format-date('2017-05-26', '%a %b')", "Fri May"),
        ("format-date('2017-05-28', '%a %w')", "Sun 0"),
        ("format-date('2026-01-01', '%W')", "1"),
        ("format-date('2026-11-23', '100%%')", "100%"),
        ("format-date('', '%Y')", ""),
        ("format-date(number('x'), '%Y')", ""),
        ("format-date(today(), '%d.%m.%y')", "23.11.26"),
        ("format-date-time(now(), '%H:%M')", "14:15"),
        ("format-date(20000, '%Y-%m-%d')", "2024-10-04"),
        ("format-date(today() + 7, '%Y-%m-%d')", "2026-11-30"),
        ("format-date-time(now() + 0.5, '%d %H:%M')", "24 02:15"),
        ("format-date-time(today() + 0.5, '%d %H:%M')", "23 12:00"),
    ]);
    Table::plain().language("Español (es)").texts(&[
        ("format-date('2026-01-07', '%a %e %b')", "mié 7 ene"),
        ("format-date('2026-08-08', '%a %e %b')", "sáb 8 ago"),
    ]);
    Table::plain()
        .language("English (en)")
        .texts(&[("format-date('2026-01-07', '%b')", "Jan")]);
    Table::plain()
        .language("fr")
        .texts(&[("format-date('2026-08-07', '%a %b')", "ven. août")]);
    Table::plain()
        .language("pt-BR")
        .texts(&[("format-date('2026-09-07', '%a %b')", "seg. set.")]);
}

#[test]
fn what_is_no_date() {
    Table::plain().errors(&[
        ("date('1983-09-31')", "xpath.date"),
        ("date('2026-02-30')", "xpath.date"),
        ("date('not a date')", "xpath.date"),
        ("date(true())", "xpath.date"),
        ("date(1 div 0)", "xpath.date"),
        ("date(99999999999)", "xpath.date"),
        ("date('2026-01-01T25:00:00')", "xpath.date"),
        ("date('2026-01-01T10:00:00-25:00')", "xpath.date"),
        ("date('2026-01-01T10:00:00+14:01')", "xpath.date"),
        ("date-time('2026-01-01T10:00:00+23:59')", "xpath.date"),
        ("date-time('2026-01-01T')", "xpath.date"),
        ("decimal-date-time('-1000')", "xpath.date"),
        ("decimal-date-time('-01-2019')", "xpath.date"),
        ("decimal-time('a')", "xpath.date"),
        ("decimal-time('24:00:00.000-07:00')", "xpath.date"),
        ("format-date('not a date', '%Y')", "xpath.date"),
        ("format-date('2026-01-01', '%Q')", "xpath.argument"),
        ("format-date('2026-01-01', '50%')", "xpath.argument"),
    ]);
}
