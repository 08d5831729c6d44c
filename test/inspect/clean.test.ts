/**
 * No false alarm: simulated panels of several kinds of clean data have no finding but what their design says, and on the shipped examples
 * every finding is one that was read and found true (the list below is complete).
 */
import { describe, expect, it } from "vitest";
import { readTable } from "../../src/data/files/read-table.js";
import { makeTable, selectRows, type Table } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { type Asked, inspectTable } from "../../src/inspect/inspect-table.js";
import { byRow, normal, text, uniform } from "./clean-panel.js";

const UNITS = 60;
const PERIODS = 12;

/** A panel of variables as data have them: persistent, trending, counted, rounded, skewed, bounded, binary. */
function simulated(seed: number, decimals: number | null): Table {
  const next = uniform(seed);
  const draw = () => normal(next);
  const rows = UNITS * PERIODS;
  const unit = (row: number) => Math.floor(row / PERIODS);
  const period = (row: number) => row % PERIODS;
  const given = (value: number) => (decimals === null ? value : Number(value.toFixed(decimals)));
  const series = (make: (before: number | null, level: number) => number) => {
    const values = new Float64Array(rows);
    for (let u = 0; u < UNITS; u++) {
      const level = draw();
      for (let t = 0; t < PERIODS; t++)
        values[u * PERIODS + t] = make(t === 0 ? null : values[u * PERIODS + t - 1]!, level);
    }
    return values;
  };
  const persistent = series((before, level) => given(before === null ? 10 + level : 2 + 0.8 * before + draw() / 2));
  const walk = series((before, level) => given((before ?? 10 + 3 * level) + 0.1 + draw() / 5));
  const stock = series((before) =>
    given(before === null ? Math.exp(6 + 2 * draw()) : before * Math.exp(0.05 + draw() / 10)),
  );
  const counts = series((_, level) => Math.floor(Math.exp(2 + level / 2 + draw() / 2)));
  const shares = series((_, level) => given(1 / (1 + Math.exp(-(level + draw())))));
  const cohort = Array.from({ length: UNITS }, (_, u) => (u % 2 === 0 ? 0 : 2006 + 2 * (u % 3)));
  const did = Float64Array.from({ length: rows }, (_, row) =>
    Number(cohort[unit(row)]! > 0 && 2000 + period(row) >= cohort[unit(row)]!),
  );
  const level = Array.from({ length: UNITS }, draw);
  return makeTable(
    [
      text(
        "firm",
        Array.from({ length: rows }, (_, row) => `f${unit(row)}`),
      ),
      byRow("year", (row) => 2000 + period(row), rows),
      byRow("y", (row) => given(20 + level[unit(row)]! + did[row]! + persistent[row]! / 5 + draw()), rows),
      byRow("did", (row) => did[row]!, rows),
      byRow("persistent", (row) => persistent[row]!, rows),
      byRow("walk", (row) => walk[row]!, rows),
      byRow("stock", (row) => stock[row]!, rows),
      byRow("counts", (row) => counts[row]!, rows),
      byRow("shares", (row) => shares[row]!, rows),
      byRow("urban", () => Number(next() < 0.4), rows),
      text(
        "sector",
        Array.from({ length: rows }, (_, row) => `s${unit(row) % 5}`),
      ),
    ],
    { name: "simulated", bytes: 0, sha256: null },
  );
}

const asked: Asked = {
  keys: { unit: "firm", time: "year" },
  source: { treat: "did" },
  formula: "y ~ did + persistent + walk + stock + counts + shares + urban | firm + year",
};

/** Designs with several cohorts have event times that one of them shows alone: a note that is true of each. */
const OF_THE_DESIGN = ["event_times_one_cohort"];

describe("simulated clean panels", () => {
  it.each([null, 0, 1, 2, 3, 6])("have no finding, numbers of %s decimals", (decimals) => {
    for (let seed = 1; seed <= 8; seed++) {
      const { findings } = inspectTable(simulated(100 * seed + (decimals ?? 9), decimals), asked).inspection;
      expect(findings.filter(({ code }) => !OF_THE_DESIGN.includes(code)).map(({ message }) => message)).toEqual([]);
    }
  });

  it("are unbalanced at random and no more", () => {
    for (let seed = 1; seed <= 8; seed++) {
      const whole = simulated(seed, 2);
      const next = uniform(seed);
      const rows = Uint32Array.from(Array.from({ length: whole.nRows }, (_, row) => row).filter(() => next() > 0.05));
      const { findings } = inspectTable(selectRows(whole, rows), asked).inspection;
      const allowed = [...OF_THE_DESIGN, "unbalanced", "unit_gaps", "units_late", "units_left", "events_few_units"];
      expect(findings.filter(({ code }) => !allowed.includes(code)).map(({ message }) => message)).toEqual([]);
    }
  });
});

describe("the shipped examples", () => {
  const example = (path: string) => new URL(`../../examples/${path}`, import.meta.url).pathname;
  const CASES: readonly (readonly [string, Asked, readonly string[]])[] = [
    [
      "castle/castle.csv",
      {
        keys: { unit: "state", time: "year" },
        source: { cohort: "law" },
        formula:
          "l_homicide ~ unemployrt + poverty + l_income + l_police + l_prisoner + blackm_15_24 + whitem_15_24 | state + year",
      },
      ["look events_few_units: law", "note event_times_one_cohort: law"],
    ],
    [
      "employment/firms.csv",
      { source: { treat: "slump" }, formula: "n ~ slump + w + k | firm + year" },
      [
        "serious treatment_off: slump",
        "serious always_treated: slump",
        "serious periods_all_treated: slump",
        "look unbalanced: ",
        "look cohort_few_before: slump",
        "look cohort_few_before: slump",
        "look events_few_units: slump",
        "note units_late: firm",
        "note units_left: firm",
        "note event_times_one_cohort: slump",
        "note few_carry: slump",
      ],
    ],
    ["fish/fish_export_ship.csv.gz", { outcome: "v_usd" }, ["note round_numbers: q_kg"]],
    [
      "minimum-wage/stores.csv",
      { keys: { unit: "store", time: "wave" }, source: { cohort: "rise" }, outcome: "employment" },
      ["note columns_by_unit: new_jersey co_owned southj centralj"],
    ],
    [
      "schooling/men.csv.gz",
      {
        keys: { unit: "man", time: "year" },
        source: { treat: "college" },
        formula: "lwage ~ college + exper + black + south + smsa",
      },
      ["look no_common_support: exper"],
    ],
    [
      "smart-city/cities_sim.csv.gz",
      {
        source: { cohort: "g" },
        formula: "quality ~ did + eco + fin + fdi + open + urban + ia + edu + infra + market | city + year",
      },
      [
        "look missing_periods: quality",
        "look outcome_built: quality true_quality",
        "look cohort_few_before: g",
        "note columns_alike: true_effect true_direct true_indirect true_effect_innovation true_effect_informatisation true_effect_allocation",
        "note event_times_one_cohort: g",
        "note mass_at_end: open",
      ],
    ],
    ["smart-city/customs_sim.csv.gz", { outcome: "value" }, ["note constant_columns: sigma_true"]],
    [
      "tobacco/states.csv",
      { source: { cohort: "program" }, formula: "cigsale ~ retprice | state + year" },
      [
        "serious few_treated_clusters: state",
        "note missing_periods: lnincome",
        "note missing_periods: age15to24",
        "note missing_periods: beer",
      ],
    ],
    [
      "training/men.csv.gz",
      {
        keys: { unit: "man", time: "year" },
        source: { treat: "treat" },
        formula: "re78 ~ treat + age + educ + black + hisp + marr + nodegree + re74 + re75",
      },
      ["look mass_at_end: re78", "note mass_at_end: re74", "note mass_at_end: re75", "note mass_at_end: re75"],
    ],
  ];
  it.each(CASES)("%s", async (path, given, expected) => {
    const engine = await loadEngine({ threads: 1 });
    const { findings } = inspectTable(await readTable(example(path)), given, engine).inspection;
    expect(
      findings.map(({ severity, code, where }) => `${severity} ${code}: ${(where.columns ?? []).join(" ")}`),
    ).toEqual(expected);
  });
});
