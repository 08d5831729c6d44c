/** The bench's own machinery: turns, medians, differences, options and tables. */
import { describe, expect, it } from "vitest";
import { largestDifference, relativeDifference } from "../../bench/difference.js";
import { parseOptions, problemsOf } from "../../bench/options.js";
import { peerVersions, versionsOf } from "../../bench/peers/versions.js";
import { markdownTable, textTable } from "../../bench/print.js";
import { median, race, raceWithPeers } from "../../bench/race.js";
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

  it("lets peers outside this process take their turns by their own clock", async () => {
    const log: string[] = [];
    const ours = {
      backend: "ours",
      run: () => {
        log.push("ours");
        spend(25);
      },
    };
    const peer = {
      backend: "peer",
      time: async () => {
        log.push("peer");
        return [3, 1, 2];
      },
    };
    const [timing, timed] = await raceWithPeers([ours, peer], 2);
    expect(log).toEqual(["ours", "peer", "peer", "ours", "ours", "peer"]);
    expect(timing!.reps).toBe(2);
    expect(timed).toEqual({ ms: 2, ms_min: 1, reps: 6, ms_rounds: [2, 2] });
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
    expect([options.peers, options.rounds, options.threads, options.json]).toEqual([["js", "ml-matrix"], 5, [1], null]);
    expect(parseOptions(["--peers", ""], suites).peers).toEqual([]);
  });

  it("--growth stands for a suite, sizes, threads and a peer, each of which can be said otherwise", () => {
    const growth = parseOptions(["--growth", "--threads", "1"], suites);
    expect(growth.suites.map((suite) => suite.name)).toEqual(["absorb"]);
    expect(growth.problem?.split(",")).toEqual(["firm-year-1e4", "firm-year-1e5", "firm-year-1e6", "firm-year-1e7"]);
    expect([growth.threads, growth.peers, growth.wholeOnly]).toEqual([[1], ["fixest"], true]);
    expect(parseOptions(["--growth"], suites).threads).toEqual([1, 2]);
  });

  it("--from takes the files a shell gives it, and nothing else takes bare words", () => {
    expect(parseOptions(["--from", "a.json", "b.json"], suites).from).toEqual(["a.json", "b.json"]);
    expect(parseOptions([], suites).from).toBeNull();
    expect(() => parseOptions(["a.json"], suites)).toThrow(expect.objectContaining({ code: "bad_option" }));
  });

  it("--problem is a list of full names in any size, or else a regular expression over the suite's own", () => {
    const absorb = suites.find((suite) => suite.name === "absorb")!;
    const regression = suites.find((suite) => suite.name === "regression")!;
    expect(problemsOf(absorb, null)).toBe(absorb.problems);
    expect(problemsOf(absorb, "firm-year-1e7-k2,insteval-cold")).toEqual(["firm-year-1e7-k2", "insteval-cold"]);
    expect(problemsOf(absorb, "^akm")).toEqual(["akm-ring-1e6", "akm-2pct-1e6", "akm-10pct-1e6"]);
    expect(problemsOf(regression, "firm-year-1e6-k1")).toEqual([]);
    expect(() => problemsOf(absorb, "(")).toThrow(expect.objectContaining({ code: "bad_regex" }));
  });

  it.each([
    ["unknown_suite", ["--suite", "kernals"], /did you mean 'kernels'/],
    ["unknown_peer", ["--peers", "fixes"], /did you mean 'fixest'/],
    ["bad_number", ["--reps", "0"], /at least 1/],
    ["bad_number", ["--threads", "1,two"], /at least 1/],
    ["bad_option", ["--sweet", "kernels"], /Options: suite/],
  ])("%s", (code, args, message) => {
    const attempt = () => parseOptions(args, suites);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(expect.objectContaining({ code }));
    expect(attempt).toThrow(message);
  });
});

describe("peers", () => {
  it("installed ones have a version, in the rows too", () => {
    expect(peerVersions("ml-matrix")!["ml-matrix"]).toMatch(/^\d+\.\d+\.\d+$/);
    expect(versionsOf("ml-matrix", "abc")).toEqual(peerVersions("ml-matrix"));
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
    reference: "js",
    peak_mb: 1,
    versions: {},
  };
  const rows = [row, { ...row, backend: "js", ms: 9, difference: null, reference: null, peak_mb: null }];

  it("give times as ratios to our row of the same problem", () => {
    const lines = textTable(rows).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[3]).toMatch(/kernels +ddot +js +10 +1 +9\.00 +1\.50 +4\.50 +3$/);
    const passes = [
      { ...row, backend: "wasmetrics-passes", ms: 1 },
      { ...row, backend: "js-passes", ms: 3 },
    ];
    expect(textTable([...rows, ...passes]).split("\n")[5]).toMatch(/js-passes +10 +1 +3\.00 +1\.50 +3\.00 /);
    const method = { ...row, backend: "pyfixest-within", ms: 5 };
    expect(textTable([...rows, method]).split("\n")[4]).toMatch(/pyfixest-within +10 +1 +5\.00 +1\.50 +2\.50 /);
    const threads = [
      { ...row, threads: 2, ms: 1 },
      { ...row, backend: "fixest", threads: 2, ms: 5 },
      { ...row, backend: "fixest", threads: 4, ms: 5 },
      { ...row, backend: "wasmetrics-floor-read", ms: 0.5 },
    ];
    const ratios = textTable([...rows, ...threads])
      .split("\n")
      .slice(4)
      .map((line) => line.split(/ +/)[7]);
    expect(ratios).toEqual(["1.00", "5.00", "2.50", "0.250"]);
    const stamped = rows.map((one) => ({ ...one, machine: "a machine", date: "2026-01-01" }));
    expect(markdownTable(stamped, ({ date }) => date).split("\n")[2]).toMatch(
      /\| 2\.00 \| 1\.50 \| 1\.00 \| 3 \|.*\| 2026-01-01 \|$/,
    );
  });
});
