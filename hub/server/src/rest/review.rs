//! The reviewer's interface: counts, queue, record, decisions, comments.

use axum::Json;
use axum::extract::State;
use farola_hub_store::Store;
use farola_hub_store::account::Role;
use farola_hub_store::audit::Opening;
use farola_hub_store::flag::Flag;
use farola_hub_store::queue::{Facets, Item, Page};
use farola_hub_store::record::Part;
use farola_hub_store::review::{Decision, NewComment};
use farola_hub_wire as wire;
use farola_hub_wire::Score;
use farola_hub_wire::{City, CityCount, Comment, Details, FlagCount, FormCount, IsoTime};
use farola_hub_wire::{
    LanguageQuery, PhotoCount, Position, ProjectPath, QueuePage, QueueQuery, RecordPath,
};
use farola_model::{InstanceId, ProjectId};
use farola_protocol::Problem;
use farola_protocol::review::ReviewAction;

use super::filter::{conditions, merged};
use super::record::{self, View};
use crate::app::App;
use crate::auth::Person;
use crate::config::{COMMENT_CHARS, COMMENTS, PAGE_ROWS, REFERENCE_BYTES};
use crate::extract::{JsonBody, Path, Query};
use crate::failure::{Failure, RestFailure};
use crate::reading;
use crate::token;

/// Rows of a page when the page does not say.
const DEFAULT_ROWS: usize = 50;

/// A city's name: as a form's choices call it, else as the walk knows it, else its key.
pub(super) fn city_name(code: &str, named: Option<String>) -> String {
    named
        .or_else(|| farola_walk::city(code).map(|city| city.name.to_owned()))
        .unwrap_or_else(|| code.to_owned())
}

/// A row of the queue for a reader of `language`.
pub(super) fn item(item: Item, language: &str) -> wire::Item {
    let score = item.isp.zip(item.band).map(|(isp, band)| Score {
        isp,
        band,
        light: item.light.clone(),
        voices: item.voices,
    });
    wire::Item {
        instance_id: item.instance_id,
        form_id: item.form_id,
        form_title: item.form_title,
        title: title(language, item.title_es, item.title_en),
        place: item.place,
        city: item.city.map(|(code, name)| City {
            name: city_name(&code, name),
            code,
        }),
        walk_code: item.walk_code,
        state: item.state,
        urgency: item.urgency,
        score,
        light: item.light,
        photos: PhotoCount {
            expected: item.photos_expected,
            present: item.photos_present,
        },
        answered_at: item.answered.map(IsoTime),
        received_at: item.received.into(),
        position: item
            .position
            .map(|(lat, lon, accuracy)| Position { lat, lon, accuracy }),
        version: item.version,
        flags: item.flags.into_iter().map(flag).collect(),
    }
}

/// A flag as the wire calls it.
fn flag(flag: Flag) -> wire::Flag {
    match flag {
        Flag::Form => wire::Flag::Form,
        Flag::Unchecked => wire::Flag::Unchecked,
        Flag::Walk => wire::Flag::Walk,
    }
}

/// The title in the reader's language: `en`, otherwise Spanish.
pub(super) fn title(language: &str, es: String, en: String) -> String {
    if language == "en" { en } else { es }
}

fn facet_counts(facets: Facets) -> wire::Facets {
    let forms = facets.forms.into_iter();
    let cities = facets.cities.into_iter();
    wire::Facets {
        states: facets.states.into_iter().collect(),
        forms: forms
            .map(|(form_id, title, count)| FormCount {
                form_id,
                title,
                count,
            })
            .collect(),
        cities: cities
            .map(|(code, name, count)| CityCount {
                name: city_name(&code, name),
                code,
                count,
            })
            .collect(),
        places: merged(facets.places),
        flags: facets
            .flags
            .into_iter()
            .map(|(of, count)| FlagCount {
                flag: flag(of),
                count,
            })
            .collect(),
    }
}

/// Counts the records beside each filter.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/review/facets",
    operation_id = "countQueue",
    params(ProjectPath, QueueQuery),
    responses((status = 200, description = "Done", body = wire::Facets)),
)]
pub(super) async fn facets(
    State(app): State<App>,
    _person: Person,
    Path(path): Path<ProjectPath>,
    Query(query): Query<QueueQuery>,
) -> Result<Json<wire::Facets>, RestFailure> {
    let facets = app
        .read(move |store| {
            let filter = conditions(store, path.project, &query)?;
            store.count_facets(path.project, &filter)
        })
        .await?;
    Ok(Json(facet_counts(facets)))
}

/// Lists records: the most urgent first, then what has waited longest.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/review/queue",
    operation_id = "listQueue",
    params(ProjectPath, QueueQuery),
    responses((status = 200, description = "Done", body = QueuePage)),
)]
pub(super) async fn queue(
    State(app): State<App>,
    person: Person,
    Path(path): Path<ProjectPath>,
    Query(query): Query<QueueQuery>,
) -> Result<Json<QueuePage>, RestFailure> {
    let limit = query.limit.unwrap_or(DEFAULT_ROWS).clamp(1, PAGE_ROWS);
    let language = query.lang.clone().unwrap_or_default();
    let narrowed_by = reading::narrowed_by(&query);
    let opening = Opening::list(person.user.id, path.project, &narrowed_by);
    let Page { items, total, next } = app
        .read(move |store| {
            let filter = conditions(store, path.project, &query)?;
            let cursor = query.cursor.as_deref();
            store.read_queue(path.project, &filter, cursor, limit)
        })
        .await?;
    reading::note(&app, opening).await?;
    let items = items.into_iter().map(|row| item(row, &language));
    Ok(Json(QueuePage {
        items: items.collect(),
        total,
        next,
    }))
}

pub(super) async fn read_record(
    app: &App,
    project: ProjectId,
    instance: InstanceId,
    query: LanguageQuery,
    person: &Person,
) -> Result<Json<wire::Review>, RestFailure> {
    let view = View {
        project,
        language: query.lang.unwrap_or_else(|| "es".to_owned()),
        decides: person.user.role != Role::Team,
        administers: person.user.role == Role::Admin,
        answers_from: query.answers_from.unwrap_or(0),
        history_after: query.history_after,
    };
    let part = view.part();
    let opening = Opening::record(person.user.id, project, &instance);
    let asked = instance.clone();
    let mut record = app
        .read(move |store| store.read_record_part(project, &asked, part))
        .await?;
    reading::note(app, opening).await?;
    let answers = match part {
        Part::History { .. } => None,
        _ => {
            let xml = record.kept_sha256.unwrap_or(record.xml_sha256);
            let take = async || {
                if record.xml.is_empty() {
                    let answers = Part::Answers;
                    let read =
                        move |store: &Store| store.read_record_part(project, &instance, answers);
                    record = app.read(read).await?;
                }
                let kept = record.kept_sha256.unwrap_or(record.xml_sha256);
                Ok((kept, std::mem::take(&mut record.xml)))
            };
            let answers = app
                .kept_answers()
                .read(xml, app.config().patience.pause, take);
            Some(answers.await?)
        }
    };
    app.forget_kept_answers();
    let shared = app.clone();
    let value = app
        .blocking(move || Ok(record::read(&shared, record, answers.as_deref(), &view)?))
        .await?;
    Ok(Json(value))
}

/// Reads one record, whole.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/review/submissions/{id}",
    operation_id = "readRecord",
    params(RecordPath, LanguageQuery),
    responses((status = 200, description = "Done", body = wire::Review)),
)]
pub(super) async fn record(
    State(app): State<App>,
    person: Person,
    Path(path): Path<RecordPath>,
    Query(query): Query<LanguageQuery>,
) -> Result<Json<wire::Review>, RestFailure> {
    let instance = InstanceId::new(path.id);
    read_record(&app, path.project, instance, query, &person).await
}

/// Words a person wrote: trimmed, not empty, not endless.
fn words(text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.chars().count() > COMMENT_CHARS {
        return Err(Problem::BadParameter);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn read_comment(comment: &Comment) -> Result<Option<NewComment>, Problem> {
    let Some(body) = words(&comment.body)? else {
        return Ok(None);
    };
    let reference = comment.reference.clone().filter(|path| !path.is_empty());
    if reference
        .as_ref()
        .is_some_and(|path| path.len() > REFERENCE_BYTES)
    {
        return Err(Problem::BadParameter);
    }
    Ok(Some(NewComment {
        reference,
        body,
        uid: token::uid()?,
    }))
}

/// Decides about the version of a record that the reviewer saw.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/review/submissions/{id}/decision",
    operation_id = "decideRecord",
    params(RecordPath, LanguageQuery),
    request_body(content = wire::Decision),
    responses((status = 200, description = "Done", body = wire::Review)),
)]
pub(super) async fn decide(
    State(app): State<App>,
    person: Person,
    Path(path): Path<RecordPath>,
    Query(query): Query<LanguageQuery>,
    JsonBody(body): JsonBody<wire::Decision>,
) -> Result<Json<wire::Review>, RestFailure> {
    person.must_be(&[Role::Admin, Role::Reviewer])?;
    // An edit is no decision: it comes as a new version from a phone.
    let action = ReviewAction::from_name(&body.action)
        .filter(|action| *action != ReviewAction::Edit)
        .ok_or(Problem::BadParameter)?;
    let expected = body.expected_version.ok_or_else(|| {
        Failure::from(Problem::MissingParameter).with(Details {
            field: Some("expectedVersion".to_owned()),
            ..Details::default()
        })
    })?;
    if body.comments.len() > COMMENTS {
        return Err(Problem::BadParameter.into());
    }
    let comments: Vec<NewComment> = body
        .comments
        .iter()
        .map(read_comment)
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    let instance = InstanceId::new(path.id);
    let decision = Decision {
        project: path.project,
        instance_id: instance.clone(),
        action,
        reason: words(body.reason.as_deref().unwrap_or_default())?,
        comments,
        expected_version: Some(expected),
        by: person.decider(),
        at: app.now(),
        uid: token::uid()?,
    };
    app.write(|store| store.decide(decision)).await?;
    tracing::info!(
        event = "review.decided",
        action = action.as_str(),
        user = %person.user.id
    );
    read_record(&app, path.project, instance, query, &person).await
}

/// Comments on a record or on one of its questions.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/review/submissions/{id}/comments",
    operation_id = "commentRecord",
    params(RecordPath, LanguageQuery),
    request_body(content = Comment),
    responses((status = 200, description = "Done", body = wire::Review)),
)]
pub(super) async fn comment(
    State(app): State<App>,
    person: Person,
    Path(path): Path<RecordPath>,
    Query(query): Query<LanguageQuery>,
    JsonBody(body): JsonBody<Comment>,
) -> Result<Json<wire::Review>, RestFailure> {
    let new = read_comment(&body)?.ok_or(Problem::CommentRequired)?;
    let (project, instance) = (path.project, InstanceId::new(path.id));
    let (of, by, now) = (instance.clone(), person.decider(), app.now());
    app.write(|store| store.comment(project, of, new, by, now))
        .await?;
    read_record(&app, project, instance, query, &person).await
}
