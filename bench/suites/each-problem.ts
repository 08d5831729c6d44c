/**
 * The problems of a suite in turn: one whose data can't be had is named as skipped, one that fails is told and
 * the others go on. Knows nothing of what is timed.
 */
import { makeProblem, missingFor } from "../problems/catalogue.js";
import type { Problem } from "../problems/problem.js";
import type { SuiteRequest } from "../row.js";

export async function eachProblem(
  suite: string,
  request: SuiteRequest,
  run: (problem: Problem, request: SuiteRequest) => Promise<void>,
): Promise<void> {
  for (const name of request.problems) {
    const missing = missingFor(name);
    if (missing !== null) {
      request.note(`skipped: ${name} (${missing})`);
      continue;
    }
    try {
      await run(makeProblem(name), request);
    } catch (error) {
      request.fail(`${suite} ${name}`, error);
    }
  }
}
