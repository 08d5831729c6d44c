/** Peers outside this process: their protocol, and that what comes back is in the problem's order and right. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { certificateOf } from "../../bench/certificate.js";
import { largestDifference, relativeDifference } from "../../bench/difference.js";
import { Fixest } from "../../bench/peers/fixest.js";
import { regressByDummies } from "../../bench/peers/ml-matrix.js";
import { openPeer } from "../../bench/peers/open-peer.js";
import { type ChosenMethods, PythonAbsorber, pythonAbsorbers } from "../../bench/peers/python-absorber.js";
import { PYTHON, RSession } from "../../bench/peers/r-session.js";
import { peerVersions } from "../../bench/peers/versions.js";
import { WebRLm } from "../../bench/peers/webr.js";
import { makeProblem } from "../../bench/problems/catalogue.js";
import type { SuiteRequest } from "../../bench/row.js";
import { referenceOf } from "../../bench/suites/absorb-reference.js";
import { rivalSuites } from "./suite-rows.js";

/** fixest stops when coefficients change by less than 1e-6 an iteration. */
const FIXEST = 1e-5;
/** Rounding of two different ways through a well-conditioned least squares. */
const ROUNDING = 1e-11;

const hasFixest = peerVersions("fixest") !== undefined;
const hasWebr = peerVersions("webr") !== undefined;

describe.skipIf(!hasFixest)("fixest", () => {
  it("demeans the same columns and gives them back in the same order", async () => {
    const problem = makeProblem("firm-year-1e3-shuffled");
    const reference = await referenceOf(problem, "map", () => {});
    const fixest = await Fixest.open(problem);
    try {
      const times = await fixest.demean(1);
      expect(times.length).toBeGreaterThan(0);
      expect(times.every((ms) => ms > 0)).toBe(true);
      const seen: number[] = [];
      await fixest.readDemeaned((column, j) => {
        seen.push(j);
        expect(relativeDifference(column, reference.columns[j]!), `column ${j}`).toBeLessThan(FIXEST);
        expect(certificateOf(problem, j, column)).toBeLessThan(FIXEST);
      });
      expect(seen).toEqual(problem.columns.map((_, j) => j));
    } finally {
      await fixest.close();
    }
  });

  it("regresses as dummies do, errors clustered by the first effect, and says its iterations", async () => {
    const problem = makeProblem("city-30x8");
    const fixest = await Fixest.open(problem);
    try {
      expect((await fixest.regress(2)).every((ms) => ms > 0)).toBe(true);
      const { estimate, iterations } = await fixest.estimate();
      const dummies = regressByDummies(problem);
      expect(largestDifference([estimate.beta, estimate.se], [dummies.beta, dummies.se])).toBeLessThan(FIXEST);
      expect(iterations).toBeGreaterThanOrEqual(1);
    } finally {
      await fixest.close();
    }
  });

  it("stands in rows with its threads, its difference and its versions", async () => {
    const [absorb, regression] = await rivalSuites("city-30x8", ["fixest"], [1, 2]);
    expect(absorb!.map(({ backend, threads }) => [backend, threads])).toContainEqual(["fixest", 2]);
    for (const row of [...absorb!, ...regression!].filter(({ backend }) => backend === "fixest")) {
      expect(row.difference).toBeLessThan(FIXEST);
      expect(row.versions).toMatchObject({ fixest: expect.any(String), R: expect.any(String) });
    }
  });
});

describe.each(pythonAbsorbers)(
  `%s in ${PYTHON} (skipped where it is not installed; WASMETRICS_PYTHON names another)`,
  (name) => {
    const isMissing = peerVersions(name) === undefined;

    it.skipIf(isMissing)(
      "demeans the same columns, in the same order, and keeps to the method first chosen",
      async () => {
        const problem = makeProblem("firm-year-1e3-shuffled");
        const reference = await referenceOf(problem, "map", () => {});
        const chosen: ChosenMethods = new Map();
        for (const threads of [1, 2]) {
          const peer = await PythonAbsorber.open(name, problem, threads, chosen);
          try {
            expect(peer.backend).toBe(`${name}-${chosen.get(name)}`);
            expect((await peer.demean(1e-9)).every((ms) => ms > 0)).toBe(true);
            expect((await peer.verdict()).converged).toBe(true);
            const seen: number[] = [];
            await peer.readDemeaned((column, j) => {
              seen.push(j);
              expect(relativeDifference(column, reference.columns[j]!), `column ${j}`).toBeLessThan(1e-7);
            });
            expect(seen).toEqual(problem.columns.map((_, j) => j));
          } finally {
            await peer.close();
          }
        }
      },
    );

    it.skipIf(isMissing)("stands in rows beside ours, with its threads, its difference and its versions", async () => {
      const rows = (await rivalSuites("city-30x8", [name], [1, 2]))
        .flat()
        .filter(({ backend }) => backend.startsWith(name));
      expect(rows.map(({ suite, threads }) => `${suite} ${threads}`)).toEqual(
        ["absorb", ...(name === "pyfixest" ? ["regression"] : [])].flatMap((suite) => [`${suite} 1`, `${suite} 2`]),
      );
      for (const row of rows) {
        expect(row.difference).toBeLessThan(FIXEST);
        expect(row.versions).toMatchObject({ [name]: expect.any(String), python: expect.any(String) });
      }
    });
  },
);

describe.skipIf(!hasFixest)("R sessions", () => {
  const script = (lines: string) => {
    const folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
    const path = join(folder, "script.R");
    writeFileSync(path, lines);
    return { path, remove: () => rmSync(folder, { recursive: true }) };
  };

  it("pass on what R answers, its errors, and its last words when it ends", async () => {
    const lines = [
      'commands <- file("stdin", "r")',
      "heard <- function() invisible(readLines(commands, n = 1))",
      'heard(); cat("ok 1.5 2\\n")',
      'heard(); cat("error no such thing\\n")',
      'heard(); message("out of luck"); quit(status = 1)',
    ];
    const { path, remove } = script(lines.join("\n"));
    const R = new RSession(path);
    try {
      expect(await R.numbers("first")).toEqual([1.5, 2]);
      await expect(R.ask("second")).rejects.toThrow(/can't do 'second'.*no such thing/);
      await expect(R.ask("third")).rejects.toThrow(/R ended\. .*out of luck/);
    } finally {
      await R.close();
      remove();
    }
  });
});

describe("opening a peer", () => {
  const problem = makeProblem("city-30x8");
  const failures: string[] = [];
  const request = {
    peers: new Set(["fixest"]),
    fail: (what: string) => failures.push(what),
  } as unknown as SuiteRequest;

  it("that isn't asked for does nothing; one that fails is reported, and the rest goes on", async () => {
    const broken = () => Promise.reject(new Error("broken"));
    expect(await openPeer("webr", problem, request, broken)).toBeUndefined();
    expect(failures).toEqual([]);
    expect(await openPeer("fixest", problem, request, broken)).toBeUndefined();
    expect(failures).toEqual(["fixest on city-30x8"]);
    expect(await openPeer("fixest", problem, request, async () => 7)).toBe(7);
  });
});

describe.skipIf(!hasWebr)("webr", () => {
  it("regresses as ml-matrix does", async () => {
    const problem = makeProblem("city-30x8");
    const webr = await WebRLm.open(problem);
    try {
      expect((await webr.regress()).every((ms) => ms > 0)).toBe(true);
      const [ours, dummies] = [await webr.estimate(), regressByDummies(problem)];
      expect(largestDifference([ours.beta, ours.se], [dummies.beta, dummies.se])).toBeLessThan(ROUNDING);
    } finally {
      webr.close();
    }
  });
});

it("certificates are the largest group mean over the standard deviation before", () => {
  const effect = { name: "g", codes: Uint32Array.of(0, 0, 1, 1), nLevels: 2, label: String };
  const problem = { ...makeProblem("city-30x8"), n: 4, columns: [Float64Array.of(0, 2, 0, 2)], effects: [effect] };
  expect(certificateOf(problem, 0, Float64Array.of(1, -1, 0.5, 0))).toBe(0.25);
});
