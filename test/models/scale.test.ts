/**
 * Numbers at the ends of what a double can hold: a right answer, the same bits after a power of two, or a refusal with its reason.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { WasmetricsError } from "../../src/base/errors.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { lincom, nlcom } from "../../src/verbs/combinations/infer-combinations.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fepois } from "../../src/verbs/glm/fit-glm.js";
import { seeded } from "../support/random.js";

const random = seeded(11);
const ROWS = 120;
const column = (make: (i: number) => number): number[] => Array.from({ length: ROWS }, (_, i) => make(i));
const x = column(() => random() - 0.5);
const z = column(() => random() - 0.5);
const y = column((i) => 1 + 2 * x[i]! - z[i]! + random());
const w = column(() => 0.5 + random());
const f = column((i) => i % 7);
const count = column((i) => i % 4);
const DATA = { x, z, y, w, f, count };

const times = (values: readonly number[], factor: number): number[] => values.map((value) => value * factor);

function tableOf(changed: Readonly<Record<string, readonly number[]>>): Table {
  return makeTable(
    Object.entries({ ...DATA, ...changed }).map(([name, values]) => ({
      ...{ kind: "numeric" as const, name },
      values: Float64Array.from(values),
    })),
    { name: "scale", bytes: 0, sha256: null },
  );
}

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof WasmetricsError) return error.code;
    throw error;
  }
  return "nothing was refused";
}

for (const formula of ["y ~ x + z", "y ~ x + z | f"]) {
  const estimateOf = (changed: Readonly<Record<string, readonly number[]>>, weights?: string) =>
    feols(engine, tableOf(changed), formula, { vcov: "hetero", ...(weights === undefined ? {} : { weights }) });

  describe(`${formula} in other units`, () => {
    for (const power of [-400, -200, 30, 200, 400]) {
      const unit = 2 ** power;
      it(`has the same bits for x, y or weights times 2^${power}`, () => {
        const { estimate, std_error, p_value } = estimateOf({}).coefficients.x!;
        const byX = estimateOf({ x: times(x, unit) }).coefficients.x!;
        expect([byX.estimate * unit, byX.std_error * unit, byX.p_value]).toEqual([estimate, std_error, p_value]);
        const byY = estimateOf({ y: times(y, unit) }).coefficients.x!;
        expect([byY.estimate / unit, byY.std_error / unit, byY.p_value]).toEqual([estimate, std_error, p_value]);
        const weighted = estimateOf({}, "w").coefficients.x!;
        const byW = estimateOf({ w: times(w, unit) }, "w").coefficients.x!;
        expect([byW.estimate, byW.std_error, byW.p_value]).toEqual([
          ...[weighted.estimate, weighted.std_error, weighted.p_value],
        ]);
      });
    }

    it("is refused, with the column's name, where squares underflow or overflow", () => {
      for (const factor of [1e-310, 1e-200, 1e-160]) {
        expect(
          codeOf(() => estimateOf({ x: times(x, factor) })),
          `x ${factor}`,
        ).toBe("regressor_scale");
        expect(
          codeOf(() => estimateOf({ y: times(y, factor) })),
          `y ${factor}`,
        ).toBe("outcome_scale");
      }
      for (const factor of [1e160, 1e200]) {
        expect(
          codeOf(() => estimateOf({ x: times(x, factor) })),
          `x ${factor}`,
        ).toBe("not_finite");
        expect(
          codeOf(() => estimateOf({ y: times(y, factor) })),
          `y ${factor}`,
        ).toBe("not_finite");
      }
    });

    it("is refused where a variance is no number, though its columns are", () => {
      expect(codeOf(() => estimateOf({ x: times(x, 1e-120), y: times(y, 1e120) }))).toBe("variance_scale");
      expect(codeOf(() => estimateOf({ x: times(x, 1e120), y: times(y, 1e-120) }))).toBe("variance_scale");
    });
  });
}

describe("regressor and outcome both in other units", () => {
  it.each(["hetero", "cluster:id", "cluster:id+f"])(
    "leave %s as it is where products of four of them have no number",
    (vcov) => {
      const [id, f] = [column((i) => i), column((i) => Math.floor(i / 17))];
      const errorOf = (unit: number) =>
        feols(engine, tableOf({ id, f, x: times(x, unit), y: times(y, unit) }), "y ~ x + z | f", { vcov }).coefficients
          .x!.std_error;
      const own = errorOf(1);
      for (const power of [-460, -270, 265]) expect(errorOf(2 ** power) / own - 1, `2^${power}`).toBeCloseTo(0, 13);
    },
  );
});

describe("at the ends of the numbers", () => {
  it("a Poisson regression refuses a regressor whose squares underflow", () => {
    const table = tableOf({ x: times(x, 1e-200) });
    expect(codeOf(() => fepois(engine, table, "count ~ x + z | f", { vcov: "iid" }))).toBe("regressor_scale");
  });

  it("combinations keep their error where its square underflows, and are refused where it overflows", () => {
    const fit = feols(engine, tableOf({}), "y ~ x + z", { vcov: "iid" });
    const own = fit.coefficients.x!;
    const tiny = 2 ** -700;
    for (const combine of [lincom, nlcom]) {
      const [text, found] = Object.entries(combine(engine, fit, `${tiny}*x`).combinations)[0]!;
      expect(text).toBe(`${tiny}*x`);
      const { estimate, std_error, statistic, p_value, conf_low } = found;
      expect([estimate, std_error, conf_low]).toEqual([own.estimate, own.std_error, own.conf_low].map((v) => v * tiny));
      expect([statistic, p_value]).toEqual([own.statistic, own.p_value]);
      expect(codeOf(() => combine(engine, fit, "1e200*x"))).toBe("combination_overflow");
    }
    expect(codeOf(() => lincom(engine, fit, "1e308*x*10"))).toBe("combination_overflow");
    expect(codeOf(() => nlcom(engine, fit, "1e308*x*10"))).toBe("combination_undefined");
  });
});
