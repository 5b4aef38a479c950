//! The parts of a form, by what they are about.

use std::collections::HashMap;

use super::dom::Element;

/// A form taken apart.
pub(super) struct Form<'x> {
    pub(super) html: &'x Element,
    pub(super) title: String,
    pub(super) model: &'x Element,
    pub(super) body: &'x Element,
    /// The data element.
    pub(super) data: &'x Element,
    /// Every other instance.
    pub(super) secondary: Vec<&'x Element>,
    /// Binds by their path.
    pub(super) binds: HashMap<&'x str, &'x Element>,
    /// Questions and groups of the body by their path.
    pub(super) controls: HashMap<&'x str, &'x Element>,
    /// The place of each of those in the body.
    pub(super) order: HashMap<&'x str, usize>,
    /// Repeats by their path.
    pub(super) repeats: HashMap<&'x str, &'x Element>,
    /// What sets values, by the path of what is set.
    pub(super) actions: HashMap<&'x str, Vec<Action<'x>>>,
    pub(super) translations: Vec<Translation<'x>>,
}

/// Something that sets a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Action<'x> {
    pub(super) element: &'x Element,
    /// The question whose change starts it; none for what stands in the model.
    pub(super) of: Option<&'x str>,
}

impl<'x> Action<'x> {
    /// Whether the event is among those of the action.
    pub(super) fn has_event(&self, event: &str) -> bool {
        let events = self.element.get("event").unwrap_or_default();
        events.split_whitespace().any(|known| known == event)
    }

    /// The expression.
    pub(super) fn value(&self) -> Option<&'x str> {
        self.element.get("value")
    }
}

/// The texts of a language.
#[derive(Debug)]
pub(super) struct Translation<'x> {
    pub(super) language: &'x str,
    pub(super) is_default: bool,
    /// Each id with its place and its values.
    texts: HashMap<&'x str, (usize, Vec<Value<'x>>)>,
    /// Ids in the order of the form.
    pub(super) order: Vec<&'x str>,
    /// The place from which on every text is a dash.
    own: usize,
    /// The place from which on every text stands for one that the language lacks.
    end: usize,
}

/// A value of a text: its form (`image`, or nothing), and the element.
pub(super) type Value<'x> = (&'x str, &'x Element);

impl<'x> Translation<'x> {
    /// The values of a text.
    pub(super) fn values(&self, id: &str) -> &[Value<'x>] {
        let found = self.texts.get(id);
        found.map_or([].as_slice(), |(_, values)| values.as_slice())
    }

    /// Whether a text stands behind all that the language has by itself.
    pub(super) fn is_behind_all(&self, id: &str) -> bool {
        self.texts
            .get(id)
            .is_some_and(|(place, _)| *place >= self.end)
    }
}

impl<'x> Form<'x> {
    /// Takes a form apart; nothing where it has no model or no data.
    pub(super) fn of(html: &'x Element) -> Option<Self> {
        let head = html.first("h:head")?;
        let model = head.first("model")?;
        let body = html.first("h:body")?;
        let mut instances = model.elements().filter(|e| e.name == "instance");
        let data = instances.next()?.elements().next()?;
        let title = head.first("h:title").map(Element::text);
        let binds = model.elements().filter(|element| element.name == "bind");
        let binds = binds.filter_map(|bind| Some((bind.get("nodeset")?.trim(), bind)));
        let mut form = Self {
            html,
            title: title.unwrap_or_default(),
            model,
            body,
            data,
            secondary: instances.collect(),
            binds: binds.collect(),
            controls: HashMap::new(),
            order: HashMap::new(),
            repeats: HashMap::new(),
            actions: HashMap::new(),
            translations: Vec::new(),
        };
        for element in model.elements() {
            form.act(element, None);
        }
        form.gather(body, None);
        let itext = model.first("itext").into_iter();
        let translations = itext.flat_map(Element::elements).map(translation);
        form.translations = translations.collect();
        settle_ends(&mut form.translations);
        Some(form)
    }

    fn act(&mut self, element: &'x Element, of: Option<&'x str>) {
        let acts = ["setvalue", "odk:setgeopoint", "odk:recordaudio"];
        if acts.contains(&element.name.as_str())
            && let Some(target) = element.get("ref")
        {
            let target = target.trim();
            let actions = self.actions.entry(target).or_default();
            actions.push(Action { element, of });
        }
    }

    /// Notes what stands in a part of the body.
    fn gather(&mut self, within: &'x Element, of: Option<&'x str>) {
        for element in within.elements() {
            self.act(element, of);
            let path = element.get("ref").or_else(|| element.get("nodeset"));
            let path = path.map(str::trim);
            match (element.name.as_str(), path) {
                ("label" | "hint" | "item" | "itemset" | "value" | "tag", _) => {}
                ("setvalue" | "odk:setgeopoint" | "odk:recordaudio", _) => {}
                ("repeat", Some(path)) => {
                    self.repeats.insert(path, element);
                    self.gather(element, None);
                }
                ("group", path) => {
                    if let Some(path) = path {
                        self.place(path, element);
                    }
                    self.gather(element, None);
                }
                (_, Some(path)) => {
                    self.place(path, element);
                    self.gather(element, Some(path));
                }
                (_, None) => self.gather(element, of),
            }
        }
    }

    fn place(&mut self, path: &'x str, element: &'x Element) {
        let next = self.order.len();
        self.order.entry(path).or_insert(next);
        self.controls.entry(path).or_insert(element);
    }

    /// The language of texts without one.
    pub(super) fn default_language(&self) -> &'x str {
        let mut translations = self.translations.iter();
        let found = translations.find(|translation| translation.is_default);
        found.map_or("default", |translation| translation.language)
    }
}

/// What stands for a text that a language lacks.
pub(super) const MISSING: &str = "-";

fn translation(element: &Element) -> Translation<'_> {
    let texts = element.elements().filter_map(|text| {
        let id = text.get("id")?;
        let values = text.elements().filter(|value| value.name == "value");
        let values = values.map(|value| (value.get("form").unwrap_or_default(), value));
        Some((id, values.collect::<Vec<_>>()))
    });
    let mut found = Translation {
        language: element.get("lang").unwrap_or_default(),
        is_default: element.get("default").is_some(),
        texts: HashMap::new(),
        order: Vec::new(),
        end: 0,
        own: 0,
    };
    for (id, values) in texts {
        let place = found.order.len();
        found.order.push(id);
        if says_something(&values) {
            found.own = found.order.len();
        }
        found.texts.insert(id, (place, values));
    }
    found
}

fn says_something(values: &[Value<'_>]) -> bool {
    values.iter().any(|(_, value)| value.text() != MISSING)
}

/// Finds where the texts begin that a language lacks. The compiler puts them behind all that the
/// language has, in the order of the other languages; a dash that a sheet says stands before
/// those, and where the order of the others is not kept there is one.
fn settle_ends(translations: &mut [Translation<'_>]) {
    let mut ranks: HashMap<&str, (usize, usize)> = HashMap::new();
    for (number, translation) in translations.iter().enumerate() {
        for (place, id) in translation.order.iter().enumerate() {
            if says_something(translation.values(id)) {
                ranks.entry(*id).or_insert((number, place));
            }
        }
    }
    for number in 0..translations.len() {
        let Some(translation) = translations.get_mut(number) else {
            break;
        };
        let mut least = None;
        translation.end = translation.order.len();
        for id in translation.order.iter().skip(translation.own).rev() {
            // A dash in every language is one of the first.
            let unsaid = if number == 0 {
                None
            } else {
                Some((0, usize::MAX))
            };
            let rank = ranks.get(id).copied().or(unsaid);
            if rank.is_none() || least.is_some_and(|least| rank >= Some(least)) {
                break;
            }
            least = rank;
            translation.end -= 1;
        }
    }
}
