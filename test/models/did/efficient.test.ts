/**
 * Efficient estimators: a case by hand, what they refuse and in which words, and what they say of data they leave out.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type DrawnShare, ShareMade } from "../../../src/base/replications.js";
import { panel, parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { presentDid } from "../../../src/verbs/did/verb/table.js";
import { eventPath } from "../../../src/verbs/event-path/read.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const recordOf = (csv: string, options: DidOptions, formula = "y ~ 1 | unit + time") =>
  did(engine, panel(parseCsv(csv), { unit: "unit", time: "time" }), formula, { cohort: "g", ...options });
const one = (csv: string, options: DidOptions, formula?: string): DidEstimate =>
  recordOf(csv, options, formula).estimates[0]!;
const refusal = (code: string, ...words: string[]) =>
  expect.objectContaining({ code, message: expect.stringMatching(words.join(".*")) });

const noise = (u: number, time: number): number => (43758.5453 * Math.sin(12.9898 * u + 78.233 * time)) % 1;

/** Rows of units by cohort (0: never), with an effect of 1 and something that looks like noise. */
function rowsOf(
  cohorts: readonly number[],
  periods: number,
  skip: (unit: number, time: number) => boolean = () => false,
) {
  const rows = cohorts.flatMap((g, u) =>
    Array.from({ length: periods }, (_, t) => t + 1).flatMap((time) => {
      const y = 3 * Math.sin(u) + 0.3 * time + Number(g > 0 && time >= g) + noise(u, time);
      return skip(u, time) ? [] : [`unit ${u},${time},${g},${y},${Math.cos(u * time)},${1 + (u % 3)},${u % 4}`];
    }),
  );
  return `unit,time,g,y,x,w,region\n${rows.join("\n")}\n`;
}

const of = (g: number, count: number): number[] => new Array<number>(count).fill(g);
const PLAIN = rowsOf([...of(0, 12), ...of(4, 9), ...of(6, 8)], 7);

/** Treated in the third period: means 1, 2, 6; untreated: 1, 1, 1. Changes since the first period and since the second are uncorrelated. */
const BY_HAND = `unit,time,g,y
${[
  [3, 0, 1, 5],
  [3, 0, 3, 7],
  [3, 2, 1, 5],
  [3, 2, 3, 7],
  [0, 0, 0, 0],
  [0, 0, 2, 0],
  [0, 2, 0, 2],
  [0, 2, 2, 2],
]
  .flatMap(([g, ...outcomes], u) => outcomes.map((y, t) => `u${u},${t + 1},${g},${y}`))
  .join("\n")}
`;

describe("by hand", () => {
  it("edid weighs two bases alike whose errors are alike and uncorrelated, 5 and 4 to 4.5", () => {
    const { overall, details, tests } = one(BY_HAND, { estimator: ["edid"], aggregate: "simple" });
    expect(overall.estimate).toBeCloseTo(4.5, 12);
    expect(overall.std_error).toBeCloseTo(0.5, 12);
    if (details?.kind !== "efficient") throw new Error("no details of edid");
    expect(details.comparisons.map(({ comparison, base }) => [comparison, base])).toEqual([
      [null, null],
      [3, 2],
    ]);
    expect(details.comparisons[1]!.difference).toBeCloseTo(1, 12);
    const [cell] = details.cells;
    expect(cell!.weights[0]).toBeCloseTo(0.5, 12);
    expect(cell!.weights[1]).toBeCloseTo(0.5, 12);
    expect(cell!.variance_share).toBeCloseTo(0.5, 12);
    // the difference of trends is 1 with variance 1, and so is its test and that of the two estimates, 4 and 4.5
    expect(tests.before!.statistic).toBeCloseTo(1, 12);
    expect(details.test!.statistic).toBeCloseTo(1, 12);
    expect(details.test).toEqual(expect.objectContaining({ df: 1, events: [0], reversed: 0 }));
    expect(details.test!.differences[0]).toBeCloseTo(-0.5, 12);
  });

  it("rs takes off nothing of what is before treatment where that says nothing", () => {
    // of the treated the third outcome follows the second, of the untreated the first: before is the second period, uncorrelated with the
    // outcomes of the untreated and as those of the treated, whose third period moves with it: beta is half
    const { overall, details } = one(BY_HAND, { estimator: ["rs"], aggregate: "simple", draws: 99 });
    if (details?.kind !== "randomisation") throw new Error("no details of rs");
    const [effect] = details.effects;
    expect(effect!.beta).toBeCloseTo(0.5, 12);
    expect(overall.estimate).toBeCloseTo(5 - 0.5 * 1, 12);
    // (4 / 3) (1 + 1) / 4 less half of (4 / 3) / 4, over units
    expect(effect!.se_neyman! ** 2).toBeCloseTo((4 / 3 / 4) * (1 + 1 - 0.5), 12);
  });
});

describe.each(["rs", "edid"] as const)("%s", (estimator) => {
  const fitted = (csv: string, options: DidOptions = {}, formula?: string) =>
    one(csv, { estimator: [estimator], ...options }, formula);

  it("refuses covariates and weights, and says what fits", () => {
    expect(() => fitted(PLAIN, {}, "y ~ x | unit + time")).toThrow(refusal("did_covariates", "\\(x\\)", "use cs"));
    expect(() => fitted(PLAIN, { weights: "w" })).toThrow(refusal("did_weights", "use cs"));
  });

  it("refuses units with gaps by name, or leaves them out", () => {
    const gaps = rowsOf([...of(0, 12), ...of(4, 9), ...of(6, 8)], 7, (u, t) => u === 5 && t === 3);
    expect(() => fitted(gaps)).toThrow(refusal("did_unbalanced_panel", "unit 5", `${estimator} --unbalanced balanced`));
    const { n_units, notes } = fitted(gaps, { unbalanced: "balanced" });
    expect(n_units).toBe(28);
    expect(notes.map(({ code }) => code)).toContain(`${estimator}_incomplete`);
  });

  it("leaves units treated throughout out, with a note", () => {
    const csv = rowsOf([...of(0, 12), ...of(1, 3), ...of(4, 9)], 7);
    const { notes, effects } = fitted(csv);
    expect(notes.find(({ code }) => code === "did_start_unseen")?.message).toContain("3 units");
    const without = fitted(rowsOf([...of(0, 12), ...of(4, 9)], 7));
    expect(effects.map(({ event }) => event)).toEqual(without.effects.map(({ event }) => event));
  });

  it("without units never treated compares with the last cohort, before its treatment", () => {
    const { effects, notes } = fitted(rowsOf([...of(4, 9), ...of(6, 8)], 7));
    expect(Math.max(...effects.map(({ event }) => event!))).toBe(1);
    expect(notes.some(({ message }) => message.includes("6"))).toBe(true);
  });

  it("refuses a panel of one cohort", () => {
    expect(() => fitted(rowsOf(of(4, 9), 7))).toThrow(refusal("did_one_cohort", "cohort 4", "sdid"));
  });

  it("has one period before treatment, and no leads then", () => {
    const { effects, tests, overall } = fitted(rowsOf([...of(0, 9), ...of(2, 9)], 4));
    expect(effects.filter(({ event, reference }) => event! < 0 && !reference)).toEqual([]);
    expect(tests.leads).toBeUndefined();
    expect(overall.std_error).toBeGreaterThan(0);
  });

  it("says that outcomes without a number are left out, and so refuses the gap", () => {
    const csv = PLAIN.replace(/^(unit 3,2,0),[^,]*/m, "$1,");
    expect(() => fitted(csv)).toThrow(refusal("did_unbalanced_panel", "unit 3"));
  });

  it("has tables and figures in both languages", () => {
    const record = recordOf(PLAIN, { estimator: [estimator] });
    for (const language of ["en", "zh"] as const) {
      const shown = presentDid(record, { language });
      expect(shown.tables.length).toBeGreaterThan(1);
      const named = shown.namedFigures!();
      expect(Object.keys(named).some((name) => name.endsWith(`-${estimator}`))).toBe(true);
    }
  });
});

describe("rs alone", () => {
  const fitted = (csv: string, options: DidOptions = {}) => one(csv, { estimator: ["rs"], draws: 19, ...options });

  it("leaves cohorts of one unit out, and refuses one treated unit", () => {
    const { notes, n_units } = fitted(rowsOf([...of(0, 9), ...of(4, 6), 6], 7));
    expect(n_units).toBe(15);
    expect(notes.find(({ code }) => code === "rs_single")?.message).toContain("6");
    expect(() => fitted(rowsOf([...of(0, 9), 4], 7))).toThrow(
      refusal("did_one_cohort", "cohorts of one unit \\(4\\)", "sdid"),
    );
  });

  it("refuses clusters above the unit, anticipation and a uniform band", () => {
    expect(() => fitted(PLAIN, { vcov: "cluster:region" })).toThrow(refusal("did_vcov", "use cs"));
    expect(() => fitted(PLAIN, { vcov: "hetero" })).toThrow(refusal("did_vcov"));
    expect(fitted(PLAIN, { vcov: "cluster:unit" }).overall).toEqual(fitted(PLAIN).overall);
    expect(() => fitted(PLAIN, { anticipation: 1 })).toThrow(refusal("did_anticipation"));
    expect(() => fitted(PLAIN, { band: "uniform" })).toThrow(refusal("band_variance", "dates of treatment"));
    expect(() => fitted(PLAIN, { weighBy: "w" })).toThrow(refusal("did_weigh_by"));
  });

  it("has no error where outcomes do not vary", () => {
    const flat = PLAIN.replace(/^(unit \d+,\d+,\d+),[^,]*/gm, "$1,2");
    const { overall, details, notes } = fitted(flat);
    expect(overall.estimate).toBeCloseTo(0, 12);
    expect(overall.std_error).toBeNull();
    if (details?.kind !== "randomisation") throw new Error("no details of rs");
    expect(details.effects.every(({ p_value, se_neyman }) => p_value === null && se_neyman === null)).toBe(true);
    expect(notes.map(({ code }) => code)).toContain("did_no_error");
  });

  it("keeps cohorts that are seen as long as --balanced asks", () => {
    const { effects } = fitted(PLAIN, { balanced: 2 });
    expect(effects.filter(({ event }) => event! >= 0).map(({ n_cohorts }) => n_cohorts)).toEqual([1, 1, 1]);
    expect(() => fitted(PLAIN, { balanced: 9 })).toThrow(refusal("did_no_effect"));
  });

  it("is a path around one reference with beta 1 alone", () => {
    expect(() => eventPath(recordOf(PLAIN, { estimator: ["rs"], draws: 2 }))).toThrow(refusal("path_beta", "--beta 1"));
    const path = eventPath(recordOf(PLAIN, { estimator: ["rs"], draws: 2, beta: 1 }));
    expect([path.reference, path.n_pre, path.df]).toEqual([-1, 4, null]);
  });

  it("draws from its seed, as many as are asked for", () => {
    const details = (options: DidOptions) => {
      const own = fitted(PLAIN, options).details;
      if (own?.kind !== "randomisation") throw new Error("no details of rs");
      return own;
    };
    const [first, again, other] = [details({ draws: 499 }), details({ draws: 499 }), details({ draws: 499, seed: 2 })];
    expect(first).toEqual(again);
    expect(first.effects.map(({ as_large }) => as_large)).not.toEqual(other.effects.map(({ as_large }) => as_large));
    for (const { as_large, p_value } of first.effects) expect(p_value).toBe((1 + as_large!) / 500);
    expect(one(PLAIN, { estimator: ["rs"] }).details).toEqual(expect.objectContaining({ draws: 999, seed: 1 }));
  });
});

describe("draws of rs that several tasks share", () => {
  it("are those of one", () => {
    const whole = one(PLAIN, { estimator: ["rs"], draws: 50 });
    const shares: DrawnShare[] = [];
    for (const task of [0, 1, 2]) {
      const hand = (share: DrawnShare) => void shares.push(share);
      const replications = { kind: "share", task, tasks: 3, hand } as const;
      expect(() => one(PLAIN, { estimator: ["rs"], draws: 50, replications })).toThrow(ShareMade);
    }
    const statistics = Float64Array.from(shares.flatMap(({ columns }) => [...columns.statistics!]));
    const next = (): DrawnShare => ({ ...shares[0]!, first: 0, count: 50, columns: { statistics } });
    const put = one(PLAIN, { estimator: ["rs"], draws: 50, replications: { kind: "whole", next } });
    expect(put).toEqual(whole);
  });

  it("end when they are stopped", () => {
    const signal = AbortSignal.abort();
    expect(() => one(PLAIN, { estimator: ["rs"], draws: 50, signal })).toThrow();
  });
});

describe("edid alone", () => {
  const fitted = (csv: string, options: DidOptions = {}) => one(csv, { estimator: ["edid"], ...options });

  it("uses of a small cohort as many periods as its units have room for, and of one unit the last", () => {
    const csv = rowsOf([...of(0, 12), ...of(5, 3), 6, ...of(4, 9)], 8);
    const { details, notes } = fitted(csv);
    if (details?.kind !== "efficient") throw new Error("no details of edid");
    expect(details.comparisons.map(({ comparison, base }) => [comparison, base])).toEqual([
      [null, null],
      [4, 2],
      [4, 3],
      [5, 4],
    ]);
    expect(notes.find(({ code }) => code === "edid_small")?.message).toContain("cohorts 5, 6");
  });

  it("refuses outcomes that do not vary before treatment, by cohort and period", () => {
    const flat = PLAIN.replace(/^(unit \d+,\d+,\d+),[^,]*/gm, "$1,2");
    expect(() => fitted(flat)).toThrow(refusal("did_singular", "cohort 4 in 2", "--trends post"));
    const twice = PLAIN.replace(/^(unit \d+),3,(\d+),[^,]*/gm, (line, unit, g) => {
      const before = new RegExp(`^${unit},2,${g},([^,]*)`, "m").exec(PLAIN)![1]!;
      return line.replace(/^(unit \d+,3,\d+),.*/, `$1,${before}`);
    });
    expect(() => fitted(twice)).toThrow(refusal("did_singular", "cohort 4 in 3"));
    expect(fitted(twice, { trends: "post" }).overall.std_error).toBeGreaterThan(0);
  });

  it("compares with cohorts not yet treated where trends are parallel in all periods, and refuses to where they are not", () => {
    expect(fitted(PLAIN, { control: "notyet" })).toEqual(fitted(PLAIN));
    expect(() => fitted(PLAIN, { control: "notyet", trends: "post" })).toThrow(refusal("did_control", "use cs"));
  });

  it("says where units are few for the weights they estimate", () => {
    const codes = (csv: string, options: DidOptions = {}) => fitted(csv, options).notes.map(({ code }) => code);
    const few = fitted(PLAIN).notes.find(({ code }) => code === "edid_few_units");
    expect(few?.detail).toEqual({ comparisons: 6, units: 8 });
    expect(codes(PLAIN, { trends: "post" })).not.toContain("edid_few_units");
    expect(codes(rowsOf([...of(0, 40), ...of(3, 40)], 4))).not.toContain("edid_few_units");
  });

  it("has clusters, bands and anticipation", () => {
    expect(fitted(PLAIN, { vcov: "cluster:region" }).n_clusters).toBe(4);
    const { band, effects } = fitted(PLAIN, { band: "uniform", draws: 99 });
    expect(band.critical_value).toBeGreaterThan(1.9);
    expect(effects.some(({ band_low }) => band_low !== null)).toBe(true);
    const { cells } = fitted(PLAIN, { anticipation: 1, trends: "post" });
    expect(cells!.filter(({ reference }) => reference).map(({ cohort, time }) => [cohort, time])).toEqual([
      [4, 2],
      [6, 4],
    ]);
    expect(() => fitted(rowsOf([...of(0, 9), ...of(2, 9)], 4), { anticipation: 1 })).toThrow(
      refusal("did_nothing_compared", "--anticipation"),
    );
  });

  it("is a path around one reference from the period before treatment alone", () => {
    expect(() => eventPath(recordOf(PLAIN, { estimator: ["edid"] }))).toThrow(
      refusal("path_all_bases", "--trends post"),
    );
    expect(eventPath(recordOf(PLAIN, { estimator: ["edid"], trends: "post" })).reference).toBe(-1);
  });
});
