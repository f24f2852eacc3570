//! The tables of mail that comes in. Beside `crate::store` the only files of this crate with SQL.

mod lists;
mod messages;
mod places;

pub use lists::{
    IncomingFigures, IncomingRow, Unfetched, incoming_figures, list_incoming, list_troubles_incoming, list_unfetched,
};
pub(crate) use messages::{
    Arrival, claim, count_within_hour, find_by_bytes, give_up, insert, is_repeated, list_due, list_open_bounces,
    note_untaken, put_off, rotate, settle, settle_bounce, take_again,
};
pub use messages::{clear_incoming, find_incoming};
pub(crate) use places::{
    Place, keep_mailbox, leave_mailbox, list_known, list_to_put_away, note_copy, note_unfetched, set_put_away,
    set_validity, take_mailbox,
};
