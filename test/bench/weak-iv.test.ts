/** The study of weak instruments: its strengths, a small run of it, shares, tables and figures. */
import { beforeAll, describe, expect, it } from "vitest";
import { weakFigure } from "../../bench/results/weak-iv-figures.js";
import { weakTables } from "../../bench/results/weak-iv-tables.js";
import { type WeakDesign, weakDesigns, weakPanel } from "../../bench/weak-iv/design.js";
import { weakRows } from "../../bench/weak-iv/draw.js";
import { net } from "../../bench/weak-iv/net.js";
import { shareOf } from "../../bench/weak-iv/share.js";
import { weakCells, weakTasks } from "../../bench/weak-iv/study.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { renderSvg } from "../../src/report/figures/render-svg.js";

const REPLICATIONS = 200;
/** Standard deviations of a share of 5% in so many replications: one run in 15,000 is farther off, and seeds are fixed. */
const FAR = 4;
const ERROR = Math.sqrt((0.05 * 0.95) / REPLICATIONS);

const named = (name: string): WeakDesign => weakDesigns.find((design) => design.name === name)!;
const cellsOf = (name: string, rho: number, strengths: readonly number[]) =>
  weakCells(engine, { design: { ...named(name), strengths }, rho, first: 900 }, REPLICATIONS);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("rows of the study", () => {
  it("are other rows in every replication and cell, and the same again", () => {
    const panel = weakPanel(engine, named("clustered-3"));
    const x = (stream: number, r: number) => weakRows(engine, panel, { strength: 4, rho: 0.9, stream }, r).numeric("x");
    expect(x(1, 0)).toEqual(x(1, 0));
    expect(x(1, 0)).not.toEqual(x(1, 1));
    expect(x(1, 0)).not.toEqual(x(2, 0));
  });

  it("columns net of two balanced groupings have no group means", () => {
    const { z, unit, year } = weakPanel(engine, named("clustered-1"));
    const own = net(z[0]!, [unit, year]);
    for (const codes of [unit, year]) {
      const sums = new Map<number, number>();
      codes.forEach((code, i) => {
        sums.set(code, (sums.get(code) ?? 0) + own[i]!);
      });
      expect(Math.max(...[...sums.values()].map(Math.abs))).toBeLessThan(1e-12);
    }
  });

  it("the errors of the two equations have the correlation asked for", () => {
    const panel = weakPanel(engine, named("classical-1"));
    // strength 1: x is v alone
    const rows = weakRows(engine, panel, { strength: 1, rho: 0.9, stream: 900 }, 0);
    const [u, v] = [rows.numeric("y"), rows.numeric("x")];
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    const error = (1 - 0.9 ** 2) / Math.sqrt(u.length);
    expect(Math.abs(dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v)) - 0.9)).toBeLessThan(FAR * error);
  });

  it("no two tasks share a cell's errors", () => {
    const cells = weakTasks(weakDesigns).flatMap(({ design, first }) => design.strengths.map((_, s) => first + s));
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe("with weak instruments", () => {
  it.each([
    ["classical-1", 1.1, 0.2],
    ["clustered-1", 1.1, 0.2],
    ["classical-3", 2, 0.25],
    ["clustered-3", 2, 0.25],
  ])("%s, E[F] %d: 2SLS t rejects the truth far too often, Anderson-Rubin and tF do not", (name, strength, least) => {
    const [cell] = cellsOf(name, 0.99, [strength]);
    const { rejected, sets, disagreements, mean_F } = cell!;
    expect(rejected["2sls"]!.share).toBeGreaterThan(least);
    expect(Math.abs(rejected.anderson_rubin!.share - 0.05)).toBeLessThan(FAR * ERROR);
    expect(disagreements).toBe(0);
    expect(sets.unbounded + sets.whole_line).toBeGreaterThan(0.5);
    // the variance of F is (2 + 4 (E[F] - 1)) / kz; robust F has a tail from few clusters
    expect(Math.abs(mean_F - strength)).toBeLessThan(
      0.2 + (FAR * Math.sqrt(2 + 4 * (strength - 1))) / Math.sqrt(REPLICATIONS),
    );
    if (rejected.tF === null) expect(rejected.liml!.share).toBeLessThan(rejected["2sls"]!.share);
    else expect(rejected.tF.share - 0.05).toBeLessThan(FAR * ERROR);
  });

  it("strong ones make all methods right, all sets intervals, and the rule of thumb idle", () => {
    const [cell] = cellsOf("classical-1", 0.9, [104.7]);
    const { rejected, sets, pretested, median } = cell!;
    for (const share of [rejected["2sls"], rejected.anderson_rubin, rejected.tF]) {
      expect(Math.abs(share!.share - 0.05)).toBeLessThan(FAR * ERROR);
    }
    expect(sets.interval).toBe(1);
    expect(pretested.rejected!.share).toBe(rejected["2sls"]!.share);
    expect(Math.abs(median.two_sls)).toBeLessThan(0.1 * median.ols);
  });
});

describe("what is published", () => {
  it("has an interval with each share, a table and a figure a design, numbers in words", async () => {
    const design = { ...named("classical-1"), strengths: [1.1, 104.7], rhos: [0.5, 0.99] };
    const cells = weakTasks([design]).flatMap((task) => weakCells(engine, task, 20));
    const results = [{ design, cells }];
    const text = weakTables({ machine: "", date: "", seconds: 1, workers: 1, replications: 20, results }).join("\n");
    expect(text).toContain("disagree about the truth in 0 of the replications");
    expect(text).toContain("### one instrument, independent errors, 400 rows");
    expect(text).toMatch(/^\| 0.99 \| 104.7 \| \d+\.\d\d \| \d+\.\d \(\d+\.\d, \d+\.\d\) \|/m);
    const figure = weakFigure(results[0]!, 20)!;
    expect(figure.description).toMatch(/tF, rho 0.99: E\[F\] 1.1 \d+\.\d%, E\[F\] 104.7 \d+\.\d%/);
    const svg = await renderSvg(figure);
    for (const words of ["rho = 0.5", "Anderson-Rubin", "E[F] of the first stage"]) expect(svg).toContain(words);
    expect(weakFigure({ design: { ...design, rhos: [0.5] }, cells }, 20)).toBeNull();
  });

  it("gives shares Wilson's interval", () => {
    // R: prop.test(x, n, correct = FALSE)$conf.int
    const close = (count: number, of: number, [low, high]: readonly [number, number]) => {
      const share = shareOf(count, of);
      expect(Math.abs(share.low - low) + Math.abs(share.high - high)).toBeLessThan(1e-12);
    };
    close(100, 2000, [0.04128123361873174, 0.06044410893439589]);
    close(3, 10, [0.107791267406301, 0.6032218525388545]);
    close(0, 20, [0, 0.1611251580528193]);
    close(20, 20, [0.8388748419471806, 1]);
  });
});
