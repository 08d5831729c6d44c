/**
 * Effects by dose on designs and data that are not what they need: each is right by hand, or refused with what would do.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import type { DoseRecord } from "../../../src/verbs/did/estimators/cdid/record.js";
import { did } from "../../../src/verbs/did/verb/fit.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Row {
  readonly unit: string;
  readonly time: number;
  readonly g: number | string;
  readonly dose: number | string;
  readonly y: number | string;
  readonly w?: number;
  readonly town?: string;
  readonly d?: number;
}

const HEADS = ["unit", "time", "g", "dose", "y", "w", "town", "d"] as const;

/** Eight units of cohort 3 with doses 0.5 to 4, and four never treated, over periods 1 to 4: the effect is twice the dose. */
function rowsOf(change: (row: Row) => Row | null = (row) => row, cohorts: readonly number[] = [0, 3]): Row[] {
  const rows: Row[] = [];
  for (const g of cohorts) {
    for (let copy = 0; copy < (g === 0 ? 4 : 8); copy++) {
      const dose = g === 0 ? 0 : 0.5 * (copy + 1);
      const noise = [0.1, -0.3, 0.2, 0.05, -0.2, 0.15, 0.3, -0.3][copy]!;
      for (let time = 1; time <= 4; time++) {
        const isTreated = g > 0 && time >= g;
        const y = copy + time * time + (isTreated ? 2 * dose : 0) + noise * (time % 3);
        const unit = `u-${g}-${copy}`;
        const row = change({ unit, time, g, dose, y, w: 1 + copy, town: `t${g}${copy % 4}`, d: isTreated ? dose : 0 });
        if (row !== null) rows.push(row);
      }
    }
  }
  return rows;
}

function fitted(rows: readonly Row[], options: DidOptions = {}, right = "1"): DidEstimate {
  const lines = rows.map((row) => HEADS.map((head) => row[head] ?? "").join(","));
  const data = parseCsv([HEADS.join(","), ...lines].join("\n")).panel({ unit: "unit", time: "time" });
  const source = options.treat === undefined ? { cohort: "g", dose: "dose" } : {};
  const all = { ...source, estimator: ["cdid"], aggregate: "group" as const, draws: 19, degree: 1, ...options };
  return did(engine, data, `y ~ ${right} | unit + time`, all).estimates[0]!;
}

const doseOf = ({ details }: DidEstimate): DoseRecord => {
  if (details?.kind !== "dose") throw new Error("no details by dose");
  return details;
};

const refusal = (rows: readonly Row[], options: DidOptions = {}, right = "1") => {
  try {
    fitted(rows, options, right);
  } catch (error) {
    return error as { readonly code: string; readonly message: string };
  }
  throw new Error("not refused");
};

const codesOf = ({ notes }: DidEstimate): string[] => notes.map(({ code }) => code);

describe("effects by dose", () => {
  it("are near twice the dose, and say which trends each number rests on", () => {
    const found = fitted(rowsOf());
    const { overall, curve, rests_on, treated } = doseOf(found);
    expect(overall.acrt.estimate).toBeCloseTo(2, 0);
    expect(curve.every(({ dose, att }) => Math.abs(att - 2 * dose) < 0.6)).toBe(true);
    expect([overall.att.rests_on, overall.acrt.rests_on]).toEqual(["parallel trends", "strong parallel trends"]);
    expect(rests_on).toMatchObject({ effects: "parallel trends", between_doses: "strong parallel trends" });
    expect(treated).toEqual({ units: 8, least: 0.5, most: 4, mean: 2.25 });
    expect(codesOf(found)).toContain("cdid_parallel");
    const slopes = fitted(rowsOf(), { target: "slope" });
    expect(codesOf(slopes)).toContain("cdid_strong");
    expect(slopes.overall.estimate).toBe(doseOf(slopes).overall.acrt.estimate);
  });

  it("are a line by least squares, in any order of rows, where units before treatment have dose 0 or theirs", () => {
    const rows = rowsOf();
    const treated = rows.filter(({ g, time }) => g === 3 && (time === 2 || time === 4));
    const change = (unit: string) => {
      const of = (time: number) => Number(treated.find((row) => row.unit === unit && row.time === time)!.y);
      return of(4) - of(2);
    };
    const units = [...new Set(treated.map(({ unit }) => unit))];
    const doses = units.map((_, i) => 0.5 * (i + 1));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [d, c] = [mean(doses), mean(units.map(change))];
    const slope =
      units.reduce((sum, unit, i) => sum + (doses[i]! - d) * (change(unit) - c), 0) /
      doses.reduce((sum, dose) => sum + (dose - d) ** 2, 0);
    const subset = "time == 2 | time == 4 | time == 1";
    for (const given of [
      rows,
      [...rows].reverse(),
      rows.map((row) => ({ ...row, dose: row.time < 3 ? 0 : row.dose })),
    ]) {
      expect(doseOf(fitted(given, { subset })).overall.acrt.estimate).toBeCloseTo(slope, 10);
    }
    expect(doseOf(fitted(rows, { treat: "d", subset })).overall.acrt.estimate).toBeCloseTo(slope, 10);
  });

  it("leave out of each effect units that lack one of its periods, and those treated from the start", () => {
    const gap = rowsOf((row) => (row.unit === "u-3-0" && row.time === 4 ? null : row));
    expect(codesOf(fitted(gap))).toContain("cdid_pairs");
    expect(fitted(gap).cells!.map(({ n_units }) => n_units)).toEqual([8, 8, 7]);
    expect(codesOf(fitted(gap, { unbalanced: "balanced" }))).toContain("cs_incomplete");
    const early = fitted(rowsOf(undefined, [0, 3, 1]));
    expect(codesOf(early)).toContain("did_start_unseen");
    expect(doseOf(early).overall.att.estimate).toBeCloseTo(doseOf(fitted(rowsOf())).overall.att.estimate, 10);
  });

  it("take the last cohort where nobody is never treated, and cluster by groups of units", () => {
    expect(codesOf(fitted(rowsOf(undefined, [3, 4])))).toContain("cs_last_cohort");
    const found = fitted(rowsOf(), { vcov: "cluster:town" });
    expect(found.n_clusters).toBe(8);
    const twice = rowsOf().flatMap((row) =>
      ["a", "b"].map((half) => ({ ...row, unit: row.unit + half, town: row.unit })),
    );
    const doubled = doseOf(fitted(twice, { vcov: "cluster:town", doses: [1, 2, 3] }));
    doseOf(fitted(rowsOf(), { doses: [1, 2, 3] })).curve.forEach(({ att, att_std_error, acrt_std_error }, i) => {
      expect(doubled.curve[i]!.att).toBeCloseTo(att, 10);
      expect(doubled.curve[i]!.att_std_error).toBeCloseTo(att_std_error, 10);
      expect(doubled.curve[i]!.acrt_std_error).toBeCloseTo(acrt_std_error, 10);
    });
  });

  it("of a constant outcome are 0, without errors", () => {
    const { overall, curve } = doseOf(fitted(rowsOf((row) => ({ ...row, y: 3 }))));
    expect(overall.att).toMatchObject({ estimate: 0, std_error: null });
    expect(curve.every(({ att, att_band_high }) => att === 0 && att_band_high === 0)).toBe(true);
  });

  it("are shown at doses asked for, within those there are", () => {
    expect(doseOf(fitted(rowsOf(), { doses: [3, 1, 1] })).curve.map(({ dose }) => dose)).toEqual([1, 3]);
    expect(refusal(rowsOf(), { doses: [0.2] }).message).toMatch(/doses of the treated are from 0\.5 to 4/);
    expect(refusal(rowsOf(), { doses: [0.7], basis: "levels", degree: 3 }).message).toMatch(
      /no treated unit has this dose/,
    );
  });

  it("choose among splines that every cohort has the doses for, and say where that was a limit", () => {
    const found = fitted(rowsOf(), { basis: "adaptive", degree: 2 });
    expect(codesOf(found)).toEqual(expect.arrayContaining(["cdid_chosen", "cdid_cut"]));
    expect(doseOf(found).adaptive!.dimensions.map(({ dimension }) => dimension)).toEqual([3, 4, 6]);
  });

  it("refuse doses that are missing, not above 0, change, or stand where nobody is treated", () => {
    const odd = (change: Partial<Row>, unit: string, from = 3) =>
      rowsOf((row) => (row.unit === unit && row.time >= from ? { ...row, ...change } : row));
    expect(refusal(odd({ dose: "" }, "u-3-1")).message).toMatch(/unit 'u-3-1' is treated in row 23 and has no dose/);
    expect(refusal(odd({ dose: 0 }, "u-3-1")).message).toMatch(/A unit with dose 0 is never treated/);
    expect(refusal(odd({ dose: 9 }, "u-3-1", 4)).message).toMatch(/changes from dose 1 to 9 in row 24.*dcdh/);
    expect(refusal(odd({ dose: 2 }, "u-0-1")).message).toMatch(/'u-0-1' is never treated in the sample and has dose 2/);
    expect(refusal(odd({ d: 9 }, "u-3-1", 4), { treat: "d" }).code).toBe("did_design");
    expect(codesOf(fitted(odd({ dose: "" }, "u-0-1", 1)))).toContain("cdid_parallel");
  });

  it("refuse too few doses, one dose, many levels, and what they have no form for", () => {
    expect(refusal(rowsOf(), { degree: 3, knots: 6 }).message).toMatch(
      /8 treated units of cohort 3 in 3 do not tell 10 functions of the dose apart/,
    );
    const two = rowsOf((row) => ({ ...row, dose: Number(row.dose) > 2 ? 2 : Math.min(1, Number(row.dose)) }));
    expect(refusal(two, { degree: 3 }).message).toMatch(/with few different doses --basis levels/);
    expect(refusal(rowsOf((row) => ({ ...row, dose: Number(row.dose) > 0 ? 1 : 0 }))).message).toMatch(/use cs/);
    expect(refusal(rowsOf(), {}, "w").code).toBe("did_covariates");
    expect(refusal(rowsOf(), { weights: "w" }).code).toBe("did_weights");
    expect(refusal(rowsOf(), { vcov: "hetero" }).code).toBe("did_vcov");
    expect(refusal(rowsOf(), { unbalanced: "rows" }).code).toBe("did_unbalanced");
    expect(refusal(rowsOf(), { basis: "adaptive", knots: 2 }).message).toMatch(
      /--knots 2 means nothing for --basis adaptive/,
    );
    expect(refusal(rowsOf(), { dose: undefined as never }).message).toMatch(/add --dose COLUMN beside --cohort/);
    expect(refusal(rowsOf(undefined, [3])).code).toBe("did_nothing_compared");
    expect(refusal(rowsOf(), { estimator: ["cs"] }).message).toMatch(
      /degree \(--degree\) is an option of cdid|dose \(--dose\) is an option of cdid/,
    );
  });
});
