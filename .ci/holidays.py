"""Holds src/engine/clock/china/days.csv against the package chinesecalendar: whether each day is worked, and which feast frees it."""

import csv
import datetime
import sys

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays, workdays

# As feasts are called there; of two that fall together it names one.
NAMES = {
    "New Year": ["New Year's Day"],
    "Qingming": ["Tomb-sweeping Day"],
    "Dragon Boat": ["Dragon Boat Festival"],
    "Mid-Autumn": ["Mid-autumn Festival", "National Day"],
    "National Day": ["National Day", "Mid-autumn Festival"],
}

with open("src/engine/clock/china/days.csv", encoding="utf-8", newline="") as file:
    days = {datetime.date.fromisoformat(row["date"]): row for row in csv.DictReader(file)}
first, last = datetime.date(min(days).year, 1, 1), datetime.date(max(days).year, 12, 31)
wrong = []
for day in (first + datetime.timedelta(n) for n in range((last - first).days + 1)):
    row = days.get(day)
    worked = row["day"] == "worked" if row else day.weekday() < 5
    if worked != is_workday(day):
        wrong.append(f"{day}: {'worked' if worked else 'free'} here, not in chinesecalendar")
    feast, there = row and row["feast"], (holidays | workdays).get(day)
    if row and there not in NAMES.get(feast, [feast]):
        wrong.append(f"{day}: {feast} here, {there} in chinesecalendar")
if wrong:
    sys.exit("\n".join(wrong))
print(f"{(last - first).days + 1} days from {first} to {last} are as in chinesecalendar, {len(days)} of them no ordinary ones")
