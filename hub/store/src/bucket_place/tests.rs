use farola_model::Coded as _;

use super::*;

const SECRET: &str = "s3cr3t-of-a-bucket";

fn read(url: &str, environment: &[(&str, &str)]) -> Result<BucketPlace, StoreError> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    BucketPlace::read(url, environment.iter().map(own))
}

fn value(place: &BucketPlace, setting: Setting) -> Option<String> {
    place.client.get_config_value(&setting)
}

#[test]
fn an_address_is_a_bucket_and_a_part_of_it() {
    for (url, bucket, prefix, address) in [
        ("s3://fotos", "fotos", "", "s3://fotos"),
        ("s3://fotos/", "fotos", "", "s3://fotos"),
        (
            "s3://fotos/gdl/hub-1/",
            "fotos",
            "gdl/hub-1",
            "s3://fotos/gdl/hub-1",
        ),
        (
            "s3://f.o_t-os/a?region=mx-central-1",
            "f.o_t-os",
            "a",
            "s3://f.o_t-os/a",
        ),
        (
            "s3://f?endpoint=http://localhost:9000&region=x",
            "f",
            "",
            "s3://f",
        ),
        (
            "s3://f?endpoint=https%3A%2F%2Fs3.example",
            "f",
            "",
            "s3://f",
        ),
    ] {
        let place = read(url, &[]).unwrap();
        assert_eq!(
            (
                place.bucket.as_str(),
                place.prefix(),
                place.address().as_str()
            ),
            (bucket, prefix, address),
            "{url}"
        );
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for wrong in [
        "",
        "fotos",
        "s3://",
        "s3:///x",
        "s3:fotos",
        "https://fotos.s3.amazonaws.com",
        "s3://key:secret@fotos",
        "s3://fotos:9000/x",
        "s3://fotos//x",
        "s3://fotos/../x",
        "s3://fotos/./x",
        "s3://fotos/a b",
        "s3://fotos/ñ",
        "s3://..",
        "s3://fotos?secret=x",
        "s3://fotos?endpoint",
        "s3://fotos?endpoint=localhost:9000",
        "s3://fotos?endpoint=ftp://localhost",
        "s3://fotos?endpoint=https://",
        "s3://fotos?endpoint=http://",
        "s3://fotos?endpoint=https://key:secret@s3.example",
        "s3://fotos?endpoint=%ff",
        "s3://fotos?region=a/b",
    ] {
        let error = read(wrong, &[]).unwrap_err();
        assert_eq!(error.code(), "hub.files_address", "{wrong}");
    }
}

/// As for the database: what leaves the machine is encrypted.
#[test]
fn another_machine_is_spoken_to_through_tls() {
    let at = |host: &str, told: &[(&str, &str)]| {
        read(&format!("s3://f?endpoint=http://{host}"), told).is_ok()
    };
    for here in [
        "localhost",
        "localhost:9000",
        "127.0.0.1:1",
        "[::1]:9000",
        "127.1.2.3/x",
    ] {
        assert!(at(here, &[]), "{here}");
    }
    for away in [
        "s3.example",
        "10.0.0.7:9000",
        "[fe80::1]",
        "localhost.example",
    ] {
        assert!(!at(away, &[]), "{away}");
        assert!(!at(away, &[("AWS_ALLOW_HTTP", "false")]), "{away}");
        assert!(at(away, &[("AWS_ALLOW_HTTP", "true")]), "{away}");
    }
}

#[test]
fn the_environment_says_the_rest_and_the_address_comes_first() {
    let environment = [
        ("AWS_ACCESS_KEY_ID", "AKIA"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_REGION", "mx-central-1"),
        ("AWS_ENDPOINT_URL", "https://general.example"),
        ("AWS_ENDPOINT_URL_S3", "https://s3.example/"),
        ("AWS_CONDITIONAL_PUT", "disabled"),
        ("AWS_BUCKET", "other"),
        ("PATH", "/bin"),
    ];
    let place = read("s3://fotos", &environment).unwrap();
    let is = |setting, text: &str| assert_eq!(value(&place, setting).as_deref(), Some(text));
    is(Setting::AccessKeyId, "AKIA");
    is(Setting::SecretAccessKey, SECRET);
    is(Setting::Region, "mx-central-1");
    is(Setting::Endpoint, "https://s3.example");
    is(Setting::Bucket, "fotos");
    is(Setting::ConditionalPut, "etag");
    assert!(place.client().is_ok());
    let told = read(
        "s3://fotos?endpoint=https://b.example&region=c",
        &environment,
    )
    .unwrap();
    assert_eq!(value(&told, Setting::Region).as_deref(), Some("c"));
    assert_eq!(
        value(&told, Setting::Endpoint).as_deref(),
        Some("https://b.example")
    );
    // An empty variable is none.
    let empty = read("s3://fotos", &[("AWS_ENDPOINT_URL", "")]).unwrap();
    assert_eq!(value(&empty, Setting::Endpoint), None);
}

#[test]
fn credentials_come_from_a_file_and_are_never_shown() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("credentials");
    let text = format!(
        "# two\n[default]\naws_access_key_id = one\naws_secret_access_key=first\n\n\
         [ hub ]\naws_access_key_id=two\naws_secret_access_key = {SECRET}=\n\
         aws_session_token=t\nregion = x\n[other]\naws_access_key_id=three\n"
    );
    std::fs::write(&file, text).unwrap();
    let path = ("AWS_SHARED_CREDENTIALS_FILE", file.to_str().unwrap());
    let place = read("s3://f", &[path]).unwrap();
    assert_eq!(value(&place, Setting::AccessKeyId).as_deref(), Some("one"));
    assert_eq!(value(&place, Setting::Token), None);
    let place = read("s3://f", &[path, ("AWS_PROFILE", "hub")]).unwrap();
    let secret = format!("{SECRET}=");
    assert_eq!(value(&place, Setting::AccessKeyId).as_deref(), Some("two"));
    assert_eq!(value(&place, Setting::SecretAccessKey), Some(secret));
    assert_eq!(value(&place, Setting::Token).as_deref(), Some("t"));
    assert_eq!(format!("{place:?}"), "s3://f");
    let gone = ("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials");
    assert_eq!(read("s3://f", &[gone]).unwrap_err().code(), "hub.file");
}
