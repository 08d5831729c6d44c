/**
 * Units first observed under treatment, by every estimator: what it does with them is in its notes with units and rows, and what it drops
 * moves no number. Kept late entrants give the regression on all dummies of a dense solver.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { DECOMPOSITION_NAMES } from "../../../src/verbs/did/decomposition/names.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { ESTIMATOR_NAMES } from "../../../src/verbs/did/shared/names.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { denseRegression } from "../../support/dense-regression.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Row {
  readonly unit: number;
  readonly time: number;
  readonly cohort: number;
  readonly y: number;
}
const PERIODS = 8;

/** Units of each cohort (0: never) from `from` on, with effects that grow. */
function made(groups: readonly { cohort: number; units: number; from?: number }[]): Row[] {
  const random = seeded(5);
  let unit = 0;
  return groups.flatMap(({ cohort, units, from = 1 }) =>
    Array.from({ length: units }, () => {
      unit++;
      const level = random();
      return Array.from({ length: PERIODS - from + 1 }, (_, t): Row => {
        const time = from + t;
        const effect = cohort > 0 && time >= cohort ? 1 + 0.2 * (time - cohort) : 0;
        return { unit, time, cohort, y: level + 0.1 * time + effect + random() };
      });
    }).flat(),
  );
}

function ask(rows: readonly Row[], options: DidOptions) {
  const lines = rows.map(({ unit, time, cohort, y }) => {
    const treated = Number(cohort > 0 && time >= cohort);
    return `${unit},${time},${cohort === 0 ? "" : cohort},${y},${treated},${unit % 2},${treated * (1 + (unit % 2))}`;
  });
  const panel = parseCsv(["unit,time,g,y,d,eligible,dose", ...lines].join("\n")).panel({ unit: "unit", time: "time" });
  return did(engine, panel, "y ~ 1 | unit + time", options);
}

const OPTIONS: Partial<Record<(typeof ESTIMATOR_NAMES)[number], DidOptions>> = {
  stacked: { window: [-2, 1] },
  lpdid: { window: [-2, 1] },
  ddd: { eligible: "eligible" },
  dcdh: { window: [-1, 1] },
  cdid: { basis: "levels" },
  fect: { resampling: "none" },
  ife: { resampling: "none", factors: 1 },
  mc: { resampling: "none", penalty: 0.01 },
  gsynth: { resampling: "none", factors: 1 },
  sc: { permute: false },
  sdid: { draws: 20 },
};

/** Codes of notes that say who was left out, with units and rows. */
const SAYING: readonly string[] = ["did_start_unseen", "not_imputed", "counterfactual_lost", "dcdh_unmatched"];
const saying = ({ notes }: Pick<DidEstimate, "notes">) => notes.filter(({ code }) => SAYING.includes(code));

describe("units treated from their first observed row on", () => {
  const seen = [
    { cohort: 0, units: 14 },
    { cohort: 4, units: 8 },
    { cohort: 6, units: 8 },
  ];
  const without = made(seen);
  const withAlways = made([...seen, { cohort: 1, units: 3 }]);
  const sources = [
    ["treat", "d"],
    ["cohort", "g"],
  ] as const;

  it.each(ESTIMATOR_NAMES)(
    "%s leaves them out, says units and rows, and has the numbers it has without them",
    (name) => {
      for (const [source, column] of name === "cdid" ? ([["treat", "dose"]] as const) : sources) {
        const options = { ...OPTIONS[name], [source]: column, estimator: [name] };
        const [found, expected] = [withAlways, without].map((rows) => ask(rows, options).estimates[0]!);
        expect(saying(found!).map(({ detail }) => detail)).toMatchObject([{ units: 3, rows: 3 * PERIODS }]);
        expect(saying(expected!)).toEqual([]);
        expect(found!.nobs).toBe(expected!.nobs);
        [...found!.effects, found!.overall].forEach((effect, j) => {
          const { estimate, std_error } = [...expected!.effects, expected!.overall][j]!;
          expect(effect.estimate).toBeCloseTo(estimate, 11);
          expect(effect.std_error ?? -1).toBeCloseTo(std_error ?? -1, 11);
        });
      }
    },
  );

  it("uses them where what is compared has them", () => {
    const simple = ask(withAlways, { treat: "d", estimator: ["twfe"], aggregate: "simple" }).estimates[0]!;
    expect([saying(simple), simple.nobs]).toEqual([[], withAlways.length]);
    const stable = ask(withAlways, { treat: "d", estimator: ["lpdid"], stable: 2, window: [-2, 1], control: "notyet" });
    expect(saying(stable.estimates[0]!)).toEqual([]);
  });

  it.each(DECOMPOSITION_NAMES)("%s says so where it drops them", (name) => {
    const options = { treat: "d", estimator: [name], aggregate: "simple" } as const;
    const dropped = saying(ask(withAlways, options)).map(({ detail }) => detail);
    expect(dropped).toMatchObject(name === "contamination" ? [{ units: 3, rows: 3 * PERIODS }] : []);
  });
});

describe("late entrants of a cohort that others show before treatment", () => {
  const seen = [
    { cohort: 0, units: 10 },
    { cohort: 4, units: 8 },
    { cohort: 6, units: 8 },
  ];
  // two that can be kept, one with a single row, one of a cohort nobody shows before treatment
  const rows = made([
    ...seen,
    { cohort: 4, units: 1, from: 6 },
    { cohort: 6, units: 1, from: 7 },
    { cohort: 6, units: 1, from: 8 },
    { cohort: 2, units: 1, from: 3 },
  ]);
  const names = ["sunab", "etwfe"] as const;

  it.each(names)("%s drops them, and names the option that keeps them", (name) => {
    const [found, expected] = [rows, made(seen)].map(
      (given) => ask(given, { cohort: "g", estimator: [name] }).estimates[0]!,
    );
    expect(found!.effects).toEqual(expected!.effects);
    expect(saying(found!).map(({ detail }) => detail)).toEqual([{ units: 4, rows: 3 + 2 + 1 + 6, late: 2 }]);
    expect(saying(found!)[0]!.message).toContain("--late-entrants keep");
  });

  it.each(names)("%s keeps them as the regression on all dummies does", (name) => {
    const { effects, notes } = ask(rows, {
      ...{ cohort: "g", estimator: [name], aggregate: "group", lateEntrants: "keep" },
    }).estimates[0]!;
    expect(notes.find(({ code }) => code === "did_late_kept")?.detail).toEqual({ units: 2, rows: 5 });
    expect(saying({ notes }).map(({ detail }) => detail)).toEqual([{ units: 2, rows: 7, late: 0 }]);
    const last = rows.at(-7)!.unit;
    const used = rows.filter(({ unit }) => unit < last);
    const cells = [4, 6].flatMap((cohort) =>
      Array.from({ length: PERIODS }, (_, t) => ({ cohort, time: t + 1 })).filter(({ time }) => time - cohort !== -1),
    );
    const isIn = (row: Row, { cohort, time }: (typeof cells)[number]) => row.cohort === cohort && row.time === time;
    const { coefficients } = denseRegression({
      y: Float64Array.from(used, ({ y }) => y),
      X: cells.map((cell) => Float64Array.from(used, (row) => Number(isIn(row, cell)))),
      effects: [
        { codes: Uint32Array.from(used, ({ unit }) => unit), nLevels: last },
        { codes: Uint32Array.from(used, ({ time }) => time), nLevels: PERIODS + 1 },
      ],
      weights: null,
    });
    for (const { group, estimate } of effects) {
      let [sum, count] = [0, 0];
      cells.forEach((cell, j) => {
        if (cell.cohort !== group || cell.time < cell.cohort) return;
        const size = used.filter((row) => isIn(row, cell)).length;
        sum += size * coefficients[j]!;
        count += size;
      });
      expect(estimate).toBeCloseTo(sum / count, 10);
    }
  });

  it("a treatment by row has no start that could be kept", () => {
    const { notes } = ask(rows, { treat: "d", estimator: ["sunab"], lateEntrants: "keep" }).estimates[0]!;
    expect(saying({ notes }).map(({ detail }) => detail)).toEqual([{ units: 4, rows: 12, late: 0 }]);
  });

  it("a unit seen only while its treatment is anticipated is one too", () => {
    const anticipating = made([...seen, { cohort: 6, units: 1, from: 5 }]);
    const options = { cohort: "g", estimator: ["etwfe"], anticipation: 1 };
    const [found, expected] = [anticipating, made(seen)].map((given) => ask(given, options).estimates[0]!);
    expect(found!.effects).toEqual(expected!.effects);
    expect(saying(found!).map(({ detail }) => detail)).toEqual([{ units: 1, rows: 4, late: 1 }]);
  });

  it("the option belongs to the regressions that have it", () => {
    expect(() => ask(rows, { cohort: "g", estimator: ["bjs"], lateEntrants: "keep" })).toThrow("sunab, etwfe");
  });
});
