//! From what went wrong to the two dialects of answers: an envelope for OpenRosa clients, JSON
//! for everyone else. The code is the same in both.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use farola_hub_store::StoreError;
use farola_hub_wire::{Details, Refusal};
use farola_model::Coded as _;
use farola_protocol::{Problem, Response as Envelope, header as wire};

/// A refusal or failure, with what a client may use of it.
#[derive(Debug)]
pub(crate) struct Failure {
    problem: Problem,
    /// Boxed: it is seldom there, and every result carries room for it.
    details: Box<Details>,
    retry_after_s: Option<i64>,
}

impl Failure {
    /// Adds names and numbers a client may use; never answers.
    #[must_use]
    pub(crate) fn with(mut self, details: Details) -> Self {
        self.details = Box::new(details);
        self
    }

    /// Tells when to come again.
    #[must_use]
    pub(crate) fn after_seconds(mut self, seconds: i64) -> Self {
        self.retry_after_s = Some(seconds.max(1));
        self
    }

    /// What a client may use of it.
    #[cfg(test)]
    pub(crate) fn details(&self) -> &Details {
        &self.details
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn log(&self) {
        if self.problem.status() >= 500 {
            tracing::error!(event = "request.failed", problem = self.problem.code());
        } else {
            tracing::info!(event = "request.refused", problem = self.problem.code());
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let retry_after_s = matches!(problem, Problem::Busy | Problem::DiskFull).then_some(5);
        Self {
            problem,
            details: Box::default(),
            retry_after_s,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let expected = matches!(
            error,
            StoreError::Refused(_) | StoreError::Missing { .. } | StoreError::OnItsWay
        );
        if !expected {
            tracing::error!(event = "store.failed", code = error.code(), error = %error);
        }
        match error {
            StoreError::Refused(problem) => problem.into(),
            StoreError::DiskFull => Problem::DiskFull.into(),
            StoreError::Busy
            | StoreError::Unreachable
            | StoreError::FilesUnreachable
            | StoreError::OnItsWay => Problem::Busy.into(),
            StoreError::Missing { .. } => Problem::RouteUnknown.into(),
            StoreError::Exists { what: "user" } => Problem::UserExists.into(),
            StoreError::Exists { .. } => Problem::BadParameter.into(),
            StoreError::Bug(_) => Problem::Internal.into(),
            _ => Problem::StorageFailed.into(),
        }
    }
}

/// The sentence a phone shows: Spanish first, English equal, one line each. ODK Collect shows
/// the envelope's message as it stands, whatever language the person reads.
fn sentence(problem: Problem) -> String {
    let spanish = match problem {
        Problem::KeyUnknown => "La clave de este teléfono no existe o fue retirada.",
        Problem::FormUnknown => "Este formulario no existe aquí.",
        Problem::FormVersionUnknown => "Esta versión del formulario no existe aquí.",
        Problem::FormClosed => "Este formulario ya no recibe registros.",
        Problem::DigestMismatch => "Ya hay un registro con esta clave y otro contenido.",
        Problem::BaseOutdated => "La corrección parte de una copia que ya no es la última.",
        Problem::BaseUnknown => "No se conoce el registro que se corrige.",
        Problem::SubmissionNotYours => {
            "Este registro lo envió otro teléfono; quien revisa puede pasarlo a este."
        }
        Problem::TooManyCorrections => {
            "Este registro tiene muchas correcciones que nadie ha revisado."
        }
        Problem::DayUsedUp => "Esta clave ya envió hoy lo que puede; lo demás sale mañana.",
        Problem::BodyTooLarge | Problem::XmlTooLarge => "El envío es demasiado grande.",
        Problem::TornBody => "El envío llegó incompleto; se puede repetir.",
        Problem::DiskFull => "El servidor no tiene espacio; intente más tarde.",
        Problem::Busy => "El servidor está ocupado; intente en un momento.",
        Problem::StorageFailed | Problem::Internal => "El servidor falló; intente más tarde.",
        _ => return problem.to_string(),
    };
    format!("{spanish} / {problem}")
}

/// A failure as REST clients read it.
#[derive(Debug)]
pub(crate) struct RestFailure(pub(crate) Failure);

impl<E: Into<Failure>> From<E> for RestFailure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for RestFailure {
    fn into_response(self) -> Response {
        self.0.log();
        let (status, seconds) = (self.0.status(), self.0.retry_after_s);
        let body = Refusal::new(self.0.problem, *self.0.details);
        let mut response = (status, Json(body)).into_response();
        retry_after(&mut response, seconds);
        response
    }
}

/// A failure as OpenRosa clients read it.
#[derive(Debug)]
pub(crate) struct PhoneFailure(pub(crate) Failure);

impl<E: Into<Failure>> From<E> for PhoneFailure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for PhoneFailure {
    fn into_response(self) -> Response {
        self.0.log();
        let envelope = Envelope::error(sentence(self.0.problem)).to_xml();
        let headers = [
            (header::CONTENT_TYPE, "text/xml; charset=utf-8"),
            (
                HeaderName::from_static("x-farola-problem"),
                self.0.problem.code(),
            ),
        ];
        let mut response = (self.0.status(), headers, envelope).into_response();
        retry_after(&mut response, self.0.retry_after_s);
        response
    }
}

fn retry_after(response: &mut Response, seconds: Option<i64>) {
    if let Some(seconds) = seconds {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// The header that names a problem has the spelling that phones look for.
const _: () = assert!(wire::FAROLA_PROBLEM.len() == "x-farola-problem".len());

#[cfg(test)]
mod tests {
    use super::*;

    fn text(response: Response) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let bytes = runtime
            .block_on(axum::body::to_bytes(response.into_body(), 64 * 1024))
            .unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn a_busy_store_is_503_with_a_time_to_come_again_in_both_dialects() {
        let rest = RestFailure::from(StoreError::Busy).into_response();
        let phone = PhoneFailure::from(StoreError::Busy).into_response();
        for response in [&rest, &phone] {
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers()[header::RETRY_AFTER], "5");
        }
        assert_eq!(phone.headers()["x-farola-problem"], "server.busy");
        let body: serde_json::Value = serde_json::from_str(&text(rest)).unwrap();
        assert_eq!(body["problem"], "server.busy");
        let envelope = text(phone);
        assert!(envelope.contains("<OpenRosaResponse"), "{envelope}");
        assert!(envelope.contains("El servidor está ocupado"), "{envelope}");
    }

    #[test]
    fn a_broken_database_stays_a_fault_that_is_tried_again() {
        let error = StoreError::Database("DatabaseCorrupt".to_owned());
        let response = PhoneFailure::from(error).into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()["x-farola-problem"], "storage.hub_failed");
    }
}
