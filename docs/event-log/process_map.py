"""Loads an event log of beian-sim in PM4Py and DuckDB, and draws the process map that PM4Py discovers.

    python process_map.py EVENTS.csv EVENTS.parquet MAP.svg

The CSV and the Parquet file must be of the same run. Needs requirements.txt, and Graphviz for the map.
"""

import sys

import duckdb
import pandas
import pm4py
from pm4py.visualization.dfg import visualizer
from pm4py.visualization.dfg.variants.frequency import Parameters

# The milestones of a filing. All other activities (what leaders plan, how messages travel) are left out
# of the map, which would have some 50 boxes with them.
MILESTONES = [
    "hands in the filing",
    "receives submission",
    "sends the first code",
    "sends the automatic code",
    "sends the manual code",
    "comes to the page",
    "presses Verification: verified, another mobile to verify",
    "has the check complete",
    "returns the submission: the window is over",
    "returns the submission: too many wrong certificates",
    "submits again",
    "gives up",
    "accepts the filing",
]

# Paths that fewer than this share of the filings take are left out, too.
RARE = 0.01


def process_map(events_csv, picture):
    """Discovers the map of the counted filings and saves it."""
    log = pandas.read_csv(events_csv, parse_dates=["time:timestamp"])
    counted = log[log["counted"]]
    cases = counted["case:concept:name"].nunique()
    milestones = pm4py.filter_event_attribute_values(
        counted, "concept:name", MILESTONES, level="event", retain=True
    )
    follows, starts, ends = pm4py.discover_dfg(milestones)
    common = {path: times for path, times in follows.items() if times >= RARE * cases}
    shown = {activity for path in common for activity in path}
    times = milestones["concept:name"].value_counts()
    drawn = visualizer.apply(
        common,
        activities_count={activity: int(times[activity]) for activity in sorted(shown)},
        parameters={
            Parameters.START_ACTIVITIES: starts,
            Parameters.END_ACTIVITIES: ends,
            Parameters.FORMAT: picture.rsplit(".", 1)[-1],
            Parameters.RANKDIR: "TB",
        },
    )
    visualizer.save(drawn, picture)
    print(f"PM4Py: {len(log)} events, {cases} counted filings, {len(common)} paths in {picture}")
    return len(log)


def returns_by_province(events_parquet):
    """Asks DuckDB for the provinces with the largest share of submissions returned."""
    print("DuckDB: of the submissions checked, returned")
    query = """
        SELECT province,
               count(*) FILTER ("concept:name" LIKE 'returns the submission%') /
               count(*) FILTER ("concept:name" = 'receives submission' AND rule = 'R3, R4') AS share
        FROM read_parquet(?)
        WHERE counted
        GROUP BY province
        ORDER BY share DESC, province
        LIMIT 3
    """
    for province, share in duckdb.execute(query, [events_parquet]).fetchall():
        print(f"  {province}  {share:.1%}")
    return duckdb.execute("SELECT count(*) FROM read_parquet(?)", [events_parquet]).fetchone()[0]


def main():
    """Runs both, and fails where they do not see the same events."""
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    events_csv, events_parquet, picture = sys.argv[1:]
    in_csv = process_map(events_csv, picture)
    in_parquet = returns_by_province(events_parquet)
    if in_csv != in_parquet:
        sys.exit(f"{in_csv} events in {events_csv}, and {in_parquet} in {events_parquet}")


if __name__ == "__main__":
    main()
