/**
 * What verbs find over rows that stay with an engine is what they find in memory: every number of the record, counts to the unit, the rest
 * to 1e-10.
 */
import { describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { sqlBootstrap } from "../../src/sql/verbs/bootstrap.js";
import { sqlDid } from "../../src/sql/verbs/did.js";
import { sqlEventStudy } from "../../src/sql/verbs/event-study.js";
import { sqlFeols } from "../../src/sql/verbs/feols.js";
import { sqlGroupDifference } from "../../src/sql/verbs/group-difference.js";
import { sqlPlacebo } from "../../src/sql/verbs/placebo.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { groupDifference } from "../../src/verbs/group-difference/fit.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { seeded } from "../support/random.js";
import { byGradients } from "./crossed.js";
import { type TestTable, thinned } from "./support.js";

const TOLERANCE = 1e-10;
/**
 * Of a record what is about how it was made; the points a curve is drawn through, of which two may coincide to the last bit; and which p can
 * be believed, for which treated clusters are counted in rows.
 */
const ASIDE = ["timing_ms", "provenance", "solver", "notes", "curve", "reliability"];

/** Where two records differ: numbers by more than the tolerance, all else at all. */
export function differences(a: unknown, b: unknown, path = ""): string[] {
  if (typeof a === "number" && typeof b === "number") {
    const isClose = Object.is(a, b) || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));
    return isClose ? [] : [`${path}: ${a} ${b}`];
  }
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !ASIDE.includes(key));
    const [one, two] = [a, b] as Record<string, unknown>[] as [Record<string, unknown>, Record<string, unknown>];
    return keys.flatMap((key) => differences(one[key], two[key], `${path}.${key}`));
  }
  return a === b ? [] : [`${path}: ${String(a)} ${String(b)}`];
}

/** Firms in cities over years, some seen once; two cohorts of cities are treated. */
export function verbPanel(seed: number, nFirms = 240): TestTable {
  const random = seeded(seed);
  const rows: Record<string, number | string>[] = [];
  for (let firm = 0; firm < nFirms; firm++) {
    const place = firm % 17;
    const own = random();
    const start = place < 5 ? 2004 : place < 9 ? 2006 : 0;
    for (let year = 2000; year < 2009; year++) {
      const isSeen = random() >= (firm % 23 === 0 ? 0.85 : 0.25);
      if (!isSeen && (start === 0 || year > 2000)) continue;
      const treated = start > 0 && year >= start ? 1 : 0;
      const x = random() + own + 0.1 * (year - 2000);
      const z = random();
      const u = x + random();
      const y = 3 + x + 2 * z + own + treated + random() + place * random();
      const w = 1 + Math.floor(3 * random());
      rows.push({
        firm: `f${firm}`,
        city: 10 * (place + 1),
        year,
        x,
        z,
        u,
        w,
        did: treated,
        cohort: start,
        coast: place % 2,
        y,
      });
    }
  }
  const column = (name: string) => rows.map((row) => row[name]!);
  return Object.fromEntries(
    Object.keys(rows[0]!).map((name) => [
      name,
      name === "firm" ? (column(name) as string[]) : Float64Array.from(column(name) as number[]),
    ]),
  );
}

/** The same rows as a table in memory. */
export function memoryTable(columns: TestTable): Table {
  const made = Object.entries(columns).map(([name, values]) => {
    if (values instanceof Float64Array) return { kind: "numeric" as const, name, values };
    const texts = Array.from(values as readonly string[]);
    const levels = [...new Set(texts)].sort();
    const place = new Map(levels.map((level, code) => [level, code]));
    return { kind: "text" as const, name, levels, codes: Uint32Array.from(texts, (text) => place.get(text)!) };
  });
  return makeTable(made, { name: "panel", bytes: 0, sha256: null });
}

const kernels = await loadEngine({ threads: 1 });
const KEYS = { unit: "firm", time: "year" };

const REGRESSIONS = [
  ["y ~ did + x + z | firm + year", { vcov: "cluster:city" }],
  ["log(y) ~ did + x + I(z^2) | firm + year", { vcov: "cluster:city", subset: "year > 2000 & z < 0.9" }],
  ["y ~ did + x | firm + year", { vcov: "cluster:firm", fixefRm: "none" }],
  ["y ~ did + x | firm + year", { vcov: "cluster:city+year", weights: "w" }],
  ["y ~ did + x | firm + year", { vcov: "hetero" }],
  ["y ~ did + i(year, x, ref = 2003) | firm", { vcov: "iid", ssc: "reghdfe" }],
  ["y ~ x + z", { vcov: "cluster:firm" }],
  ["y ~ x * z | city + year", { vcov: "cluster:city", weights: "w" }],
  ["y ~ x + z | firm + city^year", { vcov: "cluster:city" }],
  ["y ~ x + z | firm + city^year", { vcov: "cluster:firm+year", weights: "w" }],
  ["y ~ x | firm + city^year + year", { vcov: "iid" }],
  ["y ~ x + z | firm + city^year + coast", { vcov: "hetero", weights: "w" }],
  ["y ~ z | firm + city^year | x ~ u", { vcov: "hetero" }],
  ["y ~ did | firm + year | x ~ z + u", { vcov: "cluster:city" }],
  ["y ~ did | firm + year | x ~ u", { vcov: "iid" }],
  ["y ~ did | firm + year | x ~ z + u", { vcov: "cluster:city", iv: "liml", weights: "w" }],
  ["y ~ did | firm + year | x ~ z + u", { vcov: "hetero" }],
  ["y ~ did + i(year, z) | firm | x ~ u", { vcov: "cluster:firm+year", weights: "w" }],
  ["y ~ did + z | x + x:did ~ u + u:did + I(u^2)", { vcov: "cluster:year", iv: "liml", ivVcov: "kappa" }],
  ["y ~ did | firm + year | x ~ z + u", { vcov: "cluster:year", iv: "gmm2s", ivVcov: "sandwich" }],
  ["y ~ z | firm + city^year | x ~ u", { vcov: "cluster:firm+year", iv: "gmm2s" }],
  ["y ~ x + l(x, 1) | firm + year", { vcov: "cluster:city", panel: KEYS }],
] as const;

const ESTIMATORS = ["twfe", "sunab", "cs", "bjs", "did2s", "etwfe", "stacked", "lpdid"] as const;

/** The laws over the rows of `verbPanel(seed)`, which `source` gives; every `step`-th of the regressions. */
export function verbLaws(table: Table, source: () => SqlSource, step = 1): void {
  describe("what is found in memory", () => {
    it.each(thinned(REGRESSIONS, step))("feols '%s' %o", async (formula, options) => {
      const expected = feols(kernels, table, formula, options as never);
      const found = await sqlFeols(kernels, source(), formula, options as never);
      expect(differences(expected, found)).toEqual([]);
    });

    it("feols by conjugate gradients, by cluster", async () => {
      const [formula, options] = ["y ~ x + z | firm + city^year", { vcov: "cluster:city" }] as const;
      const expected = feols(kernels, table, formula, options);
      expect(differences(expected, await byGradients(kernels, source(), formula, options))).toEqual([]);
    });

    it.each(["wild", "pairs", "jackknife"] as const)("bootstrap by %s", async (kind) => {
      const draws = kind === "jackknife" ? {} : { draws: 199, seed: 3 };
      const options = { term: "did", cluster: "city", kind, ...draws };
      const expected = await bootstrap(kernels, table, "y ~ did + x | firm + year", options);
      const found = await sqlBootstrap(kernels, source(), "y ~ did + x | firm + year", options);
      expect(differences(expected, found)).toEqual([]);
    });

    it("difference between groups", async () => {
      const options = { term: "x", by: "coast", unit: "city", draws: 99, seed: 5 };
      const expected = await groupDifference(kernels, table, "y ~ x + z | firm + year", options);
      const found = await sqlGroupDifference(kernels, source(), "y ~ x + z | firm + year", options);
      expect(differences(expected, found)).toEqual([]);
    });

    it("placebo in space", async () => {
      const options = { term: "did", unit: "city", draws: 99, seed: 5 };
      const expected = await placebo(kernels, table, "y ~ did + x | firm + year", options);
      const found = await sqlPlacebo(kernels, source(), "y ~ did + x | firm + year", options);
      expect(differences(expected, found)).toEqual([]);
    });

    it.each([
      { cohort: "cohort", vcov: "cluster:city" },
      { treat: "did", vcov: "cluster:city", band: "uniform", draws: 199, window: [-3, 3], bin: true },
    ])("event study %o", async (options) => {
      const expected = eventStudy(kernels, panel(table, KEYS), "y ~ x | firm + year", options as never);
      const found = await sqlEventStudy(kernels, source(), KEYS, "y ~ x | firm + year", options as never);
      expect(differences(expected, found)).toEqual([]);
    });

    it.each(ESTIMATORS)("did by %s", async (estimator) => {
      const drawn = estimator === "cs" ? { band: "uniform", draws: 199, aggregate: "dynamic" } : {};
      const window = estimator === "stacked" ? { window: [-3, 2] } : {};
      const options = { cohort: "cohort", estimator: [estimator], vcov: "cluster:city", ...drawn, ...window };
      const expected = did(kernels, panel(table, KEYS), "y ~ 1 | firm + year", options as never);
      const found = await sqlDid(kernels, source(), KEYS, "y ~ 1 | firm + year", options as never);
      expect(differences(expected, found)).toEqual([]);
    });
  });
}
