//! The operations monitor: probes, ages of sections, dead links, veto indicators, before the inspector comes.
//!
//! Law: 国办秘函〔2019〕19号
