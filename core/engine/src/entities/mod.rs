//! Lists of entities: read by forms, changed when a form is finalized, brought together with the
//! server's list when it comes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use farola_form::entities::{
    Entity, EntityChange, EntityList, EntityState, MergeReport, NotApplied, ServerList, apply,
};
use farola_form::{FormMedia, MediaMap};
use farola_model::Timestamp;
use farola_store::{EntityWrite, Reader, Store, StoredEntity, StoredList};

use crate::shared::{Engine, EngineError, Inner, Result};

/// What the manifest calls a list whose new entities wait for approval.
const APPROVAL: &str = "approvalEntityList";

/// What became of one entity of a finalized form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityOutcome {
    /// Reference of its declaration.
    pub path: String,
    /// Name of the list.
    pub dataset: String,
    /// Why this phone's list does not show it; the server gets it all the same.
    pub not_applied: Option<NotApplied>,
}

impl Engine {
    /// Names of the entity lists on the phone.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn entity_lists(&self) -> Result<Vec<String>> {
        let lists = self.inner.store().entity_lists()?;
        Ok(lists.into_iter().map(|list| list.name).collect())
    }

    /// One list with its entities.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn entity_list(&self, name: &str) -> Result<Option<EntityList>> {
        load(&self.inner.store(), name)
    }
}

impl Inner {
    /// The id of a new branch.
    pub(crate) fn branch_id(&self) -> String {
        let mut bytes = [0; 16];
        self.env.entropy.fill(&mut bytes);
        farola_form::entities::uuid_v4(bytes)
    }

    /// Has forms parsed anew when they are next begun, for their lists are old; those being
    /// filled keep theirs.
    pub(crate) fn lists_changed(&self) {
        self.parsed_forms().clear();
    }
}

/// What the changes of a form make of the lists, to be written with its submission.
pub(crate) fn plan(
    inner: &Inner,
    store: &Store,
    changes: &[EntityChange],
) -> Result<(Vec<EntityWrite>, Vec<EntityOutcome>)> {
    let mut written: BTreeMap<(String, String), Entity> = BTreeMap::new();
    let mut outcomes = Vec::new();
    for change in changes {
        let key = (change.dataset.clone(), change.id.clone());
        let list = store.entity_list(&change.dataset)?;
        let stored = match written.get(&key) {
            Some(entity) => Some(entity.clone()),
            None => store
                .entity(&change.dataset, &change.id)?
                .map(|stored| entity(&stored)),
        };
        let approval = list.map(|list| list.needs_approval);
        let applied = apply(change, approval, stored.as_ref(), || inner.branch_id());
        outcomes.push(EntityOutcome {
            path: change.path.clone(),
            dataset: change.dataset.clone(),
            not_applied: applied.as_ref().err().copied(),
        });
        if let Ok(entity) = applied {
            written.insert(key, entity);
        }
    }
    let rows = written
        .into_iter()
        .map(|((list, _), entity)| Ok((list, stored(&entity)?)))
        .collect::<Result<_>>()?;
    Ok((rows, outcomes))
}

/// Takes in the entity lists among a form's files: those that the manifest calls so, and any
/// CSV with the columns of one.
pub(crate) fn take_file(
    inner: &Inner,
    store: &mut Store,
    file: &str,
    hash: &str,
    kind: Option<&str>,
    csv: &[u8],
    at: Timestamp,
) -> Result<Option<MergeReport>> {
    let Some(name) = list_name(file) else {
        return Ok(None);
    };
    let known = store.entity_list(name)?;
    if known.as_ref().is_some_and(|list| list.hash == hash) {
        return Ok(None);
    }
    // A list that cannot be read leaves the phone's own in use; the form loads without it.
    let Ok(server) = ServerList::read(csv) else {
        return Ok(None);
    };
    let mut list = load(store, name)?.unwrap_or_else(|| EntityList::new(name));
    list.set_needs_approval(kind == Some(APPROVAL));
    let report = list.merge(server, &mut || inner.branch_id());
    let head = StoredList {
        name: name.to_owned(),
        hash: hash.to_owned(),
        needs_approval: list.needs_approval(),
        properties: json(&list.properties())?,
    };
    let rows: Vec<StoredEntity> = list.entities().iter().map(stored).collect::<Result<_>>()?;
    store.replace_entities(&head, &rows, at)?;
    tracing::info!(
        added = report.added,
        updated = report.updated,
        removed = report.removed,
        ahead = report.ahead,
        "entities.merged"
    );
    Ok(Some(report))
}

/// The files of a form, with the phone's own lists in the place of the server's.
pub(crate) struct WithLists {
    media: MediaMap,
    lists: MediaMap,
}

impl WithLists {
    pub(crate) fn new(store: &Reader, xml: &[u8], media: MediaMap) -> Result<Self> {
        let text = String::from_utf8_lossy(xml);
        let mut lists = MediaMap::new();
        for list in store.entity_lists()? {
            let file = format!("{}.csv", list.name);
            // A plain file of that name is what the form was made with.
            let plain = media
                .get(&file)
                .is_some_and(|csv| ServerList::read(csv).is_err());
            if plain || !text.contains(&format!("/{file}")) {
                continue;
            }
            if let Some(list) = load(store, &list.name)? {
                lists.insert(file, list.to_csv());
            }
        }
        Ok(Self { media, lists })
    }
}

impl FormMedia for WithLists {
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        let found = self.lists.get(name).or_else(|| self.media.get(name));
        found.map(|bytes| Cow::Borrowed(bytes.as_slice()))
    }
}

/// `people` of `people.csv`.
fn list_name(file: &str) -> Option<&str> {
    let (stem, end) = file.rsplit_once('.')?;
    end.eq_ignore_ascii_case("csv").then_some(stem)
}

fn load(store: &Reader, name: &str) -> Result<Option<EntityList>> {
    let Some(list) = store.entity_list(name)? else {
        return Ok(None);
    };
    let entities = store.entities(name)?.iter().map(entity).collect();
    let properties = serde_json::from_str(&list.properties).unwrap_or_default();
    Ok(Some(EntityList::restore(
        list.name,
        list.needs_approval,
        properties,
        entities,
    )))
}

fn entity(stored: &StoredEntity) -> Entity {
    Entity {
        id: stored.id.clone(),
        label: stored.label.clone(),
        version: stored.version,
        trunk_version: stored.trunk_version,
        branch_id: stored.branch_id.clone(),
        state: if stored.online {
            EntityState::Online
        } else {
            EntityState::Offline
        },
        properties: serde_json::from_str(&stored.properties).unwrap_or_default(),
    }
}

fn stored(entity: &Entity) -> Result<StoredEntity> {
    Ok(StoredEntity {
        id: entity.id.clone(),
        label: entity.label.clone(),
        version: entity.version,
        trunk_version: entity.trunk_version,
        branch_id: entity.branch_id.clone(),
        online: entity.state == EntityState::Online,
        properties: json(&entity.properties)?,
    })
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| EngineError::Journal)
}
