/**
 * What sdid refuses, and says: panels with gaps, designs without donors, errors that say nothing of chance, covariates that do not vary.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { WasmetricsError } from "../../../src/base/errors.js";
import { type Panel, panel, parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import type { SdidRecord } from "../../../src/verbs/did/estimators/sdid/record.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { findEventPath } from "../../../src/verbs/event-path/read.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Units by name with their start ("" for never), outcomes in 1 to 6. */
type Units = Readonly<Record<string, { readonly g: string; readonly y: readonly (number | string)[] }>>;

const BASE: Units = {
  north: { g: "5", y: [1, 2, 4, 5, 9, 10] },
  a: { g: "", y: [1, 3, 4, 6, 6, 7] },
  b: { g: "", y: [2, 2, 3, 5, 6, 6] },
  c: { g: "", y: [0, 1, 1, 2, 3, 5] },
  d: { g: "", y: [5, 5, 7, 7, 8, 10] },
};

function data(units: Units): Panel {
  const lines = Object.entries(units).flatMap(([unit, { g, y }]) =>
    y.flatMap((value, t) =>
      value === "gap" ? [] : [`${unit},${t + 1},${g},${value},${t + 1},${(t * unit.length) % 3}`],
    ),
  );
  return panel(parseCsv(`unit,time,g,y,trend,x\n${lines.join("\n")}`), { unit: "unit", time: "time" });
}

const run = (units: Units, options: DidOptions = {}, controls = "1") =>
  did(engine, data(units), `y ~ ${controls} | unit + time`, { cohort: "g", estimator: ["sdid"], ...options });
const estimate = (...args: Parameters<typeof run>): DidEstimate => run(...args).estimates[0]!;

function refused(units: Units, options: DidOptions = {}): WasmetricsError {
  try {
    run(units, options);
  } catch (error) {
    if (error instanceof WasmetricsError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe("sdid refuses", () => {
  it.each([
    [
      "a panel with gaps",
      { ...BASE, c: { g: "", y: [0, 1, "gap", 2, 3, 5] } },
      {},
      "did_unbalanced_panel",
      /'c' in 3.*bjs/,
    ],
    [
      "a design without donors",
      { north: BASE.north!, south: { g: "4", y: BASE.a!.y } },
      {},
      "sdid_no_donors",
      /cs --control notyet or bjs/,
    ],
    ["units not yet treated as donors", BASE, { control: "notyet" }, "sdid_control", /cs or bjs/],
    ["weights of rows", BASE, { weights: "x" }, "sdid_weights", /--weights x/],
    ["weights of cells", BASE, { weighBy: "x" }, "did_weigh_by", /--weigh-by x/],
    ["another variance", BASE, { vcov: "hetero" }, "did_vcov", /--errors/],
    ["anticipation", BASE, { anticipation: 1 }, "did_anticipation", /anticipation/],
    ["a uniform band", BASE, { band: "uniform", draws: 20 }, "band_variance", /--band uniform/],
    [
      "a jackknife of one treated unit",
      BASE,
      { errors: "jackknife" },
      "sdid_jackknife",
      /north is the only unit treated from 5/,
    ],
    ["a bootstrap of one treated unit", BASE, { errors: "bootstrap" }, "sdid_bootstrap", /--errors placebo/],
    [
      "placebos without donors left",
      { north: BASE.north!, a: BASE.a! },
      { errors: "placebo" },
      "sdid_placebo",
      /leave no donor/,
    ],
    [
      "a jackknife of one donor",
      { north: BASE.north!, n2: BASE.north!, a: BASE.a! },
      { errors: "jackknife" },
      "sdid_jackknife",
      /All weight/,
    ],
  ] as const)("%s", (_, units, options, code, words) => {
    const error = refused(units as Units, options as DidOptions);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
  });
});

describe("sdid says", () => {
  const codes = ({ notes }: DidEstimate): string[] => notes.map(({ code }) => code);

  it("how errors are made, and why there are none", () => {
    expect(codes(estimate(BASE, { draws: 10 }))).toContain("sdid_placebo");
    const few = estimate({ north: BASE.north!, a: BASE.a! });
    expect(codes(few)).toContain("sdid_no_errors");
    expect(few.overall.std_error).toBeNull();
    expect(few.errors).toBe("none");
    const two = { north: BASE.north!, n2: { g: "5", y: BASE.d!.y }, a: BASE.a!, b: BASE.b! };
    expect(codes(estimate(two, { draws: 10 }))).toContain("sdid_bootstrap");
    expect(codes(estimate(two, { errors: "jackknife" }))).toContain("sdid_jackknife");
  });

  it("which options change nothing", () => {
    expect(codes(estimate(BASE, { draws: 10 }))).not.toContain("sdid_idle");
    const idle = estimate(BASE, { errors: "none", draws: 10, ssc: "none" }).notes.find(
      ({ code }) => code === "sdid_idle",
    );
    expect(idle?.detail).toEqual({ options: ["--ssc", "--draws"] });
  });

  it("that units treated throughout are left out", () => {
    const found = estimate({ ...BASE, early: { g: "1", y: BASE.c!.y } }, { errors: "none" });
    expect(codes(found)).toContain("did_start_unseen");
    expect(found.n_units).toBe(5);
    expect(found.overall.estimate).toBe(estimate(BASE, { errors: "none" }).overall.estimate);
  });

  it("that a covariate does not vary, and what the others take off", () => {
    const found = estimate(BASE, { errors: "none" }, "trend + x");
    expect(codes(found)).toContain("sdid_covariates_omitted");
    expect(estimate(BASE, { errors: "none" }, "trend").overall.estimate).toBe(
      estimate(BASE, { errors: "none" }).overall.estimate,
    );
  });

  it("that a penalty is 0 where donors do not move, and finds the effect", () => {
    const flat = {
      north: { g: "5", y: [2, 2, 2, 2, 3, 3] },
      a: { g: "", y: [1, 1, 1, 1, 1, 1] },
      b: { g: "", y: [4, 4, 4, 4, 4, 4] },
    };
    const found = estimate(flat, { draws: 10 });
    expect(codes(found)).toContain("sdid_unpenalised");
    expect(found.overall.estimate).toBe(1);
    expect(found.overall.std_error).toBeNull();
  });

  it("what weights are, in its details", () => {
    const { groups, donors, errors } = estimate(BASE, { draws: 10, seed: 4 }).details as unknown as SdidRecord;
    expect(donors).toBe(4);
    expect(errors).toEqual({ method: "placebo", replications: 10, seed: 4, redrawn: 0 });
    const [group] = groups;
    expect(group!.treated_units).toEqual(["north"]);
    expect(group!.weights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(group!.time_weights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    const before = group!.time_weights.reduce((sum, { weight }, t) => sum + weight * group!.gap[t]!, 0);
    expect(Math.abs(before)).toBeLessThan(1e-12);
  });

  it("nothing of tests that effects before treatment are zero: weights were chosen to make them so", () => {
    expect(estimate(BASE, { draws: 10 }).tests).toEqual({});
  });

  it("that its effects by event time have no one reference", () => {
    const found = findEventPath(run(BASE, { draws: 10 }));
    expect("refused" in found && found.refused.code).toBe("path_time_weights");
  });
});
