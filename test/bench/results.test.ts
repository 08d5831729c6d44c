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

const noStudies = {
  size: null,
  fewClusters: null,
  levels: null,
  coverage: null,
  weakIv: null,
  panelGmm: null,
  did: {},
  page: null,
  audit: null,
};

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
    expect(page.match(/^## .*/gm)).toEqual(["## summary", "## machines and versions", "## absorb", "## kernels"]);
    expect(page).toContain("- A: a machine\n");
    expect(page).toContain("wasmetrics 0.1.0, fixest 1.2.3.");
    expect(page).toContain("(growth.svg)");
    expect(page).toContain("| firm-year-1e6 | fixest | 1000000 | 11 | 1 | 400 | 0.400 | 10.0 |");
    expect(resultsPage([row], null, noStudies)).not.toContain("svg");
  });
});

describe("the summary", () => {
  const raced = (backend: string, ms_rounds: readonly number[], difference: number): StampedRow => ({
    ...row,
    backend,
    ms: ms_rounds[1]!,
    ms_rounds,
    difference,
    machine: backend === "fixest" ? "another" : row.machine,
    date: backend === "fixest" ? "2026-02-02" : row.date,
  });
  const ours = raced("wasmetrics", [1, 2, 4], 2e-15);
  const page = (...peers: StampedRow[]) => resultsPage([ours, ...peers], null, noStudies);

  it("has ratios with the least and the most of any round, both differences, machine and date", () => {
    expect(page(raced("fixest", [10, 18, 20], 3e-10))).toContain(
      "| absorb: firm-year-1e4 | fixest | 10,000 | 2.00 | 9.00 (5.00 to 10.0) |  | 2.0e-15 | 3.0e-10 | B 2026-02-02 |",
    );
  });

  it("has a peer at another tolerance beside the same row of ours", () => {
    const tight: StampedRow = { ...row, backend: "fixest-1e-11", ms: 80, difference: 1e-15 };
    expect(page(tight)).toContain("| fixest-1e-11 | 10,000 | 2.00 | 40.0 |  | 2.0e-15 | 1.0e-15 | A 2026-01-01 |");
  });

  it("names what is lost, and leaves out baselines of our own", () => {
    const slower = { ...raced("fixest", [1, 1, 1], 0), threads: 1 };
    expect(page(slower)).toContain(
      "Ours is the slower in 1 of 1 comparisons: firm-year-1e4 against fixest (threads: 1).",
    );
    expect(page(raced("js", [10, 18, 20], 0))).not.toContain("## summary");
  });
});

describe("time at equal accuracy", () => {
  const walked = (program: string, ...steps: readonly (readonly [string, number, number])[]): StampedRow[] =>
    steps.map(([tolerance, ms, difference]) => ({
      ...row,
      suite: "accuracy",
      backend: `${program}-${tolerance}`,
      ms,
      difference,
    }));
  const page = resultsPage(
    [
      ...walked("wasmetrics", ["1e-4", 2, 1e-7], ["1e-6", 4, 1e-11]),
      ...walked("within-additive", ["1e-4", 5, 1e-3], ["1e-6", 6, 1e-6], ["1e-8", 9, 1e-8]),
    ],
    null,
    noStudies,
  );

  it("is of the loosest tolerance that is near enough, or said to be longer than all tried", () => {
    expect(page).toContain("| problem | program | threads | ms at 1e-6 | ratio | ms at 1e-10 | ratio |");
    expect(page).toContain("| firm-year-1e4 | wasmetrics | 1 | 2.00 (1e-4) | 1.00 | 4.00 (1e-6) | 1.00 |");
    expect(page).toContain("| firm-year-1e4 | within-additive | 1 | 6.00 (1e-6) | 3.00 | > 9.00 |  |");
  });

  it("is no comparison of the summary", () => {
    expect(page).not.toContain("## summary");
  });
});

describe("the roofline", () => {
  it("is how many times the longer of its two floors a work takes", () => {
    const of = (backend: string, ms: number): StampedRow => ({
      ...{ ...row, suite: "roofline", backend, ms, least_work: { bytes: 5e6, operations: 7e6 } },
    });
    const floors = [of("wasmetrics-floor-memory", 3), of("wasmetrics-floor-arithmetic", 4)];
    expect(resultsPage([of("wasmetrics", 10), ...floors], null, noStudies)).toContain(
      "| firm-year-1e4 | 1 | 5 | 7 | 3.00 | 4.00 | 10.0 | 2.50 |",
    );
  });
});

describe("the figure of growth", () => {
  it("has a labelled line a backend and number of threads, labels apart, and its numbers in words", async () => {
    const figure = growthFigure(rows)!;
    expect(figure.description).toContain("fixest, 1 thread: 10,000 rows 4, 100,000 rows 40, 1,000,000 rows 400");
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
