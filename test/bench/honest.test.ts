/** Jobs of honest in the bench: their names, and that a row is made of a record. */
import { describe, expect, it } from "vitest";
import { isHonestJob, makeHonestJob, runHonestJob, standardHonestJobs } from "../../bench/suites/honest-job.js";

describe("jobs of honest", () => {
  it("are of a restriction and event times before and after", () => {
    expect(standardHonestJobs.every(isHonestJob)).toBe(true);
    expect(["honest-sd-1x5", "honest-xx-5x5", "honest-sd"].some(isHonestJob)).toBe(false);
    const { event, estimate, covariance } = makeHonestJob("honest-sd-2x3");
    expect(event).toEqual([-3, -2, 0, 1, 2]);
    expect([estimate.length, covariance.length]).toEqual([5, 5]);
  });

  it("make a row", async () => {
    const rows: unknown[] = [];
    const request = {
      peers: new Set(),
      threads: [1],
      rounds: 1,
      problems: [],
      report: (row: unknown) => rows.push(row),
      fail: () => {},
    };
    await runHonestJob(makeHonestJob("honest-sd-2x2"), request as never);
    expect(rows).toMatchObject([{ suite: "did", problem: "honest-sd-2x2", backend: "wasmetrics", difference: null }]);
  });
});
