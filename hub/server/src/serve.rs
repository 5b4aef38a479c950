//! Putting the routes together and serving them until the process is told to stop.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn, map_response_with_state};
use axum::response::Response;
use axum::{Json, Router};
use farola_hub_store::{OpenAs, Store, StoreError};
use farola_hub_wire::Health;
use farola_model::Coded as _;
use farola_protocol::Problem;
use http_body::{Frame, SizeHint};
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};

use crate::app::App;
use crate::clock::{self, Clock, Slow};
use crate::config::Config;
use crate::connections::{Busy, Connections, Ticket};
use crate::error::HubError;
use crate::failure::RestFailure;
use crate::heard::hear_out;
use crate::source::Source;
use crate::tls::{self, Tls};
use crate::watched::Watched;
use crate::{jobs, key, openrosa, rest, token, web};

/// How long requests under way may take after the stop signal.
const GRACE: Duration = Duration::from_secs(10);
/// Longest time for a client to take the next bytes of its answer.
const TAKE_TIME: Duration = Duration::from_secs(60);
/// Files that a hub opens beside its connections: databases, uploads, pictures.
const OTHER_FILES: u64 = 1_024;
/// Longest time for the head of a request, and for a connection on which none is asked.
const HEAD_TIME: Duration = Duration::from_secs(60);
/// Largest head of a request, in bytes; beyond it the answer is 431.
const HEAD_BYTES: usize = 64 * 1024;
/// Most headers of a request.
const HEADERS: usize = 64;
/// How soon the files of what was forgotten elsewhere go from this hub's folder.
const ERASE_EVERY: Duration = Duration::from_secs(30);
/// Files that no row names are looked for at the start and then so often.
const SWEEP_EVERY: Duration = Duration::from_secs(6 * 3600);
/// They go once they have lain for so long. No request takes a day; the rest of the month is for
/// a person who put an older copy of the database back and finds out.
const ORPHAN_MS: i64 = 30 * 24 * 3_600_000;
/// Counters of empty groups that go in one write. Arrivals wait for it, and among a million records
/// the database takes 17 ms to see that no day names one of them.
const COUNTERS: u32 = 4;
/// How often the hub looks for files that are to be moved to a bucket.
const MOVE_EVERY: Duration = Duration::from_secs(1);
/// And at most how long it waits after a bucket did not answer.
const MOVE_AT_LATEST: Duration = Duration::from_secs(60);
/// Pause after the system gave no connection, as when files are used up.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Smaller answers are not worth packing.
const PACK_ABOVE: u64 = 860;

/// A hub that listens but does not answer yet.
pub struct Hub {
    listener: TcpListener,
    router: Router,
    app: App,
    tls: Option<Arc<Tls>>,
    address: SocketAddr,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Hub {
    /// Opens the store and the port.
    ///
    /// # Errors
    /// [`HubError`] when either cannot be had.
    pub async fn bind(config: Config) -> Result<Self, HubError> {
        if config.base_url.is_none() && !config.listen.ip().is_loopback() {
            return Err(HubError::NoBaseUrl);
        }
        let tls = config.front.tls.clone().map(Tls::open).transpose()?;
        let epoch = token::uid().map_err(|_| HubError::NoEntropy)?;
        // A database elsewhere is spoken to by threads that may wait.
        let (place, clock) = (config.place.clone(), Clock::new(config.clock));
        let open = move || {
            let store = Store::open(place, OpenAs::Server, clock.machine(), &epoch)?;
            clock.ask(&store, Slow::Taken)?;
            // Before anybody is served: the database may be an older copy.
            match store.keep_ledgers()? {
                0 => {}
                laid => {
                    store.erase_traces()?;
                    tracing::warn!(event = "hub.forgotten_again", versions = laid);
                }
            }
            let signer = key::signer(&store)?;
            Ok::<_, HubError>((store, signer, clock))
        };
        let opened = tokio::task::spawn_blocking(open).await;
        let (store, signer, clock) =
            opened.map_err(|_| StoreError::Bug("opening the store panicked"))??;
        let listener = TcpListener::bind(config.listen)
            .await
            .map_err(|error| HubError::Listen { kind: error.kind() })?;
        let address = listener
            .local_addr()
            .map_err(|error| HubError::Listen { kind: error.kind() })?;
        let app = App::new(
            store,
            signer,
            Config {
                listen: address,
                ..config
            },
            clock,
        );
        Ok(Self {
            listener,
            router: router(app.clone()),
            app,
            tls: tls.map(Arc::new),
            address,
        })
    }

    /// Where it listens; the port is known even when 0 was asked.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` resolves, then lets requests under way finish for a short time.
    ///
    /// # Errors
    /// [`HubError::Listen`] when the port fails.
    pub async fn run(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), HubError> {
        let (tell, told) = watch::channel(false);
        let working = tokio::spawn(jobs::work(self.app.clone()));
        let sweeping = tokio::spawn(sweep(self.app.clone()));
        let moving = tokio::spawn(move_files(self.app.clone()));
        let erasing = tokio::spawn(erase(self.app.clone()));
        let following = tokio::spawn(clock::follow(self.app.clone()));
        let front = &self.app.config().front;
        let connections = Connections::new(front.seats);
        let is_proxy = |address| front.trusted_proxies.iter().any(|proxy| proxy.has(address));
        let renewing = self.tls.clone().map(|tls| tokio::spawn(tls::follow(tls)));
        let mut serving = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            // Those that ended need no place in the set.
            while serving.try_join_next().is_some() {}
            tokio::select! {
                () = &mut stop => break,
                come = self.listener.accept() => match come {
                    Ok((stream, peer)) => {
                        let address = peer.ip();
                        let source = (!is_proxy(address)).then(|| Source::of(address));
                        // Where every connection is being answered, one more is closed.
                        if let Some(ticket) = connections.enter(source) {
                            let come = Come {
                                stream,
                                peer,
                                ticket,
                                tls: self.tls.as_ref().map(|tls| tls.acceptor()),
                            };
                            serving.spawn(connection(self.router.clone(), come, told.clone()));
                        }
                    }
                    Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
            }
        }
        self.app.stop();
        working.abort();
        sweeping.abort();
        moving.abort();
        erasing.abort();
        following.abort();
        if let Some(renewing) = renewing {
            renewing.abort();
        }
        drop(self.listener);
        let _ = tell.send(true);
        let rest = async { while serving.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(GRACE, rest).await;
        // Whoever still waits for a bucket does not keep the process.
        self.app.store().leave_bucket();
        Ok(())
    }
}

/// Removes files that no row names, now and then, for as long as the hub serves.
async fn sweep(app: App) {
    loop {
        // Those of a hub that had no bucket until now, or that was killed at the wrong moment.
        let now = app.now();
        if app.read(move |store| store.claim_files(now)).await.is_err() {
            tracing::warn!(event = "files.not_claimed");
        }
        // Files have the times of this machine.
        let before = app.clock().machine().plus_millis(-ORPHAN_MS);
        let stop = {
            let app = app.clone();
            move || app.is_stopping()
        };
        let swept = app
            .read(move |store| store.sweep_few_orphans(before, &stop))
            .await;
        match swept {
            Ok(Some(swept)) if swept.removed > 0 => tracing::info!(
                event = "files.swept",
                files = swept.files,
                removed = swept.removed
            ),
            Ok(Some(_)) => {}
            // The database may not be that of these files.
            Ok(None) => tracing::warn!(event = "files.many_unnamed"),
            Err(_) => tracing::warn!(event = "files.not_swept"),
        }
        sweep_counters(&app).await;
        let now = app.now();
        match app.write(|store| store.retain(now)).await {
            Ok(gone) => {
                for over in gone {
                    let (class, items) = (over.class.as_str(), over.items);
                    tracing::info!(event = "retention.run", class, items);
                }
            }
            Err(_) => tracing::warn!(event = "retention.not_run"),
        }
        match app.read(move |store| store.prune_backups(now)).await {
            Ok(gone) if gone.is_empty() => {}
            Ok(gone) => tracing::info!(event = "backup.pruned", backups = gone.len()),
            Err(_) => tracing::warn!(event = "backup.not_pruned"),
        }
        tokio::time::sleep(SWEEP_EVERY).await;
    }
}

/// Removes counters of groups that are empty now, a few at one time.
async fn sweep_counters(app: &App) {
    loop {
        match app.write(|store| store.sweep_counters(COUNTERS)).await {
            Ok(swept) if swept == COUNTERS as usize => {}
            Ok(_) => return,
            Err(_) => {
                tracing::warn!(event = "counters.not_swept");
                return;
            }
        }
    }
}

/// Removes the files of what was forgotten, at any hub on the database, from this one's folder:
/// from the first on when it starts, since it may not have served when they were.
async fn erase(app: App) {
    let mut reached = 0;
    loop {
        match app.read(move |store| store.erase_forgotten(reached)).await {
            Ok(erased) if erased.reached > reached => {
                reached = erased.reached;
                if erased.files > 0 {
                    tracing::info!(event = "files.erased", files = erased.files);
                }
            }
            Ok(_) => {
                // What another hub of the database forgot belongs into this one's list too.
                if app.read(Store::keep_ledgers).await.is_err() {
                    tracing::warn!(event = "tombstones.not_kept");
                }
                tokio::time::sleep(ERASE_EVERY).await;
            }
            Err(_) => {
                tracing::warn!(event = "files.not_erased");
                tokio::time::sleep(ERASE_EVERY).await;
            }
        }
    }
}

/// Takes files that came to the bucket where they stay, for as long as the hub serves. While the
/// bucket does not answer they wait; nobody who sends hears of it.
async fn move_files(app: App) {
    if !app.store().moves_files() {
        return;
    }
    let mut pause = MOVE_EVERY;
    loop {
        let store = app.store().clone();
        let moved = app.blocking(move || Ok(store.move_files())).await;
        match moved.unwrap_or(Err(StoreError::Bug("moving files panicked"))) {
            Ok(moved) => {
                pause = MOVE_EVERY;
                app.tell_moving(None);
                if moved.files > 0 {
                    tracing::info!(
                        event = "files.moved",
                        files = moved.files,
                        left = moved.left
                    );
                    // There may be more than one round takes.
                    continue;
                }
            }
            Err(error) => {
                pause = (pause * 2).min(MOVE_AT_LATEST);
                app.tell_moving(Some(error.code()));
                if let Ok(waiting) = app.read(Store::read_waiting_files).await {
                    tracing::warn!(event = "files.wait", files = waiting.files);
                }
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// A connection that came.
struct Come {
    stream: TcpStream,
    peer: SocketAddr,
    ticket: Ticket,
    tls: Option<TlsAcceptor>,
}

/// Answers one connection until its client leaves, another one needs its place, or the hub is told
/// to stop.
async fn connection(router: Router, come: Come, told: watch::Receiver<bool>) {
    let Come {
        stream,
        peer,
        ticket,
        tls,
    } = come;
    // An answer is written whole; waiting for more to send would only delay it.
    let _ = stream.set_nodelay(true);
    let ended = ticket.clone();
    let serving = async move {
        match tls {
            None => answer(router, stream, peer, ticket, told).await,
            Some(tls) => {
                let greeted = tokio::time::timeout(HEAD_TIME, tls.accept(stream)).await;
                if let Ok(Ok(stream)) = greeted {
                    answer(router, stream, peer, ticket, told).await;
                }
            }
        }
    };
    tokio::select! {
        () = serving => {}
        () = ended.ended() => tracing::debug!(event = "connection.made_room"),
    }
}

/// The body of an answer; its connection is busy until it is sent.
struct Counted {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Answers the requests that come by a stream.
async fn answer<S>(
    router: Router,
    stream: S,
    peer: SocketAddr,
    ticket: Ticket,
    mut told: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let routes = TowerToHyperService::new(router);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let busy = ticket.busy();
        let answered = routes.call(request);
        async move {
            let answer = answered.await?;
            Ok::<_, Infallible>(answer.map(|body| Counted { body, _busy: busy }))
        }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(Watched::new(stream, TAKE_TIME)), service);
    let mut serving = std::pin::pin!(serving);
    let stopped = async {
        let _ = told.wait_for(|told| *told).await;
    };
    let ended = tokio::select! {
        ended = &mut serving => ended,
        () = stopped => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if ended.is_err() {
        // A client that went away, or bytes that are no HTTP: told at the lowest level.
        tracing::debug!(event = "connection.broken");
    }
}

/// Serves until `stop` resolves, on a runtime of its own; `ready` hears the address.
///
/// # Errors
/// [`HubError`] when the folder or the port cannot be had.
pub fn run(
    config: Config,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), HubError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| HubError::Listen { kind: error.kind() })?;
    let needed = config.front.seats.all as u64 + OTHER_FILES;
    let files = raise_file_limit(needed);
    if files < needed {
        tracing::warn!(event = "files.few", files, needed);
    }
    runtime.block_on(async {
        let hub = Hub::bind(config).await?;
        ready(hub.address());
        hub.run(stop).await
    })
}

/// Has the system let the process open as many files as it needs, as far as it may; answers how
/// many that are.
fn raise_file_limit(needed: u64) -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let now = limit.current.unwrap_or(u64::MAX);
    let most = limit.maximum.unwrap_or(u64::MAX);
    if now >= needed {
        return now;
    }
    let wanted = Rlimit {
        current: Some(needed.min(most)),
        ..limit
    };
    match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => needed.min(most),
        Err(_) => now,
    }
}

/// Resolves when the process is told to stop (Ctrl-C or the system's polite signal).
pub async fn stop_signal() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut told) => {
                told.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// All routes.
pub(crate) fn router(app: App) -> Router {
    // Photos are packed already; packing what a phone uploads next to would only cost time.
    let pack = SizeAbove::new(PACK_ABOVE)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/octet-stream"));
    Router::new()
        .nest("/v1/key/{key}/projects/{project}", openrosa::routes(&app))
        .merge(openrosa::parcel_routes())
        .merge(rest::routes())
        .fallback(web::serve)
        .method_not_allowed_fallback(wrong_method)
        .layer(CompressionLayer::new().compress_when(pack))
        .layer(map_response_with_state(app.clone(), fixed_headers))
        .layer(from_fn(hear_out))
        .layer(from_fn(log))
        .with_state(app)
}

async fn wrong_method() -> RestFailure {
    Problem::MethodNotAllowed.into()
}

/// Whether the hub answers.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "readHealth",
    security(()),
    responses((status = 200, description = "Done", body = Health)),
)]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { ok: true })
}

/// Headers that every answer carries, whatever it is.
async fn fixed_headers(State(app): State<App>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if app.is_secure() {
        // A year, of this host alone: what else the domain has is not ours to decide.
        let only_tls = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, only_tls);
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "geolocation=(), camera=(), microphone=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ));
    response
}

/// One line per request, with the route's pattern instead of the address: an address holds the
/// phone's key, ids and search words.
async fn log(request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    let response = next.run(request).await;
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let route = route.as_deref().unwrap_or("-");
    let status = response.status().as_u16();
    tracing::debug!(event = "request", %method, route, status, ms);
    response
}
