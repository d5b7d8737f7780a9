//! The rules by themselves: hand-worked cases, what a case cannot show, and random records of acts.

mod alone;
mod cases;
mod code;
mod page;
mod properties;
mod random_acts;
mod rulebook;
mod window;
