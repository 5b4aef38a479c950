//! Runs the sync machine: its commands are carried out, and it is told what came of them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use farola_protocol::parcel::{CONTENT_TYPE, ParcelKey};
use farola_protocol::{ParcelId, Secret};
use farola_sync::{Command, Config, Event, Machine, ParcelSpec, Report};

use super::apply;
use super::listener::SyncListener;
use super::options::SyncOptions;
use super::parcels::{self, HandOverFailed, Parcel, ParcelCarrier};
use crate::env::transport::Cancel;
use crate::shared::{EngineError, Inner, Result};

/// One session while it runs.
pub(super) struct Runner<'a> {
    pub(super) inner: &'a Inner,
    listener: &'a dyn SyncListener,
    pub(super) cancel: &'a Cancel,
    /// Why the store could not take what was downloaded.
    pub(super) store_error: RefCell<Option<EngineError>>,
    /// Where large files go, in a session that hands them over.
    carrier: Option<&'a dyn ParcelCarrier>,
    /// Keys of the parcels that were announced; they go with the session.
    pub(super) keys: RefCell<BTreeMap<ParcelId, ParcelKey>>,
    options: SyncOptions,
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        inner: &'a Inner,
        listener: &'a dyn SyncListener,
        cancel: &'a Cancel,
        carrier: Option<&'a dyn ParcelCarrier>,
        options: SyncOptions,
    ) -> Self {
        Self {
            inner,
            listener,
            cancel,
            store_error: RefCell::new(None),
            carrier,
            keys: RefCell::default(),
            options,
        }
    }

    /// Runs the machine to its end.
    pub(super) fn run(&self) -> Result<Report> {
        let mut seed = [0; 8];
        self.inner.env.entropy.fill(&mut seed);
        let config = Config {
            patience_ms: self.options.patience_ms,
            ..Config::default()
        };
        let mut machine = Machine::new(config, u64::from_be_bytes(seed));
        let mut start = apply::start(self.inner, &self.options)?;
        start.hand_over = self.carrier.map(|_| parcels::room(self.inner));
        let mut event = Event::Start(Box::new(start));
        loop {
            if let Some(error) = self.store_error.take() {
                // Dropping the machine is the same as a kill: nothing is lost.
                return Err(error);
            }
            let commands = machine.handle(self.inner.now(), event);
            // What is still to be stored is not told yet: a kill now would make it untrue.
            if !matches!(commands.first(), Some(Command::Store { .. })) {
                self.listener.progress(machine.progress());
            }
            // The machine has one thing outstanding at a time, and always one.
            let Some(command) = commands.into_iter().next() else {
                event = if self.cancel.is_cancelled() {
                    Event::Cancel
                } else {
                    Event::Tick
                };
                continue;
            };
            event = match command {
                Command::Finished(report) => return Ok(*report),
                Command::Store { id, command } => match apply::apply(self.inner, command) {
                    Ok(()) => Event::Stored { id },
                    Err(error) => {
                        self.store_error.replace(Some(error));
                        Event::StoreFailed { id }
                    }
                },
                Command::Send(request) => self.exchange(&request),
                Command::HandOver { id, parcel, url } => match self.hand_over(&parcel, url) {
                    Ok(()) => Event::HandedOver { id },
                    Err(HandOverFailed) => Event::NotHandedOver { id },
                },
                Command::Wait(until) => {
                    self.inner.env.clock.wait(until, self.cancel);
                    match self.cancel.take_network() {
                        Some(online) => Event::NetworkChanged { online },
                        None => Event::Tick,
                    }
                }
            };
            // A write or a hand-over that happened is told to the machine before anything else.
            let told = matches!(
                event,
                Event::Stored { .. }
                    | Event::StoreFailed { .. }
                    | Event::HandedOver { .. }
                    | Event::NotHandedOver { .. }
            );
            if self.cancel.is_cancelled() && !told {
                event = Event::Cancel;
            }
        }
    }

    /// Seals an announced file and gives it to the carrier.
    fn hand_over(&self, spec: &ParcelSpec, url: Secret) -> Result<(), HandOverFailed> {
        let carrier = self.carrier.ok_or(HandOverFailed)?;
        // Taken: a key seals once.
        let key = self.keys.borrow_mut().remove(&spec.id);
        let key = key.ok_or(HandOverFailed)?;
        let given = parcels::give(self.inner, spec, &key, |path, size| {
            carrier.carry(Parcel {
                id: spec.id,
                url,
                path,
                content_type: CONTENT_TYPE,
                size,
                wait_for_free_network: self.options.spare_media,
            })
        });
        if given.is_err() {
            tracing::warn!("parcel.not_given");
        }
        given
    }
}
