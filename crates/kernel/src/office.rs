//! The office: everything one process holds open. Made once at start, passed to the edge.

use crate::Calendars;
use crate::{Cx, Db, Fault, Lang, ObjectStore, Who};
use jiff::Timestamp;
use seal::KeyRing;
use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicI64, Ordering},
};

/// Turns data and a template into a PDF. The engine behind it is heavy and runs in a process of its own.
pub trait Typesetter: Send + Sync {
    /// The PDF of `template` filled with `data`.
    ///
    /// # Errors
    /// When the template or the engine fails.
    fn typeset(&self, template: &str, data: &serde_json::Value) -> Result<Vec<u8>, Fault>;
}

/// Puts the office's electronic seal on a PDF.
///
/// Law: 国务院关于在线政务服务的若干规定 第九条
pub trait SealPress: Send + Sync {
    /// The signed PDF. `agency` is the name whose seal it is, `reason` what is sealed.
    ///
    /// # Errors
    /// When the document cannot be signed.
    fn press(&self, pdf: &[u8], agency: &str, reason: &str, at: Timestamp) -> Result<Vec<u8>, Fault>;
}

/// The office's clock: the only place where the machine's time is read.
pub enum Clockwork {
    /// The machine's clock.
    Machine,
    /// A demonstration's clock in microseconds; it only moves forward.
    Simulated(AtomicI64),
}

impl Clockwork {
    /// A simulated clock that stands at `at`.
    pub fn simulated(at: Timestamp) -> Clockwork {
        Clockwork::Simulated(AtomicI64::new(at.as_microsecond()))
    }

    /// The machine's time.
    #[allow(clippy::disallowed_methods)]
    pub fn machine_now() -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// The office's time.
    pub fn now(&self) -> Timestamp {
        match self {
            Clockwork::Machine => Clockwork::machine_now(),
            Clockwork::Simulated(us) => {
                Timestamp::from_microsecond(us.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }

    /// Moves a simulated clock forward to `at`; it never goes back, and the machine's clock never moves.
    pub fn advance_to(&self, at: Timestamp) {
        if let Clockwork::Simulated(us) = self {
            us.fetch_max(at.as_microsecond(), Ordering::SeqCst);
        }
    }
}

/// Everything one process holds open.
pub struct Office {
    /// The database.
    pub db: Db,
    /// The keys.
    pub keys: Arc<KeyRing>,
    /// The files.
    pub objects: Arc<dyn ObjectStore>,
    /// The PDF engine.
    pub typesetter: Arc<dyn Typesetter>,
    /// The electronic seal.
    pub seal_press: Arc<dyn SealPress>,
    /// The clock.
    pub clock: Clockwork,
    /// Where the public reaches this hall, without a slash at the end: for QR codes and links in documents.
    pub public_url: String,
    calendars: RwLock<Arc<Calendars>>,
}

impl Office {
    /// Puts an office together.
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        db: Db,
        keys: Arc<KeyRing>,
        objects: Arc<dyn ObjectStore>,
        typesetter: Arc<dyn Typesetter>,
        seal_press: Arc<dyn SealPress>,
        clock: Clockwork,
        calendars: Arc<Calendars>,
        public_url: String,
    ) -> Office {
        Office { db, keys, objects, typesetter, seal_press, clock, public_url, calendars: RwLock::new(calendars) }
    }

    /// The calendars in force.
    pub fn calendars(&self) -> Arc<Calendars> {
        self.calendars.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the calendars, after a new year was imported.
    pub fn set_calendars(&self, calendars: Arc<Calendars>) {
        *self.calendars.write().unwrap_or_else(PoisonError::into_inner) = calendars;
    }

    /// The context for an act of `who`, now.
    pub fn cx(&self, who: Who, lang: Lang) -> Cx {
        Cx {
            who,
            at: self.clock.now(),
            recorded_at: Clockwork::machine_now(),
            lang,
            calendars: self.calendars(),
            keys: self.keys.clone(),
        }
    }

    /// The context for an act of the hall itself.
    pub fn system_cx(&self, part: &'static str) -> Cx {
        self.cx(Who::System(part), Lang::ZhCn)
    }
}
