//! `farola xpath`: expressions from standard input, a JSON object a line, answered at once.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::process::ExitCode;

use farola_xpath::document::{Document, DocumentBuilder, DocumentHost, NodeId};
use farola_xpath::{
    Context, Value, XPathError, convert, evaluate, evaluate_nodeset, parse_lenient,
};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};

/// Evaluate XPath expressions: one JSON object per line in, one per line out.
///
/// A line is {"doc": "<xml/>" or null, "context": "/*[1]", "expr": "1 + 1", "ns": {"p": "uri"}};
/// context and ns may be left out. "root" is the path of the node where absolute paths begin,
/// "lang" the language of texts.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Time zone of today() and now(), such as America/Mexico_City.
    #[arg(long, value_name = "ZONE")]
    tz: Option<String>,
    /// A fixed clock, such as 2026-11-23T14:15:00-06:00; its offset is the zone unless --tz is.
    #[arg(long, value_name = "RFC3339")]
    now: Option<String>,
    /// Every command takes it; the lines are JSON with and without.
    #[arg(long)]
    json: bool,
}

/// A question of the protocol.
#[derive(Debug, Deserialize)]
struct Question {
    #[serde(default)]
    doc: Option<String>,
    #[serde(default)]
    context: Option<String>,
    expr: String,
    #[serde(default)]
    ns: Option<BTreeMap<String, String>>,
    #[serde(default)]
    root: Option<String>,
    #[serde(default)]
    lang: Option<String>,
}

/// A value with all its conversions.
#[derive(Debug, Serialize)]
struct Answer {
    r#type: &'static str,
    string: String,
    number: String,
    boolean: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    nodes: Option<Vec<NodeAnswer>>,
}

#[derive(Debug, Serialize)]
struct NodeAnswer {
    path: String,
    value: String,
}

/// What went wrong with a line; the next line is read all the same.
#[derive(Debug, Serialize)]
struct Fault {
    error: &'static str,
    message: String,
    offset: usize,
}

impl From<XPathError> for Fault {
    fn from(error: XPathError) -> Self {
        Self {
            error: error.code(),
            message: error.to_string(),
            offset: error.offset(),
        }
    }
}

impl Fault {
    fn usage(message: impl Into<String>) -> Self {
        Self {
            error: "xpath.usage",
            message: message.into(),
            offset: 0,
        }
    }
}

/// Runs the command until its input ends. Exit code 2 when an option cannot be understood.
pub(crate) fn run(args: &Args) -> ExitCode {
    let clock = match Clock::from_args(args) {
        Ok(clock) => clock,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "farola xpath: {message}");
            return ExitCode::from(2);
        }
    };
    match converse(std::io::stdin().lock(), std::io::stdout().lock(), &clock) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// The moment expressions see: fixed, or the system's in a zone.
struct Clock {
    fixed: Option<ZonedDateTime>,
    zone: TimeZone,
}

impl Clock {
    fn from_args(args: &Args) -> Result<Self, String> {
        let zone = args.tz.as_deref().map(|name| {
            TimeZone::get(name).map_err(|_| format!("--tz {name}: there is no such time zone"))
        });
        let zone = zone.transpose()?;
        let Some(text) = args.now.as_deref() else {
            return Ok(Self {
                fixed: None,
                zone: zone.unwrap_or_else(TimeZone::system),
            });
        };
        let wrong = |_| format!("--now {text}: write 2026-11-23T14:15:00-06:00");
        let moment: Timestamp = text.parse().map_err(wrong)?;
        let pieces = jiff::fmt::temporal::Pieces::parse(text).map_err(wrong)?;
        let zone = zone.unwrap_or_else(|| match pieces.to_numeric_offset() {
            Some(offset) => TimeZone::fixed(offset),
            None => TimeZone::UTC,
        });
        Ok(Self {
            fixed: Some(moment.to_zoned_datetime(zone.clone())),
            zone,
        })
    }

    fn now(&self) -> ZonedDateTime {
        match &self.fixed {
            Some(now) => now.clone(),
            None => Timestamp::now().to_zoned_datetime(self.zone.clone()),
        }
    }
}

fn converse(mut input: impl BufRead, mut output: impl Write, clock: &Clock) -> std::io::Result<()> {
    // Suites ask many questions about one document.
    let mut last: Option<(String, Document)> = None;
    let mut line = Vec::new();
    // A fixed clock asks for answers that repeat, so chance repeats too.
    let mut seed = if clock.fixed.is_some() {
        0
    } else {
        clock.now().timestamp().as_nanosecond() as u64
    };
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        seed = seed.wrapping_add(1);
        let text = match answer(&line, &mut last, clock, seed) {
            Ok(answer) => serde_json::to_string(&answer)?,
            Err(fault) => serde_json::to_string(&fault)?,
        };
        writeln!(output, "{text}")?;
        output.flush()?;
    }
}

/// What is wrong with a line, in the words of who wrote it.
fn not_a_question(error: &serde_json::Error) -> String {
    // What a list would be to the reader of this program helps nobody.
    if error.is_data() && !error.to_string().contains("struct") {
        return format!("the line is not a question: {error}");
    }
    let column = error.column();
    format!("the line is not one JSON object (column {column})")
}

fn answer(
    line: &[u8],
    last: &mut Option<(String, Document)>,
    clock: &Clock,
    seed: u64,
) -> Result<Answer, Fault> {
    let question: Question =
        serde_json::from_slice(line).map_err(|error| Fault::usage(not_a_question(&error)))?;
    let xml = question.doc.unwrap_or_default();
    if last.as_ref().is_none_or(|(known, _)| *known != xml) {
        let document = if xml.is_empty() {
            DocumentBuilder::new().finish()
        } else {
            Document::parse(&xml)?
        };
        *last = Some((xml, document));
    }
    let Some((_, document)) = last else {
        return Err(Fault::usage("no document"));
    };
    let mut host = document.host().with_now(clock.now()).with_seed(seed);
    for (prefix, namespace) in question.ns.unwrap_or_default() {
        host = host.with_namespace(prefix, namespace);
    }
    if let Some(language) = question.lang {
        host = host.with_language(language);
    }
    let context = context(question.context.as_deref(), document, &host)?;
    if let Some(root) = question.root {
        let root = self::context(Some(&root), document, &host)?;
        host = host.with_root(root);
    }
    let value = evaluate(
        &parse_lenient(&question.expr)?,
        &Context::new(context),
        &host,
    )?;
    Ok(conversions(&value, document, &host))
}

fn context(
    path: Option<&str>,
    document: &Document,
    host: &DocumentHost<'_>,
) -> Result<NodeId, Fault> {
    let Some(path) = path.filter(|path| !path.is_empty()) else {
        return Ok(document.root());
    };
    let nodes = parse_lenient(path)
        .and_then(|expr| evaluate_nodeset(&expr, &Context::new(document.root()), host))
        .map_err(|error| Fault::usage(format!("context: {error}")))?;
    let first = nodes.first().copied();
    first.ok_or_else(|| Fault::usage("context: there is no such node in the document"))
}

fn conversions(value: &Value<NodeId>, document: &Document, host: &DocumentHost<'_>) -> Answer {
    let nodes = match value {
        Value::Nodeset(nodes) => Some(
            nodes
                .iter()
                .map(|node| NodeAnswer {
                    path: document.positional_path(*node),
                    value: document.value(*node).to_owned(),
                })
                .collect(),
        ),
        _ => None,
    };
    Answer {
        r#type: value.type_name(),
        string: convert::to_text(value, host).into_owned(),
        number: convert::number_to_string(convert::to_number(value, host)),
        boolean: convert::to_boolean(value),
        nodes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(lines: &str) -> String {
        let args = Args {
            tz: None,
            now: Some("2026-11-23T14:15:30.25-06:00".into()),
            json: false,
        };
        let mut output = Vec::new();
        converse(
            lines.as_bytes(),
            &mut output,
            &Clock::from_args(&args).unwrap(),
        )
        .unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn a_value_of_each_type() {
        let lines = r#"{"doc":null,"expr":"1 + 1"}
{"doc":null,"expr":"'a'"}
{"doc":null,"expr":"1 = 2"}
{"doc":null,"expr":"today()"}
{"doc":null,"expr":"now()"}
{"doc":"<a b='1'><c>2</c>t</a>","expr":"//c | //@b | //text()","context":"/*[1]"}
{"doc":"<a b='1'><c>2</c>t</a>","expr":".. | .","context":"/*[1]/@b"}
{"expr":"0 div 0"}
{"doc":"<p:a xmlns:p='u'/>","expr":"/q:a","ns":{"q":"u"}}
{"doc":"<a><b><c>2</c></b></a>","expr":"/c | /.. | ../b","root":"/*[1]/*[1]","context":"/*[1]/*[1]"}
"#;
        insta::assert_snapshot!(ask(lines), @r#"
        {"type":"number","string":"2","number":"2","boolean":true}
        {"type":"string","string":"a","number":"NaN","boolean":true}
        {"type":"boolean","string":"false","number":"0","boolean":false}
        {"type":"date","string":"2026-11-23","number":"20780","boolean":true}
        {"type":"date","string":"2026-11-23T14:15:30.250-06:00","number":"20780.59410011574","boolean":true}
        {"type":"nodeset","string":"1","number":"1","boolean":true,"nodes":[{"path":"/*[1]/@b","value":"1"},{"path":"/*[1]/*[1]","value":"2"},{"path":"/*[1]/*[1]/text()[1]","value":"2"},{"path":"/*[1]/text()[1]","value":"t"}]}
        {"type":"nodeset","string":"2t","number":"NaN","boolean":true,"nodes":[{"path":"/*[1]","value":"2t"},{"path":"/*[1]/@b","value":"1"}]}
        {"type":"number","string":"NaN","number":"NaN","boolean":false}
        {"type":"nodeset","string":"","number":"NaN","boolean":true,"nodes":[{"path":"/*[1]","value":""}]}
        {"type":"nodeset","string":"2","number":"2","boolean":true,"nodes":[{"path":"/*[1]/*[1]/*[1]","value":"2"}]}
        "#);
    }

    #[test]
    fn faults_do_not_stop_the_conversation() {
        let lines = r#"not json
{"doc":null}
{"expr":"1 +"}
{"expr":"date('x')"}
{"doc":"<a>","expr":"1"}
{"doc":"<a/>","expr":"1","context":"/*[2]"}

{"expr":"'still here'"}
"#;
        insta::assert_snapshot!(ask(lines), @r#"
        {"error":"xpath.usage","message":"the line is not one JSON object (column 2)","offset":0}
        {"error":"xpath.usage","message":"the line is not a question: missing field `expr` at line 1 column 12","offset":0}
        {"error":"xpath.syntax","message":"found the end where a value, a path or a function should stand","offset":3}
        {"error":"xpath.date","message":"date() got a value that is not a date (write 2026-12-31)","offset":0}
        {"error":"xpath.document","message":"the document cannot be read: an element is not closed","offset":3}
        {"error":"xpath.usage","message":"context: there is no such node in the document","offset":0}
        {"type":"string","string":"still here","number":"NaN","boolean":true}
        "#);
    }

    #[test]
    fn options_are_checked() {
        let clock = |tz: Option<&str>, now: Option<&str>| {
            Clock::from_args(&Args {
                tz: tz.map(Into::into),
                now: now.map(Into::into),
                json: false,
            })
        };
        assert!(clock(Some("America/Nowhere"), None).is_err());
        assert!(clock(None, Some("yesterday")).is_err());
        let cancun = clock(Some("America/Cancun"), Some("2026-11-23T14:15:30-06:00")).unwrap();
        assert_eq!(cancun.now().time().hour(), 15);
    }
}
