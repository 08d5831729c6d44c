/**
 * What two-way effects compare, against bacondecomp and against weights made of fixest's residuals: every 2x2 comparison, every row's
 * weight.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type {
  BaconRecord,
  CohortKey,
  ComparisonType,
  WeightsRecord,
} from "../../../src/verbs/did/decomposition/record.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { companion, dataOf, expected, goldenPanel } from "./support.js";

/** Relative; weights and coefficients are of sums of a few hundred rows. */
const TOLERANCE = 1e-9;
/** Of numbers near zero: rounding of differences of means. */
const ABSOLUTE = 1e-12;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const ofBacon = agreeing("bacondecomp");
const ofWeights = agreeing("dcdh-weights");
const OUTCOME = { mpdta: "lemp", castle: "l_homicide", base_stagg: "y", smartcity_sim: "quality" } as const;

const TYPES: Readonly<Record<string, ComparisonType>> = {
  "Treated vs Untreated": "treated vs never",
  "Later vs Always Treated": "treated vs always",
  "Earlier vs Later Treated": "earlier vs later",
  "Later vs Earlier Treated": "later vs earlier",
};

interface Bacon {
  readonly n_components: number;
  readonly twfe_coef: number;
  readonly by_type: Readonly<Record<string, { readonly weight: number; readonly avg_estimate: number }>>;
}

describe("bacon reproduces bacondecomp", () => {
  for (const file of ["bacon_mpdta", "bacon_castle", "bacon_base_stagg", "city_smartcity_sim_bacon"]) {
    it(file, async () => {
      const name = dataOf(file);
      const { data, source, effects } = await goldenPanel(name);
      const want = expected<Bacon>(file);
      const record = did(engine, data, `${OUTCOME[name]} ~ 1 | ${effects}`, { ...source, estimator: ["bacon"] });
      expect(record.estimates).toEqual([]);
      const found = record.comparisons![0] as BaconRecord;
      expect(found.comparisons.length).toBe(want.n_components);
      ofBacon(found.coefficient, want.twfe_coef, TOLERANCE, `${file}: coefficient`);
      const keyOf = (text: string): CohortKey => (text === "99999" || text === "Inf" ? "never" : Number(text));
      for (const row of companion(`${file}_components`)) {
        const what = `${file}, ${row.treated} with ${row.untreated}`;
        const own = found.comparisons.find(
          ({ treated, untreated }) => treated === keyOf(row.treated!) && untreated === keyOf(row.untreated!),
        )!;
        expect(own.type, what).toBe(TYPES[row.type!]);
        ofBacon(own.estimate, Number(row.estimate), TOLERANCE, what, ABSOLUTE);
        ofBacon(own.weight, Number(row.weight), TOLERANCE, `${what}: weight`);
      }
      for (const [type, { weight, avg_estimate }] of Object.entries(want.by_type)) {
        const own = found.by_type.find((each) => each.type === TYPES[type])!;
        ofBacon(own.weight, weight, TOLERANCE, `${file}, ${type}: weight`);
        ofBacon(own.estimate, avg_estimate, TOLERANCE, `${file}, ${type}`, ABSOLUTE);
      }
    });
  }
});

interface Weights {
  readonly beta_fe: number;
  readonly n_treated_cells: number;
  readonly n_positive: number;
  readonly n_negative: number;
  readonly sum_positive: number;
  readonly sum_negative: number;
  readonly sigma_fe_sensitivity: number;
}

describe("twfe-weights reproduces weights made of fixest's residuals", () => {
  const FILES = [
    "dcdh_weights_mpdta",
    "dcdh_weights_castle",
    "dcdh_weights_base_stagg",
    "city_smartcity_sim_dcdh_weights",
  ];
  for (const file of FILES) {
    it(file, async () => {
      const name = dataOf(file);
      const { data, source, effects } = await goldenPanel(name);
      const want = expected<Weights>(file);
      const record = did(engine, data, `${OUTCOME[name]} ~ 1 | ${effects}`, { ...source, estimator: ["twfe-weights"] });
      const found = record.comparisons![0] as WeightsRecord;
      ofWeights(found.coefficient, want.beta_fe, TOLERANCE, `${file}: coefficient`);
      expect([found.rows, found.positive.rows, found.negative.rows]).toEqual([
        ...[want.n_treated_cells, want.n_positive, want.n_negative],
      ]);
      ofWeights(found.positive.sum, want.sum_positive, TOLERANCE, `${file}: positive`);
      ofWeights(found.negative.sum, want.sum_negative, TOLERANCE, `${file}: negative`, ABSOLUTE);
      ofWeights(found.robustness.zero_average, want.sigma_fe_sensitivity, TOLERANCE, `${file}: robustness`);
      const rows = companion(`${file}_weights`);
      const column = name === "castle" ? "state" : data.unit.name;
      const cohorts = cohortsOf(data.table, column, source);
      const seen = new Set<string>();
      for (const row of rows) {
        const [unit, time] = [row[column]!, Number(row.year)];
        const cell = found.cells.find((each) => each.cohort === cohorts.get(unit) && each.time === time)!;
        seen.add(`${cell.cohort},${cell.time}`);
        const what = `${file}, ${unit} in ${time}`;
        ofWeights(cell.weight / cell.rows, Number(row.weight), TOLERANCE, what, ABSOLUTE);
        expect(cell.largest - cell.least, what).toBeLessThan(ABSOLUTE);
      }
      expect(seen.size).toBe(found.cells.length);
      expect(rows.length).toBe(found.rows);
    });
  }
});

/** First treated period of each unit by the text of its label. */
function cohortsOf(
  table: Awaited<ReturnType<typeof goldenPanel>>["data"]["table"],
  unit: string,
  { cohort, treat }: { readonly cohort?: string; readonly treat?: string },
): ReadonlyMap<string, number> {
  const column = table.column(unit);
  const found = new Map<string, number>();
  table.numeric((cohort ?? treat)!).forEach((value, row) => {
    const label = column.kind === "text" ? column.levels[column.codes[row]!]! : String(column.values[row]);
    const start = cohort !== undefined ? value : value === 1 ? table.numeric("year")[row]! : Number.POSITIVE_INFINITY;
    found.set(label, Math.min(found.get(label) ?? Number.POSITIVE_INFINITY, start));
  });
  return found;
}
