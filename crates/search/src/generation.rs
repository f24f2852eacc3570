//! One generation of the index: a directory (or memory) with its reader and the view of its last commit.

use crate::schema::{self, Fields};
use crate::synonyms::Synonyms;
use crate::view::{Known, View};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use tantivy::directory::MmapDirectory;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::{Index as Engine, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyError};

/// Memory of a writer that follows the hall, in bytes.
const SMALL: usize = 30_000_000;
/// Memory of a writer that fills an index, in bytes, over both threads.
const LARGE: usize = 50_000_000;

/// What a writer is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// A few changes now and then.
    Following,
    /// Everything at once.
    Filling,
}

/// A generation that can be asked.
pub(crate) struct Generation {
    /// Its name: the directory's.
    pub(crate) name: String,
    pub(crate) engine: Engine,
    pub(crate) fields: Fields,
    reader: IndexReader,
    pub(crate) known: RwLock<Known>,
    view: RwLock<Arc<View>>,
}

impl Generation {
    /// A new generation in an empty directory, or in memory.
    pub(crate) fn create(folder: Option<&Path>, name: &str, synonyms: &Synonyms) -> tantivy::Result<Generation> {
        let (schema, fields) = schema::schema();
        let engine = match folder {
            None => Engine::builder().schema(schema).tokenizers(schema::tokenizers()).create_in_ram()?,
            Some(folder) => {
                let mut engine = Engine::create(MmapDirectory::open(folder)?, schema, IndexSettings::default())?;
                engine.set_tokenizers(schema::tokenizers());
                engine
            }
        };
        Generation::of(engine, fields, name, synonyms)
    }

    /// A generation that is there.
    ///
    /// Every file is read once and compared with its checksum: the engine trusts its files and panics on a broken one.
    pub(crate) fn open(folder: &Path, name: &str, synonyms: &Synonyms) -> tantivy::Result<Generation> {
        std::panic::catch_unwind(|| Generation::open_sound(folder, name, synonyms))
            .unwrap_or_else(|_| Err(TantivyError::InternalError("the engine panicked on its files".to_owned())))
    }

    fn open_sound(folder: &Path, name: &str, synonyms: &Synonyms) -> tantivy::Result<Generation> {
        let (schema, fields) = schema::schema();
        let mut engine = Engine::open_in_dir(folder)?;
        let damaged = engine.validate_checksum()?;
        if !damaged.is_empty() {
            return Err(TantivyError::InternalError(format!("damaged files: {damaged:?}")));
        }
        if engine.schema() != schema {
            return Err(TantivyError::SchemaError("another schema".to_owned()));
        }
        engine.set_tokenizers(schema::tokenizers());
        Generation::of(engine, fields, name, synonyms)
    }

    fn of(engine: Engine, fields: Fields, name: &str, synonyms: &Synonyms) -> tantivy::Result<Generation> {
        let reader =
            engine.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(20).try_into()?;
        let mut known = Known::default();
        for term in synonyms.terms() {
            known.titles.add_term(term);
        }
        let view = View::new(reader.searcher(), &mut known)?;
        Ok(Generation {
            name: name.to_owned(),
            engine,
            fields,
            reader,
            known: RwLock::new(known),
            view: RwLock::new(Arc::new(view)),
        })
    }

    /// The present view.
    pub(crate) fn view(&self) -> Arc<View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes what was committed visible.
    pub(crate) fn reload(&self) -> tantivy::Result<()> {
        self.reader.reload()?;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let view = View::new(self.reader.searcher(), &mut known)?;
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
        Ok(())
    }

    /// Terms people may have meant.
    pub(crate) fn add_terms(&self, synonyms: &Synonyms) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for term in synonyms.terms() {
            known.titles.add_term(term);
        }
    }

    /// A writer; there can be one at a time.
    pub(crate) fn writer(&self, writing: Writing) -> tantivy::Result<IndexWriter> {
        match writing {
            Writing::Following => {
                let writer = self.engine.writer_with_num_threads(1, SMALL)?;
                // Few segments, though commits are small and many: five small ones become one.
                let mut policy = LogMergePolicy::default();
                policy.set_min_num_segments(5);
                policy.set_del_docs_ratio_before_merge(0.3);
                writer.set_merge_policy(Box::new(policy));
                Ok(writer)
            }
            Writing::Filling => {
                let writer = self.engine.writer_with_num_threads(2, LARGE)?;
                // One merge at the end instead of several on the way.
                writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
                Ok(writer)
            }
        }
    }

    /// How far the index has followed the hall, as the last commit says.
    pub(crate) fn cursor(&self) -> Option<(i64, i64)> {
        read_cursor(self.engine.load_metas().ok()?.payload.as_deref()?)
    }
}

/// The cursor as a commit carries it.
pub(crate) fn write_cursor((one, other): (i64, i64)) -> String {
    format!("{one} {other}")
}

fn read_cursor(payload: &str) -> Option<(i64, i64)> {
    let (one, other) = payload.split_once(' ')?;
    Some((one.parse().ok()?, other.parse().ok()?))
}
