import { panel } from "../../src/panel/panel.js";
import type { QualityRecord } from "../../src/quality/quality-record.js";
import type { FishModel, FishStudy } from "../../src/study/fish.js";
import { codeCards } from "../../src/study/fish-cards.js";
import { parseCsv } from "../../src/table/csv.js";
import { coefficient, sampleFit } from "./sample-fits.js";

const CARDS = parseCsv(`i,event,date,confirmed,source
AAA,yellow,2013-11-26,month,Commission notice
AAA,lifted,2015-10-01,date,Commission notice
BBB,yellow,2012-11-15,month,Joint statement
CCC,yellow,2021-02-17,date,Commission notice
ZZZ,yellow,2014-01-05,no,from memory
ZZZ,lifted,2016-01-05,no,from memory
`);

const YEARS = ["AAA", "BBB", "CCC", "NNN"].flatMap((unit) =>
  Array.from({ length: unit === "BBB" ? 6 : 9 }, (_, t) => `${unit},${(unit === "BBB" ? 2015 : 2012) + t}`),
);

const QUALITY: QualityRecord = {
  kind: "quality",
  call: "quality(...)",
  nobs: 990,
  waterfall: [
    { step: "read", rows: 1000, value: 5e9, dropped_rows: 0, dropped_value: 0 },
    { step: "singletons", rows: 990, value: 4.9e9, dropped_rows: 10, dropped_value: 1.5e6 },
  ],
  sigma: { source: "fixed", value: 5 },
  fixed_effects: {
    effects: { product: { levels: 16 }, "dest^year": { levels: 200 } },
    rank: { value: 215, exact: true },
  },
  solver: { method: "direct", iterations: 0, certificate: 1e-15, error_estimate: 0, converged: true },
  singletons: "drop",
  normalise: { within: "product^year", cells: 160 },
  trim: null,
  quality: { n: 990, mean: 0, sd: 0.8, min: -3, max: 3 },
  r_quality: { n: 988, mean: 0.6, sd: 0.15, min: 0, max: 1, n_degenerate: 2, n_degenerate_cells: 1 },
  aggregates: [],
  files: [],
  notes: [],
  timing_ms: {},
  provenance: { version: "0.1.0", seed: null, data: "trade.csv", data_sha256: null, kernels_sha256: "ab" },
};

const model = (term: FishModel["term"], controls: boolean, p: number, treated: readonly string[]): FishModel => ({
  label: term,
  coding: term === "did" ? "absorbing" : "in force",
  controls,
  outcome: "quality",
  term,
  treated,
  fit: sampleFit({
    [term]: coefficient(-0.0278, 0.0267, p),
    ...(controls ? { "log(l_exports)": coefficient(0.0052, 0.0058), l_products: coefficient(-0.0023, 0.0033) } : {}),
  }),
});

/** A record of the study on a few made-up country-years; the p-value of column (1) and its treated countries can be set. */
export function sampleStudy(p = 0.3, treated: readonly string[] = ["AAA"]): FishStudy {
  const models = [
    model("did", false, p, treated),
    model("did", true, 0.2, treated),
    model("did_in_force", false, 0.3, treated),
    model("did_in_force", true, 0.005, treated),
  ];
  return {
    kind: "study",
    study: "fish",
    models,
    comparison: [models[0]!, { ...models[0]!, outcome: "quality_log" }],
    sample: {
      rows: 1000,
      rowsWithQuality: 990,
      valueUsd: 5e9,
      firstYear: 2012,
      lastYear: 2020,
      countries: 4,
      countryYears: 27,
      withoutQuality: 1,
      ofExcluded: 6,
      excluded: ["BBB"],
    },
    quality: QUALITY,
    cards: codeCards(panel(parseCsv(`i,t\n${YEARS.join("\n")}\n`), { unit: "i", time: "t" }), CARDS).facts,
    notes: [{ code: "trimmed", message: "Column 'j': 598 cells had white space around them, removed." }],
    provenance: {
      version: "0.1.0",
      kernels_sha256: "cd".repeat(32),
      data: [{ name: "trade.csv", sha256: "ef".repeat(32) }],
    },
  };
}
