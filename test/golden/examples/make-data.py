"""Writes the data of the examples from files that others publish under the MIT licence (see each NOTICE.md).

    python make-data.py CAUSALDATA PANELBOX TIDYSYNTH CARD_KRUEGER

CAUSALDATA: folder of the package causaldata 0.1.5; PANELBOX: its abdata.csv, of panelbox 1.0.2; TIDYSYNTH: smoking.rda of
tidysynth; CARD_KRUEGER: fastfood.dta. Nothing is estimated or imputed: columns are chosen, renamed, and rounded to the
digits they were published with.
"""
import gzip
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadr

causaldata, panelbox, tidysynth, fastfood = map(Path, sys.argv[1:])
examples = Path(__file__).parents[3] / "examples"


def write(name: str, table: pd.DataFrame, digits: int = 7, packed: bool = False) -> None:
    path = examples / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = table.to_csv(index=False, float_format=f"%.{digits}g", lineterminator="\n")
    if packed:
        path = path.with_suffix(".csv.gz")
        path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    else:
        path.write_text(text)
    print(path.name, len(table), path.stat().st_size)


def stata(name: str) -> pd.DataFrame:
    return pd.read_stata(causaldata / "causaldata" / name / f"{name}.dta")


# The law of a state by the first year of `post`; 0: never.
castle = stata("castle").sort_values(["sid", "year"])
first = castle[castle.post == 1].groupby("sid").year.min()
castle["law"] = castle.sid.map(first).fillna(0).astype(int)
kept = "sid year law l_homicide robbery burglary motor larceny assault unemployrt poverty l_income l_police l_prisoner blackm_15_24 whitem_15_24 popwt"
write("castle/castle.csv", castle[kept.split()].rename(columns={"sid": "state"}))

# Stores by interview: February 1992 and November 1992; employment as Card and Krueger count it: managers and half of those part-time.
wide = pd.read_stata(fastfood)
rows = []
for wave, end in ((1, ""), (2, "2")):
    one = wide[["sheet", "chain", "co_owned", "state", "southj", "centralj", "northj"]].copy()
    one["wave"] = wave
    one["employment"] = wide[f"empft{end}"] + wide[f"nmgrs{end}"] + 0.5 * wide[f"emppt{end}"]
    one["wage"] = wide[f"wage_st{end}"]
    one["closed"] = (wide["status2"] == 3).astype(int) if wave == 2 else 0
    rows.append(one)
stores = pd.concat(rows)
number = {sheet: i + 1 for i, sheet in enumerate(sorted(set(wide.sheet)))}
# one number stands for two stores in the published file
twice = wide.groupby("sheet").cumcount()
stores["store"] = np.concatenate([wide.sheet + 1000 * twice] * 2).astype(int)
stores["new_jersey"] = stores.state.astype(int)
stores["rise"] = np.where(stores.new_jersey == 1, 2, 0)
stores["chain"] = stores.chain.astype(int).map({1: "Burger King", 2: "KFC", 3: "Roy Rogers", 4: "Wendy's"})
stores = stores.sort_values(["store", "wave"])
columns = "store wave rise new_jersey chain co_owned southj centralj employment wage closed"
for name in ("co_owned", "southj", "centralj"):
    stores[name] = stores[name].astype(int)
write("minimum-wage/stores.csv", stores[columns.split()])

# Firms; a slump is a year in which the output of the firm's industry is below that of the year before.
firms = pd.read_csv(panelbox)
firms = firms[["id", "year", "ind", "n", "w", "k", "ys"]].astype({"id": int, "year": int, "ind": int})
industry = firms.groupby(["ind", "year"]).ys.mean().round(6).reset_index()
industry["before"] = industry.groupby("ind").ys.shift()
industry["slump"] = (industry.ys < industry.before).astype(int)
firms = firms.merge(industry[["ind", "year", "slump"]], on=["ind", "year"]).sort_values(["id", "year"])
firms.columns = ["firm", "year", "industry", "n", "w", "k", "ys", "slump"]
write("employment/firms.csv", firms, 8)

# The experiment, and men of the Current Population Survey in place of its control group.
trial, survey = stata("nsw_mixtape"), stata("cps_mixtape")
men = pd.concat([trial.assign(cps=0), survey.assign(cps=1)])
men["man"] = np.arange(1, len(men) + 1)
men["year"] = 1978
for name in "treat age educ black hisp marr nodegree".split():
    men[name] = men[name].astype(int)
men["trial_control"] = ((men.cps == 0) & (men.treat == 0)).astype(int)
write(
    "training/men.csv",
    men["man year treat cps trial_control age educ black hisp marr nodegree re74 re75 re78".split()],
    8,
    packed=True,
)

young = stata("close_college")
young.insert(0, "man", np.arange(1, len(young) + 1))
young.insert(1, "year", 1976)
for name in "nearc4 educ black smsa south exper".split():
    young[name] = young[name].astype(int)
young["college"] = (young.educ > 12).astype(int)
write("schooling/men.csv", young, 7)

smoking = pyreadr.read_r(str(tidysynth))["smoking"].astype({"year": int})
smoking = smoking.sort_values(["state", "year"])
smoking["program"] = np.where(smoking.state == "California", 1989, 0)
write("tobacco/states.csv", smoking["state year program cigsale retprice lnincome age15to24 beer".split()])
