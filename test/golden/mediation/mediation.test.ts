/** Mediation against regressions on dummies by base R's lm: paths, joint covariance, intervals, and every draw. */
import { beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import { selectRows, type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { mediation } from "../../../src/verbs/mediation/fit.js";
import type { MediationRecord } from "../../../src/verbs/mediation/record.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative to the scale of the column: two ways through dense normal equations and through demeaned QR. */
const AGREE = 1e-9;

const read = (name: string) => readTable(new URL(`./expected/${name}.csv`, import.meta.url).pathname);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const cases = [
  {
    name: "castle",
    file: "castle.csv",
    formula: "l_homicide ~ post + l_income | state + year",
    options: { treatment: "post", mediators: ["l_police", "unemployrt"], cluster: "state", weights: "popwt" },
  },
  {
    name: "smartcity",
    file: "smartcity_sim.csv",
    formula: "quality ~ did + eco + open | city + year",
    options: { treatment: "did", mediators: ["fin"], cluster: "city" },
  },
];

const agree = agreeing("lm-mediation");

describe.each(cases)("mediation of $name", ({ name, file, formula, options }) => {
  let data: Table;
  let found: MediationRecord;
  beforeAll(async () => {
    data = await goldenTable(file);
    found = await mediation(engine, data, formula, { ...options, indices: await read(`${name}_indices`) });
  });

  const near = (got: number | null, want: number, scale = Math.abs(want)) =>
    agree(got, want, AGREE, name, AGREE * scale);

  it("paths, direct and total effect, and the covariance across equations", async () => {
    const theta = await read(`${name}_theta`);
    const joint = await read(`${name}_joint`);
    found.mediators.forEach((mediator) => {
      near(found.paths[mediator]!.a.estimate, theta.numeric(`a: ${mediator}`)[0]!);
      near(found.paths[mediator]!.b.estimate, theta.numeric(`b: ${mediator}`)[0]!);
    });
    near(found.direct.estimate, theta.numeric("direct")[0]!);
    near(found.total.estimate, theta.numeric("total")[0]!);
    expect(found.joint.names).toEqual(joint.names);
    const size = joint.names.map((column, j) => Math.sqrt(joint.numeric(column)[j]!));
    joint.names.forEach((column, j) => {
      found.joint.matrix.forEach((row, i) => {
        near(row[j]!, joint.numeric(column)[i]!, size[i]! * size[j]!);
      });
    });
    if (found.sensitivity === null) expect(found.mediators.length).toBeGreaterThan(1);
    else near(found.sensitivity.rho, theta.numeric("rho")[0]!);
  });

  it("every draw under the same clusters", async () => {
    const draws = await read(`${name}_draws`);
    expect(Object.keys(found.draws)).toEqual(draws.names);
    for (const effect of draws.names) {
      const want = draws.numeric(effect);
      const scale = Math.max(...want.map(Math.abs));
      expect(found.draws[effect]).toHaveLength(want.length);
      found.draws[effect]!.forEach((value, d) => {
        near(value, want[d]!, scale);
      });
    }
  });

  it("errors by the delta method, percentile, bias-corrected and accelerated intervals, p", async () => {
    const table = await read(`${name}_effects`);
    const { codes, levels } = table.text("effect");
    for (let row = 0; row < table.nRows; row++) {
      const effect = levels[codes[row]!]!;
      const own =
        effect === "direct" || effect === "indirect" || effect === "total"
          ? found[effect]
          : found.paths[effect.replace("indirect: ", "")]!.indirect;
      const want = (column: string) => table.numeric(column)[row]!;
      near(own.std_error, want("std_error"));
      const scale = want("high") - want("low");
      near(own.bootstrap.percentile.conf_low, want("low"), scale);
      near(own.bootstrap.percentile.conf_high, want("high"), scale);
      near(own.bootstrap.bias_corrected.conf_low, want("bc_low"), scale);
      near(own.bootstrap.bias_corrected.conf_high, want("bc_high"), scale);
      near(own.bootstrap.bca.conf_low, want("bca_low"), scale);
      near(own.bootstrap.bca.conf_high, want("bca_high"), scale);
      near(own.bootstrap.p_value, want("p"));
    }
  });

  it("coefficients and errors of feols run for each equation, on the same rows", () => {
    const { treatment, mediators, cluster, ...rest } = options;
    const sample = { vcov: { cluster: [cluster] }, ...rest };
    const [left, right] = formula.split(" ~ ") as [string, string];
    const [regressors, effects] = right.split(" | ") as [string, string];
    const total = feols(engine, data, formula, sample).coefficients[treatment]!;
    const outcome = feols(engine, data, `${left} ~ ${regressors} + ${mediators.join(" + ")} | ${effects}`, sample);
    const same = (got: { estimate: number; std_error: number; p_value: number }, want: typeof got) => {
      expect(Math.abs(got.estimate - want.estimate)).toBeLessThanOrEqual(AGREE * Math.abs(want.estimate));
      expect(Math.abs(got.std_error - want.std_error)).toBeLessThanOrEqual(AGREE * want.std_error);
      expect(Math.abs(got.p_value - want.p_value)).toBeLessThanOrEqual(1e-8);
    };
    same(found.total, total);
    same(found.direct, outcome.coefficients[treatment]!);
    for (const mediator of mediators) {
      same(found.paths[mediator]!.b, outcome.coefficients[mediator]!);
      same(found.paths[mediator]!.a, feols(engine, data, `${mediator} ~ ${right}`, sample).coefficients[treatment]!);
    }
    expect(Math.abs(found.identity)).toBeLessThanOrEqual(1e-12);
  });
});

describe("mediation", () => {
  it("estimates all equations on the rows that have every variable", async () => {
    const data = await goldenTable("castle.csv");
    const rows = Uint32Array.from(data.numeric("post").keys());
    const police = data.numeric("l_police").map((value, row) => (row % 7 === 3 ? Number.NaN : value));
    const holed = withColumn(data, "l_police", police);
    const complete = selectRows(
      data,
      rows.filter((row) => row % 7 !== 3),
    );
    const options = { treatment: "post", mediators: ["l_police"], cluster: "state", draws: 20, seed: 5 };
    const formula = "l_homicide ~ post | state + year";
    const [found, want] = [
      await mediation(engine, holed, formula, options),
      await mediation(engine, complete, formula, options),
    ];
    expect(found.nobs).toBe(complete.nRows);
    expect(found.draws).toEqual(want.draws);
    const alone = feols(engine, complete, formula, { vcov: "cluster:state" }).coefficients.post!.estimate;
    expect(Math.abs(found.total.estimate / alone - 1)).toBeLessThan(1e-13);
    expect(found.direct.estimate + found.indirect.estimate).toBeCloseTo(found.total.estimate, 12);
  });

  it("gives the same draws whatever the slices and threads, and what it has when stopped", async () => {
    const data = await goldenTable("castle.csv");
    const options = { treatment: "post", mediators: ["l_police"], cluster: "state", draws: 300, seed: 5 };
    const formula = "l_homicide ~ post | state + year";
    const pooled = await loadEngine({ threads: 2 });
    try {
      const whole = await mediation(engine, data, formula, options);
      expect((await mediation(pooled, data, formula, options)).draws).toEqual(whole.draws);
      const controller = new AbortController();
      const onProgress = () => controller.abort(new DOMException("enough", "AbortError"));
      const long = { signal: controller.signal, onProgress };
      const part = await mediation(engine, data, formula, { ...options, draws: 100_000, ...long, keepPartial: true });
      const { done, requested } = part.bootstrap.draws;
      expect(part.bootstrap.partial).toBe(true);
      expect(requested).toBe(100_000);
      expect(part.draws.total!.slice(0, Math.min(done, 300))).toEqual(whole.draws.total!.slice(0, Math.min(done, 300)));
      expect(part.notes.map(({ code }) => code)).toContain("partial");
      await expect(mediation(engine, data, formula, { ...options, ...long })).rejects.toThrow("enough");
    } finally {
      pooled.close();
    }
  });

  it("counts draws in which the treatment is not identified", async () => {
    const data = await goldenTable("castle.csv");
    const one = data.numeric("sid").map((sid, row) => (sid === 10 && data.numeric("year")[row]! > 2004 ? 1 : 0));
    const options = { treatment: "only", mediators: ["l_police"], cluster: "state", draws: 200, seed: 3 };
    const found = await mediation(engine, withColumn(data, "only", one), "l_homicide ~ only | state + year", options);
    const { used, undefined: lost, done } = found.bootstrap.draws;
    // a city is in none of G draws of G with probability (1 - 1/G)^G
    expect(lost / done).toBeGreaterThan(0.25);
    expect(lost / done).toBeLessThan(0.5);
    expect(used + lost).toBe(200);
    expect(found.draws.indirect!.filter((value) => value === null)).toHaveLength(lost);
    expect(found.notes.find(({ code }) => code === "mediation_undefined")?.message).toContain(`${lost} of 200`);
  });

  it.each([
    [{ mediators: [] }, "must name at least one"],
    [{ mediators: ["l_income"] }, "already a regressor"],
    [{ mediators: ["l_police + unemployrt"] }, "2 terms"],
    [{ treatment: "pst" }, "no regressor"],
    [{ draws: 1 }, "from 2 to"],
  ])("refuses %o", async (wrong, message) => {
    const data = await goldenTable("castle.csv");
    const options = { treatment: "post", mediators: ["l_police"], cluster: "state", ...wrong };
    await expect(mediation(engine, data, "l_homicide ~ post + l_income | state + year", options)).rejects.toThrow(
      message,
    );
  });
});

function withColumn(table: Table, name: string, values: Float64Array): Table {
  return withColumns(table, [{ kind: "numeric", name, values }]);
}
