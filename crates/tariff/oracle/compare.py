#!/usr/bin/env python3
"""Compares bills with NREL-PySAM's Utilityrate5 on random customers and tariffs, and measures both on the same work.

Not part of the tests of the project: PySAM is a peer, installed apart, and nothing of it is copied here (BSD 3-Clause).

Set up:  python3 -m venv VENV && VENV/bin/pip install NREL-PySAM
         cargo build --release -p tariff --example tariff_oracle --example tariff_bench
Run:     VENV/bin/python crates/tariff/oracle/compare.py [--cases N] [--seed S] [--seconds T] [--target DIR]

Each case is a random tariff (one to four bands by hour, month and weekend; one to four tiers whose prices differ by band;
a demand charge on the month's highest hour in every third case, in every sixth by band; a fixed charge) and a random
customer of 8,760 hours. PySAM's net metering pools tiers pro rata, its net billing in time order; both are drawn.
Loads are whole units of 0.000 001 kWh, so that both engines see the same numbers. A bill agrees when it differs by no
more than half a fen, which is what rounding an exact total to fen may do, and a millionth for PySAM's binary fractions.
"""
import argparse
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import PySAM.Utilityrate5 as UR

MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
OPEN = 1e38


def schedule(draw, bands):
    """A band for each month and hour, for weekdays and weekends."""
    def day():
        cuts = sorted(draw.sample(range(1, 24), draw.randint(1, 5)))
        row, band = [], draw.randrange(bands)
        for hour in range(24):
            if hour in cuts:
                band = draw.randrange(bands)
            row.append(band)
        return row

    def year():
        days, first = [day(), day()], draw.randint(1, 6)
        return [days[0] if first <= month < first + 5 else days[1] for month in range(12)]

    weekday = year()
    weekend = year() if draw.random() < 0.5 else weekday
    used = {band for table in (weekday, weekend) for row in table for band in row}
    if used != set(range(bands)):
        return schedule(draw, bands)
    return weekday, weekend


def case(draw, number):
    bands = draw.randint(1, 4)
    weekday, weekend = schedule(draw, bands) if bands > 1 else ([[0] * 24] * 12, [[0] * 24] * 12)
    tiers = draw.randint(1, 4)
    uptos = sorted(draw.sample(range(50, 1500), tiers - 1)) + [None]
    prices = [[round(draw.uniform(0.1, 1.5), 4) for _ in range(bands)] for _ in range(tiers)]
    demand = None
    if number % 6 == 0:
        demand = [round(draw.uniform(5, 60), 2) for _ in range(bands)]
    elif number % 3 == 0:
        demand = round(draw.uniform(5, 60), 2)
    fixed = round(draw.uniform(0, 40), 2)
    scale = draw.choice([0.2, 1.0, 5.0, 300.0])
    load = [int(scale * draw.random() * (1.6 if 7 <= hour % 24 <= 21 else 0.7) * 1_000_000) for hour in range(8760)]
    return dict(bands=bands, weekday=weekday, weekend=weekend, uptos=uptos, prices=prices, demand=demand, fixed=fixed,
                load=load, in_order=number % 2 == 1)


HEAD = """[tariff]
id = "case"
name_zh = "例"
name_en = "case"
effective_from = "2020-01-01"
zone_offset_min = 480
source = "random"
certainty = "E"
[eligible]
class = ["residential"]
source = "random"
certainty = "E"
[rounding]
kwh_digits = 6
price_digits = 8
line_digits = 8
total_digits = 2
way = "half_up"
source = "random"
certainty = "E"
"""
SAID = 'name_zh = "例"\nname_en = "case"\nsource = "random"\ncertainty = "E"\n'


def hours(row):
    spans, start = [], 0
    for hour in range(1, 25):
        if hour == 24 or row[hour] != row[start]:
            spans.append(f'"{start:02}:00-{hour:02}:00 b{row[start]}"')
            start = hour
    return ", ".join(spans)


def document(it):
    """The case as a document of ours. 29 February belongs to the season of February."""
    text = HEAD
    days = [31, 29] + MONTH_DAYS[2:]
    for kinds, table in (('"workday", "make_up_workday"', it["weekday"]), ('"weekend", "holiday"', it["weekend"])):
        for month, row in enumerate(table):
            text += (f'[[day]]\nseasons = ["{month + 1:02}-01/{month + 1:02}-{days[month]}"]\nkinds = [{kinds}]\n'
                     f'hours = [{hours(row)}]\nsource = "random"\ncertainty = "E"\n')
    text += f'[[energy]]\nid = "energy"\nunit = "yuan/kWh"\n{SAID}'
    if len(it["uptos"]) > 1:
        pooling = "in_time_order" if it["in_order"] else "pro_rata"
        text += f'pooling = "{pooling}"\ntiers_per = "month"\nheld = "days"\n'
    for upto, prices in zip(it["uptos"], it["prices"]):
        text += "[[energy.tier]]\n" + (f"upto_kwh = {upto}\n" if upto else "")
        text += "prices = { " + ", ".join(f'b{band} = "{price}"' for band, price in enumerate(prices)) + " }\n"
    if isinstance(it["demand"], list):
        prices = ", ".join(f'b{band} = "{price}"' for band, price in enumerate(it["demand"]))
        text += f'[[demand]]\nid = "demand"\nunit = "yuan/(kW·month)"\nprices = {{ {prices} }}\n{SAID}'
    elif it["demand"] is not None:
        text += f'[[demand]]\nid = "demand"\nunit = "yuan/(kW·month)"\nprice = "{it["demand"]}"\n{SAID}'
    return text + f'[[fixed]]\nid = "fixed"\nunit = "yuan/month"\nprice = "{it["fixed"]}"\n{SAID}'


def peer(it):
    """The case as PySAM takes it."""
    model = UR.new()
    model.Lifetime.analysis_period = 1
    model.Lifetime.inflation_rate = 0
    model.Lifetime.system_use_lifetime_output = 0
    model.SystemOutput.degradation = [0]
    model.SystemOutput.gen = [0.0] * 8760
    model.Load.load_escalation = [0]
    rates = model.ElectricityRates
    rates.en_electricity_rates = 1
    rates.rate_escalation = [0]
    rates.ur_metering_option = 2 if it["in_order"] else 0
    rates.ur_monthly_fixed_charge = it["fixed"]
    rates.ur_monthly_min_charge = 0
    rates.ur_annual_min_charge = 0
    rates.ur_en_ts_buy_rate = 0
    rates.ur_en_ts_sell_rate = 0
    rates.ur_sell_eq_buy = 0
    rates.ur_nm_yearend_sell_rate = 0
    weekday = [[band + 1 for band in row] for row in it["weekday"]]
    weekend = [[band + 1 for band in row] for row in it["weekend"]]
    rates.ur_ec_sched_weekday = weekday
    rates.ur_ec_sched_weekend = weekend
    rates.ur_ec_tou_mat = [
        [band + 1, tier + 1, upto or OPEN, 0, it["prices"][tier][band], 0.0]
        for band in range(it["bands"]) for tier, upto in enumerate(it["uptos"])
    ]
    demand = it["demand"]
    rates.ur_dc_enable = 0 if demand is None else 1
    rates.TOU_demand_single_peak = 0
    if demand is not None:
        banded = isinstance(demand, list)
        rates.ur_dc_sched_weekday = weekday if banded else [[1] * 24] * 12
        rates.ur_dc_sched_weekend = weekend if banded else [[1] * 24] * 12
        rates.ur_dc_tou_mat = (
            [[band + 1, 1, OPEN, price] for band, price in enumerate(demand)] if banded else [[1, 1, OPEN, 0.0]]
        )
        rates.ur_dc_flat_mat = [[month, 1, OPEN, 0.0 if banded else demand] for month in range(12)]
    model.Load.load = [units / 1_000_000 for units in it["load"]]
    return model


def examples(target, name):
    program = Path(target) / "release" / "examples" / name
    if not program.exists():
        sys.exit(f"{program} is not there: cargo build --release -p tariff --example {name}")
    return program


def compare(options):
    draw = random.Random(options.seed)
    cases = [case(draw, number) for number in range(options.cases)]
    lines = "".join(json.dumps(dict(document=document(it), load=it["load"])) + "\n" for it in cases)
    answer = subprocess.run([examples(options.target, "tariff_oracle")], input=lines, text=True, capture_output=True)
    if answer.returncode:
        sys.exit(answer.stderr)
    ours = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(ours) == len(cases)
    bills = same_fen = 0
    worst, broken = 0.0, []
    for number, (it, fen) in enumerate(zip(cases, ours)):
        model = peer(it)
        model.execute(0)
        theirs = model.Outputs.utility_bill_wo_sys_ym[1]
        for month, (mine, other) in enumerate(zip(fen, theirs)):
            differ = abs(mine / 100 - other)
            bills += 1
            same_fen += mine == round(other * 100)
            worst = max(worst, differ)
            if differ > 0.005 + 1e-6 * max(1.0, abs(other) / 1000):
                broken.append(dict(case=number, month=month + 1, ours=mine / 100, pysam=other))
    return dict(seed=options.seed, customers=len(cases), bills=bills, same_to_the_fen=same_fen,
                largest_difference_yuan=round(worst, 6), bills_that_disagree=len(broken), first=broken[:5])


def speed(options):
    """The same shape of work as tariff_bench: 8,760 hours, 3 bands, 3 tiers with equal adders, 12 bills."""
    row = [0 if h < 8 else 1 if 8 <= h < 12 or 17 <= h < 21 else 2 for h in range(24)]
    base = [0.30, 0.62, 0.52]
    draw = random.Random(1)
    it = dict(bands=3, weekday=[row] * 12, weekend=[row] * 12, uptos=[230, 400, None],
              prices=[[round(price + adder, 6) for price in base] for adder in (0.0, 0.05, 0.30)],
              demand=None, fixed=0.0, in_order=False, load=[int(draw.random() * 1e6) for _ in range(8760)])
    loads = [[draw.random() for _ in range(8760)] for _ in range(64)]
    model = peer(it)
    model.execute(0)
    done, began = 0, time.process_time()
    while time.process_time() - began < options.seconds:
        model.Load.load = loads[done % 64]
        model.execute(0)
        _ = model.Outputs.utility_bill_wo_sys_ym[1]
        done += 1
    theirs = done / (time.process_time() - began)
    run = subprocess.run([examples(options.target, "tariff_bench"), str(int(options.seconds * 1000))],
                         text=True, capture_output=True, check=True)
    ours = json.loads(run.stdout)
    return dict(pysam_customer_years_per_cpu_s=round(theirs, 1), ours=ours,
                times_as_fast=round(ours["customer_years_per_cpu_s"] / theirs, 1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--target", default="target")
    parser.add_argument("--only", choices=["agreement", "speed"])
    options = parser.parse_args()
    found = {}
    if options.only != "speed":
        found["agreement"] = compare(options)
    if options.only != "agreement":
        found["speed"] = speed(options)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    if found.get("agreement", {}).get("bills_that_disagree"):
        sys.exit(1)


if __name__ == "__main__":
    main()
