//! The table of regions as the tree that forms ask for, within one transaction.

use forms::{RegionOption, RegionTree};
use kernel::Tx;
use std::cell::RefCell;

/// The regions seen through an open transaction. A fault of the database looks like an unknown region here and
/// surfaces at the transaction's next statement.
pub struct Regions<'a, 't>(RefCell<&'a mut Tx<'t>>);

impl<'a, 't> Regions<'a, 't> {
    /// The tree over `tx`.
    pub fn new(tx: &'a mut Tx<'t>) -> Regions<'a, 't> {
        Regions(RefCell::new(tx))
    }
}

impl RegionTree for Regions<'_, '_> {
    fn full_name(&self, code: &str) -> Option<String> {
        let path = identity::path_of(&mut self.0.borrow_mut(), code).ok()?;
        let last = path.last()?;
        (last.code == code && last.valid_to.is_none()).then(|| path.iter().map(|r| r.name.as_str()).collect())
    }

    fn below(&self, code: Option<&str>) -> Vec<RegionOption> {
        let found = identity::children_of(&mut self.0.borrow_mut(), code).unwrap_or_default();
        found.into_iter().map(|r| RegionOption { code: r.code, name: r.name }).collect()
    }
}
