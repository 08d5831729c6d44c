/**
 * DID_l by hand: who is compared with whom where doses switch on, off and by degrees; panels with gaps; what is refused, and what it says.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { noteText } from "../../../src/base/messages.js";
import { panel, parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { findEventPath } from "../../../src/verbs/event-path/read.js";
import { refused } from "../../support/refused.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const FORMULA = "y ~ 1 | unit + time";
/** Doses and outcomes of a unit by period, "-" for a row that is missing, "." for a missing number. */
type Unit = readonly [name: string, doses: string, outcomes: string];

function dataOf(units: readonly Unit[], more = "") {
  const rows = units.flatMap(([name, doses, outcomes]) => {
    const [d, y] = [doses.split(" "), outcomes.split(" ")];
    return d.flatMap((dose, t) =>
      dose === "-" ? [] : [`${name},${t + 1},${dose === "." ? "" : dose},${y[t] === "." ? "" : y[t]}${more}`],
    );
  });
  return panel(parseCsv(`unit,time,d,y${more === "" ? "" : ",c"}\n${rows.join("\n")}`), { unit: "unit", time: "time" });
}

const run = (units: readonly Unit[], options: DidOptions = {}, formula = FORMULA): DidEstimate =>
  did(engine, dataOf(units), formula, { treat: "d", estimator: ["dcdh"], ...options }).estimates[0]!;
const at = ({ effects }: DidEstimate, event: number) => effects.find((each) => each.event === event)!;
const codes = ({ notes }: DidEstimate): string[] => notes.map(({ code }) => code);

/** a switches on and off again, b on; c and d never do. */
const ON: readonly Unit[] = [
  ["a", "0 0 1 0 0", "1 2 7 4 5"],
  ["b", "0 0 0 1 1", "2 2 3 9 8"],
  ["c", "0 0 0 0 0", "1 1 2 2 4"],
  ["d", "0 0 0 0 0", "3 5 5 6 6"],
];

describe("dcdh", () => {
  it("compares each switcher with those who keep its dose so far", () => {
    const found = run(ON);
    // a in 3 beside b, c, d; b in 4 beside c, d
    const first = [7 - 2 - (1 + 1 + 0) / 3, 9 - 3 - (0 + 1) / 2];
    expect(at(found, 0).estimate).toBeCloseTo((first[0]! + first[1]!) / 2, 12);
    const second = [4 - 2 - (1 + 1) / 2, 8 - 3 - (2 + 1) / 2];
    expect(at(found, 1).estimate).toBeCloseTo((second[0]! + second[1]!) / 2, 12);
    // a placebo beside the same units: of a in 2, backwards, beside c and d, of which its second effect is
    expect(at(found, -2).estimate).toBeCloseTo((1 - 2 - (0 + 0 - 2) / 3 + (2 - 3 - (-1 + 0) / 2)) / 2, 12);
    expect(at(found, 0)).toMatchObject({ n_units: 2, n_cohorts: 2, n_obs: 7 });
    // the third effect is of a alone; doses differ from the baseline three times, by one
    const third = 5 - 2 - (3 + 1) / 2;
    const all = first[0]! + first[1]! + second[0]! + second[1]! + third;
    expect(found.overall.estimate).toBeCloseTo(all / 3, 12);
    expect(found.details).toMatchObject({ kind: "switching", switchers_of_overall: 5 });
  });

  it("takes never switchers alone where asked to", () => {
    const found = run(ON, { control: "never" });
    const first = [7 - 2 - (1 + 0) / 2, 9 - 3 - (0 + 1) / 2];
    expect(at(found, 0).estimate).toBeCloseTo((first[0]! + first[1]!) / 2, 12);
  });

  it("compares units treated from their first row with each other: a design in which all are on first", () => {
    const found = run(
      ON.map(([name, doses, outcomes]) => [name, doses.replace(/[01]/g, (d) => String(1 - Number(d))), outcomes]),
    );
    expect(at(found, 0).estimate).toBeCloseTo(-at(run(ON), 0).estimate, 12);
    const cs = { treat: "d", estimator: ["dcdh", "cs"] } as const;
    const first: readonly Unit[] = ON.map(([name, doses, outcomes]) => [
      name,
      doses.replace(/[01]/g, (d) => String(1 - Number(d))),
      outcomes,
    ]);
    expect(refused(() => did(engine, dataOf(first), FORMULA, cs)).code).toBe("did_design");
  });

  it("leaves out rows from the first in which a dose has been on both sides of its baseline", () => {
    const found = run([
      ...ON,
      ["e", "1 2 0 1 1", "1 2 3 4 5"],
      ["f", "1 1 1 1 1", "1 1 1 1 1"],
      ["g", "1 1 1 2 2", "1 2 4 4 9"],
    ]);
    expect(codes(found)).toContain("dcdh_crossing");
    // e in 2 beside f and g, and nowhere after
    expect(at(found, 0).n_units).toBe(4);
    expect(at(found, 1).n_units).toBe(3);
  });

  it("does not date a change whose predecessor is not seen, and says so", () => {
    const found = run([...ON, ["e", "0 0 . 1 1", "1 1 1 9 9"], ["f", "0 0 - 1 1", "1 1 - 9 9"]]);
    expect(at(found, 0).n_units).toBe(2);
    const own = found.notes.find(({ code }) => code === "dcdh_start_unknown")!;
    expect(own.detail).toMatchObject({ units: 2 });
    expect(noteText(own, "en")).toMatch(/2 units have no dose in the period before their first change/);
    expect(noteText(own, "zh")).toMatch(/2 个单位/);
  });

  it("fills doses in before and after a change, and says so", () => {
    const found = run([ON[0]!, ["b", "0 0 0 1 .", "2 2 3 9 8"], ON[2]!, ["d", "0 . 0 0 0", "3 5 5 6 6"]]);
    expect(found.notes.find(({ code }) => code === "dcdh_doses_filled")!.detail).toMatchObject({ rows: 2 });
    expect(at(found, 1).estimate).toBe(at(run(ON), 1).estimate);
  });

  it("names units whose baseline dose nobody else has", () => {
    const found = run([...ON, ["e", "3 3 4 4 4", "1 2 3 4 5"]]);
    expect(found.notes.find(({ code }) => code === "dcdh_unmatched")!.detail).toMatchObject({ units: 1, sets: 1 });
    expect(at(found, 0).estimate).toBeCloseTo(at(run(ON), 0).estimate, 12);
  });

  it("of one switcher has an error from both sides of its comparison", () => {
    const found = run([ON[0]!, ON[2]!, ON[3]!]);
    expect(at(found, 0).std_error).toBeGreaterThan(0);
    const alone = run([ON[0]!, ON[2]!]);
    expect(at(alone, 0).estimate).toBe(4);
  });

  it("of an outcome that never changes is 0 without an error", () => {
    const found = run(ON.map(([name, doses]) => [name, doses, "4 4 4 4 4"]));
    expect(found.effects.map(({ estimate }) => Math.abs(estimate))).toEqual(found.effects.map(() => 0));
    expect(codes(found)).toContain("did_no_error");
  });

  it("counts periods that are not one apart", () => {
    const data = panel(
      parseCsv(
        `unit,time,d,y\n${ON.flatMap(([name, d, y]) => d.split(" ").map((dose, t) => `${name},${2000 + 4 * t},${dose},${y.split(" ")[t]}`)).join("\n")}`,
      ),
      { unit: "unit", time: "time" },
    );
    const found = did(engine, data, FORMULA, { treat: "d", estimator: ["dcdh"] }).estimates[0]!;
    expect(found.effects.map(({ estimate }) => estimate)).toEqual(run(ON).effects.map(({ estimate }) => estimate));
    expect(codes(found)).toContain("dcdh_periods_counted");
  });

  it("keeps the same switchers at all horizons of a window", () => {
    const found = run(ON, { window: [-2, 2], sameSwitchers: "effects" });
    expect(found.effects.filter(({ event }) => event! >= 0).map(({ n_units }) => n_units)).toEqual([1, 1, 1]);
  });

  it("leaves horizons without a switcher out, and says which", () => {
    const found = run(ON, { window: [-4, 6] });
    expect(found.effects.map(({ event }) => event)).toEqual(
      [-3, -2, -1, 0, 1, 2].filter((e) => at(found, e) !== undefined),
    );
    expect(found.notes.find(({ code }) => code === "dcdh_horizons_fewer")!.detail).toMatchObject({ asked: [-4, 6] });
  });

  it("has a path that honest reads, and an average alone", () => {
    const record = did(
      engine,
      dataOf([...ON, ["e", "0 0 0 1 1", "2 3 3 8 9"], ["f", "0 0 1 1 1", "0 1 5 5 5"]]),
      FORMULA,
      {
        treat: "d",
        estimator: ["dcdh"],
        window: [-2, 1],
      },
    );
    const found = findEventPath(record);
    expect("path" in found && found.path).toMatchObject({ estimator: "dcdh", reference: -1, events: [-2, 0, 1] });
    const alone = run(ON, { aggregate: "simple" });
    expect(alone.overall.estimate).toBe(run(ON).overall.estimate);
    expect(alone.overall.std_error).toBe(run(ON).overall.std_error);
  });

  it.each([
    ["did_anticipation", { anticipation: 1 }],
    ["did_balanced", { balanced: 1 }],
    ["dcdh_same_switchers", { sameSwitchers: "effects" }],
    ["dcdh_window", { window: [-3, -2] }],
    ["did_aggregation", { aggregate: "group" }],
    ["did_vcov", { vcov: "hetero" }],
    ["did_draws", { draws: 50 }],
    ["band_variance", { band: "uniform", resampled: true }],
  ] as const)("refuses by %s", (code, options) => {
    const found = refused(() => run(ON, options as DidOptions));
    expect(found.code).toBe(code);
  });

  it("says that a small-sample rule is of regressions", () => {
    const notes = (ssc: string, estimator: readonly string[]) =>
      did(engine, dataOf(ON), FORMULA, { treat: "d", estimator, ssc, aggregate: "simple" }).notes.map(
        ({ code }) => code,
      );
    expect(notes("none", ["dcdh"])).toContain("did_ssc_unused");
    expect(notes("fixest", ["dcdh"])).not.toContain("did_ssc_unused");
    expect(notes("none", ["twfe"])).not.toContain("did_ssc_unused");
  });

  it("has a uniform band by influences", () => {
    expect(run(ON, { band: "uniform", window: [-2, 1] }).band.kind).toBe("uniform");
  });

  it("refuses what nothing can be compared in, with what could be done", () => {
    const none = refused(() => run([ON[2]!, ON[3]!]));
    expect(none.code).toBe("dcdh_no_change");
    const once = refused(() =>
      run([
        ["a", "0 0 1 1", "1 2 3 4"],
        ["b", "0 0 1 1", "1 2 3 5"],
      ]),
    );
    expect(once).toMatchObject({ code: "dcdh_no_stayer" });
    expect(once.message).toMatch(/all change it in one period/);
    const many: readonly Unit[] = [
      ["a", "1.5 1.5 2 2", "1 2 3 4"],
      ["b", "1.2 1.2 1.2 2", "1 2 3 5"],
      ["c", "1.1 1.1 1.1 1.1", "2 2 3 5"],
      ["d", "1.7 1.7 1.7 1.7", "2 3 3 5"],
    ];
    expect(refused(() => run(many)).message).toMatch(/--continuous 1/);
    expect(at(run(many, { continuous: 1 }), 0).n_units).toBe(2);
    const late = refused(() =>
      run(
        [
          ["a", "1 2 2", "1 2 3"],
          ["b", "1 1 2", "1 2 4"],
        ],
        { control: "never" },
      ),
    );
    expect(late).toMatchObject({ code: "dcdh_no_switcher" });
    expect(late.message).toMatch(/--control notyet/);
  });

  it("refuses groups of trends that vary within a unit, by name", () => {
    const table = parseCsv(
      `unit,time,d,y,r\n${ON.flatMap(([name, d, y]) => d.split(" ").map((dose, t) => `${name},${t + 1},${dose},${y.split(" ")[t]},${name === "b" ? t : 1}`)).join("\n")}`,
    );
    const found = refused(() =>
      did(engine, panel(table, { unit: "unit", time: "time" }), FORMULA, {
        treat: "d",
        estimator: ["dcdh"],
        trendsBy: "r",
      }),
    );
    expect(found).toMatchObject({ code: "dcdh_trends_by" });
    expect(found.message).toMatch(/unit 'b' has several values \(row 7\)/);
  });
});
