/** Draws that have an estimate and no standard error, and enumerations cut short: counted and said, never a number. */
import { describe, expect, it } from "vitest";
import { makeTable } from "../../../src/data/table/table.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import { groupDifference } from "../../../src/verbs/group-difference/fit.js";
import { placebo } from "../../../src/verbs/placebo/fit.js";
import { clusterRefits } from "../../../src/verbs/resampling/cluster-refits.js";
import { prepareResampling } from "../../../src/verbs/resampling/model.js";
import { seeded } from "../../support/random.js";
import { numeric, smallTable, text } from "../small-panel.js";

const engine = await loadEngine({ threads: 1 });
/** Two of ten units are treated; with unit effects alone the others say nothing of the treatment. */
const TABLE = smallTable({ cohorts: [4, 4, ...Array<null>(8).fill(null)], periods: [1, 6] });
const codes = (table: typeof TABLE) => Array.from(table.numeric("unit"));

describe("where a draw has one treated cluster, whose scores cancel", () => {
  it("pairs leaves it out of t, and the studentized interval is one of numbers of this world", async () => {
    const record = await bootstrap(engine, TABLE, "y ~ d | unit", {
      kind: "pairs",
      cluster: "unit",
      term: "d",
      draws: 200,
    });
    const { studentized } = record.pairs!;
    const near = 100 * record.observed.std_error!;
    expect(Math.abs(studentized.conf_low! - record.observed.estimate!)).toBeLessThan(near);
    expect(Math.abs(studentized.conf_high! - record.observed.estimate!)).toBeLessThan(near);
    const [estimates, statistics] = [record.draws.estimate, record.draws.statistic].map((draws) =>
      draws.filter((draw) => draw !== null),
    );
    expect(statistics!.length).toBeLessThan(estimates!.length);
    expect(Math.max(...statistics!.map(Math.abs))).toBeLessThan(1e6);
    expect(record.notes.map(({ code }) => code)).toContain("bootstrap_no_error");
  });

  it("fits on the rows have no error there either", () => {
    engine.scope((scope) => {
      const model = prepareResampling(engine, scope, TABLE, "y ~ d | unit", { clusters: [["unit"]] });
      // once the first treated unit alone, once both
      const weights = Float64Array.of(2, 0, ...Array<number>(8).fill(1), ...Array<number>(10).fill(1));
      const { estimates, stdErrors } = clusterRefits(engine, scope, model, [0]).fits(2, weights);
      expect(Number.isFinite(estimates[0])).toBe(true);
      expect(stdErrors[0]).toBe(0);
      expect(stdErrors[1]).toBeGreaterThan(0.001);
    });
  });

  it("a difference of groups has no t there", async () => {
    const by = text(
      "by",
      codes(TABLE).map((unit) => (unit % 2 === 0 ? "a" : "b")),
    );
    const table = makeTable([...TABLE.columns, by], { name: "two", bytes: 0, sha256: null });
    const record = await groupDifference(engine, table, "y ~ d | unit", {
      term: "d",
      by: "by",
      unit: "unit",
      draws: 50,
    });
    expect(record.observed.estimate).not.toBeNull();
    expect(record.observed.statistic).toBeNull();
    expect(record.p_value.statistic).toBeNull();
    expect(record.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["difference_undefined", "difference_no_error"]),
    );
  });
});

describe("where the sample itself has one treated cluster", () => {
  const one = smallTable({ cohorts: [4, ...Array<null>(9).fill(null)], periods: [1, 6] });

  it("the wild test is refused, not p = 0 of a t of 1e15", async () => {
    const test = bootstrap(engine, one, "y ~ d | unit", { cluster: "unit", term: "d", draws: 99, ci: "none" });
    await expect(test).rejects.toThrow(/standard error of 'd' is zero to rounding/);
  });

  it("pairs has no p by t, and a placebo sends its reader to the coefficient", async () => {
    const pairs = await bootstrap(engine, one, "y ~ d | unit", {
      kind: "pairs",
      cluster: "unit",
      term: "d",
      draws: 99,
    });
    expect(pairs.p_value.statistic).toBeNull();
    expect(pairs.pairs!.studentized.conf_low).toBeNull();
    const dealt = await placebo(engine, one, "y ~ d | unit", { unit: "unit", time: "time", term: "d" });
    const said = dealt.notes.find(({ code }) => code === "few_treated")!.message;
    expect(said).toMatch(/use the permutation p-value of the coefficient/);
  });
});

describe("an enumeration cut short", () => {
  it("is said to be no random sample of its vectors", async () => {
    const [random, size] = [seeded(3), 20];
    const rows = Array.from({ length: 4 * size }, (_, i) => Math.floor(i / 4));
    const table = makeTable([numeric("g", rows), numeric("x", rows.map(random)), numeric("y", rows.map(random))], {
      name: "many",
      bytes: 0,
      sha256: null,
    });
    const stop = new AbortController();
    const record = await bootstrap(engine, table, "y ~ x", {
      cluster: "g",
      term: "x",
      draws: 2 ** size,
      ci: "none",
      keepPartial: true,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(record.bootstrap).toMatchObject({ enumerated: true, partial: true });
    expect(record.notes.find(({ code }) => code === "partial")!.message).toMatch(/ordered list .* not a random sample/);
  });
});
