//! Why an invented walk cannot be walked.

use farola_engine::EngineError;
use farola_model::{Coded, ErrorClass};

/// An error of the simulator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimError {
    /// The phone refused; see its code.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A walk is under way on the phone, and it was not asked to go on with it.
    #[error("a walk is under way on this phone; go on with --resume")]
    UnderWay,
    /// There is no phone in the folder.
    #[error(
        "no phone in that folder: make one with `farola device init`. \
         No hay un teléfono en esa carpeta"
    )]
    NoPhone,
    /// The route has no such name and is no file.
    #[error("--route is neither a file nor one of andador, mercado, parque")]
    NoSuchRoute,
    /// The file of the route has not the columns.
    #[error("the route is not a CSV with the columns t, lat, lon, alt, accuracy")]
    RouteMalformed,
    /// The start is no instant.
    #[error("--start is not RFC 3339")]
    StartMalformed,
    /// A file cannot be read.
    #[error("route: {0}")]
    Unreadable(std::io::ErrorKind),
    /// A photo cannot be drawn, or the plan not written.
    #[error("the walk cannot be invented")]
    Broken,
}

impl Coded for SimError {
    fn code(&self) -> &'static str {
        match self {
            Self::Engine(error) => error.code(),
            Self::Unreadable(_) => "cli.io",
            // As every program of ours answers wrong usage.
            _ => "cli.usage",
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::Engine(error) => error.class(),
            Self::Broken => ErrorClass::Bug,
            _ => ErrorClass::User,
        }
    }
}
