//! ODK XForms: definition, session, validation and submission.
