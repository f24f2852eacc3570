//! The index of a node: asked by many, written by one, rebuilt beside itself.

use crate::asking::{Asking, Order};
use crate::entry::Change;
use crate::generation::{Generation, Writing, write_cursor};
use crate::hits::{Hits, Query, Suggestion};
use crate::home::{Home, Opened};
use crate::refused::Refused;
use crate::synonyms::Synonyms;
use kernel::{Error, Fault};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tantivy::{IndexWriter, Term};

/// How often it is looked whether another process rebuilt the index.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// How long a writer is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(60);

/// The index. Cloning gives another handle of the same.
#[derive(Clone)]
pub struct Index {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    /// Where it lives; none: in memory.
    pub(crate) home: Option<Home>,
    serving: RwLock<Arc<Generation>>,
    writer: Mutex<Option<Held>>,
    synonyms: RwLock<Arc<Synonyms>>,
    needs: Mutex<Option<Why>>,
    looked: Mutex<Instant>,
    /// One rebuild at a time.
    pub(crate) rebuilding: Mutex<()>,
}

/// A writer, of which generation, and when it was last used.
struct Held {
    writer: IndexWriter,
    generation: String,
    used: Instant,
}

/// Why an index must be rebuilt before it answers fully.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is new and empty.
    New,
    /// Another version of the program made it; it was moved aside.
    OtherVersion,
    /// It could not be read; it was moved aside. What could not be read.
    Corrupt(String),
}

/// How the index is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers and follows.
    Ready,
    /// It answers with what it has; rebuild it.
    NeedsRebuild(Why),
    /// Its folder was deleted under it: it answers with what is mapped, but can't follow. Rebuild it.
    Missing,
}

/// What an index holds, for the page of the machine room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Entries.
    pub entries: u64,
    /// Segments.
    pub segments: usize,
    /// Titles known.
    pub titles: usize,
}

pub(crate) fn broken(what: &'static str) -> impl FnOnce(tantivy::TantivyError) -> Fault {
    move |error| Fault::from_error(what, error)
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Index {
    /// Opens the index in a folder, which is made if it is not there. An index of another version or one that can't be
    /// read is moved aside within the folder and an empty one takes its place: ask [`Index::health`].
    ///
    /// # Errors
    /// The folder can't be made, read or written.
    pub fn open(folder: &Path, synonyms: Synonyms) -> Result<Index, Fault> {
        let (home, Opened { generation, needs }) = Home::open(folder, &synonyms)?;
        Ok(Index::of(Some(home), generation, synonyms, needs))
    }

    /// An index in memory, for tests and small halls.
    ///
    /// # Errors
    /// The engine could not make it.
    pub fn in_memory(synonyms: Synonyms) -> Result<Index, Fault> {
        let generation = Generation::create(None, "memory", &synonyms).map_err(broken("making an index in memory"))?;
        Ok(Index::of(None, generation, synonyms, Some(Why::New)))
    }

    fn of(home: Option<Home>, generation: Generation, synonyms: Synonyms, needs: Option<Why>) -> Index {
        Index {
            inner: Arc::new(Inner {
                home,
                serving: RwLock::new(Arc::new(generation)),
                writer: Mutex::new(None),
                synonyms: RwLock::new(Arc::new(synonyms)),
                needs: Mutex::new(needs),
                looked: Mutex::new(Instant::now()),
                rebuilding: Mutex::new(()),
            }),
        }
    }

    pub(crate) fn serving(&self) -> Arc<Generation> {
        self.inner.serving.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn synonyms(&self) -> Arc<Synonyms> {
        self.inner.synonyms.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a generation in the place of the one that serves.
    pub(crate) fn swap(&self, generation: Generation) {
        // The writer of the old one goes first: it holds the old directory. Nobody gets another before the swap is done.
        let mut held = lock(&self.inner.writer);
        *held = None;
        *self.inner.serving.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(generation);
        *lock(&self.inner.needs) = None;
    }

    /// Other synonyms from now on.
    pub fn set_synonyms(&self, synonyms: Synonyms) {
        self.serving().add_terms(&synonyms);
        *self.inner.synonyms.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(synonyms);
    }

    /// Takes over an index that another process rebuilt in the same folder. Searches do it by themselves twice a second.
    pub fn look_again(&self) {
        let Some(home) = &self.inner.home else { return };
        let serving = self.serving();
        if let Some(name) = home.current().filter(|name| *name != serving.name) {
            match Generation::open(&home.folder(&name), &name, &self.synonyms()) {
                Ok(generation) => self.swap(generation),
                Err(error) => tracing::warn!(generation = name, %error, "a rebuilt index could not be opened"),
            }
        }
    }

    fn look_again_now_and_then(&self) {
        {
            let mut looked = lock(&self.inner.looked);
            if looked.elapsed() < LOOK_AGAIN {
                return;
            }
            *looked = Instant::now();
        }
        self.look_again();
    }

    /// Answers a query.
    ///
    /// # Errors
    /// [`Refused`] when the query is beyond the limits; a fault when the index can't be read.
    pub fn search(&self, query: &Query) -> Result<Hits, Error<Refused>> {
        self.look_again_now_and_then();
        self.ask(|asking| asking.search(query, Order::Best))
    }

    /// The same hits, the newest first: for feeds and subscriptions.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn search_newest(&self, query: &Query) -> Result<Hits, Error<Refused>> {
        self.look_again_now_and_then();
        self.ask(|asking| asking.search(query, Order::Newest))
    }

    /// Titles for what is typed so far, best first.
    ///
    /// # Errors
    /// The index can't be read.
    pub fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, Fault> {
        self.ask(|asking| asking.suggest(typed, limit).map_err(broken("suggesting titles")))
    }

    fn ask<T>(&self, ask: impl FnOnce(&Asking<'_>) -> T) -> T {
        let generation = self.serving();
        let synonyms = self.synonyms();
        let known = generation.known.read().unwrap_or_else(PoisonError::into_inner);
        // After the lock: what the view names is then known.
        let view = generation.view();
        ask(&Asking { view: &view, known: &known, fields: &generation.fields, synonyms: &synonyms })
    }

    /// Writes changes in their order and remembers how far the hall was followed; when it returns, searches see them.
    ///
    /// # Errors
    /// Nothing was written; the cursor is as before. [`Index::health`] says whether the folder is gone.
    pub fn apply(&self, changes: &[Change], cursor: (i64, i64)) -> Result<(), Fault> {
        self.look_again();
        let mut held = lock(&self.inner.writer);
        // Under the lock: a rebuild cannot put another generation in its place now.
        let generation = self.serving();
        if self.is_missing() {
            *held = None;
            return Err(Fault::new("the folder of the search index is gone"));
        }
        if held.as_ref().is_none_or(|held| held.generation != generation.name) {
            let writer = generation.writer(Writing::Following).map_err(broken("opening the index for writing"))?;
            *held = Some(Held { writer, generation: generation.name.clone(), used: Instant::now() });
        }
        let Some(open) = held.as_mut() else { return Err(Fault::new("the index has no writer")) };
        let written = write(&mut open.writer, &generation, changes, Some(cursor));
        open.used = Instant::now();
        if let Err(error) = written {
            // A writer that failed is not trusted again; what it had not committed is gone with it.
            *held = None;
            return Err(Fault::from_error("writing the index", error));
        }
        // The writer's lock is held until the view is there: two writes are seen in their order.
        generation.reload().map_err(broken("reading the index after a write"))?;
        *lock(&self.inner.needs) = None;
        Ok(())
    }

    /// Lets the writer go when nobody used it for a minute; called by the hall now and then.
    pub fn rest(&self) {
        let mut held = lock(&self.inner.writer);
        if held.as_ref().is_some_and(|held| held.used.elapsed() > IDLE)
            && let Some(Held { writer, .. }) = held.take()
            && let Err(error) = writer.wait_merging_threads()
        {
            tracing::warn!(%error, "the index could not finish merging");
        }
    }

    /// How far the hall was followed; `None`: nothing was written yet.
    pub fn cursor(&self) -> Option<(i64, i64)> {
        self.serving().cursor()
    }

    fn is_missing(&self) -> bool {
        let Some(home) = &self.inner.home else { return false };
        !home.has(&self.serving().name)
    }

    /// How the index is; cheap enough to be asked every second.
    pub fn health(&self) -> Health {
        if self.is_missing() {
            return Health::Missing;
        }
        lock(&self.inner.needs).clone().map_or(Health::Ready, Health::NeedsRebuild)
    }

    /// What it holds.
    pub fn figures(&self) -> Figures {
        let view = self.serving().view();
        let titles = view.carried.iter().filter(|carried| carried.entries > 0).count();
        Figures { entries: view.searcher.num_docs(), segments: view.segments.len(), titles }
    }
}

/// Writes changes; with a cursor they are committed.
pub(crate) fn write(
    writer: &mut IndexWriter,
    generation: &Generation,
    changes: &[Change],
    cursor: Option<(i64, i64)>,
) -> tantivy::Result<()> {
    let fields = &generation.fields;
    for change in changes {
        match change {
            Change::Put(entry) => {
                writer.delete_term(Term::from_field_text(fields.key, &entry.key));
                let document =
                    fields.document(entry).map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))?;
                writer.add_document(document)?;
            }
            Change::Remove { key } => {
                writer.delete_term(Term::from_field_text(fields.key, key));
            }
            Change::RemoveGroup { group } => {
                writer.delete_term(Term::from_field_text(fields.group, group));
            }
        }
    }
    if let Some(cursor) = cursor {
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&write_cursor(cursor));
        commit.commit()?;
    }
    Ok(())
}
