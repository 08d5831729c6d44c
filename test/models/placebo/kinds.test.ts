/** Placebo tests beside that in space: every assignment once, strata, dates, cohorts left out, coarser units, threads. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Progress } from "../../../src/base/progress.js";
import { selectRows, type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { placebo } from "../../../src/verbs/placebo/fit.js";
import type { PlaceboOptions } from "../../../src/verbs/placebo/verb.js";
import { numeric, shuffled, smallPanel, smallTable, text } from "../small-panel.js";

/** Moments against least squares on the rows. */
const AGREE = 1e-9;
const FORMULA = "y ~ d + x | unit + time";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Firms in cities: three rows of a city and year, firms with noise of their own; the policy is the city's. */
function firms(): Table {
  const cities = smallTable({ cohorts: [4, 4, 6, 6, 6, ...new Array(7).fill(null)], periods: [1, 8] });
  const rows = Uint32Array.from({ length: 3 * cities.nRows }, (_, i) => Math.floor(i / 3));
  const table = selectRows(cities, rows);
  const noise = smallTable({ cohorts: new Array(3 * 12).fill(null), periods: [1, 8], seed: 9 }).numeric("y");
  return withColumns(table, [
    numeric(
      "firm",
      Float64Array.from(rows, (row, i) => cities.numeric("unit")[row]! * 10 + (i % 3)),
    ),
    numeric(
      "y",
      table.numeric("y").map((value, i) => value + noise[i]! / 5),
    ),
    numeric(
      "province",
      table.numeric("unit").map((unit) => unit % 2),
    ),
  ]);
}

const city: Partial<PlaceboOptions> = { unit: "unit", time: "time", draws: 40 };
const onFirms = (options: Partial<PlaceboOptions> = {}, table = firms(), on = engine) =>
  placebo(on, table, "y ~ d + x | firm + time", { term: "d", ...city, ...options });

describe("every assignment once", () => {
  it("where no more differ than draws: p = b / M with the true one among them", async () => {
    const data = smallPanel({ cohorts: [3, 5, null, null], periods: [1, 6] });
    const record = await placebo(engine, data, FORMULA, { term: "d", draws: 12 });
    expect(record.enumeration).toBe(true);
    expect(record.source).toEqual({ enumeration: 12 });
    expect(record.provenance.seed).toBeNull();
    const seen = new Set<number>();
    const [unit, time] = [data.table.numeric("unit"), data.table.numeric("time")];
    let beyond = 0;
    for (let a = 1; a <= 4; a++) {
      for (let b = 1; b <= 4; b++) {
        if (a === b) continue;
        const d = unit.map((u, i) => ((u === a && time[i]! >= 3) || (u === b && time[i]! >= 5) ? 1 : 0));
        const fit = feols(engine, withColumns(data.table, [numeric("d", d)]), FORMULA, { vcov: "cluster:unit" });
        const { estimate, std_error } = fit.coefficients.d!;
        const at = record.draws.estimate.findIndex((value) => Math.abs(value! - estimate) <= AGREE * std_error);
        expect(at).toBeGreaterThanOrEqual(0);
        seen.add(at);
        if (Math.abs(estimate) >= Math.abs(record.observed.estimate) * (1 - 1e-10)) beyond++;
      }
    }
    expect(seen.size).toBe(12);
    expect(record.p_value.estimate).toBe(beyond / 12);
    const fewer = await placebo(engine, data, FORMULA, { term: "d", draws: 11 });
    expect(fewer.enumeration).toBe(false);
    expect(fewer.p_value.estimate).toBe((1 + fewer.counts.at_least_estimate) / 12);
  });

  it("within strata: the product of theirs; a stratum without treated units adds nothing", async () => {
    const table = smallTable({ cohorts: [3, null, null, 4, null, null, null], periods: [1, 6] });
    const data = withColumns(table, [
      text(
        "s",
        Array.from(table.numeric("unit"), (u) => (u <= 3 ? "a" : u <= 5 ? "b" : "c")),
      ),
    ]);
    const record = await placebo(engine, data, FORMULA, { term: "d", unit: "unit", time: "time", strata: "s" });
    expect(record.counts).toMatchObject({ assignments: 6, done: 6 });
    expect([record.enumeration, record.strata]).toEqual([true, "s"]);
    expect(new Set(record.draws.estimate).size).toBe(6);
  });
});

describe("a unit coarser than rows", () => {
  it("is dealt as one, with errors clustered by it, on either path", async () => {
    const [moments, refits] = await Promise.all([onFirms(), onFirms({ method: "refits" })]);
    expect([moments.method, refits.method]).toEqual(["moments", "refits"]);
    expect(moments.unit).toBe("unit");
    moments.draws.estimate.forEach((value, b) => {
      const error = refits.draws.std_error[b]!;
      expect(Math.abs(value! - refits.draws.estimate[b]!)).toBeLessThanOrEqual(AGREE * error);
      expect(Math.abs(moments.draws.std_error[b]! - error)).toBeLessThanOrEqual(AGREE * error);
    });
    expect(refits.p_value).toEqual(moments.p_value);
  });

  it("gives the same bits on two threads, the same p for shuffled rows and text ids", async () => {
    const pooled = await loadEngine({ threads: 2 });
    const one = await onFirms();
    const two = await onFirms({}, firms(), pooled);
    pooled.close();
    expect(two.draws).toEqual(one.draws);
    expect(two.p_value).toEqual(one.p_value);
    const table = firms();
    const turned = await onFirms({}, selectRows(table, shuffled(table.nRows, 4)));
    expect(turned.p_value).toEqual(one.p_value);
    const named = withColumns(table, [
      text(
        "unit",
        Array.from(table.numeric("unit"), (u) => String(u)),
      ),
    ]);
    expect((await onFirms({}, named)).p_value).toEqual(one.p_value);
  });

  it("must have one treatment in a period", async () => {
    const table = firms();
    const d = table.numeric("d").slice();
    d[100] = 1 - d[100]!;
    await expect(onFirms({}, withColumns(table, [numeric("d", d)]))).rejects.toMatchObject({
      code: "treatment_within_unit",
      detail: { unit: String(table.numeric("unit")[100]) },
    });
  });

  it("takes unit and time of a table from the fixed effects where no option names them", async () => {
    const table = firms();
    const given = { term: "d", draws: 40 };
    const [read, named] = await Promise.all([
      placebo(engine, table, "y ~ d + x | firm + time", given),
      placebo(engine, table, "y ~ d + x | firm + time", { ...given, panel: { unit: "firm", time: "time" } }),
    ]);
    expect([read.unit, read.draws]).toEqual(["firm", named.draws]);
    const city = await placebo(engine, table, "y ~ d + x | firm + time", { ...given, unit: "unit" });
    expect(city.draws).toEqual((await onFirms()).draws);
    await expect(placebo(engine, table, "y ~ d | firm", { term: "d" })).rejects.toMatchObject({ code: "panel_keys" });
  });
});

describe("in time", () => {
  it("every combination of earlier dates, beside all cohorts moved together", async () => {
    const data = smallPanel({ cohorts: [4, 4, 5, null, null, null], periods: [1, 7] });
    const record = await placebo(engine, data, FORMULA, { term: "d", kind: "time" });
    // earlier dates 2, 3 of cohort 4 and 2, 3, 4 of cohort 5
    expect(record.cohorts).toEqual([
      { cohort: 4, units: 2, dates: 2 },
      { cohort: 5, units: 1, dates: 3 },
    ]);
    expect(record.counts).toMatchObject({ assignments: 6, done: 6 });
    expect(record.p_value.estimate).toBe((1 + record.counts.at_least_estimate) / 7);
    expect(record.by_shift.map(({ shift, units }) => [shift, units])).toEqual([
      [-1, 3],
      [-2, 3],
      [-3, 1],
    ]);
    const subset = "d == 0";
    const [unit, time] = [data.table.numeric("unit"), data.table.numeric("time")];
    const p = unit.map((u, i) => ((u <= 2 && time[i]! >= 3) || (u === 3 && time[i]! >= 4) ? 1 : 0));
    const table = withColumns(data.table, [numeric("p", p)]);
    const fit = feols(engine, table, "y ~ p + x | unit + time", { vcov: "cluster:unit", subset });
    const [found, want] = [record.by_shift[0]!, fit.coefficients.p!];
    for (const key of ["estimate", "std_error", "p_value", "conf_low", "conf_high"] as const) {
      expect(Math.abs(found[key] - want[key])).toBeLessThanOrEqual(AGREE);
    }
  });

  it("is refused without an earlier period", async () => {
    const data = smallPanel({ cohorts: [2, 2, null, null], periods: [1, 5] });
    await expect(placebo(engine, data, FORMULA, { term: "d", kind: "time" })).rejects.toMatchObject({
      code: "placebo_no_earlier_period",
    });
  });
});

describe("cohorts left out", () => {
  it("give the regression without their units", async () => {
    const data = smallPanel({ cohorts: [3, 3, 5, 5, 5, ...new Array(6).fill(null)], periods: [1, 8] });
    const record = await placebo(engine, data, FORMULA, { term: "d", draws: 20, leaveOut: true });
    expect(record.leave_one_out!.map(({ cohort, units }) => [cohort, units])).toEqual([
      [3, 2],
      [5, 3],
    ]);
    const fit = feols(engine, data, FORMULA, { vcov: "cluster:unit", subset: "unit > 2" });
    expect(record.leave_one_out![0]!.estimate).toBeCloseTo(fit.coefficients.d!.estimate, 10);
    expect(record.leave_one_out![0]!.std_error).toBeCloseTo(fit.coefficients.d!.std_error, 10);
    const one = smallPanel({ cohorts: [3, null, null, null], periods: [1, 5] });
    await expect(placebo(engine, one, FORMULA, { term: "d", leaveOut: true })).rejects.toMatchObject({
      code: "placebo_one_cohort",
    });
  });
});

it("stopped while cohorts are left out, keeps the draws with all of them", async () => {
  const stop = new AbortController();
  let stage = 0;
  const onProgress = ({ fraction }: Progress) => {
    if (fraction === 1 && ++stage === 2) stop.abort();
  };
  const record = await onFirms({ leaveOut: true, keepPartial: true, signal: stop.signal, onProgress });
  expect(record.counts.done).toBe(40);
  expect(record.leave_one_out).toHaveLength(1);
  expect(record.notes.find(({ code }) => code === "partial")!.detail).toMatchObject({ done: 1, requested: 2 });
  const control = new AbortController();
  const plain = { leaveOut: true, signal: control.signal, onProgress: () => control.abort() };
  await expect(onFirms(plain)).rejects.toBe(control.signal.reason);
});

it("keeps what was done when asked, labelled", async () => {
  const stop = new AbortController();
  const record = await onFirms({
    ...{ draws: 1_000_000, method: "refits", keepPartial: true, signal: stop.signal },
    onProgress: () => stop.abort(),
  });
  expect(record.counts.done).toBeGreaterThan(0);
  expect(record.counts.done).toBeLessThan(record.counts.requested);
  expect(record.notes.map(({ code }) => code)).toContain("partial");
  expect(record.draws.estimate).toHaveLength(record.counts.done);
});
