//! From the sheets to the form, one step after the other; every step tells what it finds.

use std::collections::{HashMap, HashSet};

use crate::book::Book;
use crate::choices::{self, Lists};
use crate::columns::{self, Columns, Layout};
use crate::emit::{self, Emitter, Form, searches};
use crate::entities::Declarations;
use crate::fault::rules::{choices as choice_rules, refs as ref_rules};
use crate::fault::rules::{settings as setting_rules, sheets, survey as survey_rules};
use crate::fault::{Fault, Faults, Place};
use crate::followers;
use crate::habits;
use crate::houses;
use crate::names;
use crate::near::Near;
use crate::origin::Origins;
use crate::people;
use crate::refs;
use crate::settings::Settings;
use crate::spanish;
use crate::survey::builder::{Builder, Built, Sheets};
use crate::survey::file_name::split_end;
use crate::survey::row::check_attributes;
use crate::survey::select::{self, FILES};
use crate::survey::tree::{Control, Id, Kind, Tree};
use crate::translations;
use crate::values;
use crate::{Attachment, Compiled, Options, Outcome, Workbook};

/// Makes an XForm of a workbook.
pub(crate) fn compile(workbook: &Workbook, options: &Options) -> Outcome {
    let mut faults = Faults::default();
    let book = Book::of(workbook);
    let form = form(&book, options, &mut faults);
    let form = form.filter(|_| !faults.any_error());
    let mut faults = followers::without(faults.into_vec());
    faults.sort_by_key(|fault| {
        let place = &fault.place;
        (book.position(&place.sheet), place.row, place.column)
    });
    Outcome { form, faults }
}

/// The sheets with their headers read.
struct Read<'w> {
    survey: Columns<'w>,
    choices: Option<Columns<'w>>,
    settings: Option<Columns<'w>>,
    external: Option<Columns<'w>>,
    entities: Option<Columns<'w>>,
    osm: Option<Columns<'w>>,
}

fn form(book: &Book<'_>, options: &Options, faults: &mut Faults) -> Option<Compiled> {
    let mut read = read(book, faults)?;
    let mut settings = Settings::of(read.settings.as_ref(), options, faults);
    {
        let prefixes: Vec<&str> = settings.prefixes.iter().map(String::as_str).collect();
        houses::check(&mut read.survey, &prefixes, faults);
        check_attributes(&mut read.survey, &prefixes, faults);
    }
    let language = settings.default_language.clone();
    let mut lists = Lists::default();
    if let Some(columns) = &read.choices {
        lists = Lists::of(columns, &language);
        choices::check_headers(columns, faults);
        lists.check(columns, settings.choices_twice, faults);
    }
    if !read.survey.has("type") {
        // Every row would only repeat it.
        return None;
    }
    let external = read.external.as_ref().map(|c| Lists::of(c, &language));
    let osm = read.osm.as_ref().map(|c| Lists::of(c, &language));
    let mut entities = match &read.entities {
        Some(columns) => Declarations::of(columns, faults),
        None => Declarations::default(),
    };
    translations::check_columns(&read.survey, read.choices.as_ref(), faults);
    let sheets = Sheets {
        book,
        survey: &read.survey,
        choices: read.choices.as_ref(),
        external: external.as_ref(),
        osm: osm.as_ref(),
    };
    let built = Builder::new(sheets, &mut settings, &mut lists, &mut entities, faults).build();
    if built.other_seen && translations::any(&read.survey, read.choices.as_ref()) {
        let place = Place::sheet(read.survey.table.sheet);
        faults.push(Fault::new(&choice_rules::OTHER_LANGUAGES, place));
    }
    lists.settle();
    check_references(&read, &built, faults);
    check_habits(&read, faults);
    names::check_accents(&read.survey, faults);
    people::check(&read.survey, &settings, faults);
    values::check(&read.survey, habits::of_survey, &built, &lists, faults);
    let searching = searching(&built.tree, &mut lists, &read.survey, faults);
    let version = entities.version(&built.tree);
    if let Some(row) = emit::beyond(&built.tree, &lists, &searching) {
        let place = read.survey.at_row(row, "name");
        let limit = (emit::LARGEST >> 20).to_string();
        faults.push(Fault::new(&survey_rules::FORM_LARGE, place).with("limit", limit));
        return None;
    }
    let emitter = Emitter::new(
        &built.tree,
        &lists,
        &settings,
        &read.survey,
        version,
        searching,
    );
    let mut emitted = Faults::default();
    let form = emitter.form(&mut emitted);
    // After an error the form is written only for what it tells; what it then says of references
    // has been told at their cells.
    let broken = faults.any_error();
    for fault in emitted.into_vec() {
        let follows = fault.rule == &ref_rules::UNKNOWN || fault.rule == &ref_rules::SEVERAL;
        if !broken || !follows {
            faults.push(fault);
        }
    }
    let languages = form.languages.iter().map(String::as_str);
    translations::check_codes(languages, &read.survey, faults);
    Some(compiled(form, &settings, &read, &built.tree))
}

fn compiled(form: Form, settings: &Settings, read: &Read<'_>, tree: &Tree) -> Compiled {
    let mut attachments = form.attachments;
    let asks = |id: &Id| tree.get(*id).question == "select one external";
    if let Some(columns) = read
        .external
        .as_ref()
        .filter(|_| tree.all().iter().any(asks))
    {
        attachments.push(Attachment {
            name: "itemsets.csv".to_owned(),
            content: Some(choices::as_csv(columns)),
        });
    }
    Compiled {
        xml: form.xml,
        attachments,
        form_id: settings.id.clone(),
        version: settings.version.clone().unwrap_or_default(),
        title: settings.title.clone(),
        origins: Origins::of(tree, &read.survey),
    }
}

/// Reads the headers of every sheet; nothing where there is no survey.
fn read<'w>(book: &Book<'w>, faults: &mut Faults) -> Option<Read<'w>> {
    let Some(survey) = book.table("survey", faults) else {
        let place = Place::default();
        let fault = Fault::new(&sheets::SURVEY_MISSING, place);
        faults.push(fault.with("sheets", book.listed()));
        return None;
    };
    let mut survey = Columns::of(survey, &columns::SURVEY, faults);
    for wanted in ["type", "name", "label"] {
        take_similar(&mut survey, wanted, faults);
    }
    // A sheet that is only taken for the choices is the author's own where nothing asks for any.
    let own = book.renamed("choices").is_some() && !asks_for_list(&survey);
    for wanted in ["survey", "choices"] {
        if let Some(written) = book.renamed(wanted).filter(|_| wanted == "survey" || !own) {
            let fault = Fault::new(&sheets::SHEET_RENAMED, Place::sheet(written));
            faults.push(fault.with("wanted", wanted));
        }
    }
    let mut sheet = |name: &str, layout: &'static Layout| {
        let table = book
            .table(name, faults)
            .filter(|table| !table.rows.is_empty())?;
        Some(Columns::of(table, layout, faults))
    };
    let mut choices = match own {
        true => None,
        false => sheet("choices", &columns::LISTS),
    };
    let external = sheet("external_choices", &columns::LISTS);
    let entities = sheet("entities", &columns::ENTITIES);
    let osm = sheet("osm", &columns::LISTS);
    let settings = settings(book, faults);
    spanish_headers(&survey, faults);
    require(&survey, "type", faults);
    survey.tell_broken(faults);
    for columns in [&external, &entities, &osm, &settings]
        .into_iter()
        .flatten()
    {
        columns.tell_broken(faults);
    }
    if let Some(choices) = &mut choices {
        for wanted in ["list_name", "name", "label"] {
            take_similar(choices, wanted, faults);
        }
        require(choices, "name", faults);
        choices.tell_broken(faults);
    }
    for (name, there) in [
        ("settings", settings.is_some()),
        ("entities", entities.is_some()),
    ] {
        if let Some(similar) = book.misspelt(name).filter(|_| !there) {
            let fault = Fault::new(&sheets::SHEET_MISSPELT, Place::sheet(similar));
            faults.push(fault.with("similar", similar).with("wanted", name));
        }
    }
    Some(Read {
        survey,
        choices,
        settings,
        external,
        entities,
        osm,
    })
}

/// Whether a question takes choices from a list of the workbook: a select, a loop, a range with
/// labels of its own.
fn asks_for_list(survey: &Columns<'_>) -> bool {
    let mut cells = survey.table.rows.iter().flat_map(|row| &row.cells);
    cells.any(|(index, text)| {
        let tokens = survey.tokens.get(*index).and_then(|t| t.first());
        match tokens.map(String::as_str) {
            Some("type") => select::asks_for_list(text),
            Some("parameters") => text.contains("tick_labelset"),
            _ => false,
        }
    })
}

/// The settings. Where both names of the form's id are there, the newer one counts.
fn settings<'w>(book: &Book<'w>, faults: &mut Faults) -> Option<Columns<'w>> {
    let table = book
        .table("settings", faults)
        .filter(|table| !table.rows.is_empty());
    let mut table = table?;
    let newer = table.headers.iter().any(|header| header.text == "form_id");
    let older = table
        .headers
        .iter_mut()
        .find(|header| header.text == "id_string");
    if let Some(older) = older.filter(|_| newer) {
        let mut place = Place::sheet(table.sheet);
        place.row = Some(table.header_row);
        place.column = Some(older.column);
        faults.push(Fault::new(&setting_rules::ID_TWICE, place));
        older.text = "_id_string".into();
    }
    Some(Columns::of(table, &columns::SETTINGS, faults))
}

/// Tells headers of the survey sheet that are written in Spanish; nothing reads them.
fn spanish_headers(survey: &Columns<'_>, faults: &mut Faults) {
    for (index, header) in survey.table.headers.iter().enumerate() {
        let meant = spanish::column(&header.text).filter(|meant| !survey.has_header(meant));
        if let Some(meant) = meant {
            let fault = Fault::new(&sheets::HEADER_SPANISH, survey.at_header(index));
            faults.push(fault.with("meant", meant));
        }
    }
}

/// Takes a column that is probably meant as `wanted` for it, so that what else is wrong is told
/// in the same run.
fn take_similar(columns: &mut Columns<'_>, wanted: &'static str, faults: &mut Faults) {
    if columns.has_header(wanted) {
        return;
    }
    let texts = columns
        .table
        .headers
        .iter()
        .map(|header| header.text.as_ref());
    let spanish = texts
        .clone()
        .position(|text| spanish::column(text) == Some(wanted));
    let near = farola_model::nearest(wanted, texts.clone());
    let near = near.and_then(|near| texts.clone().position(|text| text == near));
    if let Some(index) = spanish.or(near) {
        let fault = Fault::new(&sheets::COLUMN_NAMED, columns.at_header(index));
        faults.push(fault.with("wanted", wanted));
        columns.rename(index, wanted);
    }
}

fn require(columns: &Columns<'_>, wanted: &str, faults: &mut Faults) {
    if !columns.has(wanted) {
        let mut place = Place::sheet(columns.table.sheet);
        place.row = Some(columns.table.header_row);
        faults.push(Fault::new(&sheets::COLUMN_REQUIRED, place).with("wanted", wanted));
    }
}

fn check_references(read: &Read<'_>, built: &Built, faults: &mut Faults) {
    let mut sorted: Vec<&str> = built.names.keys().map(String::as_str).collect();
    sorted.sort_unstable();
    let known = refs::Known {
        names: &built.names,
        wrong: &built.wrong,
        sorted,
    };
    let near = &mut Near::default();
    if let Some(settings) = &read.settings {
        refs::check(settings, |_| true, &known, near, faults);
    }
    if let Some(entities) = &read.entities {
        let wanted = |tokens: &[String]| tokens != ["dataset"] && tokens != ["repeat"];
        refs::check(entities, wanted, &known, near, faults);
    }
    let own = |tokens: &[String]| {
        let first = tokens.first().map(String::as_str);
        !matches!(first, None | Some("type" | "name" | "trigger"))
    };
    refs::check(&read.survey, own, &known, near, faults);
    if let Some(choices) = &read.choices {
        let texts = |tokens: &[String]| {
            let first = tokens.first().map(String::as_str);
            matches!(first, Some("label" | "media"))
        };
        refs::check(choices, texts, &known, near, faults);
    }
}

/// Tells expressions that are written as in a spreadsheet.
fn check_habits(read: &Read<'_>, faults: &mut Faults) {
    habits::check(&read.survey, habits::of_survey, faults);
    if let Some(settings) = &read.settings {
        habits::check(settings, habits::of_settings, faults);
    }
    if let Some(entities) = &read.entities {
        habits::check(entities, habits::of_entities, faults);
    }
}

/// Questions that a sentence names.
const MOST_NAMED: usize = 12;

/// The questions that fill their choices with `search()`; their lists stand in the body.
fn searching(
    tree: &Tree,
    lists: &mut Lists<'_>,
    survey: &Columns<'_>,
    faults: &mut Faults,
) -> HashSet<Id> {
    let all = tree.all();
    let selects = all.iter().copied().filter(|id| {
        let element = tree.get(*id);
        element.kind == Kind::Question(Control::Select)
    });
    let (with, without): (Vec<Id>, Vec<Id>) = selects.partition(|id| {
        let appearance = tree.get(*id).control.get("appearance");
        appearance.is_some_and(|appearance| searches(appearance))
    });
    let mut plain: HashMap<&str, Vec<&str>> = HashMap::new();
    for element in without.iter().map(|id| tree.get(*id)) {
        let others = plain.entry(element.itemset.as_deref().unwrap_or_default());
        let others = others.or_default();
        if others.len() < MOST_NAMED {
            others.push(&element.name);
        }
    }
    for id in &with {
        let element = tree.get(*id);
        let list = element.itemset.as_deref().unwrap_or_default();
        let place = || survey.at_row(element.row, "control::appearance");
        if FILES.contains(&split_end(list).1) {
            faults.push(Fault::new(&choice_rules::SEARCH_FILE, place()));
        }
        if let Some(others) = plain.get(list) {
            let fault = Fault::new(&choice_rules::SEARCH_MIXED, place()).with("list", list);
            faults.push(fault.with("others", others.join(", ")));
        }
        if let Some(list) = lists.get_mut(list) {
            list.searched = true;
        }
    }
    with.into_iter().collect()
}
