//! Takes events and gives commands, one at a time.

use farola_model::Timestamp;

use super::kinds::{Next, Outstanding};
use super::session::Session;
use crate::backoff::Jitter;
use crate::command::Command;
use crate::event::Event;
use crate::problem::SyncProblem;
use crate::report::{Outcome, Progress, Stage};

/// How patient a session is.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Attempts of one request in one session.
    pub attempts: u32,
    /// Longest pause inside a session; a longer one ends it.
    pub patience_ms: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            attempts: 4,
            patience_ms: 60_000,
        }
    }
}

/// The machine. It holds no session until [`Event::Start`].
#[derive(Debug)]
pub struct Machine {
    config: Config,
    jitter: Jitter,
    next_id: u64,
    session: Option<Session>,
}

impl Machine {
    /// A machine without a session; `seed` decides its jitter.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        Self {
            config,
            jitter: Jitter::new(seed),
            next_id: 1,
            session: None,
        }
    }

    /// Whether a session runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.session.is_some()
    }

    /// How far the session is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        match &self.session {
            Some(session) => session.progress(),
            None => Progress {
                stage: Stage::Idle,
                delivered: 0,
                submissions: 0,
                file_bytes_sent: 0,
                file_bytes: 0,
            },
        }
    }

    /// Takes one event and says what to do now.
    ///
    /// Answers to requests that are no longer awaited (late, duplicate, of another session)
    /// change nothing.
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Command> {
        if let Event::Start(start) = event {
            if self.session.is_some() {
                return Vec::new();
            }
            self.session = Some(Session::new(*start));
            return self.advance(now);
        }
        let Some(session) = &mut self.session else {
            return Vec::new();
        };
        let moved = match event {
            Event::Start(_) => false,
            Event::Response { id, answer } => match session.take_request(id) {
                Some(sent) => {
                    session.on_answer(now, &mut self.jitter, &self.config, sent, &answer);
                    true
                }
                None => false,
            },
            Event::Failed { id, failure } => match session.take_request(id) {
                Some(sent) => {
                    let (jitter, config) = (&mut self.jitter, &self.config);
                    session.on_failure(now, jitter, config, &sent, failure);
                    true
                }
                None => false,
            },
            Event::Stored { id } => session.take_store(id),
            Event::StoreFailed { id } => {
                let taken = session.take_store(id);
                if taken {
                    // What could not be written is not believed: the next session asks again.
                    session.stores.clear();
                    session.finish = Some(Outcome::Paused(SyncProblem::StoreFailed));
                }
                taken
            }
            Event::HandedOver { id } => session.on_handed_over(id, true),
            Event::NotHandedOver { id } => session.on_handed_over(id, false),
            Event::NetworkChanged { online } => session.on_network(online),
            Event::Cancel => session.on_cancel(),
            Event::Tick => session.on_tick(now),
        };
        if moved { self.advance(now) } else { Vec::new() }
    }

    fn advance(&mut self, now: Timestamp) -> Vec<Command> {
        let Some(session) = &mut self.session else {
            return Vec::new();
        };
        loop {
            // Writes before everything else: what the server said must be durable before the next
            // request builds on it.
            if let Some(command) = session.stores.pop_front() {
                let id = self.next_id;
                self.next_id += 1;
                session.outstanding = Outstanding::Store { id };
                return vec![Command::Store { id, command }];
            }
            // After the writes, so that a session never ends on something unwritten.
            if let Some(outcome) = session.finish {
                let report = session.close(outcome);
                self.session = None;
                return vec![Command::Finished(Box::new(report))];
            }
            // Before a pause: the key of an announced parcel lives only as long as the session.
            if let Some(command) = session.hand_over(self.next_id) {
                self.next_id += 1;
                return vec![command];
            }
            if let Some(until) = session.pause_until.take()
                && until > now
            {
                session.outstanding = Outstanding::Timer { set: now, until };
                return vec![Command::Wait(until)];
            }
            match session.next(now) {
                Next::Request(draft) => {
                    let id = self.next_id;
                    self.next_id += 1;
                    return vec![Command::Send(session.send(id, *draft))];
                }
                Next::Again => {}
                Next::Nothing => {
                    let outcome = session
                        .auth_refusal
                        .map_or(Outcome::Complete, Outcome::Paused);
                    session.finish = Some(outcome);
                }
            }
        }
    }
}
