//! Runs one input without the fuzzer: `once TARGET FILE`.

fn main() -> std::io::Result<()> {
    let mut words = std::env::args().skip(1);
    let (Some(target), Some(file)) = (words.next(), words.next()) else {
        return Err(std::io::Error::other("usage: once TARGET FILE"));
    };
    let bytes = std::fs::read(file)?;
    match target.as_str() {
        "xpath" => farola_fuzz::xpath::run(&bytes),
        "xform" => farola_fuzz::xform::run(&bytes),
        "lists" => farola_fuzz::lists::run(&bytes),
        "instance" => farola_fuzz::instance::run(&bytes),
        "drive" => farola_fuzz::drive::run(&bytes),
        "media" => farola_fuzz::media::run(&bytes),
        "sheets" => farola_fuzz::sheets::run(&bytes),
        "workbook" => farola_fuzz::workbook::run(&bytes),
        "wire" => farola_fuzz::wire::run(&bytes),
        _ => return Err(std::io::Error::other("no such target")),
    }
    Ok(())
}
