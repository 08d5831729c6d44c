/**
 * Triple differences on designs and data that are not what they need: each is right by hand, or refused with what would do.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Row {
  readonly unit: string;
  readonly time: number;
  readonly g: number;
  readonly e: number | string;
  readonly y: number | string;
  readonly x?: number;
  readonly w?: number;
  readonly town?: string;
  readonly d?: number;
}

const HEADS = ["unit", "time", "g", "e", "y", "x", "w", "town", "d"] as const;

/** Two units each of cohorts never and 3 by eligibility, over periods 1 to 4: the effect is 5 on eligible ones. */
function rowsOf(change: (row: Row) => Row | null = (row) => row, cohorts: readonly number[] = [0, 3]): Row[] {
  const rows: Row[] = [];
  for (const g of cohorts) {
    for (const e of [0, 1]) {
      for (const copy of [0, 1, 2]) {
        const noise = [0.1, -0.3, 0.2][copy]! * (1 + g + e);
        for (let time = 1; time <= 4; time++) {
          const effect = g > 0 && time >= g && e === 1 ? 5 : 0;
          const y = 10 * copy + time * (1 + e) + (g > 0 ? time * time : 0) + effect + noise * (time % 3);
          const row = change({
            ...{ unit: `u-${g}-${e}-${copy}`, time, g, e, y, x: noise + copy, w: 1 + copy, town: `t${g}${copy}` },
            d: effect > 0 ? 1 : 0,
          });
          if (row !== null) rows.push(row);
        }
      }
    }
  }
  return rows;
}

function fitted(rows: readonly Row[], options: DidOptions = {}, right = "1"): DidEstimate {
  const lines = rows.map((row) => HEADS.map((head) => row[head] ?? "").join(","));
  const data = parseCsv([HEADS.join(","), ...lines].join("\n")).panel({ unit: "unit", time: "time" });
  const source = options.treat === undefined ? { cohort: "g" } : {};
  const all = { ...source, estimator: ["ddd"], eligible: "e", aggregate: "simple" as const, ...options };
  return did(engine, data, `y ~ ${right} | unit + time`, all).estimates[0]!;
}

const refusal = (rows: readonly Row[], options: DidOptions = {}, right = "1") => {
  try {
    fitted(rows, options, right);
  } catch (error) {
    return error as { readonly code: string; readonly message: string };
  }
  throw new Error("not refused");
};

const codesOf = ({ notes }: DidEstimate): string[] => notes.map(({ code }) => code);

/** The third difference of means, by hand. */
function byHand(rows: readonly Row[], after: number, before: number, weight: (row: Row) => number = () => 1): number {
  const mean = (g: number, e: number, time: number): number => {
    const own = rows.filter((row) => row.g === g && row.e === e && row.time === time);
    const total = own.reduce((sum, row) => sum + weight(row), 0);
    return own.reduce((sum, row) => sum + weight(row) * Number(row.y), 0) / total;
  };
  const change = (g: number, e: number) => mean(g, e, after) - mean(g, e, before);
  return change(3, 1) - change(3, 0) - (change(0, 1) - change(0, 0));
}

describe("triple differences", () => {
  it("are third differences of means, rows in any order, units by names", () => {
    const rows = rowsOf();
    const { cells } = fitted([...rows].reverse(), { aggregate: "dynamic" });
    for (const [cohort, time, base] of [
      [3, 2, 1],
      [3, 3, 2],
      [3, 4, 2],
    ] as const) {
      const cell = cells!.find((one) => one.cohort === cohort && one.time === time)!;
      expect(cell.estimate).toBeCloseTo(byHand(rows, time, base), 10);
    }
  });

  it("weigh units, and cluster them", () => {
    const rows = rowsOf();
    const { cells } = fitted(rows, { weights: "w" });
    const cell = cells!.find(({ time }) => time === 4)!;
    expect(cell.estimate).toBeCloseTo(
      byHand(rows, 4, 2, ({ w }) => w!),
      10,
    );
    const own = fitted(rows, { vcov: "cluster:town" });
    expect(own.n_clusters).toBe(6);
    expect(own.overall.estimate).toBeCloseTo(fitted(rows).overall.estimate, 12);
    // each unit twice in one cluster is each unit once
    const twice = rows.flatMap((row) =>
      ["a", "b"].map((half) => ({ ...row, unit: `${row.unit}${half}`, town: row.unit })),
    );
    const doubled = fitted(twice, { vcov: "cluster:town" });
    expect(doubled.overall.std_error).toBeCloseTo(fitted(rows).overall.std_error!, 10);
  });

  it("leave out of each comparison units that lack one of its periods", () => {
    const rows = rowsOf((row) => (row.unit === "u-3-0-1" && row.time === 4 ? null : row));
    const found = fitted(rows);
    const without = rows.filter(({ unit }) => unit !== "u-3-0-1");
    expect(found.cells!.find(({ time }) => time === 4)!.estimate).toBeCloseTo(byHand(without, 4, 2), 10);
    expect(found.cells!.find(({ time }) => time === 3)!.estimate).toBeCloseTo(byHand(rows, 3, 2), 10);
    expect(codesOf(found)).toContain("ddd_pairs");
    expect(codesOf(fitted(rows, { unbalanced: "balanced" }))).toContain("cs_incomplete");
  });

  it("leave out units treated from the start, and cohorts without both kinds of units", () => {
    const early = rowsOf(undefined, [0, 3, 1]);
    expect(codesOf(fitted(early))).toContain("did_start_unseen");
    expect(fitted(early).overall.estimate).toBeCloseTo(fitted(rowsOf()).overall.estimate, 10);
    const oneSided = rowsOf((row) => (row.g === 4 && row.e === 0 ? null : row), [0, 3, 4]);
    const found = fitted(oneSided, { control: "notyet" });
    expect(found.notes.find(({ code }) => code === "ddd_one_sided")?.detail).toEqual({ cohorts: ["4"] });
    expect(found.cells!.some(({ cohort }) => cohort === 4)).toBe(false);
  });

  it("take the last cohort where nobody is never treated, and say so", () => {
    const found = fitted(rowsOf(undefined, [3, 4]));
    expect(codesOf(found)).toContain("cs_last_cohort");
    expect(found.cells!.map(({ time }) => time)).toEqual([2, 3]);
  });

  it("have no error where one unit stands in each group, and a uniform band says why not", () => {
    const alone = rowsOf((row) => (row.unit.endsWith("-0") ? row : null));
    const found = fitted(alone);
    expect(found.overall.std_error).toBeNull();
    expect(codesOf(found)).toEqual(expect.arrayContaining(["did_one_unit", "cs_small"]));
    expect(refusal(alone, { band: "uniform" }).code).toBe("band_no_errors");
  });

  it("are 0 without an error for a constant outcome", () => {
    const found = fitted(rowsOf((row) => ({ ...row, y: 3 })));
    expect(found.overall).toMatchObject({ estimate: 0, std_error: null });
  });

  it("average cohorts alike where their comparisons depend on each other", () => {
    const exact = rowsOf((row) => ({ ...row, y: row.d! * 5 }), [0, 3, 4]);
    expect(codesOf(fitted(exact, { control: "notyet" }))).toContain("ddd_even");
  });

  it.each([1e-150, 1e150])("scale with outcomes of size %s", (scale) => {
    const found = fitted(rowsOf((row) => ({ ...row, y: Number(row.y) * scale })));
    expect(found.overall.estimate / scale).toBeCloseTo(fitted(rowsOf()).overall.estimate, 8);
  });

  it("need the column of eligibility, of 0 and 1, the same in all rows of a unit", () => {
    expect(refusal(rowsOf(), { eligible: undefined as never }).message).toMatch(/ddd needs eligible \(--eligible\)/);
    expect(
      refusal(rowsOf((row) => ({ ...row, e: row.time === 2 && row.unit === "u-0-0-1" ? 0.5 : row.e }))).message,
    ).toMatch(/--eligible e: row 6 has 0\.5; 1 \(eligible\) or 0 was expected/);
    expect(refusal(rowsOf((row) => ({ ...row, e: row.unit === "u-0-0-0" ? "" : row.e }))).message).toMatch(
      /has no number/,
    );
    expect(
      refusal(rowsOf((row) => ({ ...row, e: row.unit === "u-0-0-1" && row.time > 2 ? 1 : row.e }))).message,
    ).toMatch(/unit 'u-0-0-1' changes from 0 to 1 in row 7/);
    expect(refusal(rowsOf((row) => ({ ...row, e: 1 }))).message).toMatch(/without such a difference use cs/);
  });

  it("refuse a treatment of eligible units alone, which hides the cohort of the others", () => {
    const { code, message } = refusal(rowsOf(), { treat: "d" });
    expect(code).toBe("did_eligible");
    expect(message).toMatch(
      /give the first treated period of the cohort, to which ineligible units belong too, with --cohort/,
    );
  });

  it("refuse what has no comparison, no overlap, collinear covariates, other methods, other variances", () => {
    const noControl = rowsOf((row) => (row.g === 0 && row.e === 1 ? null : row));
    expect(refusal(noControl).message).toMatch(/another such cohort, still untreated/);
    expect(refusal(rowsOf(), { method: "reg" }, "x + I(2*x)").code).toBe("did_collinear");
    expect(
      refusal(
        rowsOf((row) => ({ ...row, x: Number(row.e) })),
        {},
        "x",
      ).code,
    ).toBe("did_overlap");
    expect(refusal(rowsOf(), { method: "imp" }, "x").message).toMatch(/ddd has no method imp; use dr, ipw or reg/);
    expect(refusal(rowsOf(), { unbalanced: "rows" }).code).toBe("did_unbalanced");
    expect(refusal(rowsOf(), { vcov: "hetero" }).code).toBe("did_vcov");
    expect(refusal(rowsOf(undefined, [3])).code).toBe("did_nothing_compared");
    expect(refusal(rowsOf((row) => (row.time < 3 ? null : row))).code).toBe("no_treated");
    expect(refusal(rowsOf(), { estimator: ["cs"] }).message).toMatch(/eligible \(--eligible\) is an option of ddd/);
  });
});
