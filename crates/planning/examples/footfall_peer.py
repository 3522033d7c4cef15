"""MSTL + AutoETS of statsforecast on footfall that the example footfall.rs writes to the standard input.

In: lines `hall,part,season_day,season_week,came`, in order of time, part 0 for what is known and 1 for what is asked.
Out: a line of JSON with the CPU seconds of the forecasts, then a line `mean,p90` for each line asked, in order.
"""
import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoETS, MSTL

warnings.filterwarnings("ignore")
lines = pd.read_csv(sys.stdin, names=["hall", "part", "day", "week", "came"])
spent, answers = 0.0, []
for _, hall in lines.groupby("hall", sort=False):
    known, asked = hall[hall.part == 0], hall[hall.part == 1]
    seasons = sorted({int(known.day.iloc[0]), int(known.week.iloc[0])} - {1})
    frame = pd.DataFrame({"unique_id": "h", "ds": np.arange(len(known)), "y": known.came.astype(float)})
    begun = time.process_time()
    model = MSTL(season_length=seasons, trend_forecaster=AutoETS(model="ZZN"))
    told = StatsForecast(models=[model], freq=1, n_jobs=1).forecast(df=frame, h=len(asked), level=[80])
    spent += time.process_time() - begun
    answers.append(told[["MSTL", "MSTL-hi-80"]].to_numpy())
print(json.dumps({"cpu_s": round(spent, 2)}))
for mean, high in np.concatenate(answers):
    print(f"{mean},{high}")
