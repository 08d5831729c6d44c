/** Fits by weights of clusters on the rows equal those from moments, where both can be had; where only rows serve, they equal regressions on the rows drawn. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../../src/data/table/table.js";
import { copyOut } from "../../../src/engine/kernels/blas.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import {
  pairsCountsBlock,
  type ReweightedDraws,
  reweightedDraws,
  reweighting,
  suppliedCounts,
} from "../../../src/regression/cluster-bootstrap/reweighted.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import { jackknife } from "../../../src/verbs/bootstrap/jackknife.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { clusterRefits } from "../../../src/verbs/resampling/cluster-refits.js";
import { prepareResampling, type ResamplingModel } from "../../../src/verbs/resampling/model.js";
import { seeded } from "../../support/random.js";
import { smallPanel } from "../../support/small-panel.js";
import { smallPanelTable } from "../../support/small-panel-table.js";
import { numeric } from "../small-panel.js";

/** Least squares on rows against normal equations. */
const AGREE = 1e-9;
const DRAWS = 15;
const SSC = ["fixest", "K.fixef=full,K.exact=true", "none"];

let engine: Engine;
let idle: number;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  idle = engine.usedBytes();
});
afterAll(() => {
  expect(engine.usedBytes()).toBe(idle);
  engine.close();
});

const near = (got: number, want: number): boolean =>
  Number.isNaN(want) ? Number.isNaN(got) : Math.abs(got - want) <= AGREE * (1 + Math.abs(want));

function expectSame(got: ArrayLike<number>, want: ArrayLike<number>, what: string): void {
  expect(got.length).toBe(want.length);
  Array.from(want, (value, i) =>
    expect(near(got[i]!, value), `${what} ${i}: ${got[i]}, by moments ${value}`).toBe(true),
  );
}

/** Random draws, then one with the first cluster alone but for one of the second. */
function countsOf(model: ResamplingModel, seed: number): Float64Array {
  const G = model.cells.nLevels;
  const drawn = engine.scope((s) => copyOut(pairsCountsBlock(engine, s, G, { first: 0, count: DRAWS - 1, seed })));
  const few = suppliedCounts(G, [Array.from({ length: G }, (_, i) => (i === 0 ? 2 : 1))]);
  return Float64Array.from([...drawn, ...few]);
}

describe("fits on the rows equal those from moments on 20 panels", () => {
  const panels = Array.from({ length: 20 }, (_, i) => i + 1);
  const cases = panels.flatMap((seed) =>
    ["| unit + year", "| unit", "| year", ""].map((effects) => ({ seed, effects })),
  );
  it.each(cases)("panel $seed $effects", ({ seed, effects }) => {
    const panel = smallPanel(seed);
    engine.scope((scope) => {
      const formula = `y ~ ${panel.names.join(" + ")} ${effects}`;
      const options = { clusters: [["cluster"]], weights: "w", fixefRm: "none" as const, ssc: SSC[seed % 3]! };
      const model = prepareResampling(engine, scope, smallPanelTable(panel), formula, options);
      const moments = model.moments!;
      const wanted = [...model.names.keys()].reverse();
      const refits = clusterRefits(engine, scope, model, wanted);
      expect(refits.shared).toEqual(moments.dummies.map(({ name }) => name));

      const counts = countsOf(model, seed);
      const [got, want]: ReweightedDraws[] = [
        refits.fits(DRAWS, counts),
        reweightedDraws(engine, reweighting(scope, moments, model.ssc, wanted), DRAWS, scope.copyF64(counts)),
      ];
      expectSame(got!.estimates, want!.estimates, "coefficient");
      expectSame(got!.stdErrors, want!.stdErrors, "standard error");
      expect(got!.nAbsent).toEqual(want!.nAbsent);

      const G = model.cells.nLevels;
      const left = Float64Array.from({ length: G * G }, (_, i) => Number(i % (G + 1) !== 0));
      expectSame(refits.fits(G, left).estimates, jackknife(engine, moments).without, "without a cluster");
    });
  });
});

describe("where two effects have too many levels for moments", () => {
  const [formula, G] = ["y ~ x | a + b", 12];
  const columns = ["a", "b", "x", "g", "y", "copy"] as const;
  type Row = Readonly<Record<(typeof columns)[number], number>>;
  const random = seeded(3);
  const rows = Array.from({ length: 6000 }, (_, i): Row => {
    const [a, b, x] = [i % 700, Math.floor(600 * random()), random() - 0.5];
    return { a, b, x, g: Math.floor(G * random()), copy: 0, y: x + Math.sin(a) + Math.cos(b) + random() };
  });
  const tableOf = (some: readonly Row[]): Table =>
    makeTable(
      columns.map((name) =>
        numeric(
          name,
          some.map((row) => row[name]),
        ),
      ),
      { name: "rows", bytes: 0, sha256: null },
    );
  const fitOf = (some: readonly Row[], cluster: string) =>
    feols(engine, tableOf(some), formula, { vcov: `cluster:${cluster}`, fixefRm: "none" }).coefficients.x!;
  const common = { cluster: "g", term: "x", fixefRm: "none" } as const;

  it("pairs draws equal feols on the rows drawn, each draw of a cluster one of its own", async () => {
    const drawn = Array.from({ length: 3 }, () => Array.from({ length: G }, () => 1 + Math.floor(G * random())));
    const places = Array.from({ length: G }, (_, i) =>
      numeric(
        `c${i}`,
        drawn.map((draw) => draw[i]!),
      ),
    );
    const indices = makeTable(places, { name: "indices", bytes: 0, sha256: null });
    const record = await bootstrap(engine, tableOf(rows), formula, { ...common, kind: "pairs", indices });
    expect(record.bootstrap.method).toBe("refits");
    expect(record.bootstrap.because).toMatch(/blocks of 1302 columns pass the limit of 1200/);
    drawn.forEach((draw, d) => {
      const stacked = draw.flatMap((c, copy) => rows.filter(({ g }) => g === c - 1).map((row) => ({ ...row, copy })));
      const { estimate, std_error } = fitOf(stacked, "copy");
      expect(near(record.draws.estimate[d]!, estimate)).toBe(true);
      const t = (estimate - record.observed.estimate!) / std_error;
      expect(near(record.draws.statistic[d]!, t), `t ${record.draws.statistic[d]}, by feols ${t}`).toBe(true);
    });
    const levels = (some: readonly Row[]) =>
      new Set(some.map(({ a }) => a)).size + new Set(some.map(({ b }) => b)).size;
    const lacking = drawn.filter((draw) => levels(rows.filter(({ g }) => draw.includes(g + 1))) < levels(rows));
    expect(lacking.length).toBeGreaterThan(0);
    expect(record.pairs?.absent_levels).toBe(lacking.length);
    expect(record.notes.find(({ code }) => code === "bootstrap_levels_absent")?.message).toMatch(/level of a or b/);
  });

  it("random draws are those of the seed, however they are cut into slices", async () => {
    const random = { ...common, kind: "pairs" as const, draws: 6, seed: 4 };
    const record = await bootstrap(engine, tableOf(rows), formula, random);
    engine.scope((scope) => {
      const options = { clusters: [["g"]], fixefRm: "none" as const };
      const model = prepareResampling(engine, scope, tableOf(rows), formula, options);
      const request = { first: 0, count: 6, seed: 4 };
      const counts = copyOut(pairsCountsBlock(engine, scope, G, request));
      expect(record.draws.estimate).toEqual([...clusterRefits(engine, scope, model, [0]).fits(6, counts).estimates]);
    });
  });

  it("the jackknife equals feols without each cluster", async () => {
    const record = await bootstrap(engine, tableOf(rows), formula, { ...common, kind: "jackknife" });
    expect(record.bootstrap).toMatchObject({ method: "refits", because: expect.stringContaining("limit of 1200") });
    const whole = fitOf(rows, "g").estimate;
    const moved = Array.from(
      { length: G },
      (_, c) =>
        fitOf(
          rows.filter(({ g }) => g !== c),
          "g",
        ).estimate - whole,
    );
    for (const { cluster, difference, leverage } of record.influence) {
      expect(near(difference!, moved[Number(cluster)]!)).toBe(true);
      expect(leverage).toBeNull();
    }
    const cv3 = ((G - 1) / G) * moved.reduce((sum, each) => sum + each * each, 0);
    expect(near(record.observed.std_error!, Math.sqrt(cv3))).toBe(true);
  });

  it("the wild types that leave clusters out are refused", async () => {
    for (const type of ["13", "31", "33"] as const) {
      const wild = bootstrap(engine, tableOf(rows), formula, { ...common, kind: "wild", type, draws: 99 });
      await expect(wild).rejects.toMatchObject({ code: "wild_jackknife_solves" });
    }
  });

  it("stops when asked", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    for (const kind of ["pairs", "jackknife"] as const) {
      await expect(bootstrap(engine, tableOf(rows), formula, { ...common, kind, signal })).rejects.toThrow("enough");
    }
  });
});
