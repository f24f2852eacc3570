//! The process that serves: listener, layers, health, metrics, the orderly end.

use crate::{background::Background, finding::Finding, routes};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use kernel::{Error, Fault, Never, Office};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sha2::{Digest, Sha256};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};
use web::{CsrfKey, Edge, KeptPages, Problem, Site, Transport, blocking, dress_edge, keep_to_site};

/// What every request needs beside the office: the directory of sites and the search index of this node.
#[derive(Clone)]
pub struct Hall {
    /// The office.
    pub office: Arc<Office>,
    /// Which site answers to which host.
    pub directory: Arc<sites::Directory>,
    /// The search index of this node.
    pub finding: Finding,
    /// Searches that found nothing, until they are written down.
    pub misses: Arc<portal::Misses>,
    /// What the monitor looks with.
    pub sources: Arc<dyn monitor::Sources>,
    /// How mail leaves; none when nobody said: then it waits.
    pub mail: Option<Arc<post::SmtpConfig>>,
    /// Where mail comes in; nowhere when nobody said.
    pub mailbox: Option<Arc<post::incoming::ImapConfig>>,
    /// What disclosure on request needs from outside: scanner, fonts, search.
    pub tools: Arc<disclosure::Tools>,
    /// Where the night's static mirrors go; nowhere when nobody said.
    pub mirrors: Option<PathBuf>,
    /// The marks where the hall has no sites.
    pub site: Arc<Site>,
}

impl Hall {
    /// Puts a hall together over an open office; without a folder the search index stands in memory.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn new(office: Arc<Office>, site: Site, index: Option<&Path>) -> Result<Hall, Fault> {
        let directory = Arc::new(sites::Directory::new(&office.public_url, site.notice.clone()));
        directory.refresh(&office)?;
        let synonyms = office.db.read(|tx| portal::synonyms_in_force(tx).map_err(Error::<Never>::from))?;
        let finding = Finding::open(index, synonyms)?;
        let tools = Arc::new(crate::disclosing::tools(&finding)?);
        let sources =
            Arc::new(crate::disclosing::MonitorSources(monitor::NetworkProber::new(&office.public_url, None)));
        Ok(Hall {
            office,
            directory,
            finding,
            misses: Arc::default(),
            sources,
            mail: None,
            mailbox: None,
            tools,
            mirrors: None,
            site: Arc::new(site),
        })
    }
}

/// How the hall is served.
pub struct Serving {
    /// The office.
    pub office: Arc<Office>,
    /// The public body's marks.
    pub site: Site,
    /// Folder of this node's search index.
    pub index: PathBuf,
    /// Where the night's static mirrors go.
    pub mirrors: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Addresses that only this way of serving has, such as the demonstration's list of accounts.
    pub extra: Router<Arc<Office>>,
    /// Told when the hall answers, with the address it really has.
    pub ready: Box<dyn FnOnce(SocketAddr) + Send>,
}

#[derive(Clone)]
struct Health {
    office: Arc<Office>,
    ending: Arc<AtomicBool>,
    metrics: PrometheusHandle,
}

/// The whole application: URL map and layers, without a listener. Tests call it too.
pub fn application(hall: &Hall) -> Router {
    application_with(hall, Router::new())
}

/// The same with addresses of one's own.
fn application_with(hall: &Hall, extra: Router<Arc<Office>>) -> Router {
    let office = &hall.office;
    let transport = if office.public_url.starts_with("https://") { Transport::Tls } else { Transport::Plain };
    // The same on every node, and gone from no log: derived from the key ring.
    let key = Sha256::digest(office.keys.lookup_hash("form-tokens", "hall").as_bytes());
    let edge = Edge {
        site: hall.site.clone(),
        sites: Some(hall.directory.clone()),
        csrf: CsrfKey::new(key.into()),
        transport,
        kept: KeptPages::default(),
    };
    let inner = routes::router(hall)
        .merge(extra)
        .layer(middleware::from_fn(keep_to_site))
        .layer(CompressionLayer::new().gzip(true))
        .layer(middleware::from_fn_with_state(office.clone(), identity::pages::edge::recognise))
        .with_state(office.clone());
    // The edge stands around the whole map, since it may take a site's prefix off the address before it is asked.
    let edged = tower::ServiceBuilder::new().layer(middleware::from_fn_with_state(edge, dress_edge)).service(inner);
    Router::new().fallback_service(edged).layer(CatchPanicLayer::new()).layer(middleware::from_fn(measure))
}

/// Serves until the process is told to end (SIGTERM, Ctrl-C): answers what is under way, finishes the background
/// work of the moment, and leaves.
///
/// # Errors
/// When the address cannot be listened on.
pub fn serve(serving: Serving) -> Result<(), Fault> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(256)
        .build()
        .map_err(|e| Fault::from_error("starting the runtime", e))?;
    let metrics =
        PrometheusBuilder::new().install_recorder().map_err(|e| Fault::from_error("starting the metrics", e))?;
    let office = serving.office;
    let ending = Arc::new(AtomicBool::new(false));
    let health = Health { office: office.clone(), ending: ending.clone(), metrics };
    let mail = post::SmtpConfig::from_env().map_err(Fault::new)?.map(Arc::new);
    let mailbox = post::incoming::ImapConfig::from_env().map_err(Fault::new)?.map(Arc::new);
    let hall = Hall {
        mail,
        mailbox,
        mirrors: serving.mirrors,
        ..Hall::new(office.clone(), serving.site, Some(&serving.index))?
    };
    let app = application_with(&hall, serving.extra).merge(
        Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(readyz))
            .route("/metrics", get(metrics_page))
            .with_state(health),
    );
    let mut background = None;
    let result = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(serving.listen)
            .await
            .map_err(|e| Fault::from_error(format!("listening on {}", serving.listen), e))?;
        let address = listener.local_addr().map_err(|e| Fault::from_error("asking for the address", e))?;
        // Probes reach our own hosts here, whatever the name service says about them.
        let prober = monitor::NetworkProber::new(&hall.office.public_url, Some(address));
        background = Some(Background::start(&Hall {
            sources: Arc::new(crate::disclosing::MonitorSources(prober)),
            ..hall.clone()
        }));
        (serving.ready)(address);
        axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                told_to_end().await;
                ending.store(true, Ordering::SeqCst);
                tracing::info!("ending: finishing what is under way");
            })
            .await
            .map_err(|e| Fault::from_error("serving", e))
    });
    if let Some(background) = background {
        background.stop();
    }
    runtime.shutdown_timeout(Duration::from_secs(10));
    result
}

async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

/// Ready: not ending, and the database answers.
async fn readyz(State(health): State<Health>) -> Response {
    if health.ending.load(Ordering::SeqCst) {
        return (StatusCode::SERVICE_UNAVAILABLE, "ending\n").into_response();
    }
    let office = health.office.clone();
    let answer = blocking(move || {
        office.db.read(|tx| kernel::settings::find(tx, "ready").map_err(Error::<Never>::from)).map_err(Problem::from)
    });
    match answer.await {
        Ok(_) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

async fn metrics_page(State(health): State<Health>) -> String {
    health.metrics.render()
}

/// Counts requests and how long they took, by method, route and status class; never by address, which may name a case.
async fn measure(request: axum::extract::Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().as_str().to_owned();
    let response = next.run(request).await;
    let class = format!("{}xx", response.status().as_u16() / 100);
    metrics::counter!("http_requests_total", "method" => method.clone(), "status" => class.clone()).increment(1);
    metrics::histogram!("http_request_seconds", "method" => method, "status" => class)
        .record(started.elapsed().as_secs_f64());
    response
}
