//! A new generation, filled beside the one that serves and put in its place when it is whole.

use crate::entry::{Change, Entry};
use crate::generation::{Generation, Writing};
use crate::index::{Index, broken, lock, write};
use kernel::Fault;
use std::sync::MutexGuard;
use tantivy::IndexWriter;

/// An index being filled. Dropped before [`Rebuild::finish`], it leaves nothing behind.
pub struct Rebuild<'a> {
    index: &'a Index,
    generation: Option<Generation>,
    writer: Option<IndexWriter>,
    entries: u64,
    _alone: MutexGuard<'a, ()>,
}

impl Index {
    /// Begins a rebuild; the present index serves on. A second one in this process waits for the first.
    ///
    /// # Errors
    /// The folder can't be written.
    pub fn rebuild(&self) -> Result<Rebuild<'_>, Fault> {
        let alone = lock(&self.inner.rebuilding);
        let generation = match &self.inner.home {
            Some(home) => home.create(&self.synonyms())?,
            None => Generation::create(None, "memory-again", &self.synonyms())
                .map_err(broken("making an index in memory"))?,
        };
        let writer = generation.writer(Writing::Filling).map_err(broken("opening the index for writing"))?;
        Ok(Rebuild { index: self, generation: Some(generation), writer: Some(writer), entries: 0, _alone: alone })
    }

    /// Rebuilds from all entries and remembers the cursor.
    ///
    /// # Errors
    /// The present index serves on.
    pub fn rebuild_from(&self, entries: impl Iterator<Item = Entry>, cursor: (i64, i64)) -> Result<u64, Fault> {
        let mut rebuild = self.rebuild()?;
        for entry in entries {
            rebuild.add(&entry)?;
        }
        let count = rebuild.entries;
        rebuild.finish(cursor)?;
        Ok(count)
    }
}

impl Rebuild<'_> {
    /// Adds an entry whose key was not added before: the fast way.
    ///
    /// # Errors
    /// The disk is full or gone; drop the rebuild.
    pub fn add(&mut self, entry: &Entry) -> Result<(), Fault> {
        let (Some(generation), Some(writer)) = (&self.generation, &self.writer) else {
            return Err(Fault::new("the rebuild is over"));
        };
        let document = generation
            .fields
            .document(entry)
            .map_err(|error| Fault::from_error("writing an entry of the index", error))?;
        writer.add_document(document).map_err(broken("filling the index"))?;
        self.entries += 1;
        Ok(())
    }

    /// Applies changes, in their order.
    ///
    /// # Errors
    /// As [`Rebuild::add`].
    pub fn apply(&mut self, changes: &[Change]) -> Result<(), Fault> {
        let (Some(generation), Some(writer)) = (&self.generation, &mut self.writer) else {
            return Err(Fault::new("the rebuild is over"));
        };
        write(writer, generation, changes, None).map_err(broken("filling the index"))?;
        self.entries += changes.len() as u64;
        Ok(())
    }

    /// Puts it in the place of the one that serves: `cursor` is how far the hall was when the first entry was read. What
    /// was applied to the old one since then is not in it: the hall goes on from [`Index::cursor`].
    ///
    /// # Errors
    /// The present index serves on.
    pub fn finish(mut self, cursor: (i64, i64)) -> Result<(), Fault> {
        let (Some(generation), Some(mut writer)) = (self.generation.take(), self.writer.take()) else {
            return Err(Fault::new("the rebuild is over"));
        };
        let done = (|| {
            write(&mut writer, &generation, &[], Some(cursor))?;
            let segments = generation.engine.searchable_segment_ids()?;
            if segments.len() > 1 {
                writer.merge(&segments).wait()?;
                writer.garbage_collect_files().wait()?;
            }
            writer.wait_merging_threads()?;
            generation.reload()
        })();
        if let Err(error) = done {
            self.generation = Some(generation);
            return Err(Fault::from_error("finishing the index", error));
        }
        let name = generation.name.clone();
        if let Some(home) = &self.index.inner.home {
            if let Err(fault) = home.set_current(&name) {
                self.generation = Some(generation);
                return Err(fault);
            }
            self.index.swap(generation);
            home.remove_others(&name);
        } else {
            self.index.swap(generation);
        }
        Ok(())
    }
}

impl Drop for Rebuild<'_> {
    fn drop(&mut self) {
        // The writer first: it would write into the folder that goes.
        self.writer = None;
        if let (Some(generation), Some(home)) = (self.generation.take(), &self.index.inner.home) {
            let name = generation.name.clone();
            drop(generation);
            home.discard(&name);
        }
    }
}
