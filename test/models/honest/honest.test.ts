/** `honest`: what it takes and refuses, small cases by hand, what its record, table and figure say in both languages. */
import { beforeAll, describe, expect, it } from "vitest";
import { noteText } from "../../../src/base/messages.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { qnorm } from "../../../src/engine/kernels/math.js";
import { renderTable } from "../../../src/report/render/render.js";
import { eventStudy } from "../../../src/verbs/event-study/fit.js";
import { honestFigure } from "../../../src/verbs/honest/figure.js";
import { honest } from "../../../src/verbs/honest/fit.js";
import type { HonestRecord } from "../../../src/verbs/honest/record.js";
import { honestTable, presentHonest } from "../../../src/verbs/honest/table.js";
import { type HonestOptions, honestPlan, honestVerb } from "../../../src/verbs/honest/verb.js";
import { refused } from "../../support/refused.js";
import { staggeredPanel } from "../../support/staggered-panel.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const diagonal = (variances: readonly number[]) => variances.map((v, i) => variances.map((_, j) => (i === j ? v : 0)));
/** Independent effects: one before the reference, two after it. */
const SMALL = { event: [-2, 0, 1], estimate: [0.1, 1, 1.5], covariance: diagonal([0.01, 0.04, 0.09]) };
/** Three before it. */
const LONG = {
  event: [-4, -3, -2, 0, 1, 2],
  estimate: [0.1, -0.05, 0.15, 1, 1.2, 1.1],
  covariance: diagonal([0.01, 0.02, 0.01, 0.02, 0.03, 0.04]),
};
const run = (options: HonestOptions = {}, source: Parameters<typeof honest>[1] = LONG): HonestRecord =>
  honest(engine, source, options);
const codes = ({ notes }: HonestRecord) => notes.map(({ code }) => code);

describe("sets by hand", () => {
  it("under linear trends the effect less the slope before, with the errors of both", () => {
    const [set] = run({ delta: "sd", mvec: [0] }, SMALL).sets;
    const half = qnorm(engine, 0.025, true) * Math.sqrt(0.01 + 0.04);
    expect(set!.flci).toMatchObject({ worst_bias: 0, weights: [1, 1, 0] });
    expect(set!.low).toBeCloseTo(1.1 - half, 12);
    expect(set!.high).toBeCloseTo(1.1 + half, 12);
    expect(set!.identified[0]!.low).toBeCloseTo(1.1, 12);
  });

  it("at M = 0 leave a point open, of averages too", () => {
    const [set] = run({ delta: "sd", mvec: [0], lVec: "average" }).sets;
    const [piece, ...others] = set!.identified;
    expect(others).toEqual([]);
    // the slope before is 0.15 down a period: 0.15, 0.3 and 0.45 are added
    expect(piece!.low).toBeCloseTo((1.15 + 1.5 + 1.55) / 3, 9);
    expect(piece!.high).toBeCloseTo((1.15 + 1.5 + 1.55) / 3, 9);
  });

  it("of event time 1 twice the slope, and a bias of a change of slope twice and once", () => {
    const [set] = run({ delta: "sd", mvec: [0.2], lVec: { event: 1 } }, SMALL).sets;
    expect(set!.flci).toMatchObject({ weights: [2, 0, 1] });
    expect(set!.flci!.worst_bias).toBeCloseTo(0.2 * 3, 12);
    expect(set!.identified[0]!.low).toBeCloseTo(1.7 - 0.6, 12);
    expect(set!.identified[0]!.high).toBeCloseTo(1.7 + 0.6, 12);
  });

  it("under relative magnitudes the effect and M times the change before", () => {
    const [set] = run({ delta: "rm", mvec: [1.5], lVec: "average" }, SMALL).sets;
    const [piece] = set!.identified;
    // changes of at most 0.15 in each of two periods: 0.15 and 0.3, on average 0.225
    expect(piece!.low).toBeCloseTo(1.25 - 0.225, 12);
    expect(piece!.high).toBeCloseTo(1.25 + 0.225, 12);
  });

  it("with one effect after the reference the conditional test at M = 0 is that of the effect", () => {
    const one = { event: [-2, 0], estimate: [0.3, 1], covariance: diagonal([0.01, 0.04]) };
    const { sets, original } = run({ delta: "rm", method: "Conditional", mvec: [0] }, one);
    expect(sets[0]!.low).toBeCloseTo(original.low, 9);
    expect(sets[0]!.high).toBeCloseTo(original.high, 9);
  });
});

describe("what is asked", () => {
  it("names restrictions as programs do", () => {
    const named = (options: HonestOptions) => run({ mvec: [1], draws: 100, ...options }).restriction.name;
    expect(named({ delta: "DeltaSDPB" })).toBe("DeltaSDPB");
    expect(named({ delta: "rm", monotonicityDirection: "decreasing" })).toBe("DeltaRMD");
    expect(named({ delta: "sdrmnbi" })).toBe("DeltaSDRMNBI");
    expect(named({ delta: { base: "sd", sign: null, monotone: "increasing" } })).toBe("DeltaSDI");
  });

  it("takes the method that serves, unless another is asked for", () => {
    const method = (options: HonestOptions) => honestPlan(options).method;
    expect(method({ delta: "sd" })).toBe("FLCI");
    expect(method({ delta: "sdi" })).toBe("C-F");
    expect(method({ delta: "rm" })).toBe("C-LF");
    expect(method({ delta: "sd", method: "Conditional" })).toBe("Conditional");
  });

  it("reads the texts of a command line", () => {
    const read = (name: "mvec" | "method" | "lVec", text: string): unknown => {
      const { type } = honestVerb.options[name];
      return type.kind === "value" ? type.read(text) : undefined;
    };
    expect(read("mvec", "0(0.5)2")).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(read("mvec", "2, 1 0(0.1)0.3")).toEqual([0, 0.1, 0.2, 0.3, 1, 2]);
    expect(read("method", "c_lf")).toBe("C-LF");
    expect(read("lVec", "event:2")).toEqual({ event: 2 });
    expect(read("lVec", "0.5,0.5")).toEqual([0.5, 0.5]);
    for (const [name, text] of [
      ["mvec", "-1"],
      ["mvec", "0(0)1"],
      ["method", "exact"],
      ["lVec", "last"],
    ] as const) {
      expect(() => read(name, text)).toThrow("expected");
    }
  });

  it("has values of M of its own: multiples, or parts of the largest change of slope before", () => {
    expect(run({ draws: 100 })).toMatchObject({ m_from: "multiples" });
    const smooth = run({ delta: "sd" });
    // 0.15 to 0 from -0.05 to 0.15: 0.35 of slope
    expect(smooth.m_from).toBe("estimates");
    expect(smooth.sets.map(({ M }) => M)).toEqual([0, 0.0875, 0.175, 0.2625, 0.35]);
    expect(run({ delta: "sd" }, SMALL).sets.at(-1)!.M).toBeCloseTo(0.2, 12);
  });

  it("gives the same bits from the same seed, and others from another", () => {
    const options = { delta: "rm", mvec: [1], draws: 200 } as const;
    const ends = (seed: number) => run({ ...options, seed }).sets[0]!.low;
    expect(ends(3)).toBe(ends(3));
    expect(ends(3)).not.toBe(ends(4));
    expect(run({ ...options, seed: 3 })).toMatchObject({
      draws: 200,
      seed: 3,
      generator: "Philox4x32-10",
      kappa: 0.005,
    });
    expect(run({ delta: "sd", mvec: [0.1] })).toMatchObject({ draws: null, seed: null, kappa: null });
  });

  it.each([
    ["honest_delta", { delta: "parallel" }],
    ["honest_method", { delta: "rm", method: "FLCI" }],
    ["honest_method", { delta: "sdrm", method: "C-F" }],
    ["honest_method", { delta: "sdpb", method: "FLCI" }],
    ["honest_kappa", { kappa: 0.2 }],
    ["honest_mvec", { mvec: [-1] }],
    ["honest_mvec", { mvec: [] }],
    ["honest_l_vec", { lVec: [1, 0] }],
    ["honest_l_vec", { lVec: [0, 0, 0] }],
    ["honest_l_vec", { lVec: { event: 9 } }],
    ["honest_delta", { delta: { base: "xx" } }],
    ["honest_delta", { delta: {} }],
    ["honest_delta", { delta: { base: "rm", sign: "up" } }],
    ["honest_method", { method: "ARP" }],
    ["honest_mvec", { mvec: "a" }],
    ["honest_l_vec", { lVec: 5 }],
    ["honest_l_vec", { lVec: "event:x" }],
  ] as const)("refuses %s: %o", (code, options) => {
    expect(refused(() => run(options as HonestOptions))).toMatchObject({ code });
  });

  it.each([
    [{ delta: { base: "rm" } }, { delta: "rm" }],
    [{ delta: { base: "rm", sign: "positive" } }, { delta: "rmpb" }],
    [
      { delta: "rm", mvec: "0.5,1" },
      { delta: "rm", mvec: [0.5, 1] },
    ],
    [
      { delta: "rm", mvec: 1 },
      { delta: "rm", mvec: [1] },
    ],
    [{ lVec: "event:1" }, { lVec: { event: 1 } }],
    [
      { delta: "sd", method: "flci" },
      { delta: "sd", method: "FLCI" },
    ],
  ])("takes %o as %o", (given, meant) => {
    const settings = { draws: 200 };
    const { timing_ms: _, ...one } = run({ ...settings, ...given } as unknown as HonestOptions);
    const { timing_ms: _other, ...other } = run({ ...settings, ...meant } as HonestOptions);
    expect(one).toEqual(other);
  });

  it("refuses paths that restrictions can't be read on", () => {
    const uneven = { ...SMALL, event: [-4, 0, 1] };
    expect(refused(() => run({}, uneven))).toMatchObject({ code: "honest_spacing" });
    expect(refused(() => run({ delta: "sdrm" }, SMALL))).toMatchObject({ code: "honest_periods" });
    const singular = { ...LONG, covariance: LONG.covariance.map((row) => row.map(() => 0.01)) };
    expect(refused(() => run({ delta: "sd" }, singular))).toMatchObject({ code: "honest_singular" });
    expect(refused(() => run({ delta: "rm" }, singular))).toMatchObject({ code: "honest_singular" });
    // of two clusters: an interval by it would have no length
    const factors = LONG.estimate.map((_, i) => [i + 1, (-1) ** i + (i % 3)] as const);
    const ofTwo = { ...LONG, covariance: factors.map(([a, b]) => factors.map(([c, d]) => a * c + b * d)) };
    for (const options of [{ delta: "sd" }, { delta: "sdpb", method: "C-F" }, { delta: "rm" }] as const) {
      expect(refused(() => run(options, ofTwo))).toMatchObject({ code: "honest_singular" });
    }
  });

  it("stops when it is told to", () => {
    const stopped = AbortSignal.abort();
    expect(() => run({ signal: stopped })).toThrow();
  });
});

describe("units", () => {
  it.each([1e-9, 1e9])("mean nothing: outcomes times %d", (times) => {
    const scaled = {
      event: LONG.event,
      estimate: LONG.estimate.map((value) => value * times),
      covariance: LONG.covariance.map((row) => row.map((value) => value * times * times)),
    };
    for (const delta of ["rm", "sd", "sdpb"]) {
      const inM = delta === "rm" ? 1 : times;
      const own = run({ delta, mvec: [0.3], draws: 200 });
      const other = run({ delta, mvec: [0.3 * inM], draws: 200 }, scaled);
      expect(other.sets[0]!.low! / times).toBeCloseTo(own.sets[0]!.low!, 9);
      expect(other.sets[0]!.high! / times).toBeCloseTo(own.sets[0]!.high!, 9);
      expect(other.breakdown.M! / inM).toBeCloseTo(own.breakdown.M!, 8);
    }
  });

  it("are those of the outcome where the breakdown is sought, whatever M is asked for", () => {
    const { M } = run({ delta: "sd" }).breakdown;
    for (const mvec of [[0], [1e-9], [1e4]]) expect(run({ delta: "sd", mvec }).breakdown.M).toBeCloseTo(M!, 7);
  });

  it("keep sets bounded at multiples of any size", () => {
    const [set] = run({ delta: "rm", mvec: [1e12], draws: 200 }).sets;
    expect(set!.high! / 1e11).toBeGreaterThan(1);
    expect(set!.high! / 1e11).toBeLessThan(20);
  });
});

describe("what is said", () => {
  it("of binned ends, windows, anticipation and t", () => {
    const panel = staggeredPanel(2, { units: 60, periods: 7, cohorts: 2 });
    const formula = "y ~ 1 | unit + time";
    const study = eventStudy(engine, panel, formula, {
      cohort: "cohort",
      vcov: "cluster:unit",
      window: [-3, 2],
      bin: true,
    });
    const record = run({ delta: "sd", window: [-3, 1] }, study);
    expect(codes(record)).toEqual(["honest_binned", "honest_left_out", "honest_normal"]);
    expect(
      codes(run({ delta: "sd" }, { ...LONG, event: [-4, -3, -2, 0, 1, 2].map((e) => e - 1), reference: -2 })),
    ).toEqual(["honest_anticipated"]);
    for (const note of record.notes) expect(noteText(note, "zh")).not.toBe(note.message);
  });

  it("of M = 0, where tests of inequalities are not made for equalities", () => {
    expect(codes(run({ delta: "sd", method: "C-LF", mvec: [0, 0.1], draws: 100 }))).toContain("honest_degenerate");
    expect(codes(run({ delta: "sd", method: "FLCI", mvec: [0, 0.1] }))).toEqual([]);
  });

  it("of sets that have no end, and of ends that are drawn all the same", () => {
    // effects so imprecise before that changes are anything, and the conditional test of one sign never rejects to one side
    const wide = { ...SMALL, covariance: diagonal([100, 0.04, 0.09]) };
    const record = run({ delta: "rm", method: "Conditional", mvec: [5] }, wide);
    const [set] = record.sets;
    if (set!.low === null || set!.high === null) expect(codes(record)).toContain("honest_unbounded");
    expect(honestFigure(record).description).toContain("DeltaRM");
  });

  it("in a table and a figure in both languages, and a row a piece in a file", () => {
    const record = run({ delta: "rm", mvec: [0.5, 1, 4] });
    const english = renderTable(honestTable(record), "text");
    expect(english).toContain("The smallest M whose set holds 0");
    const chinese = renderTable(honestTable(record, { language: "zh", labels: {} }), "text");
    expect(chinese).toContain("集合包含 0 的最小 M 为");
    expect(chinese).not.toMatch(/DeltaRM: |Method /);
    const figure = JSON.stringify(honestFigure(record, { language: "zh" }));
    expect(figure).toContain("稳健集");
    const { files, figures } = presentHonest(record);
    const lines = files!()["sets.csv"]!.trim().split("\n");
    expect(lines.length).toBe(2 + record.sets.reduce((n, { pieces }) => n + pieces.length, 0));
    expect(Object.keys(figures!())).toEqual([""]);
  });

  it("of a breakdown that is not reached", () => {
    const sure = { ...SMALL, estimate: [0, 1, 1.5], covariance: diagonal([1e-12, 1e-8, 1e-8]) };
    const { breakdown } = run({ delta: "rm", mvec: [0.001], method: "Conditional" }, sure);
    expect(breakdown.M).toBeNull();
    expect(
      renderTable(honestTable(run({ delta: "rm", mvec: [0.001], method: "Conditional" }, sure)), "text"),
    ).toContain("No set holds 0");
  });
});
