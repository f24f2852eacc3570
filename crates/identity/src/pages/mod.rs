//! The pages of identity and the edge that recognises who is there.

pub mod edge;
