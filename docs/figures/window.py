"""The figure of docs/tutorial.md, from the results of its three commands.

    python3 docs/figures/window.py results/runs/day results/runs/windows results/runs/firm docs/figures/window.svg

Needs matplotlib.
"""

import csv
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "beian-sim"
import matplotlib.pyplot as plt


def rows(folder, table):
    with open(f"{folder}/{table}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def percent(row, column):
    return 100 * float(row[column])


def by_segment(axes, folder):
    """What the shorter window costs each segment, in percentage points."""
    found = [
        row
        for row in rows(folder, "comparison")
        if row["group_by"] == "segment" and row["measure"] == "return_rate"
    ]
    for place, row in enumerate(found):
        middle = percent(row, "difference")
        low, high = percent(row, "ci_low"), percent(row, "ci_high")
        axes.errorbar(middle, place, xerr=[[middle - low], [high - middle]], fmt="o", color="black", capsize=3)
    axes.set_yticks(range(len(found)), [row["group"] for row in found])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel("rise of the return rate (percentage points)")
    axes.set_title("a  24 h in place of 48 h", loc="left")


def by_window(axes, folder):
    """The return rate against the window, for each value of the assumption."""
    points = {}
    for row in rows(folder, "points"):
        points.setdefault(row["point"], {})[row["field"]] = row["value"]
    lines = {}
    for row in rows(folder, "sweep"):
        if row["measure"] == "return_rate" and row["group"] == "all":
            point = points[row["point"]]
            hours = float(point["rules.window"].removesuffix("h"))
            lines.setdefault(point["people.responds.inattentive"], []).append((hours, row))
    for (share, line), marker in zip(lines.items(), "os^"):
        hours = [x for x, _ in line]
        middle = [percent(row, "value") for _, row in line]
        below = [percent(row, "value") - percent(row, "ci_low") for _, row in line]
        above = [percent(row, "ci_high") - percent(row, "value") for _, row in line]
        axes.errorbar(hours, middle, yerr=[below, above], fmt=f"-{marker}", color="black", capsize=3, label=share)
    axes.set_xticks([12, 24, 36, 48])
    axes.set_ylim(bottom=0)
    axes.set_xlabel("window (h)")
    axes.set_ylabel("return rate (%)")
    axes.set_title("b  by the assumption", loc="left")
    axes.legend(title="inattentive leaders\nwho respond", frameon=False)


def by_draw(axes, folder):
    """What the shorter window costs each segment, whatever is not known."""
    found = [
        row
        for row in rows(folder, "uncertainty_differences")
        if row["group_by"] == "segment" and row["measure"] == "return_rate"
    ]
    for place, row in enumerate(found):
        for level, width in (("95", 1.2), ("80", 3.5)):
            axes.plot([percent(row, f"low_{level}"), percent(row, f"high_{level}")], [place] * 2, color="black", linewidth=width)
        axes.plot(percent(row, "median"), place, "o", color="white", markeredgecolor="black")
    axes.set_yticks(range(len(found)), [row["group"] for row in found])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_xlabel("rise of the return rate (percentage points)")
    axes.set_title("c  whatever is not known", loc="left")


def main(day, windows, firm, figure):
    _, (left, middle, right) = plt.subplots(1, 3, figsize=(12.5, 3.6), layout="constrained")
    by_segment(left, day)
    by_window(middle, windows)
    by_draw(right, firm)
    plt.savefig(figure, metadata={"Date": None})


if __name__ == "__main__":
    main(*sys.argv[1:])
