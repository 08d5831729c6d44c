/** Entropy balancing of lalonde against Newton's method with explicit matrices in base R. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { entropyBalance } from "../../../src/verbs/psmatch/estimator/entropy-balance.js";
import { agreeing } from "../../support/agree.js";
import { lalondeCovariates } from "./covariates.js";
import { lalonde } from "./reference.js";

/** Absolute and relative: both solve to rounding; a Hessian of three moments loses some digits. */
const TOLERANCE = 1e-9;

const expected = JSON.parse(readFileSync(new URL("./entropy-balance.json", import.meta.url), "utf8"));
const BINARY = ["raceblack", "racehispan", "racewhite", "married", "nodegree"];

let engine: Engine;
let data: Awaited<ReturnType<typeof lalonde>>;

beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  data = await lalonde();
});

const agree = agreeing("entropy-balance");

describe("weights of entropy balancing", () => {
  const cases = [
    { name: "moments1", moments: 1, byAge: false },
    { name: "moments2", moments: 2, byAge: false },
    { name: "moments3", moments: 3, byAge: false },
    { name: "moments2_base", moments: 2, byAge: true },
  ] as const;
  for (const { name, moments, byAge } of cases) {
    it(`${name} are those of R`, () => {
      const base = byAge ? data.data.numeric("age").map((age) => 1 + age / 10) : undefined;
      const fit = entropyBalance(engine, data.candidates, lalondeCovariates(data.data), {
        moments,
        ...(base === undefined ? {} : { base }),
      });
      const controls = fit.weights.filter((_, i) => data.candidates.treated[i] === 0);
      controls.forEach((weight, i) => {
        const reference = expected[name][i];
        agree(weight, reference, TOLERANCE, `control ${i}`, TOLERANCE);
        agree(weight, reference, 1e-7, `control ${i}`);
      });
      expect(Math.abs(controls.reduce((sum, w) => sum + w, 0) - 185)).toBeLessThan(1e-10);
      expect(fit.weights.filter((w, i) => data.candidates.treated[i] === 1 && w === 1)).toHaveLength(185);
      const higher = BINARY.flatMap((binary) => [2, 3].slice(0, moments - 1).map((power) => `${binary}^${power}`));
      expect([...fit.redundant].sort()).toEqual([...higher, "racewhite"].sort());
      expect(fit.edges).toEqual([]);
    });
  }
});
