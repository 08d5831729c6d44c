/** Published results: rows read back from files, the page made of them, and the figure of growth. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { growthFigure } from "../../bench/results/growth.js";
import { resultsPage } from "../../bench/results/page.js";
import { readRows } from "../../bench/results/read-rows.js";
import type { StampedRow } from "../../bench/row.js";
import { renderSvg } from "../../src/report/figures/render-svg.js";

const noStudies = { size: null, coverage: null, weakIv: null, panelGmm: null };

const row: StampedRow = {
  suite: "absorb",
  problem: "firm-year-1e4",
  backend: "wasmetrics",
  n: 10_000,
  k: 11,
  threads: 1,
  ms: 0.5,
  ms_min: 0.4,
  reps: 9,
  iterations: 0,
  converged: true,
  certificate: 1e-15,
  difference: 2e-15,
  reference: "map to 1e-13",
  peak_mb: 1,
  versions: { wasmetrics: "0.1.0" },
  machine: "a machine",
  date: "2026-01-01",
};
const sizes = [1e4, 1e5, 1e6];
const growing = (backend: string, threads: number, each: number): StampedRow[] =>
  sizes.map((n) => ({
    ...row,
    backend,
    threads,
    n,
    problem: `firm-year-${n.toExponential(0).replace("+", "")}`,
    ms: n * each,
  }));
const rows = [
  ...growing("wasmetrics", 1, 4e-5),
  ...growing("wasmetrics", 2, 3.9e-5),
  ...growing("fixest", 1, 4e-4).map((one) => ({ ...one, versions: { fixest: "1.2.3" } })),
];

const folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
const file = (name: string, content: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};
afterAll(() => rmSync(folder, { recursive: true }));

describe("rows from files", () => {
  it("come in the order of the files; a later measurement replaces an earlier one in its place", () => {
    const again = { ...row, ms: 7 };
    const other = { ...row, threads: 2 };
    const read = readRows([file("a.json", [row, other]), file("b.json", [again])]);
    expect(read).toEqual([again, other]);
  });

  it.each([
    ["cannot_read_rows", "{"],
    ["no_rows", "{}"],
    ["no_rows", '[{"suite":"absorb"}]'],
  ])("%s: %s", (code, text) => {
    expect(() => readRows([file("bad.json", text)])).toThrow(expect.objectContaining({ code }));
  });
});

describe("the page", () => {
  it("has a table a suite, machines, versions, and the figure only where there is one", () => {
    const page = resultsPage([...rows, { ...row, suite: "kernels", problem: "ddot" }], "growth.svg", noStudies);
    expect(page.match(/^## .*/gm)).toEqual(["## absorb", "## kernels"]);
    expect(page).toContain("2026-01-01: a machine.");
    expect(page).toContain("Versions: wasmetrics 0.1.0, fixest 1.2.3.");
    expect(page).toContain("(growth.svg)");
    expect(page).toContain("| absorb | firm-year-1e6 | fixest | 1000000 | 11 | 1 | 400 | 0.400 | 10.0 |");
    expect(resultsPage([row], null, noStudies)).not.toContain("svg");
  });
});

describe("the figure of growth", () => {
  it("has a labelled line a backend and number of threads, labels apart, and its numbers in words", async () => {
    const figure = growthFigure(rows)!;
    expect(figure.description).toContain(
      "fixest, 1 thread: 10,000 rows 4 ms, 100,000 rows 40 ms, 1,000,000 rows 400 ms",
    );
    const svg = await renderSvg(figure);
    const places = ["wasmetrics, 1 thread", "wasmetrics, 2 threads", "fixest, 1 thread"].map((label) => {
      const place = new RegExp(`translate\\([\\d.]+,([\\d.]+)\\)"[^>]*>${label}<`).exec(svg);
      expect(place, label).not.toBeNull();
      return Number(place![1]);
    });
    places
      .sort((a, b) => a - b)
      .forEach((at, i) => {
        if (i > 0) expect(at - places[i - 1]!).toBeGreaterThanOrEqual(12);
      });
  });

  it("is not there for one size, or for other problems and parts", () => {
    expect(growthFigure([row])).toBeNull();
    expect(growthFigure(growing("wasmetrics-plan", 1, 1))).toBeNull();
    expect(growthFigure(rows.map((one) => ({ ...one, problem: `${one.problem}-k2` })))).toBeNull();
  });
});
