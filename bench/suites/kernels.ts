/**
 * Suite `kernels`: every kernel of the registry against its plain TypeScript twin, on about 1e6 rows, or on a
 * square matrix of about 1e6 elements for kernels whose arguments grow faster than their rows; and TSQR against a peer.
 */
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { registry } from "../../test/cases/index.js";
import type { KernelRow } from "../../test/cases/row.js";
import { largestDifference } from "../difference.js";
import { versionsOf } from "../peers/versions.js";
import { race } from "../race.js";
import type { Suite, SuiteRequest } from "../row.js";
import { benchArguments, dimensions, isRaced, kernelRunner, type Runner, twinRunner } from "./kernel-problem.js";
import { runTsqr, tsqrProblem } from "./tsqr.js";

const MB = 1e6;

export const kernels: Suite = {
  name: "kernels",
  about: "each kernel of the registry against its plain TypeScript twin",
  peers: ["js", "ml-matrix"],
  problems: [...registry.map((row) => row.name), tsqrProblem],
  accepts: (name) => name === tsqrProblem || registry.some((row) => row.name === name),
  async run(request) {
    const asked = new Set(request.problems);
    for (const row of registry) {
      if (!asked.has(row.name)) continue;
      try {
        await runKernel(row, request);
      } catch (error) {
        request.fail(`kernels ${row.name}`, error);
      }
    }
    if (asked.has(tsqrProblem)) await runTsqr(request);
  },
};

/** One engine a kernel, so that its peak of memory is its own. A kernel called alone runs on one thread. */
async function runKernel(row: KernelRow, request: SuiteRequest): Promise<void> {
  const engine = await loadEngine({ threads: 1 });
  const args = benchArguments(row);
  engine.scope((scope) => {
    const ours = kernelRunner(engine, scope, row, args);
    const twin = twinRunner(row, args);
    const races = isRaced(row) && request.peers.has("js");
    const runners: Runner[] = races ? [ours, twin] : [ours];
    const timings = race(runners, request.rounds);
    if (!races) twin.run();
    runners.forEach((runner, i) => {
      const isOurs = runner === ours;
      request.report({
        suite: "kernels",
        problem: row.name,
        backend: runner.backend,
        ...dimensions(row, args),
        threads: 1,
        ...timings[i]!,
        iterations: null,
        converged: null,
        certificate: null,
        difference: isOurs ? largestDifference(ours.results(), twin.results()) : null,
        reference: isOurs ? "js" : null,
        peak_mb: isOurs ? engine.peakBytes() / MB : null,
        versions: versionsOf(runner.backend, engine.sha256),
      });
    });
  });
}
