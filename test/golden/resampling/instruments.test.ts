/**
 * The bootstraps of an equation with instruments against fixest under every vector of signs: t and F of each draw, p of both,
 * estimate and standard error; and what the intervals say, by the same bootstrap at their ends.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import type { BootstrapRecord } from "../../../src/verbs/bootstrap/record.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Of t of every draw, relative beyond 1: fixest demeans to 1e-11. */
const T = 1e-8;
/** Of the estimate, relative. */
const ESTIMATE = 1e-9;
/** Of its error and of F, relative. */
const ERROR = 1e-8;
/** Out of and into an interval, relative to its length: ends are found to 1e-6 standard errors. */
const NUDGE = 1e-5;

const path = (name: string) => new URL(`./expected/${name}`, import.meta.url).pathname;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

/** Columns named in the notes of the fixtures. */
async function tableOf(file: string): Promise<Table> {
  const table = await goldenTable(file);
  if (file !== "smartcity_sim.csv") return table;
  const [rugged, year, province] = ["rugged", "year", "province"].map((name) => table.numeric(name));
  const numeric = (name: string, values: Float64Array) => ({ kind: "numeric", name, values }) as const;
  return withColumns(table, [
    numeric(
      "rt",
      rugged!.map((value, i) => value * (year![i]! - 2009)),
    ),
    numeric(
      "region",
      province!.map((value) => value % 8),
    ),
  ]);
}

const agree = agreeing("fixest-wild-instruments");
const near = (got: number | null, expected: number, tolerance: number, what: string) =>
  agree(got, expected, tolerance, what, tolerance);

describe.each(["wre_card_age", "wre_smartcity_region"])("%s", (name) => {
  const expected = JSON.parse(readFileSync(path(`${name}.json`), "utf8"));
  const run = async (value: number, ci: "none" | "inversion"): Promise<BootstrapRecord> => {
    const { call, term, cluster, data_file } = expected;
    return bootstrap(engine, await tableOf(data_file), call, { term, cluster, value, ci });
  };

  it("t, F and p of every vector of signs", async () => {
    const record = await run(expected.value, "none");
    const table = await readTable(path(expected.draws_file));
    expect(record.bootstrap).toMatchObject({ scheme: "WRE", enumerated: true, clusters: { G: expected.clusters } });
    agree(record.observed.estimate!, expected.estimate, ESTIMATE, "estimate");
    agree(record.observed.std_error!, expected.std_error, ERROR, "standard error");
    near(record.observed.statistic, expected.t, T, "t");
    expect(record.p_value.statistic).toBe(expected.p);
    agree(record.anderson_rubin!.statistic, expected.F, ERROR, "F");
    expect(record.anderson_rubin!.p_value).toBe(expected.p_F);
    const t = table.numeric("t");
    expect(record.draws.statistic).toHaveLength(t.length);
    record.draws.statistic.forEach((draw, i) => {
      near(draw, t[i]!, T, `draw ${i}`);
    });
  });

  it("an interval and a set whose ends are where p passes one level", async () => {
    const { interval, anderson_rubin } = await run(expected.value, "inversion");
    const step = 1 / 2 ** expected.clusters;
    const ends = [
      { ends: [interval!.conf_low!, interval!.conf_high!], p: (r: BootstrapRecord) => r.p_value.statistic! },
      { ends: anderson_rubin!.set!.intervals[0]!, p: (r: BootstrapRecord) => r.anderson_rubin!.p_value! },
    ];
    expect(anderson_rubin!.set!.kind).toBe("interval");
    for (const { ends: both, p } of ends) {
      const [low, high] = both as [number, number];
      const nudge = NUDGE * (high - low);
      for (const [end, outward] of [
        [low, -nudge],
        [high, nudge],
      ] as const) {
        const [inside, outside] = [p(await run(end - outward, "none")), p(await run(end + outward, "none"))];
        expect(inside).toBeGreaterThan(0.05);
        expect(outside).toBeLessThanOrEqual(0.05);
        // a vector of signs and, of F, its mirror: F is the same for both
        expect(inside - outside).toBeLessThanOrEqual(2 * step);
      }
    }
  });
});
