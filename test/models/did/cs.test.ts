/**
 * Callaway and Sant'Anna's effects by hand: cohorts however they are written, designs that say too little, units with gaps, and what
 * is refused with which words.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError } from "../../../src/base/errors.js";
import { type PanelTable, parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

type Given = Omit<DidOptions, "cohort">;

interface Row {
  readonly unit: number;
  readonly time: number;
  readonly cohort: string;
  readonly y: number;
  readonly x?: number;
  readonly d?: number;
}

const tableOf = (rows: readonly Row[]): PanelTable =>
  parseCsv(
    ["unit,time,g,y,x,d,region"]
      .concat(
        rows.map(({ unit, time, cohort, y, x = 0, d = 0 }) => `${unit},${time},${cohort},${y},${x},${d},${unit % 5}`),
      )
      .join("\n"),
  );

/** Units of each cohort (as it is written) over periods 1 .. periods: y by `outcome`. */
function units(
  cohorts: readonly (readonly [string, number])[],
  outcome: (unit: number, time: number, cohort: string) => number,
  periods = 4,
): Row[] {
  const names = cohorts.flatMap(([cohort, count]) => Array.from({ length: count }, () => cohort));
  return names.flatMap((cohort, unit) =>
    Array.from({ length: periods }, (_, t) => ({ unit, time: t + 1, cohort, y: outcome(unit, t + 1, cohort) })),
  );
}

const estimate = (rows: readonly Row[], options: Given = {}, x = "1", on = engine): DidEstimate =>
  did(on, tableOf(rows).panel({ unit: "unit", time: "time" }), `y ~ ${x} | unit + time`, {
    ...{ ...(options.treat === undefined ? { cohort: "g" } : {}), estimator: ["cs"] },
    ...options,
  }).estimates[0]!;

const cell = ({ cells }: DidEstimate, cohort: number, time: number) =>
  cells!.find((each) => each.cohort === cohort && each.time === time)!;

const noise = (unit: number, time: number): number => Math.sin(unit * 12.9898 + time * 78.233);

/** The words of what `run` throws. */
function refusal(run: () => unknown): DataError {
  try {
    run();
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the column of cohorts", () => {
  const outcome = (unit: number, time: number, cohort: string) =>
    unit + time + (Number(cohort) > 0 && time >= Number(cohort) ? 2 : 0) + 0.1 * noise(unit, time);

  it.each(["0", "", "Inf", "never"])("may write never as '%s'", (never) => {
    const found = estimate(
      units(
        [
          [never, 6],
          ["3", 5],
        ],
        outcome,
      ),
      never === "never" ? { never } : {},
    );
    const plain = estimate(
      units(
        [
          ["0", 6],
          ["3", 5],
        ],
        outcome,
      ),
    );
    expect(found.effects).toEqual(plain.effects);
    expect(Math.abs(found.overall.estimate - 2)).toBeLessThan(0.3);
  });

  it("may have a cohort before the sample: its units are left out and counted", () => {
    const rows = units(
      [
        ["0", 6],
        ["3", 5],
        ["-2", 3],
        ["1", 2],
      ],
      outcome,
    );
    const found = estimate(rows);
    const without = estimate(rows.filter(({ cohort }) => cohort !== "-2" && cohort !== "1"));
    expect(found.overall.estimate).toBe(without.overall.estimate);
    expect(Math.abs(found.overall.std_error! - without.overall.std_error!)).toBeLessThan(1e-15);
    expect(found.n_units).toBe(11);
    expect(found.notes.find(({ code }) => code === "did_start_unseen")?.detail).toMatchObject({ units: 5 });
  });
});

describe("designs", () => {
  it("of one treated unit: its own change less the mean change", () => {
    const rows = units(
      [
        ["0", 6],
        ["3", 1],
      ],
      noise,
    );
    const change = (unit: number, from: number, to: number) => noise(unit, to) - noise(unit, from);
    const mean = [0, 1, 2, 3, 4, 5].reduce((sum, unit) => sum + change(unit, 2, 3) / 6, 0);
    const found = estimate(rows);
    expect(Math.abs(cell(found, 3, 3).estimate - (change(6, 2, 3) - mean))).toBeLessThan(1e-14);
    expect(found.notes.find(({ code }) => code === "cs_small")?.detail).toEqual({ cohorts: [3], fewest: 6 });
  });

  it("without never treated units: the last cohort is compared with before its treatment", () => {
    const found = estimate(
      units(
        [
          ["3", 6],
          ["4", 6],
        ],
        noise,
      ),
    );
    expect(found.cells!.map(({ cohort, time }) => [cohort, time])).toEqual([
      [3, 2],
      [3, 3],
    ]);
    expect(found.notes.find(({ code }) => code === "cs_last_cohort")?.detail).toEqual({ cohort: 4, period: 4 });
    const asNever = estimate(
      units(
        [
          ["3", 6],
          ["0", 6],
        ],
        noise,
      ),
    );
    expect(cell(found, 3, 3)).toEqual(cell(asNever, 3, 3));
  });

  it("with a gap in time: the period before is the last that was observed", () => {
    const rows = units(
      [
        ["0", 6],
        ["4", 6],
      ],
      noise,
      5,
    ).filter(({ time }) => time !== 3);
    const found = estimate(rows);
    const change = (unit: number) => noise(unit, 4) - noise(unit, 2);
    const mean = (first: number) => [0, 1, 2, 3, 4, 5].reduce((sum, unit) => sum + change(first + unit) / 6, 0);
    expect(Math.abs(cell(found, 4, 4).estimate - (mean(6) - mean(0)))).toBeLessThan(1e-14);
    expect(found.cells!.map(({ time }) => time)).toEqual([2, 4, 5]);
  });

  it("with a unit and period twice are refused", () => {
    const rows = units(
      [
        ["0", 3],
        ["3", 3],
      ],
      noise,
    );
    expect(refusal(() => estimate([...rows, rows[0]!])).code).toBe("panel_duplicate");
  });

  it("whose treatment switches off are refused by name", () => {
    const rows = units(
      [
        ["0", 3],
        ["3", 3],
      ],
      noise,
    ).map((row) => ({
      ...row,
      d: row.cohort === "3" && row.time === 3 ? 1 : 0,
    }));
    const { code, message } = refusal(() => estimate(rows, { treat: "d" }));
    expect(code).toBe("did_design");
    expect(message).toContain("switches off");
    expect(message).toContain("cs needs");
  });

  it("of units treated in all their rows are left out; of these alone, nothing can be learned", () => {
    const treated = (row: Row) => ({ ...row, d: row.cohort === "1" || (row.cohort === "3" && row.time >= 3) ? 1 : 0 });
    const rows = units(
      [
        ["0", 4],
        ["3", 4],
        ["1", 2],
      ],
      noise,
    ).map(treated);
    const options = { treat: "d" };
    expect(estimate(rows, options).notes.find(({ code }) => code === "did_start_unseen")?.detail).toMatchObject({
      units: 2,
    });
    const none = rows.filter(({ cohort }) => cohort !== "3");
    expect(refusal(() => estimate(none, options)).code).toBe("no_treated");
  });

  it("in which all begin together, or before any base, have nothing to compare", () => {
    expect(refusal(() => estimate(units([["3", 6]], noise))).message).toContain("begin together (3)");
    const { code, message } = refusal(() =>
      estimate(
        units(
          [
            ["2", 3],
            ["0", 3],
          ],
          noise,
        ),
        { anticipation: 1 },
      ),
    );
    expect(code).toBe("did_nothing_compared");
    expect(message).toContain("no cohort has a period before its treatment");
  });
});

describe("units with gaps", () => {
  const rows = units(
    [
      ["0", 12],
      ["3", 12],
      ["4", 8],
    ],
    noise,
    5,
  );
  const gappy = rows.filter(({ unit, time }) => !(unit % 7 === 0 && time === 2) && !(unit === 13 && time >= 4));

  it("by default make each effect of the units observed in both its periods", () => {
    const found = estimate(gappy);
    const own = (first: number, count: number) => {
      const both = Array.from({ length: count }, (_, i) => first + i).filter((unit) => unit % 7 !== 0);
      return both.reduce((sum, unit) => sum + (noise(unit, 3) - noise(unit, 2)) / both.length, 0);
    };
    expect(Math.abs(cell(found, 3, 3).estimate - (own(12, 12) - own(0, 12)))).toBeLessThan(1e-14);
    expect(found.notes.find(({ code }) => code === "cs_pairs")?.detail).toEqual({ count: 6 });
  });

  it("may be dropped whole", () => {
    const found = estimate(gappy, { unbalanced: "balanced" });
    const whole = estimate(rows.filter(({ unit }) => unit % 7 !== 0 && unit !== 13));
    expect(found.overall.estimate).toBe(whole.overall.estimate);
    expect(Math.abs(found.overall.std_error! - whole.overall.std_error!)).toBeLessThan(1e-15);
    expect(found.notes.find(({ code }) => code === "cs_incomplete")?.detail).toEqual({ count: 6 });
  });

  it("rows of a balanced panel without covariates have the panel's estimates", () => {
    const [asRows, asPanel] = [estimate(rows, { unbalanced: "rows" }), estimate(rows)];
    asRows.cells!.forEach(({ estimate }, j) => {
      expect(Math.abs(estimate - asPanel.cells![j]!.estimate)).toBeLessThan(1e-13);
    });
  });
});

describe("rows as cross-sections", () => {
  const rows = units(
    [
      ["0", 6],
      ["3", 6],
    ],
    noise,
  );

  it("are of cs alone, and of methods that need no pairs", () => {
    expect(() => estimate(rows, { unbalanced: "rows", estimator: ["cs", "bjs"] })).toThrow(/ask for bjs without it/);
    expect(() => estimate(rows, { unbalanced: "rows", method: "imp" }, "x")).toThrow(/use dr, ipw or reg/);
  });

  it("use units that are seen after their treatment alone, which pairs leave out", () => {
    const late = rows.filter(({ unit, time }) => unit !== 7 || time >= 3);
    expect(estimate(late, { unbalanced: "rows" }).n_units).toBe(12);
    expect(estimate(late).n_units).toBe(11);
  });
});

describe("covariates", () => {
  const random = seeded(7);
  const rows = units(
    [
      ["0", 40],
      ["3", 30],
    ],
    noise,
  ).map((row) => ({ ...row, x: random() }));

  it("have the same bits on two threads, and errors that clusters of units change", () => {
    expect(estimate(rows, {}, "x", pooled)).toEqual(estimate(rows, {}, "x"));
    const clustered = estimate(rows, { vcov: "cluster:region" }, "x");
    expect(clustered.overall.estimate).toBe(estimate(rows, {}, "x").overall.estimate);
    expect(clustered.n_clusters).toBe(5);
  });

  it("that tell the treated are refused with the units", () => {
    const apart = rows.map((row) => ({ ...row, x: row.x + (row.cohort === "3" ? 5 : 0) }));
    const { code, message } = refusal(() => estimate(apart, {}, "x"));
    expect(code).toBe("did_overlap");
    expect(message).toMatch(/cohort 3 in 2: given x, \d+ units have a propensity .* \(unit '\d+'/);
    expect(estimate(apart, { method: "reg" }, "x").overall.std_error).toBeGreaterThan(0);
  });

  it("that are constant or collinear are named", () => {
    const { code, message } = refusal(() =>
      estimate(
        rows.map((row) => ({ ...row, x: 4 })),
        {},
        "x",
      ),
    );
    expect(code).toBe("did_collinear");
    expect(message).toContain("covariate 'x'");
    expect(refusal(() => estimate(rows, {}, "x + I(2 * x + 1)")).message).toContain("2 * x + 1");
  });

  it("of clusters that cut units are refused", () => {
    expect(refusal(() => estimate(rows, { vcov: "cluster:time" }, "x")).code).toBe("did_cluster");
  });
});

describe("bands", () => {
  it("are wider at once than one by one, by each multiplier, with a seed that repeats", () => {
    const rows = units(
      [
        ["0", 30],
        ["3", 20],
        ["4", 20],
      ],
      noise,
      6,
    );
    for (const multipliers of ["mammen", "rademacher", "webb"] as const) {
      const options = { band: "uniform", draws: 499, multipliers, seed: 3 } as const;
      const found = estimate(rows, options);
      expect(found.band.critical_value).toBeGreaterThan(1.96);
      expect(found.band.critical_value).toBeLessThan(4);
      expect(estimate(rows, options, "1", pooled)).toEqual(found);
    }
  });
});
