/**
 * Families of hypotheses against base R and fixest under the same multipliers, p-value by p-value, and beside wildrwolf under
 * multipliers of our own.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { romanoWolf } from "../../../src/verbs/romano-wolf/fit.js";
import type { FamilyMethod, RomanoWolfRecord } from "../../../src/verbs/romano-wolf/record.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative: fixest was run to 1e-11. */
const COEFFICIENT = 1e-9;
const T = 1e-8;
/** Shares of draws and what is made of p alone. */
const P = 1e-12;
/** wildrwolf draws its own multipliers: standard errors of the difference of two shares. */
const MONTE_CARLO = 5;

const path = (name: string) => new URL(`./expected/${name}`, import.meta.url).pathname;
const read = (name: string) => JSON.parse(readFileSync(path(`${name}.json`), "utf8"));
const agree = agreeing("romano-wolf");

const FAMILIES = {
  romanowolf_castle: { effects: "sid + year", term: "post", cluster: "sid" },
  romanowolf_smartcity: { effects: "city + year", term: "did", cluster: "province" },
} as const;

const NAMES = {
  bootstrap: "p_bootstrap",
  romano_wolf: "p_romano_wolf",
  westfall_young: "p_westfall_young_stepdown",
} as const satisfies Partial<Record<FamilyMethod, string>>;
const OF_FORMULA = {
  unadjusted: "p_unadjusted",
  holm: "p_holm",
  bonferroni: "p_bonferroni",
  benjamini_hochberg: "p_bh",
} as const;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

describe.each(Object.entries(FAMILIES))("%s", (name, { effects, term, cluster }) => {
  const expected = read(name);
  const formula = `c(${expected.outcomes.join(", ")}) ~ ${term} | ${effects}`;
  let table: Table;
  let record: RomanoWolfRecord;
  beforeAll(async () => {
    table = await goldenTable(`${expected.dataset}.csv`);
    const multiplierTable = await readTable(path(`${name}_weights.csv.gz`));
    record = await romanoWolf(engine, table, formula, { term, cluster, multiplierTable });
  });

  it("has its estimates and statistics", () => {
    expect(record.hypotheses.map(({ label }) => label)).toEqual(expected.outcomes);
    expect(record.bootstrap).toMatchObject({
      weights: "given",
      draws: { done: expected.B, used: expected.B },
      seed: null,
    });
    record.hypotheses.forEach((hypothesis, h) => {
      agree(hypothesis.estimate, expected.estimate[h], COEFFICIENT, `${hypothesis.label}: estimate`);
      agree(hypothesis.std_error, expected.se[h], COEFFICIENT, `${hypothesis.label}: error`);
      agree(hypothesis.statistic, expected.t[h], COEFFICIENT, `${hypothesis.label}: t`);
      agree(record.draws[h]![0], expected.t_bootstrap_first_draw[h], T, `${hypothesis.label}: t of the first draw`);
    });
  });

  it("has its p-values", () => {
    record.hypotheses.forEach(({ p, label }, h) => {
      for (const [method, key] of Object.entries(NAMES)) {
        agree(p[method as FamilyMethod], expected[key][h], P, `${label}: ${method}`, P);
      }
      for (const [method, key] of Object.entries(OF_FORMULA)) {
        agree(p[method as FamilyMethod], expected[key][h], T, `${label}: ${method}`);
      }
    });
  });

  it("is within Monte Carlo error of wildrwolf", async () => {
    const own = await romanoWolf(engine, table, formula, { term, cluster, draws: 9999, seed: 5 });
    own.hypotheses.forEach(({ p }, h) => {
      const other = expected.wildrwolf["RW Pr(>|t|)"][h];
      const error = Math.sqrt((2 * Math.max(other * (1 - other), 1 / 9999)) / 9999);
      expect(Math.abs(p.romano_wolf - other)).toBeLessThanOrEqual(MONTE_CARLO * error);
    });
  });
});
