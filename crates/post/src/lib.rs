//! Mail that leaves the hall: a queue in the database, delivery by SMTP, bounces.
//!
//! Called by `push`; later by every desk that serves by mail.
