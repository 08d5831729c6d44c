/**
 * Columns that do not fit linear memory pass through it in batches of rows: every number of the regression is what it is where
 * they fit, to the last bit, on any number of threads; and what must have them all says what would do without.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NumericalError, type WasmetricsError } from "../../src/base/errors.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { MemoryNeed } from "../../src/regression/frame/memory-need.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { feols } from "../../src/verbs/feols/feols.js";
import type { FeolsOptions } from "../../src/verbs/feols/verb.js";
import { numeric } from "../models/small-panel.js";
import { seeded } from "../support/random.js";

/** Some batches of rows. */
const N = 240_000;
const K = 11;

let engines: Engine[];
beforeAll(async () => {
  engines = [await loadEngine({ threads: 1 }), await loadEngine({ threads: 2 })];
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

/** `lost`: rows whose numbers are missing where a glance does not see it. */
function panelOf(sorted: boolean, lost: (i: number) => boolean = () => false): Table {
  const random = seeded(7);
  const whole = (levels: number) => Float64Array.from({ length: N }, () => Math.floor(levels * random()));
  const firm = whole(30_000);
  if (sorted) firm.sort();
  // a firm larger than most batches' share
  firm.fill(firm[70_000]!, 70_000, 100_000);
  if (sorted) firm.sort();
  const columns: Record<string, Float64Array> = { firm, year: whole(12), row: Float64Array.from(firm.keys()) };
  columns.city = firm.map((code) => code % 50);
  columns.w = firm.map(() => 0.5 + random());
  columns.y = firm.map((code) => code / 30_000 + random());
  for (let j = 1; j <= K; j++) {
    const x = firm.map((code) => random() + code / 60_000);
    columns.y.forEach((y, i) => {
      columns.y![i] = y + 0.1 * j * x[i]!;
    });
    columns[`x${j}`] = x.map((value, i) => (j === 3 && lost(i) ? Number.NaN : value));
  }
  return makeTable(
    Object.entries(columns).map(([name, values]) => numeric(name, values)),
    { name: "panel", bytes: 0, sha256: null },
  );
}

const xs = Array.from({ length: K }, (_, j) => `x${j + 1}`).join(" + ");
const numbersOf = ({ coefficients, vcov, fit, nobs, solver }: FitRecord) => ({
  ...{ coefficients, matrix: vcov.matrix, fit, nobs, solver },
});

/** The regression where columns fit, and where they do not; what the second was told it needs, and took. */
function bothWays(engine: Engine, table: Table, effects: string, options: FeolsOptions) {
  const formula = `y ~ ${xs} | ${effects}`;
  const needs: MemoryNeed[] = [];
  const onEstimate = (need: MemoryNeed) => void needs.push(need);
  const placed = feols(engine, table, formula, { ...options, onEstimate });
  const limit = engine.usedBytes() + needs[0]!.total - 1;
  const tight = { ...engine, limitBytes: () => limit };
  engine.resetPeak();
  const used = engine.usedBytes();
  const passed = feols(tight, table, formula, { ...options, onEstimate });
  return { placed, passed, needs, took: engine.peakBytes() - used };
}

describe("columns outside linear memory", () => {
  const [sorted, shuffled] = [panelOf(true), panelOf(false)];
  const cases: [string, Table, string, FeolsOptions][] = [
    ["two effects", sorted, "firm + year", { vcov: "cluster:firm" }],
    ["one effect, weights", sorted, "firm", { vcov: "hetero", weights: "w" }],
    ["rows in random order", shuffled, "firm + year", { vcov: "cluster:city" }],
    ["some rows left out", sorted, "firm + year", { vcov: "iid", subset: "row < 100 | row > 9000" }],
    [
      "every third row left out, order at random",
      shuffled,
      "firm + year",
      { vcov: "iid", subset: "row %in% c(5, 7) | city > 16" },
    ],
    ["every third row left out", sorted, "firm + year", { vcov: "iid", subset: "city > 16" }],
    ["a number missing", panelOf(true, (i) => i === 100_001), "firm + year", { vcov: "cluster:firm" }],
    [
      "a number missing where its row is left out",
      panelOf(true, (i) => i === 1_000),
      "firm + year",
      { vcov: "iid", subset: "row > 2000" },
    ],
  ];

  it.each(cases)("%s: the same bits", (_, table, effects, options) => {
    const [first, ...others] = engines.map((engine) => {
      const { placed, passed, needs, took } = bothWays(engine, table, effects, options);
      expect(numbersOf(passed)).toEqual(numbersOf(placed));
      expect(needs.at(-1)!.total).toBeLessThan(needs[0]!.total);
      expect(took).toBeLessThanOrEqual(needs.at(-1)!.total);
      expect(passed.notes).toEqual(placed.notes);
      return numbersOf(passed);
    });
    for (const other of others) expect(other).toEqual(first);
  });

  it.each([
    ["HC3", "firm + year", "iid and hetero"],
    ["cluster:year", "firm + year", "clusters that hold whole levels"],
  ])("%s reads rows: what fits is named", (vcov, effects, remedy) => {
    const error = refusal(() => bothWays(engines[0]!, sorted, effects, { vcov }));
    expect(error).toBeInstanceOf(NumericalError);
    expect(error.code).toBe("memory");
    expect(error.message).toContain(remedy);
    expect(engines[0]!.usedBytes()).toBe(0);
  });

  it("a single effect by which rows are not sorted says so", () => {
    const error = refusal(() => bothWays(engines[0]!, shuffled, "firm", { vcov: "iid" }));
    expect(error.message).toContain("one by which rows are sorted");
  });
});

function refusal(work: () => unknown): WasmetricsError {
  try {
    work();
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was refused");
}
