//! Every table, computed from results: its columns are declared once, with name, kind and meaning.
//!
//! [`Tables`] are the tables of a run; [`comparison_tables`], [`point_tables`], [`load_table`] and
//! [`resend_effect_tables`] those of the other commands. [`thresholds`] holds results against a
//! scenario's thresholds, [`cautions`] says what keeps intervals from being taken as they look, and
//! [`mod@format`] writes figures as people read them.

mod answers;
pub mod caused;
mod caution;
mod column;
pub mod compared;
mod error;
mod figures;
pub mod format;
mod load;
pub mod loaded;
mod returns;
mod sheet;
pub mod swept;
mod tables;
pub mod thresholds;
mod times;

pub use caused::resend_effect_tables;
pub use caution::cautions;
pub use column::{Column, Kind, Schema};
pub use compared::{Compared, comparison_tables};
pub use error::TableError;
pub(crate) use load::times_of_hour;
pub use loaded::load_table;
pub use sheet::{Cell, Sheet, TableFile};
pub(crate) use sheet::{fixed, is_formula, no_formula, unit_decimals};
pub use swept::{Bar, SweptPoint, point_tables, sobol_table, tornado_table};
pub use tables::{Tables, schemas, schemas_by_command};
pub(crate) use tables::{duration, share};
