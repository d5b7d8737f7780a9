//! The core of the model on NeXosim: a model whose events are scheduled with keys and cancelled by them.

use std::time::{Duration, Instant};

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, EventSource, Output, SinkState, event_slot};
use nexosim::simulation::{EventKey, Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use crate::Ran;
use crate::model::{Engine, Event, Province};

#[derive(Serialize, Deserialize)]
struct Authority {
    /// Filings and those returned, when all is over.
    totals: Output<(usize, u64)>,
    province: Province<EventKey>,
}

#[Model]
impl Authority {
    async fn begin(&mut self, _: (), cx: &Context<Self>) {
        let gap = self.province.gap();
        Scheduled(cx).later(gap, Event::Arrival);
    }

    #[nexosim(schedulable)]
    async fn happen(&mut self, event: Event, cx: &Context<Self>) {
        self.province.handle(event, &mut Scheduled(cx));
    }

    async fn report(&mut self) {
        let totals = (self.province.filings(), self.province.returned);
        self.totals.send(totals).await;
    }
}

struct Scheduled<'a>(&'a Context<Authority>);

impl Engine for Scheduled<'_> {
    type Timer = EventKey;

    fn now(&self) -> f64 {
        self.0
            .time()
            .duration_since(MonotonicTime::EPOCH)
            .as_secs_f64()
    }

    fn later(&mut self, seconds: f64, event: Event) {
        let scheduled =
            self.0
                .schedule_event(ahead(seconds), schedulable!(Authority::happen), event);
        scheduled.expect("the deadline lies ahead");
    }

    fn after(&mut self, seconds: f64, event: Event) -> EventKey {
        let wait = ahead(seconds);
        let scheduled = self
            .0
            .schedule_keyed_event(wait, schedulable!(Authority::happen), event);
        scheduled.expect("the deadline lies ahead")
    }

    fn cancel(&mut self, timer: EventKey) {
        timer.cancel();
    }
}

/// What is to happen must lie ahead.
fn ahead(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds).max(Duration::from_nanos(1))
}

pub fn run(days: f64, seed: u64) -> Result<Ran, SimulationError> {
    let mut authority = Authority {
        totals: Output::default(),
        province: Province::new(days, seed),
    };
    let mailbox = Mailbox::new();
    let (sink, mut totals) = event_slot(SinkState::Enabled);
    authority.totals.connect_sink(sink);
    let mut bench = SimInit::with_num_threads(1);
    let begin = EventSource::new()
        .connect(Authority::begin, &mailbox)
        .register(&mut bench);
    let report = EventSource::new()
        .connect(Authority::report, &mailbox)
        .register(&mut bench);
    let mut simulation = bench
        .add_model(authority, mailbox, "authority")
        .init(MonotonicTime::EPOCH)?;
    let began = Instant::now();
    simulation.process_event(&begin, ())?;
    simulation.run()?;
    let seconds = began.elapsed().as_secs_f64();
    simulation.process_event(&report, ())?;
    let (filings, returned) = totals.try_read().expect("totals are sent");
    Ok(Ran {
        engine: "NeXosim 1.0.0",
        filings: filings as u64,
        returned,
        seconds,
    })
}
