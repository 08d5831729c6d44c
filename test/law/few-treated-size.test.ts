/**
 * Size with few treated groups of 40 whose sizes differ: the treated are among the smallest, so that their errors vary most. The usual
 * clustered t rejects far too often, errors of larger groups as they are too; normed by size they do not.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { seeded } from "../support/random.js";

const [GROUPS, PERIODS, FIRST] = [40, 6, 3];
const SAMPLES = 300;
const LEVEL = 0.05;
/** Three Monte Carlo errors. */
const SLACK = 3 * Math.sqrt((LEVEL * (1 - LEVEL)) / SAMPLES);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

/** Groups 0 to 7 have 5 observations a period, the others 20 to 500. */
const sizeOf = (g: number): number => (g < 8 ? 5 : 20 * (1 + ((7 * g) % 25)));

function sample(treated: number, random: () => number) {
  const normal = (): number => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random();
    return sum;
  };
  const rows = Array.from({ length: GROUPS * PERIODS }, (_, i) => [Math.floor(i / PERIODS), i % PERIODS] as const);
  const column = (name: string, of: (g: number, t: number) => number) => ({
    ...{ kind: "numeric" as const, name },
    values: Float64Array.from(rows, ([g, t]) => of(g, t)),
  });
  return makeTable(
    [
      column("g", (g) => g),
      column("t", (_, t) => t),
      column("d", (g, t) => (g < treated && t >= FIRST ? 1 : 0)),
      column("M", sizeOf),
      column("y", (g, t) => g + t + normal() / Math.sqrt(sizeOf(g)) + 0.02 * normal()),
    ],
    { name: "sample", bytes: 0, sha256: "" },
  );
}

describe.each([1, 2, 3, 5])("%i of 40 groups treated", (treated) => {
  it("is kept by Ferman and Pinto, and by nothing that takes errors as alike", async () => {
    const random = seeded(100 + treated);
    const rejected = { crve: 0, alike: 0, bySize: 0 };
    for (let s = 0; s < SAMPLES; s++) {
      const table = sample(treated, random);
      const asked = { term: "d", cluster: "g", draws: 399, seed: s, level: 1 - LEVEL } as const;
      const bySize = await bootstrap(engine, table, "y ~ d | g + t", { ...asked, kind: "ferman-pinto", size: "M" });
      const alike = await bootstrap(engine, table, "y ~ d | g + t", { ...asked, kind: "conley-taber" });
      if (bySize.observed.p_value < LEVEL) rejected.crve++;
      if (alike.p_value.statistic! < LEVEL) rejected.alike++;
      if (bySize.p_value.statistic! < LEVEL) rejected.bySize++;
    }
    expect(rejected.bySize / SAMPLES).toBeLessThan(LEVEL + SLACK);
    expect(rejected.alike / SAMPLES).toBeGreaterThan(2 * LEVEL);
    expect(rejected.crve / SAMPLES).toBeGreaterThan(2 * LEVEL);
  });
});
