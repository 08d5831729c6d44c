/** The bench's own machinery: turns, medians, differences, options and tables. */
import { describe, expect, it } from "vitest";
import { largestDifference, relativeDifference } from "../../bench/difference.js";
import { commandLine, parseOptions, problemSelector } from "../../bench/options.js";
import { peerVersion, versionsOf } from "../../bench/peers.js";
import { markdownTable, textTable } from "../../bench/print.js";
import { median, race } from "../../bench/race.js";
import type { BenchRow } from "../../bench/row.js";
import { suites } from "../../bench/suites.js";
import { UsageError } from "../../src/base/errors.js";

/** Work longer than a race's round, so that each round calls it once. */
function spend(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe("race", () => {
  it("takes turns, reverses every second round, prepares before each call and leaves the warm-up out", () => {
    const log: string[] = [];
    const contender = (backend: string) => ({
      backend,
      prepare: () => void log.push(`prepare ${backend}`),
      run: () => {
        log.push(backend);
        spend(25);
      },
    });
    const timings = race([contender("a"), contender("b")], 2);
    expect(log.filter((entry) => entry.length === 1).join("")).toBe("abbaab");
    expect(log.slice(0, 4)).toEqual(["prepare a", "a", "prepare b", "b"]);
    expect(timings.map((timing) => timing.reps)).toEqual([2, 2]);
    expect(timings.every((timing) => timing.ms_min >= 24 && timing.ms >= timing.ms_min)).toBe(true);
  });

  it("passes on what a contender throws", () => {
    const run = () => {
      throw new RangeError("broken");
    };
    expect(() => race([{ backend: "a", run }], 1)).toThrow(RangeError);
  });

  it("median of odd and even counts", () => {
    expect([median([1, 2, 3]), median([1, 2, 3, 4])]).toEqual([2, 2.5]);
  });
});

describe("difference", () => {
  it("is relative to the reference's norm", () => {
    expect(relativeDifference([3, 4.5], [3, 4])).toBeCloseTo(0.1, 15);
    expect(largestDifference([[1], [2]], [[1], [1]])).toBe(1);
    expect(relativeDifference([0.5], [0])).toBe(0.5);
  });

  it("takes NaN as equal to NaN only, and unequal shapes as far apart", () => {
    expect(relativeDifference([Number.NaN, 1], [Number.NaN, 1])).toBe(0);
    expect(relativeDifference([Number.NaN, 1], [0, 1])).toBe(Number.MAX_VALUE);
    expect(relativeDifference([1], [1, 2])).toBe(Number.MAX_VALUE);
    expect(largestDifference([[1]], [])).toBe(Number.MAX_VALUE);
  });
});

describe("options", () => {
  it("have defaults", () => {
    const options = parseOptions([], suites);
    expect(options.suites).toBe(suites);
    expect([options.peers, options.rounds, options.threads, options.json]).toEqual([["js", "ml-matrix"], 5, 1, null]);
    expect(parseOptions(["--peers", ""], suites).peers).toEqual([]);
  });

  it("are printed back as a command, without the files written", () => {
    const args = ["--suite", "absorb", "--problem", "^city", "--peers", "js", "--reps", "3", "--json", "rows.json"];
    expect(commandLine(parseOptions(args, suites))).toBe(
      `npm run -s bench -- --suite absorb --problem '^city' --threads 1 --peers "js" --reps 3`,
    );
  });

  it.each([
    ["unknown_suite", ["--suite", "kernals"], /did you mean 'kernels'/],
    ["unknown_peer", ["--peers", "fixes"], /did you mean 'fixest'/],
    ["bad_number", ["--reps", "0"], /at least 1/],
    ["bad_number", ["--threads", "two"], /at least 1/],
    ["bad_option", ["--sweet", "kernels"], /Options: suite/],
  ])("%s", (code, args, message) => {
    const attempt = () => parseOptions(args, suites);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(expect.objectContaining({ code }));
    expect(attempt).toThrow(message);
  });

  it("bad_regex", () => {
    expect(() => problemSelector("(")).toThrow(expect.objectContaining({ code: "bad_regex" }));
    expect(problemSelector("^firm")("firm-year-1e6")).toBe(true);
    expect(problemSelector(null)("anything")).toBe(true);
  });
});

describe("peers", () => {
  it("installed ones have a version, in the rows too", () => {
    expect(peerVersion("ml-matrix")).toMatch(/^\d+\.\d+\.\d+$/);
    expect(versionsOf("ml-matrix", "abc")["ml-matrix"]).toBe(peerVersion("ml-matrix"));
    expect(versionsOf("wasmetrics", "0123456789abcdef")).toMatchObject({ kernels: "0123456789ab" });
  });
});

describe("tables", () => {
  const row: BenchRow = {
    suite: "kernels",
    problem: "ddot",
    backend: "wasmetrics",
    n: 10,
    k: null,
    threads: 1,
    ms: 2,
    ms_min: 1.5,
    reps: 3,
    iterations: null,
    converged: null,
    certificate: null,
    difference: 1.25e-15,
    peak_mb: 1,
    versions: {},
  };
  const rows = [row, { ...row, backend: "js", ms: 9, difference: null, peak_mb: null }];

  it("give times as ratios to our row of the same problem", () => {
    const lines = textTable(rows).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[3]).toMatch(/kernels +ddot +js +10 +1 +9\.00 +1\.50 +4\.50 +3$/);
    const passes = [
      { ...row, backend: "wasmetrics-passes", ms: 1 },
      { ...row, backend: "js-passes", ms: 3 },
    ];
    expect(textTable([...rows, ...passes]).split("\n")[5]).toMatch(/js-passes +10 +1 +3\.00 +1\.50 +3\.00 /);
    expect(markdownTable(rows).split("\n")[2]).toContain("| 2.00 | 1.50 | 1.00 | 3 |");
  });
});
