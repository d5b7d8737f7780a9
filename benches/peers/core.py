"""The core of the model in SimPy: python3 core.py DAYS SEED prints one line of JSON."""

import json
import random
import sys
import time

import simpy

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
FILINGS_PER_DAY = 2_000
WINDOW = 48 * HOUR


class Leader:
    """A person who is to enter a code."""

    def __init__(self, env):
        self.intercepting = random.random() < 0.1
        self.expecting = random.random() < 0.6
        self.holds_code = False
        self.verified = env.event()
        self.visit = None
        self.visit_at = float("inf")


class Filing:
    """A submission: its check, from receipt to complete or returned."""

    def __init__(self, env, totals):
        self.env, self.totals = env, totals
        self.leaders = [Leader(env), Leader(env)]
        self.open = True
        self.helpers = []

    def run(self):
        env = self.env
        yield env.timeout(random.expovariate(1 / (5 * MINUTE)))
        for leader in self.leaders:
            env.process(self.message(leader))
            if leader.expecting:
                self.helpers.append(env.process(self.look(leader)))
        self.helpers.append(env.process(self.midnight()))
        complete = env.all_of([leader.verified for leader in self.leaders])
        deadline = env.timeout(WINDOW)
        yield complete | deadline
        self.open = False
        self.totals["returned"] += not complete.triggered
        for helper in self.helpers + [leader.visit for leader in self.leaders]:
            if helper is not None and helper.is_alive:
                helper.interrupt()

    def message(self, leader):
        """A code by SMS: lost, intercepted, or kept, and perhaps responded to."""
        env = self.env
        if random.random() < 0.05:
            return
        yield env.timeout(random.expovariate(1 / 10.0))
        if leader.intercepting or not self.open or leader.verified.triggered:
            return
        leader.holds_code = True
        if random.random() >= 0.7:
            return
        later = 20 * MINUTE if random.random() < 0.5 else 8 * HOUR
        wait = random.expovariate(1 / (10 * MINUTE)) + random.expovariate(1 / later)
        # A visit that is planned stays unless the new one is earlier.
        if env.now + wait < leader.visit_at:
            if leader.visit is not None and leader.visit.is_alive:
                leader.visit.interrupt()
            leader.visit_at = env.now + wait
            leader.visit = env.process(self.enter(leader, wait))

    def enter(self, leader, wait):
        try:
            yield self.env.timeout(wait)
            leader.visit_at = float("-inf")
            yield self.env.timeout(MINUTE)
            leader.verified.succeed()
        except simpy.Interrupt:
            pass

    def look(self, leader):
        """One who expects a code and holds none asks for another."""
        env = self.env
        try:
            for _ in range(2):
                yield env.timeout(random.expovariate(1 / (2 * HOUR)))
                if leader.holds_code or random.random() >= 0.5:
                    return
                yield env.timeout(MINUTE)
                env.process(self.message(leader))
        except simpy.Interrupt:
            pass

    def midnight(self):
        """The automatic resend, at 00:00 of the next day."""
        env = self.env
        try:
            yield env.timeout(DAY - env.now % DAY)
            for leader in self.leaders:
                if not leader.verified.triggered:
                    env.process(self.message(leader))
        except simpy.Interrupt:
            pass


def arrivals(env, days, totals):
    while True:
        yield env.timeout(random.expovariate(FILINGS_PER_DAY / DAY))
        if env.now >= days * DAY:
            return
        totals["filings"] += 1
        env.process(Filing(env, totals).run())


def main():
    days, seed = int(sys.argv[1]), int(sys.argv[2])
    random.seed(seed)
    env = simpy.Environment()
    totals = {"filings": 0, "returned": 0}
    began = time.perf_counter()
    env.process(arrivals(env, days, totals))
    env.run()
    totals["seconds"] = time.perf_counter() - began
    totals["engine"] = f"SimPy {simpy.__version__}, Python {sys.version.split()[0]}"
    print(json.dumps(totals))


main()
