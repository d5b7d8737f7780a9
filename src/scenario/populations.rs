//! From a tree to what holds in each province, for each segment.

use super::build::{count, shares};
use super::fields::{LEAST_RATE, MOST_RATE};
use super::model::{
    Access, Arrivals, Authority, Calendars, CarrierParameters, Delay, Handsets, People, Population,
    Provider, ProvinceParameters, Resubmission, Segment,
};
use super::tree::{Node, Value, join};
use super::values::Reader;
use crate::chance::Distribution;
use crate::rules::{Carrier, InForce, Province};

/// A tree of the fields that may differ among provinces and segments.
struct Reading<'r, 't> {
    reader: &'r mut Reader,
    tree: &'t Node,
}

impl Reading<'_, '_> {
    fn probability(&mut self, path: &str) -> f64 {
        let node = self.reader.need(self.tree, path);
        node.map_or(0.0, |node| self.reader.probability(node, path))
    }

    fn number(&mut self, path: &str) -> f64 {
        let node = self.reader.need(self.tree, path);
        node.map_or(0.0, |node| self.reader.number_at(node, path))
    }

    fn delay(&mut self, path: &str) -> Delay {
        match self.reader.need(self.tree, path) {
            Some(node) => self.reader.delay(node, path),
            None => Delay {
                distribution: Distribution::constant(0),
                measured_in: Some(Calendars::ALWAYS),
            },
        }
    }

    fn count(&mut self, path: &str) -> u32 {
        count(self.reader, self.tree, path) as u32
    }

    fn cumulative_carriers(&mut self) -> [f64; 4] {
        let shares = Carrier::ALL
            .map(|carrier| self.probability(&format!("carriers.{}.share", carrier.name())));
        let node = self.tree.at("carriers").unwrap_or(self.tree);
        let cumulative = self.reader.cumulative(node, "carriers", &shares);
        cumulative.try_into().unwrap_or([1.0; 4])
    }

    fn population(&mut self) -> Population {
        Population {
            type_share: shares(self.reader, self.tree, "filings.type_share"),
            change_scope: shares(self.reader, self.tree, "filings.change_scope"),
            same_person: self.probability("filings.same_person"),
            carrier_share: self.cumulative_carriers(),
            carriers: Carrier::ALL.map(|carrier| CarrierParameters {
                loss: self.probability(&format!("carriers.{}.loss", carrier.name())),
                delay: self.delay(&format!("carriers.{}.delay", carrier.name())),
            }),
            mvno_reach: self.probability("carriers.mvno.reach"),
            handsets: self.handsets(),
            people: self.people(),
            resubmission: self.resubmission(),
        }
    }

    fn handsets(&mut self) -> Handsets {
        Handsets {
            out_of_coverage: self.probability("handsets.out_of_coverage"),
            coverage_gap: self.delay("handsets.coverage_gap"),
            store_and_forward: self.probability("handsets.store_and_forward"),
            intercepting: self.probability("handsets.intercepting"),
            deleted: self.probability("handsets.deleted"),
        }
    }

    fn people(&mut self) -> People {
        People {
            expecting: self.probability("people.expecting"),
            attentive: self.probability("people.attentive"),
            acts_at_work: self.probability("people.acts_at_work"),
            wrong_certificate: self.probability("people.wrong_certificate"),
            responds_attentive: self.probability("people.responds.attentive"),
            responds_inattentive: self.probability("people.responds.inattentive"),
            responds_reminded: self.number("people.responds.reminded"),
            prompt: self.probability("people.prompt"),
            notice: self.delay("people.notice"),
            act_promptly: self.delay("people.act_promptly"),
            act_later: self.delay("people.act_later"),
            entry_time: self.delay("people.entry_time"),
            slip_graphic: self.probability("people.slip.graphic"),
            slip_mobile: self.probability("people.slip.mobile"),
            slip_certificate: self.probability("people.slip.certificate"),
            slip_code: self.probability("people.slip.code"),
            sees_mistake: self.probability("people.sees_mistake"),
            entries_per_visit: self.count("people.entries_per_visit"),
            comes_back: self.probability("people.comes_back"),
            asks_resend: self.probability("people.asks_resend"),
            patience: self.delay("people.patience"),
            finds_interception: self.probability("people.finds_interception"),
            moves_to_coverage: self.probability("people.moves_to_coverage"),
            fix_time: self.delay("people.fix_time"),
            resend_requests: self.count("people.resend_requests"),
            makes_time: self.probability("people.makes_time"),
        }
    }

    fn resubmission(&mut self) -> Resubmission {
        Resubmission {
            delay: self.delay("resubmission.delay"),
            after_timeout: self.probability("resubmission.after_timeout"),
            after_wrong_certificate: self.probability("resubmission.after_wrong_certificate"),
            most_submissions: self.count("resubmission.most_submissions"),
            fixes_interception: self.probability("resubmission.fixes_interception"),
            fixes_certificate: self.probability("resubmission.fixes_certificate"),
            changes_number: self.probability("resubmission.changes_number"),
        }
    }

    fn authority(&mut self) -> Authority {
        let path = "authority.auditors";
        let auditors = self.reader.need(self.tree, path);
        Authority {
            audit: self.delay("authority.audit"),
            audit_work: self.delay("authority.audit_work"),
            auditors: auditors.and_then(|node| self.reader.limit(node, path)),
        }
    }

    fn province(
        &mut self,
        province: Province,
        in_force: InForce,
        populations: Vec<Population>,
        segments: &[(Segment, Option<&Node>)],
    ) -> ProvinceParameters {
        let carriers = averaged_carriers(&populations, segments);
        ProvinceParameters {
            province,
            in_force,
            access: Access {
                stale_number: self.probability("access.stale_number"),
                shell: self.probability("access.shell"),
                noticed: self.probability("access.noticed"),
                remedy: self.delay("access.remedy"),
            },
            provider: Provider {
                review: self.delay("provider.review"),
                reminder_after: self.delay("provider.reminder_after"),
                reminder_reach: self.probability("provider.reminder_reach"),
            },
            authority: self.authority(),
            first_code_delay: self.delay("rules.first_code_delay"),
            lane_rates: self.lane_rates(carriers),
            populations,
        }
    }

    /// Messages a minute of each carrier's lane: one rate is shared by the carriers' shares.
    fn lane_rates(&mut self, carriers: [f64; 4]) -> [Option<f64>; 4] {
        let path = "gateway.messages_per_minute";
        let Some(node) = self.reader.need(self.tree, path) else {
            return [None; 4];
        };
        if !matches!(node.value, Value::Table(_)) {
            let rate = self.rate(node, path);
            // A carrier without users has no messages, and needs no rate.
            return carriers.map(|share| rate.map(|r| r * share).filter(|r| *r > 0.0));
        }
        let names = Carrier::ALL.map(Carrier::name);
        self.reader.only(node, path, &names);
        Carrier::ALL.map(|carrier| {
            let lane = self.reader.need_in(node, path, carrier.name())?;
            self.rate(lane, &join(path, carrier.name()))
        })
    }

    fn rate(&mut self, node: &Node, path: &str) -> Option<f64> {
        let expected = "messages a minute, above 0, or -1 for no limit,";
        let rate = self.reader.number(node, path, expected)?;
        if rate == -1.0 {
            return None;
        }
        if !(LEAST_RATE..=MOST_RATE).contains(&rate) {
            self.reader
                .fault(node, path, format!("{rate} where {expected} is expected"));
            return None;
        }
        Some(rate)
    }
}

/// The share of each carrier, averaged over the segments.
fn averaged_carriers(
    populations: &[Population],
    segments: &[(Segment, Option<&Node>)],
) -> [f64; 4] {
    let mut shares = [0.0; 4];
    for (population, (segment, _)) in populations.iter().zip(segments) {
        let mut below = 0.0;
        for (share, cumulative) in shares.iter_mut().zip(population.carrier_share) {
            *share += segment.share * (cumulative - below);
            below = cumulative;
        }
    }
    shares
}

/// What holds in each province that has filings.
pub(super) fn provinces(
    reader: &mut Reader,
    tree: &Node,
    arrivals: &Arrivals,
    segments: &[(Segment, Option<&Node>)],
    in_force: &[InForce; Province::COUNT],
) -> Vec<ProvinceParameters> {
    let has_filings = |province: &Province| match arrivals {
        Arrivals::Poisson(poisson) => poisson.province_share[province.index()] > 0.0,
        Arrivals::File(filings) => !filings[province.index()].is_empty(),
    };
    let mut provinces = Vec::new();
    for province in Province::all() {
        let own = tree
            .at("province")
            .and_then(|table| table.field(province.code()));
        // A table for a province without filings is checked all the same.
        if !has_filings(&province) && own.is_none() {
            continue;
        }
        let mut here = tree.clone();
        if let Some(own) = own {
            here.lay_over(own, "");
        }
        let populations = segments.iter().map(|(_, segment)| {
            let Some(segment) = segment else {
                return Reading {
                    reader: &mut *reader,
                    tree: &here,
                }
                .population();
            };
            let mut of_segment = here.clone();
            of_segment.lay_over(segment, "");
            Reading {
                reader: &mut *reader,
                tree: &of_segment,
            }
            .population()
        });
        let populations = populations.collect();
        let in_force = in_force[province.index()];
        let parameters = Reading {
            reader: &mut *reader,
            tree: &here,
        }
        .province(province, in_force, populations, segments);
        if has_filings(&province) {
            provinces.push(parameters);
        }
    }
    provinces
}
