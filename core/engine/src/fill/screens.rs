//! The pages of a form as the session has them; [`Page`](super::Page) is what shells show.

use farola_form::{Screen, Session};

use super::filling::Filling;
use crate::shared::Result;

impl Filling {
    /// The page to show now.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.session.screen()
    }

    /// Goes to the next page.
    pub fn next_screen(&mut self) -> Screen {
        self.turn(Session::next)
    }

    /// Goes to the page before.
    pub fn previous_screen(&mut self) -> Screen {
        self.turn(Session::back)
    }

    /// Goes to the page with that question.
    ///
    /// # Errors
    /// There is no such question.
    pub fn go_to(&mut self, path: &str) -> Result<Screen> {
        let mut found = Ok(());
        let screen = self.turn(|session| {
            session.goto(path).unwrap_or_else(|error| {
                found = Err(error);
                session.screen()
            })
        });
        found?;
        Ok(screen)
    }

    /// Turns a page; where there is an audit log, its lines are durable when this returns.
    fn turn(&mut self, turn: impl FnOnce(&mut Session) -> Screen) -> Screen {
        self.shown.turned();
        if self.session.def().audit().is_none() {
            return turn(&mut self.session);
        }
        self.tick();
        let screen = turn(&mut self.session);
        match self.commit() {
            Ok(_) => screen,
            // The session went back to what is stored.
            Err(_) => self.session.screen(),
        }
    }
}
