use super::*;
use crate::locale::Language;
use crate::testing::question;

fn locale(decimal: DecimalMark) -> Locale {
    Locale {
        language: Language::Spanish,
        decimal,
    }
}

/// What is typed, what is kept, what the field shows then, and what is said.
fn check(
    data_type: &str,
    appearance: &str,
    typed: &str,
    kept: &str,
    field: Option<&str>,
    note: Option<TypedNote>,
) {
    let question = question("input", data_type, &format!("appearance=\"{appearance}\""));
    let read = Typed::read(typed, &question, &locale(DecimalMark::Point));
    let expect = Typed {
        value: kept.to_owned(),
        field: field.map(str::to_owned),
        note,
    };
    assert!(
        read == expect,
        "{data_type} {appearance} {typed}: {}, {:?}",
        read.value,
        read.field
    );
}

fn said(number: &str) -> Option<TypedNote> {
    Some(TypedNote::Kept {
        number: number.to_owned(),
    })
}

#[test]
fn numbers_say_what_is_kept() {
    check("int", "", "12", "12", None, None);
    check("int", "", "1,234", "1234", None, said("1234"));
    check("int", "", "1.5", "", None, Some(TypedNote::NotWhole));
    check("int", "", "2147483648", "", None, Some(TypedNote::NotWhole));
    check("decimal", "", "1,5", "1.5", None, said("1.5"));
    check("decimal", "", "1.", "1", None, None);
    check("decimal", "", "-", "", None, None);
    check("decimal", "", "x", "", None, Some(TypedNote::NotANumber));
    check("decimal", "bearing", "12.5", "12.5", None, None);
    check("int", "counter", "3", "3", None, None);
    check("int", "", "", "", None, None);
}

#[test]
fn thousands_are_regrouped_while_they_are_typed() {
    check("int", "thousands-sep", "123", "123", None, None);
    check("int", "thousands-sep", "1234", "1234", Some("1,234"), None);
    check(
        "int",
        "thousands-sep",
        "1,2345",
        "12345",
        Some("12,345"),
        None,
    );
    check("int", "thousands-sep", "-", "", None, None);
    check(
        "decimal",
        "thousands-sep",
        "1234.",
        "1234",
        Some("1,234."),
        None,
    );
    check(
        "decimal",
        "thousands-sep",
        "1,234.50",
        "1234.50",
        None,
        None,
    );
    check(
        "decimal",
        "thousands-sep",
        "1,234.5.6",
        "",
        None,
        Some(TypedNote::NotANumber),
    );
    check(
        "string",
        "numbers thousands-sep",
        "0012345",
        "0012345",
        Some("0,012,345"),
        None,
    );
    check("string", "numbers", "00,12", "00,12", None, None);
}

#[test]
fn the_comma_divides_where_the_phone_says_so() {
    let question = question("input", "decimal", "");
    let read = |text| Typed::read(text, &question, &locale(DecimalMark::Comma));
    assert_eq!(read("1,25").value, "1.25");
    assert!(read("1.234").note == said("1234"));
    assert!(read("1.5").note == said("1,5"), "as this reader writes it");
}

#[test]
fn places_may_be_typed() {
    check(
        "geopoint",
        "",
        "20.6767, -103.347",
        "20.6767 -103.347 0 0",
        None,
        None,
    );
    check(
        "geopoint",
        "",
        "20.6767,",
        "",
        None,
        Some(TypedNote::NotAPlace),
    );
    check("geopoint", "", " ", "", None, None);
}

#[test]
fn texts_are_kept_as_they_are() {
    check("string", "", " a_b **c** ", " a_b **c** ", None, None);
    check("barcode", "", "x", "x", None, None);
}
