//! Go or no-go before a walk: what forbids the start, and what is only advised.

/// Fewest points of the safety list that must be ticked.
pub const MIN_CHECKS: usize = 6;
/// The points without which no walk starts: emergency contact, referral list.
pub const REQUIRED_CHECKS: [&str; 2] = ["contacto", "apoyo"];
/// The group size a team works well with.
pub const TEAM: std::ops::RangeInclusive<u32> = 3..=15;
/// Minors one adult may look after.
pub const MINORS_PER_ADULT: u32 = 5;
/// Least charge of the phone, in per cent.
pub const MIN_CHARGE: u8 = 60;
/// Longest route that does not tire the group, in metres.
pub const LONG_ROUTE_M: f64 = 2_500.0;

/// What the registration form and the phone know before the start.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GateFacts {
    /// The ticked points of `seguridad`.
    pub checks: Vec<String>,
    /// Everyone agreed to take part (`consent`).
    pub consent: bool,
    /// Adults in the group.
    pub adults: u32,
    /// Girls and adolescents in the group.
    pub minors: u32,
    /// Written permission for every minor (`consent_menor`).
    pub guardian_permission: bool,
    /// Charge of this phone in per cent, where known.
    pub charge: Option<u8>,
    /// Length of the planned route in metres, where drawn.
    pub route_m: Option<f64>,
}

/// Why a walk may not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// Not everyone agreed.
    NoConsent,
    /// Fewer than six points of the safety list, or one of the two that are required.
    SafetyListIncomplete,
    /// A minor without written permission.
    MinorWithoutPermission,
    /// More than five minors for one adult.
    TooFewAdults,
    /// Nobody walks.
    NobodyWalks,
    /// The registration was encrypted for its holder: nothing of it is known here.
    RegistrationUnreadable,
}

impl Refusal {
    /// A stable code; shells choose their words by it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoConsent => "walk.no_consent",
            Self::SafetyListIncomplete => "walk.safety_list_incomplete",
            Self::MinorWithoutPermission => "walk.minor_without_permission",
            Self::TooFewAdults => "walk.too_few_adults",
            Self::NobodyWalks => "walk.nobody_walks",
            Self::RegistrationUnreadable => "walk.registration_unreadable",
        }
    }
}

/// What is advised, without forbidding the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Advice {
    /// Fewer than 3 or more than 15 people: wait, or form teams.
    TeamSize,
    /// The phone's charge is low.
    LowCharge,
    /// The route is longer than 2,500 m.
    LongRoute,
}

impl Advice {
    /// A stable code; shells choose their words by it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TeamSize => "walk.team_size",
            Self::LowCharge => "walk.low_charge",
            Self::LongRoute => "walk.long_route",
        }
    }
}

/// The outcome of the gate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gate {
    /// Every reason that forbids the start.
    pub refusals: Vec<Refusal>,
    /// What to think about.
    pub advice: Vec<Advice>,
}

impl Gate {
    /// Looks at the facts; all reasons are given, not only the first.
    #[must_use]
    pub fn check(facts: &GateFacts) -> Self {
        let has = |check: &str| facts.checks.iter().any(|ticked| ticked == check);
        let people = facts.adults.saturating_add(facts.minors);
        let refusals = [
            (!facts.consent, Refusal::NoConsent),
            (
                facts.checks.len() < MIN_CHECKS || !REQUIRED_CHECKS.iter().all(|c| has(c)),
                Refusal::SafetyListIncomplete,
            ),
            (
                facts.minors > 0 && !facts.guardian_permission,
                Refusal::MinorWithoutPermission,
            ),
            (
                facts.minors > facts.adults.saturating_mul(MINORS_PER_ADULT),
                Refusal::TooFewAdults,
            ),
            (people == 0, Refusal::NobodyWalks),
        ];
        let advice = [
            (!TEAM.contains(&people), Advice::TeamSize),
            (
                facts.charge.is_some_and(|charge| charge < MIN_CHARGE),
                Advice::LowCharge,
            ),
            (
                facts.route_m.is_some_and(|metres| metres > LONG_ROUTE_M),
                Advice::LongRoute,
            ),
        ];
        Self {
            refusals: holding(refusals),
            advice: holding(advice),
        }
    }

    /// The gate of a registration that cannot be read: closed, for that alone. What else would
    /// forbid the start is not known.
    #[must_use]
    pub fn unreadable() -> Self {
        Self {
            refusals: vec![Refusal::RegistrationUnreadable],
            advice: Vec::new(),
        }
    }

    /// Whether the walk may start.
    #[must_use]
    pub fn go(&self) -> bool {
        self.refusals.is_empty()
    }
}

fn holding<T, const N: usize>(pairs: [(bool, T); N]) -> Vec<T> {
    pairs
        .into_iter()
        .filter_map(|(holds, reason)| holds.then_some(reason))
        .collect()
}
