//! The reviewer's interface: counts, queue, record, decisions, comments.

use axum::Json;
use axum::extract::State;
use farola_hub_store::account::Role;
use farola_hub_store::queue::{self, Facets, Filter, Item};
use farola_hub_store::review::{self, Decision, NewComment};
use farola_model::{InstanceId, ProjectId};
use farola_protocol::Problem;
use farola_protocol::review::{ReviewAction, ReviewState};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::body::{Asked, At, Body};
use super::projects::ProjectPath;
use super::record::{self, View};
use crate::app::App;
use crate::arrival::fold;
use crate::auth::Person;
use crate::config::{COMMENT_CHARS, COMMENTS, PAGE_ROWS};
use crate::failure::{Failure, RestFailure};
use crate::token;

/// Rows of a page when the page does not say.
const DEFAULT_ROWS: usize = 50;
/// Most words of a search.
const WORDS: usize = 8;

#[derive(Debug, Default, Deserialize)]
pub(super) struct QueueQuery {
    state: Option<String>,
    form: Option<String>,
    city: Option<String>,
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
    lang: Option<String>,
}

impl QueueQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let names = self.state.as_deref().unwrap_or_default();
        let states = names
            .split(',')
            .filter(|name| !name.is_empty())
            .map(|name| ReviewState::from_name(name).ok_or(Problem::BadParameter))
            .collect::<Result<Vec<_>, _>>()?;
        let words = fold(self.q.as_deref().unwrap_or_default());
        Ok(Filter {
            states,
            form: some(&self.form),
            city: some(&self.city),
            words: words
                .split_whitespace()
                .take(WORDS)
                .map(str::to_owned)
                .collect(),
        })
    }
}

/// A city's name: as a form's choices call it, else as the walk knows it, else its key.
pub(super) fn city_name(code: &str, named: Option<String>) -> String {
    named
        .or_else(|| farola_walk::city(code).map(|city| city.name.to_owned()))
        .unwrap_or_else(|| code.to_owned())
}

/// A row of the queue as JSON.
pub(super) fn item_json(item: Item, language: &str) -> Value {
    let title = if language == "en" {
        item.title_en
    } else {
        item.title_es
    };
    let city = item.city.map(|(code, name)| {
        let name = city_name(&code, name);
        json!({"code": code, "name": name})
    });
    let score = item.isp.zip(item.band).map(
        |(isp, band)| json!({"isp": isp, "band": band, "light": item.light, "voices": item.voices}),
    );
    let position = item
        .position
        .map(|(lat, lon, accuracy)| json!({"lat": lat, "lon": lon, "accuracy": accuracy}));
    json!({
        "instanceId": item.instance_id,
        "formId": item.form_id,
        "formTitle": item.form_title,
        "title": title,
        "place": item.place,
        "city": city,
        "walkCode": item.walk_code,
        "state": item.state,
        "urgency": item.urgency,
        "score": score,
        "light": item.light,
        "photos": {"expected": item.photos_expected, "present": item.photos_present},
        "answeredAt": item.answered.map(|at| at.to_string()),
        "receivedAt": item.received.to_string(),
        "position": position,
        "version": item.version,
    })
}

fn facets_json(facets: Facets) -> Value {
    let states: Map<String, Value> = facets
        .states
        .into_iter()
        .map(|(state, count)| (state.as_str().to_owned(), count.into()))
        .collect();
    let forms: Vec<Value> = facets
        .forms
        .into_iter()
        .map(|(id, title, count)| json!({"formId": id, "title": title, "count": count}))
        .collect();
    let cities: Vec<Value> = facets
        .cities
        .into_iter()
        .map(|(code, name, count)| {
            let name = city_name(&code, name);
            json!({"code": code, "name": name, "count": count})
        })
        .collect();
    json!({"states": states, "forms": forms, "cities": cities})
}

/// `GET review/facets`.
pub(super) async fn facets(
    State(app): State<App>,
    _person: Person,
    At(path): At<ProjectPath>,
    Asked(query): Asked<QueueQuery>,
) -> Result<Json<Value>, RestFailure> {
    let filter = query.filter()?;
    let facets = app
        .read(move |connection| queue::facets(connection, path.project, &filter))
        .await?;
    Ok(Json(facets_json(facets)))
}

/// `GET review/queue`.
pub(super) async fn queue(
    State(app): State<App>,
    _person: Person,
    At(path): At<ProjectPath>,
    Asked(query): Asked<QueueQuery>,
) -> Result<Json<Value>, RestFailure> {
    let filter = query.filter()?;
    let limit = query.limit.unwrap_or(DEFAULT_ROWS).clamp(1, PAGE_ROWS);
    let language = query.lang.unwrap_or_default();
    let cursor = query.cursor;
    let (items, total, next) = app
        .read(move |connection| {
            queue::queue(connection, path.project, &filter, cursor.as_deref(), limit)
        })
        .await?;
    let items: Vec<Value> = items
        .into_iter()
        .map(|item| item_json(item, &language))
        .collect();
    Ok(Json(json!({"items": items, "total": total, "next": next})))
}

#[derive(Debug, Deserialize)]
pub(super) struct RecordPath {
    project: ProjectId,
    id: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct LanguageQuery {
    lang: Option<String>,
}

async fn read_record(
    app: &App,
    project: ProjectId,
    instance: InstanceId,
    language: Option<String>,
    person: &Person,
) -> Result<Json<Value>, RestFailure> {
    let view = View {
        project,
        language: language.unwrap_or_else(|| "es".to_owned()),
        decides: person.user.role != Role::Team,
    };
    let shared = app.clone();
    let value = app
        .read(move |connection| record::read(&shared, connection, &instance, &view))
        .await?;
    Ok(Json(value))
}

/// `GET review/submissions/{ID}`.
pub(super) async fn record(
    State(app): State<App>,
    person: Person,
    At(path): At<RecordPath>,
    Asked(query): Asked<LanguageQuery>,
) -> Result<Json<Value>, RestFailure> {
    let instance = InstanceId::new(path.id);
    read_record(&app, path.project, instance, query.lang, &person).await
}

#[derive(Deserialize)]
pub(super) struct CommentBody {
    #[serde(default, rename = "ref")]
    reference: Option<String>,
    body: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DecisionBody {
    action: String,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    comments: Vec<CommentBody>,
    #[serde(default)]
    expected_version: Option<i64>,
}

/// Words a person wrote: trimmed, not empty, not endless.
fn words(text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.chars().count() > COMMENT_CHARS {
        return Err(Problem::BadParameter);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn read_comment(comment: &CommentBody) -> Result<Option<NewComment>, Problem> {
    let Some(body) = words(&comment.body)? else {
        return Ok(None);
    };
    Ok(Some(NewComment {
        reference: comment.reference.clone().filter(|path| !path.is_empty()),
        body,
        uid: token::uid()?,
    }))
}

/// `POST review/submissions/{ID}/decision`.
pub(super) async fn decide(
    State(app): State<App>,
    person: Person,
    At(path): At<RecordPath>,
    Asked(query): Asked<LanguageQuery>,
    Body(body): Body<DecisionBody>,
) -> Result<Json<Value>, RestFailure> {
    person.must_be(&[Role::Admin, Role::Reviewer])?;
    let action = ReviewAction::from_name(&body.action)
        .filter(|action| *action != ReviewAction::Edit)
        .ok_or(Problem::BadParameter)?;
    let expected = body.expected_version.ok_or_else(|| {
        Failure::from(Problem::MissingParameter).with(json!({"field": "expectedVersion"}))
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
    app.write(move |connection| review::decide(connection, &decision))
        .await?;
    tracing::info!(
        event = "review.decided",
        action = action.as_str(),
        user = person.user.id
    );
    read_record(&app, path.project, instance, query.lang, &person).await
}

/// `POST review/submissions/{ID}/comments`.
pub(super) async fn comment(
    State(app): State<App>,
    person: Person,
    At(path): At<RecordPath>,
    Asked(query): Asked<LanguageQuery>,
    Body(body): Body<CommentBody>,
) -> Result<Json<Value>, RestFailure> {
    let new = read_comment(&body)?.ok_or(Problem::CommentRequired)?;
    let (project, instance) = (path.project, InstanceId::new(path.id));
    let (of, by, now) = (instance.clone(), person.decider(), app.now());
    app.write(move |connection| review::comment(connection, project, &of, &new, &by, now))
        .await?;
    read_record(&app, project, instance, query.lang, &person).await
}
