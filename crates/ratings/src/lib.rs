//! Rating and answer (好差评): every handled case may be rated once, by its applicant or by whoever holds its rating
//! link; a bad rating is answered in public by somebody who did not handle the case.
//!
//! Called by its pages, by the page of a case (through [`rating_of`] and [`rating_link`]) and by the clock that turns the
//! days ([`default_ratings`]). It never changes a case, never mixes default ratings into active rates, and never shows a
//! rater's name in full.
//!
//! Law: 国办发〔2019〕51号; GB/T 39734-2020; GB/T 39735-2020

mod figures;
mod indicators;
mod links;
pub mod pages;
mod policy;
mod rating;
mod refused;
mod store;
mod verbs;

pub use figures::{Figures, Ratio};
pub use indicators::{INDICATOR_LISTS, Indicator, IndicatorList, Place, Tone};
pub use links::{case_of_link, rating_link};
pub use policy::{POLICY, Policy};
pub use rating::{Answer, Author, CallBack, Level, Measure, Rating, Rectification, Source, Stage, Via, hide_numbers};
pub use refused::Refused;
pub use store::{
    AgencyFigures, Due, ItemFigures, Said, Scope, Tab, figures_by_agency, figures_by_item, figures_of, find_for_office,
    list_desk, list_said, rating_of,
};
pub use verbs::{
    NewAnswer, NewRating, Standing, answer, default_ratings, open_for_answer, rate, rate_by_link, rectify,
    standing_by_link, standing_of_mine,
};
