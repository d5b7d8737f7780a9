//! Keyed streams of random numbers.

use std::convert::Infallible;

use rand::TryRng;

/// What a draw is for. Each purpose has draws of its own, so that a lever that adds or removes one
/// moves no other.
///
/// The numbers are part of the results: a new purpose takes a new number, and none is ever reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// Time to the next filing of the province.
    Arrival = 1,
    /// The filing's population segment.
    Segment = 2,
    /// The filing's type.
    FilingType = 3,
    /// What a change filing changes.
    ChangeScope = 4,
    /// Whether both leaders are one person.
    SamePerson = 5,
    /// Whether the number on record is stale (R9).
    StaleNumber = 6,
    /// Whether a website with a stale number is a shell (R9).
    Shell = 7,
    /// Whether the applicant notices the stale number before submitting.
    Noticed = 8,
    /// How long the remedy of a stale number takes.
    Remedy = 9,
    /// The provider's review.
    Review = 10,
    /// From receipt to the first code (R13).
    FirstCodeDelay = 11,
    /// The authority's audit, or the work in it.
    Audit = 12,
    /// Whether the applicant submits again after a return.
    Resubmits = 13,
    /// How long until then.
    ResubmissionDelay = 14,
    /// Whether interception is off by the next submission.
    FixesInterception = 15,
    /// Whether the wrong certificate is known by the next submission.
    FixesCertificate = 16,
    /// Whether another number is given in the next submission.
    ChangesNumber = 17,
    /// How long after the first code the provider reminds.
    ReminderAfter = 19,
    /// The digits of codes, from the province's own stream (R10, R11).
    Digits = 18,

    /// Points of a design, and its bootstrap.
    Design = 20,
    /// Whether a surge with a factor below 1 drops the filing.
    Thinning = 21,

    /// The leader's mobile carrier.
    Carrier = 32,
    /// Whether an MVNO's other route reaches the leader (R17).
    MvnoReached = 33,
    /// Whether the leader's phone intercepts.
    Intercepting = 34,
    /// Whether the leader knows that a code is coming.
    Expecting = 35,
    /// Whether the leader is attentive to messages.
    Attentive = 36,
    /// Whether the leader acts at work.
    ActsAtWork = 37,
    /// Whether the leader believes in a wrong certificate.
    WrongCertificate = 38,
    /// Whether the phone is out of coverage when the submission is received.
    OutOfCoverage = 39,
    /// How long it is.
    CoverageGap = 40,
    /// The leader's mobile number (synthetic).
    Mobile = 41,
    /// The leader's certificate (synthetic).
    Certificate = 42,

    /// Whether a message is lost in the network.
    Loss = 64,
    /// How long a message is on its way.
    Delay = 65,
    /// Whether the network keeps a message until the phone is reachable.
    StoreAndForward = 66,
    /// Whether a message is deleted by accident.
    Deleted = 67,
    /// Whether the leader responds to a kept message.
    Responds = 68,
    /// How long until the leader notices.
    Notice = 69,
    /// Whether the leader acts promptly.
    Prompt = 70,
    /// How long until the leader acts.
    Act = 71,
    /// Whether one who acts at work makes time outside of it.
    MakesTime = 72,
    /// Whether one who deleted a message asks for another.
    AsksAfterDeleting = 73,

    /// Patience before an inquiry into what was not received.
    Patience = 96,
    /// Whether an inquiry finds the interception.
    FindsInterception = 97,
    /// How long turning it off takes.
    FixInterceptionTime = 98,
    /// Whether the leader moves to coverage.
    MovesToCoverage = 99,
    /// How long moving takes.
    MoveTime = 100,
    /// Whether the leader asks for a resend after an inquiry.
    AsksAfterInquiry = 101,
    /// Whether the leader asks for a resend when all codes are over.
    AsksAfterExpiry = 102,
    /// How long a resend request takes to type.
    RequestTime = 103,
    /// A request's failed graphic verification.
    RequestSlipGraphic = 104,
    /// A request's mistyped mobile.
    RequestSlipMobile = 105,
    /// A request's mistyped certificate.
    RequestSlipCertificate = 106,
    /// Whether a believer in a wrong certificate sees it after a request.
    RequestSeesMistake = 107,
    /// Whether the provider's reminder reaches the leader.
    ReminderReached = 108,
    /// How long until the leader notices what a reminder asks.
    ReminderNotice = 109,
    /// Whether a reminded leader acts promptly.
    ReminderPrompt = 110,
    /// How long until a reminded leader acts.
    ReminderAct = 111,
    /// Whether a reminded leader makes time outside of work.
    ReminderMakesTime = 112,

    /// How long an entry takes to type.
    EntryTime = 128,
    /// An entry's failed graphic verification.
    SlipGraphic = 129,
    /// An entry's mistyped mobile.
    SlipMobile = 130,
    /// An entry's mistyped certificate.
    SlipCertificate = 131,
    /// An entry's mistyped code.
    SlipCode = 132,
    /// Whether a believer in a wrong certificate sees it after an entry.
    SeesMistake = 133,
    /// Whether one who left the page comes back.
    ComesBack = 134,
    /// How long until then.
    ComesBackAfter = 135,
    /// Whether one who comes back makes time outside of work.
    ComesBackMakesTime = 136,
}

/// A place in the world from which draws are derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u64);

/// The increment of SplitMix64: 2⁶⁴ divided by the golden ratio.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of SplitMix64 (Stafford's mix 13): every input bit moves every output bit.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The finaliser of MurmurHash3, which SplitMix64 has for what it splits off: no key of a part is
/// what a draw gives.
fn mix_part(mut z: u64) -> u64 {
    z = (z ^ (z >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    z = (z ^ (z >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    z ^ (z >> 33)
}

/// The position at which the stream of a purpose's `occurrence`-th time begins: which number it is of
/// the key's sequence.
///
/// Streams begin at multiples of the golden ratio on the ring of 2⁶⁴ positions, which spreads any
/// number of them evenly. None reaches another within 2³⁹ steps while occurrences are below 2¹⁶, nor
/// within 2²² for any. Steps go to the next position, so that a long stream is SplitMix64 itself.
fn position(purpose: u8, occurrence: u32) -> u64 {
    (u64::from(occurrence) << 8 | u64::from(purpose)).wrapping_mul(GOLDEN)
}

impl Key {
    /// The key of a whole experiment.
    pub fn of_seed(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(GOLDEN)))
    }

    /// The key of a part: replication `n`, filing `n`, submission `n` and so on.
    #[must_use]
    pub fn child(self, n: u64) -> Self {
        #[cfg(feature = "count-draws")]
        super::drawn::count_part();
        Self(mix_part(self.0.wrapping_add(n.wrapping_mul(GOLDEN))))
    }

    /// The stream of draws for a purpose, for its `occurrence`-th time at this place.
    pub fn stream(self, purpose: Purpose, occurrence: u32) -> Stream {
        #[cfg(feature = "count-draws")]
        super::drawn::count(purpose);
        self.at(position(purpose as u8, occurrence))
    }

    fn at(self, position: u64) -> Stream {
        Stream(self.0.wrapping_add(position.wrapping_mul(GOLDEN)))
    }

    /// Whether an event of this probability happens.
    pub fn bernoulli(self, purpose: Purpose, occurrence: u32, probability: f64) -> bool {
        // Certain things need no draw, and have none that another could share.
        probability > 0.0
            && (probability >= 1.0
                || self.stream(purpose, occurrence).bits() >> 12 < threshold(probability))
    }
}

/// The nearest multiple of 2⁻⁵² to a probability, counted in these: the bits of a number from 1 to 2
/// count them, so that one addition rounds. Cheaper than to make a number of the bits drawn.
fn threshold(probability: f64) -> u64 {
    (1.0 + probability).to_bits() - 1f64.to_bits()
}

/// A stream of random numbers: SplitMix64 (Steele, Lea and Flood 2014) from a position of a key.
///
/// SplitMix64 mixes a counter: here the key, plus the position times an increment. So the number at
/// any position costs one mixing step.
///
/// Portable: the same numbers on every machine and with every version of the libraries.
#[derive(Clone, Debug)]
pub struct Stream(u64);

impl Stream {
    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let bits = mix(self.0);
        self.0 = self.0.wrapping_add(GOLDEN);
        bits
    }

    /// A number of `[0, 1)`, uniformly distributed.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// A whole number of `0..below`, uniformly distributed (to within 2⁻³²: `below` is small).
    pub fn below(&mut self, below: u32) -> u32 {
        #[cfg(feature = "count-draws")]
        super::drawn::count(Purpose::Digits);
        ((u128::from(self.bits()) * u128::from(below)) >> 64) as u32
    }

    /// The index of the first cumulative share above a uniform draw; the last for shares that end
    /// a rounding error below 1.
    #[inline]
    pub fn choose(&mut self, cumulative: &[f64]) -> usize {
        let u = self.uniform();
        // Counted, not searched: a branch at each share could not be predicted.
        let passed = cumulative.iter().filter(|&&share| share <= u).count();
        if passed < cumulative.len() {
            passed
        } else {
            last_possible(cumulative)
        }
    }
}

/// The last index whose share is above 0.
fn last_possible(cumulative: &[f64]) -> usize {
    let total = cumulative.last().copied().unwrap_or(0.0);
    cumulative
        .iter()
        .position(|&share| share >= total)
        .unwrap_or(0)
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        for chunk in target.chunks_mut(8) {
            let bytes = self.bits().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
