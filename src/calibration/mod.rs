//! Calibration: what observed figures say of the fields that nobody knows.
//!
//! [`Targets`] are observed figures. The simulator is run at draws of the prior, each with luck of its own: luck that all
//! share would be an error of all emulators at once. For each target an [`Emulator`](crate::experiment::expansion::Emulator) is fitted, and
//! stands in the simulator's place ([`Emulated`]). Particles go from the prior to the posterior by sequential Monte Carlo
//! ([`posterior`]); [`Calibration`] says what came of it, and the simulator is run again at some of them, to hold what the
//! emulators say against it. [`adjusted`] is the second method, to compare with.

mod adjusted;
mod emulated;
mod findings;
mod kept;
mod posterior;
mod profile;
mod targets;

pub use adjusted::adjusted;
pub use emulated::{Emulated, Simulations};
pub use findings::{Calibration, Determined, FieldFinding, TargetFinding, Told};
pub use kept::{Kept, NotTakenUp};
pub use posterior::{PARTICLES, posterior};
pub use profile::{ProfilePoint, WITHIN, profiles};
pub use targets::{Observed, Target, Targets};
