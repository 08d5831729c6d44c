/** Power on data and options that cannot serve, or barely: each right, or refused by column, unit, row and remedy. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { parseCsv } from "../../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { power } from "../../../src/verbs/power/fit.js";
import type { PowerOptions } from "../../../src/verbs/power/verb.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const noise = (u: number, t: number): number => Math.sin(12.9898 * u + 78.233 * t + 0.3) * 3;

interface Row {
  readonly unit: string;
  readonly year: number;
  y: number | "";
  d: number | "";
  g: number | "";
  x: number | "";
  w: number | "";
  village: string;
  region: string;
}

/** 12 units u00.. in 2001 to 2006; cohorts of the first six units start in 2004 and 2006, the rest are never treated. */
function rowsOf(change: (row: Row, u: number) => Row | null = (row) => row): string {
  const rows: Row[] = [];
  for (let u = 0; u < 12; u++) {
    for (let t = 1; t <= 6; t++) {
      const g = u < 3 ? 2004 : u < 6 ? 2006 : "";
      const year = 2000 + t;
      const row: Row = {
        ...{ unit: `u${String(u).padStart(2, "0")}`, year, y: u + noise(u, t), d: g !== "" && year >= g ? 1 : 0, g },
        ...{ x: noise(t, u), w: 1 + (u % 3), village: `v${u % 4}`, region: u % 2 === 0 ? "even" : "odd" },
      };
      const kept = change(row, u);
      if (kept !== null) rows.push(kept);
    }
  }
  const names = Object.keys(rows[0]!) as (keyof Row)[];
  return [names.join(","), ...rows.map((row) => names.map((name) => row[name]).join(","))].join("\n");
}

const run = (options: PowerOptions, text = rowsOf(), formula = "y ~ 1 | unit + year") =>
  power(engine, panel(parseCsv(text), { unit: "unit", time: "year" }), formula, { draws: 40, ...options });

const code = (options: PowerOptions, text?: string, formula?: string): Promise<string> =>
  run(options, text, formula).then(
    () => "nothing was refused",
    (error) => `${error.code}: ${error.message}`,
  );

const notes = async (options: PowerOptions, text?: string, formula?: string) =>
  (await run(options, text, formula)).notes.map((note) => note.code);

describe("rows", () => {
  it("untreated ones, by cohort or by treatment alike", async () => {
    const [byCohort, byTreat] = [
      await run({ cohort: "g" }),
      await run({ treat: "d" }, undefined, "y ~ d | unit + year"),
    ];
    expect(byTreat.simulation!.points).toEqual(byCohort.simulation!.points);
    expect(byCohort.simulation!.rows).toMatchObject({ rows: 60, units: 12, periods: 6, dropped: { treated: 12 } });
  });

  it("of the never treated, and before anyone is", async () => {
    expect((await run({ cohort: "g", rows: "never" })).simulation!.rows).toMatchObject({ rows: 36, units: 6 });
    expect((await run({ cohort: "g", rows: "before" })).simulation!.rows).toMatchObject({ rows: 36, periods: 3 });
  });

  it("treated who have no untreated row on one side are told", async () => {
    expect(await notes({ cohort: "g", starts: [2005] })).toContain("power_unseen");
  });

  it("missing outcomes and treatments, single rows: left out and counted", async () => {
    const text = rowsOf((row, u) =>
      u === 7 && row.year > 2001
        ? null
        : {
            ...row,
            y: u === 8 && row.year === 2003 ? "" : row.y,
            d: u === 9 && row.year === 2002 ? "" : row.d,
          },
    );
    const found = await run({ treat: "d" }, text);
    expect(found.simulation!.rows.dropped).toEqual({ treatment_missing: 1, treated: 12, outcome: 1, single_row: 1 });
    expect(found.notes.map((note) => note.code)).toContain("power_rows");
  });

  it("missing controls are left out by the estimator, and said", async () => {
    const text = rowsOf((row, u) => ({ ...row, x: u === 10 && row.year === 2002 ? "" : row.x }));
    expect(await notes({}, text, "y ~ x | unit + year")).toContain("power_estimation_rows");
  });

  it("unsorted rows and ids that are text give what sorted ones do", async () => {
    const [head, ...lines] = rowsOf().split("\n");
    const back = [head, ...lines.reverse()].join("\n");
    const [a, b] = [await run({}), await run({}, back)];
    expect(b.simulation!.mde!.effect).toBeCloseTo(a.simulation!.mde!.effect, 9);
  });

  it("a collinear control changes nothing and is said", async () => {
    const text = rowsOf((row) => ({ ...row, x: row.year }));
    const [plain, with_] = [await run({}, text), await run({}, text, "y ~ x | unit + year")];
    expect(with_.simulation!.mde!.effect).toBeCloseTo(plain.simulation!.mde!.effect, 9);
    expect(with_.formula!.mde).toBeCloseTo(plain.formula!.mde!, 9);
    expect(with_.notes.find((note) => note.code === "power_collinear")?.detail).toEqual({ controls: ["x"] });
  });

  it("an outcome that does not vary, at all or within units, is refused", async () => {
    expect(
      await code(
        {},
        rowsOf((row) => ({ ...row, y: 3 })),
      ),
    ).toMatch(/^power_constant: 'y' is the same in all 72/);
    expect(
      await code(
        {},
        rowsOf((row, u) => ({ ...row, y: u })),
      ),
    ).toMatch(/^power_no_variation: /);
  });

  it("nothing untreated, no never treated, no outcome: refused with what is left out", async () => {
    expect(
      await code(
        { treat: "d" },
        rowsOf((row) => ({ ...row, d: 1 })),
      ),
    ).toMatch(/^no_rows: .*treated: 72/);
    expect(
      await code(
        { cohort: "g", rows: "never" },
        rowsOf((row) => ({ ...row, g: 2003 })),
      ),
    ).toMatch(/^no_rows: .*use --rows untreated/);
    expect(
      await code(
        {},
        rowsOf((row) => ({ ...row, y: "" })),
      ),
    ).toMatch(/^(no_rows|text_in_arithmetic|not_numeric)/);
  });

  it("a treatment that switches off has untreated rows before its first start alone", async () => {
    const text = rowsOf((row, u) => ({ ...row, d: u < 3 && row.year === 2004 ? 1 : 0 }));
    expect((await run({ treat: "d" }, text)).simulation!.rows.dropped).toEqual({ treated: 9 });
  });

  it("one period, and one before treatment", async () => {
    expect(await code({ subset: "year == 2001" })).toMatch(/^no_rows: .*single_row/);
    expect((await run({ pre: 1, post: 1 })).simulation!.rows).toMatchObject({ periods: 2, rows: 24 });
    expect(await code({ pre: 4, post: 5 })).toMatch(/^power_periods: /);
  });

  it("lags where rows are left out", async () => {
    expect(await code({ cohort: "g" }, undefined, "y ~ l(x, 1) | unit + year")).toMatch(/^power_lag: /);
    expect((await run({}, undefined, "y ~ l(x, 1) | unit + year")).simulation!.draws.used).toBe(40);
  });

  it("a column by a name of its own, instruments, an interaction of the treatment", async () => {
    expect(await code({}, rowsOf().replace("village", "power_outcome"))).toMatch(/^reserved_column: /);
    expect(await code({}, undefined, "y ~ 1 | unit + year | d ~ x")).not.toMatch(/^nothing/);
    expect(await code({ treat: "d" }, undefined, "y ~ d:x | unit + year")).toMatch(/^power_interaction: 'd:x'/);
  });
});

describe("assignments", () => {
  it("one unit treated; none, or all, is refused", async () => {
    expect((await run({ starts: [2004], sizes: [1] })).simulation!.assignment.treated).toBe(1);
    expect(await code({ treated: 0.01 })).toMatch(/^power_sizes: 0 of 12/);
    expect(await code({ starts: [2004], sizes: [12] })).toMatch(/^power_sizes: 12 of 12/);
  });

  it("own cohorts, on rows that can hold them", async () => {
    const { assignment } = (await run({ cohort: "g", own: true })).simulation!;
    expect(assignment.cohorts).toEqual([
      { start: 2004, treated: 3 },
      { start: 2006, treated: 3 },
    ]);
    expect(await code({ cohort: "g", own: true, rows: "never" })).toMatch(/^power_sizes: 6 of 6/);
  });

  it("starts that are no periods, or the first, or twice", async () => {
    expect(await code({ starts: [2001] })).toMatch(/^power_starts: .*2001 is the first period/);
    expect(await code({ starts: [2004.5] })).toMatch(/^power_starts: .*2004.5 is none of them/);
    expect(await code({ starts: [2004, 2004] })).toMatch(/^power_starts: .*twice/);
  });

  it("groups and strata: whole, a share in each; refused where they vary or are missing", async () => {
    const whole = (await run({ assign: "village" })).simulation!;
    expect(whole).toMatchObject({ vcov: "cluster:village", assignment: { by: "village", of: 4, treated: 2 } });
    expect((await run({ strata: "region" })).simulation!.assignment.treated).toBe(6);
    const varying = rowsOf((row, u) => ({ ...row, village: u === 0 && row.year === 2002 ? "v3" : row.village }));
    expect(await code({ assign: "village" }, varying)).toMatch(/^assign_vary: unit 'u00' lies in 'village' v0 and v3/);
    const missing = rowsOf((row, u) => ({ ...row, region: u === 2 ? "" : row.region }));
    expect(await code({ strata: "region" }, missing)).toMatch(/^strata_missing: 'region' of unit 'u02'/);
    expect(await code({ assign: "nowhere" })).toMatch(/^unknown_column/);
  });
});

describe("estimators and their errors", () => {
  it("weights are taken, and have no formula", async () => {
    const { formula, simulation, notes: said } = await run({ weights: "w" });
    expect([formula, simulation!.draws.used]).toEqual([null, 40]);
    expect(said.map((note) => note.code)).toContain("power_no_formula");
    expect(await code({ weights: "w", by: "both" })).toMatch(/^power_options: weights/);
  });

  it("a draw an estimator refuses has no estimate; where every draw is, its own words are heard", async () => {
    expect(await code({ estimator: "stacked" })).toMatch(/^did_window: stacked needs --window/);
    expect(await code({ estimator: "cs", aggregate: "group", treated: 0.2, draws: 20 })).toMatch(/^nothing/);
  });

  it("huge and tiny outcomes", async () => {
    const base = await run({});
    for (const scale of [1e12, 1e-12]) {
      const found = await run(
        {},
        rowsOf((row) => ({ ...row, y: scale * (row.y as number) })),
      );
      expect(found.simulation!.mde!.effect / scale / base.simulation!.mde!.effect).toBeCloseTo(1, 6);
    }
  });

  it("negative effects are found on their own side; one-sided tests are against positive ones", async () => {
    const { simulation } = await run({ effects: [-1, -3] });
    expect(simulation!.mde!.effect).toBeLessThan(0);
    expect(simulation!.mde!.low).toBeLessThan(simulation!.mde!.high!);
    expect(await code({ effects: [-1], oneSided: true })).toMatch(/^power_effects: /);
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const work = run({ draws: 100_000, estimator: "cs", signal: stop.signal, onProgress: () => stop.abort() });
    await expect(work).rejects.toThrow(/abort/i);
    const again = new AbortController();
    const kept = await run({
      ...{ draws: 100_000, estimator: "cs", signal: again.signal, keepPartial: true, onProgress: () => again.abort() },
    });
    expect(kept.simulation!.draws.done).toBeLessThan(100_000);
    expect(kept.notes.map((note) => note.code)).toContain("partial");
  });

  it("tells how far it is", async () => {
    const told: number[] = [];
    await run({ draws: 40, estimator: "cs", onProgress: ({ fraction }) => told.push(fraction) });
    expect(told.at(-1)).toBe(1);
  });
});

describe("options", () => {
  it.each([
    [{ sd: 1 }, "power_options: sd"],
    [{ own: true }, "power_options: own"],
    [{ rows: "never" }, "power_options: rows"],
    [{ pre: 2 }, "power_options: pre"],
    [{ sizes: [3] }, "power_options: sizes"],
    [{ starts: [2004], sizes: [3, 4] }, "power_options: sizes"],
    [{ starts: [2004], sizes: [2.5] }, "power_options: sizes"],
    [{ cohort: "g", treat: "d" }, "power_options: cohort"],
    [{ errorDraws: 50 }, "power_options: errorDraws"],
    [{ power: 0.04 }, "level: Power must be more"],
    [{ estimator: "ols" as never }, "power_estimator"],
    [{ draws: 3 }, "power_draws"],
    [{ units: 100, by: "simulation" }, "power_options: units"],
    [{ starts: [2003, 2005], by: "both" }, "power_options: starts"],
    [{ profile: "growing", by: "formula" }, "power_options: profile"],
    [{ pre: 0, post: 2 }, "power_options: A simulation needs a period before"],
  ] as const)("with data, %j", async (options, begins) => {
    expect(await code(options as PowerOptions)).toMatch(new RegExp(`^${begins}`));
  });

  const alone = (options: PowerOptions): Promise<string> =>
    power(engine, null, null, options).then(
      () => "nothing was refused",
      (error) => `${error.code}: ${error.message}`,
    );

  it.each([
    [{}, "power_options: power needs data and a formula"],
    [{ sd: 1 }, "power_options: power needs --units"],
    [{ sd: 0, units: 50 }, "option_value: Sd"],
    [{ sd: 1, units: 50, draws: 100 }, "power_options: draws"],
    [{ sd: 1, units: 50, by: "both" }, "power_options: by"],
    [{ sd: 1, units: 50, assign: "village" }, "power_options: assign"],
    [{ sd: 1, units: 50, rho: 0.2, ar1: 0.3 }, "power_options: rho"],
    [{ sd: 1, units: 50, covariances: [0.1, 0.2] }, "power_options: covariances"],
    [{ sd: 1, units: 50, residualsOf: 40 }, "power_options: residualsOf"],
    [{ sd: 1, units: 50, unitSd: 1 }, "power_options: unitSd"],
    [{ sd: 1, units: 50, icc: 0.1 }, "power_options: icc"],
    [{ sd: 1, units: 50, clusterSize: 5 }, "power_options: clusterSize"],
    [{ sd: 1, clusters: 8 }, "power_options: clusters"],
    [{ sd: 1, units: 50, clusters: 8, icc: 0.1, clusterSize: 5 }, "power_options: clusters"],
    [{ sd: 1, units: 50, icc: 0.1, clusterSize: 25 }, "power_clusters: 2 clusters"],
    [{ sd: 1, units: 50, pre: 0 }, "power_options: design"],
    [{ sd: 1, units: 50, pre: 2, design: "post" }, "power_options: design"],
    [{ sd: 1, units: 50, pre: 5, post: 5, rho: -0.5 }, "power_covariances: No outcomes"],
    [{ sd: 1, units: 50, pre: 2, post: 2, covariances: [0.1, 0.1, 3] }, "power_covariances: No outcomes"],
    [
      { sd: 1, units: 50, pre: 2, post: 2, covariances: [0.1, 0.1, 3], residualsOf: 50 },
      "power_covariances: Residuals",
    ],
    [{ sd: 1, effects: [-1], oneSided: true }, "power_effects"],
  ] as const)("without data, %j", async (options, begins) => {
    expect(await alone(options as PowerOptions)).toMatch(new RegExp(`^${begins}`));
  });

  it("no number of units finds no effect", async () => {
    const { formula, notes: said } = await power(engine, null, null, { sd: 1, effects: [0, 1] });
    expect(formula!.effects.map(({ needs }) => needs === null)).toEqual([true, false]);
    expect(said.map((note) => note.code)).toContain("power_no_size");
    expect((await power(engine, null, null, { sd: 1, effects: [1e-12] })).formula!.effects[0]!.needs).toBeNull();
  });
});
