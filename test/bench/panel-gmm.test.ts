/** Dynamic panels on the bench: jobs against plain loops and peers, and a small run of the study. */
import { beforeAll, describe, expect, it } from "vitest";
import { type PanelDesign, panelDesigns, panelRows } from "../../bench/dynamic-panel/design.js";
import { measure } from "../../bench/dynamic-panel/measure.js";
import { panelCell, panelTasks } from "../../bench/dynamic-panel/study.js";
import { peerVersions } from "../../bench/peers/versions.js";
import { dynamicPanel } from "../../bench/problems/dynamic-panel.js";
import { panelTables } from "../../bench/results/panel-gmm-tables.js";
import { isPanelGmmJob, standardPanelGmmJobs } from "../../bench/suites/panel-gmm-jobs.js";
import { suites } from "../../bench/suites.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { rowsOf } from "./suite-rows.js";

/** Sums in two orders and inverses of well-conditioned matrices, relative. */
const ROUNDING = 1e-11;
const REPLICATIONS = 300;
const FAR = 4;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("jobs of suite robustness", () => {
  it("are named by model, units and periods", () => {
    expect(["gmm-system-1e5x12", "gmm-difference-2e2x5"].every(isPanelGmmJob)).toBe(true);
    expect(["gmm-system", "gmm-1e5x12", "gmm-system-1e6x12", "gmm-system-1e5x4"].some(isPanelGmmJob)).toBe(false);
    const { problems, accepts } = suites.find(({ name }) => name === "robustness")!;
    expect(problems.every(accepts)).toBe(true);
    expect(problems).toEqual(expect.arrayContaining([...standardPanelGmmJobs]));
  });

  it("a smaller panel is the first units of a larger one", () => {
    const [small, large] = [dynamicPanel(20, 6), dynamicPanel(30, 6)];
    small.columns.forEach((column, j) => {
      expect(large.columns[j]!.subarray(0, column.length)).toEqual(column);
    });
  });

  it.each([
    ["gmm-difference-2e2x7", ["wasmetrics 1", "wasmetrics 2"]],
    ["gmm-system-2e2x7", ["wasmetrics 1", "wasmetrics-stacked 1", "wasmetrics 2", "wasmetrics-stacked 2"]],
  ])("%s: as plain loops have it", async (name, backends) => {
    const rows = await rowsOf("robustness", name, { peers: new Set(), threads: [1, 2] });
    expect(rows.map(({ backend, threads }) => `${backend} ${threads}`)).toEqual(backends);
    for (const { difference, peak_mb, n, k } of rows) {
      expect(difference).toBeLessThan(ROUNDING);
      expect(peak_mb).toBeGreaterThan(0);
      expect([n, k]).toEqual([1400, 11]);
    }
  });

  const peers = (["plm", "gretl"] as const).filter((peer) => peerVersions(peer) !== undefined);
  it.skipIf(peers.length === 0)("peers agree", async () => {
    for (const name of ["gmm-difference-2e2x7", "gmm-system-2e2x7"]) {
      const rows = await rowsOf("robustness", name, { peers: new Set(peers) });
      for (const peer of peers) {
        expect(rows.find(({ backend }) => backend === peer)!.difference, `${peer}, ${name}`).toBeLessThan(1e-9);
      }
    }
  });

  it("peers are skipped beyond what they can do, and that is said", async () => {
    const notes: string[] = [];
    const rows = await rowsOf("robustness", "gmm-difference-2e4x5", {
      peers: new Set(["plm", "gretl"]),
      note: (message) => notes.push(message),
    });
    expect(rows.map(({ backend }) => backend)).toEqual(["wasmetrics"]);
    expect(notes).toEqual([
      "skipped: plm on gmm-difference-2e4x5 (more than 10000 units)",
      "skipped: gretl on gmm-difference-2e4x5 (more than 10000 units)",
    ]);
  });
});

describe("the study", () => {
  it("draws stationary panels, other ones in every replication and cell, the same again", () => {
    const design = { units: 4000, periods: 5, rhos: [0.5] };
    const y = (cell: number, r: number) => panelRows(engine, design, 0.5, cell, r).columns[0]!;
    expect(y(90, 0)).toEqual(y(90, 0));
    expect(y(90, 0)).not.toEqual(y(90, 1));
    expect(y(90, 0)).not.toEqual(y(91, 0));
    // Variance in every period: that of effects over 0.25, and E of size^2, 13 / 12, over 0.75.
    const wanted = 4 + 13 / 12 / 0.75;
    const drawn = y(90, 0);
    for (const t of [0, 4]) {
      const own = Array.from({ length: 4000 }, (_, i) => drawn[i * 5 + t]!);
      const variance = own.reduce((sum, value) => sum + value ** 2, 0) / 4000;
      expect(Math.abs(variance - wanted)).toBeLessThan(FAR * wanted * Math.sqrt(2 / 4000));
    }
    expect(new Set(panelTasks(panelDesigns).map(({ cell }) => cell)).size).toBe(6);
  });

  it("errors of two steps are too small, and Windmeijer's are not", () => {
    const design: PanelDesign = { units: 100, periods: 8, rhos: [0.5] };
    const { methods } = panelCell(engine, { design, rho: 0.5, cell: 90 }, REPLICATIONS);
    const ratio = (method: keyof typeof methods) => methods[method].mean_error / methods[method].sd;
    for (const model of ["difference", "system"] as const) {
      expect(ratio(`${model}, two steps`)).toBeLessThan(0.75);
      expect(Math.abs(ratio(`${model}, two steps, Windmeijer`) - 1)).toBeLessThan(0.2);
      const [without, corrected] = [methods[`${model}, two steps`], methods[`${model}, two steps, Windmeijer`]];
      expect(corrected.covered.share - without.covered.share).toBeGreaterThan(0.1);
      expect(corrected.bias).toBe(without.bias);
    }
    // Nickell (1981): about -(1 + rho) / (T - 1), T the rows of a unit; GMM is nearer.
    expect(methods.within.bias).toBeLessThan(-0.15);
    expect(Math.abs(methods["difference, two steps"].bias)).toBeLessThan(0.1);
    expect(methods.within.covered.share).toBeLessThan(0.05);
  });

  it("all methods find the coefficient in a large panel", () => {
    const measured = measure(engine, panelRows(engine, { units: 20_000, periods: 6, rhos: [0.5] }, 0.5, 92, 0));
    for (const [method, { estimate, error }] of Object.entries(measured)) {
      if (method === "within") expect(estimate).toBeLessThan(0.4);
      else expect(Math.abs(estimate - 0.5), method).toBeLessThan(FAR * error);
    }
  });

  it("is published as a table a design", () => {
    const design: PanelDesign = { units: 50, periods: 4, rhos: [0.5, 0.9] };
    const cells = panelTasks([design]).map((task) => panelCell(engine, task, 20));
    const results = [{ design, cells }];
    const text = panelTables({ machine: "", date: "", seconds: 1, workers: 1, replications: 20, results }).join("\n");
    expect(text).toContain("### 50 units, 4 periods");
    expect(text).toMatch(
      /^\| 0.9 \| system, two steps, Windmeijer \| -?\d\.\d{3} \| \d\.\d{3} \| \d\.\d\d \| \d+\.\d \(/m,
    );
  });
});
