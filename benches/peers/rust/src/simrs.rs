//! The core of the model on simrs: a component whose events carry a number; what is cancelled is passed
//! over when its time comes, since the engine cannot take it back.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::time::{Duration, Instant};

use simrs::{Component, ComponentId, Executor, Scheduler, Simulation, State};

use crate::Ran;
use crate::model::{Engine, Event, Province};

#[derive(Debug)]
struct Numbered(u64, Event);

struct Inner {
    province: Province<u64>,
    last: u64,
    cancelled: HashSet<u64>,
}

struct Authority(Rc<RefCell<Inner>>);

struct Scheduled<'a> {
    scheduler: &'a mut Scheduler,
    id: ComponentId<Numbered>,
    last: &'a mut u64,
    cancelled: &'a mut HashSet<u64>,
}

impl Engine for Scheduled<'_> {
    type Timer = u64;

    fn now(&self) -> f64 {
        self.scheduler.time().as_secs_f64()
    }

    fn later(&mut self, seconds: f64, event: Event) {
        self.after(seconds, event);
    }

    fn after(&mut self, seconds: f64, event: Event) -> u64 {
        *self.last += 1;
        let wait = Duration::from_secs_f64(seconds);
        self.scheduler
            .schedule(wait, self.id, Numbered(*self.last, event));
        *self.last
    }

    fn cancel(&mut self, timer: u64) {
        self.cancelled.insert(timer);
    }
}

impl Component for Authority {
    type Event = Numbered;

    fn process_event(
        &self,
        id: ComponentId<Numbered>,
        event: &Numbered,
        scheduler: &mut Scheduler,
        _: &mut State,
    ) {
        let inner = &mut *self.0.borrow_mut();
        if inner.cancelled.remove(&event.0) {
            return;
        }
        let mut engine = Scheduled {
            scheduler,
            id,
            last: &mut inner.last,
            cancelled: &mut inner.cancelled,
        };
        inner.province.handle(event.1, &mut engine);
    }
}

pub fn run(days: f64, seed: u64) -> Ran {
    let inner = Rc::new(RefCell::new(Inner {
        province: Province::new(days, seed),
        last: 0,
        cancelled: HashSet::new(),
    }));
    let mut simulation = Simulation::default();
    let id = simulation.add_component(Authority(inner.clone()));
    let began = Instant::now();
    let gap = inner.borrow_mut().province.gap();
    simulation.schedule(
        Duration::from_secs_f64(gap),
        id,
        Numbered(0, Event::Arrival),
    );
    simulation.execute(Executor::unbound());
    let seconds = began.elapsed().as_secs_f64();
    let inner = inner.borrow();
    let (filings, returned) = (inner.province.filings() as u64, inner.province.returned);
    Ran {
        engine: "simrs 0.2.0",
        filings,
        returned,
        seconds,
    }
}
