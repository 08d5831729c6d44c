/**
 * Laws of GMM on dynamic panels where no other program speaks: every choice against matrices written out, on small panels with gaps;
 * orthogonal deviations against differences; iterations at their fixed point; the same bits for any number of threads.
 */
import { inverse, Matrix, pseudoInverse } from "ml-matrix";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { fitPanelGmm } from "../../src/verbs/pgmm/estimator/fit-panel-gmm.js";
import type { InstrumentBlock, LagBlock, PanelGmmSpec } from "../../src/verbs/pgmm/estimator/spec.js";
import {
  differenceInHansen,
  panelCovariance,
  serialCorrelation,
} from "../../src/verbs/pgmm/inference/panel-covariance.js";
import { DenseGmm } from "../support/dense-gmm.js";
import { dynamicPanel } from "../support/dynamic-panel.js";
import { type GridInMaking, plain } from "../support/panel-grid.js";
import { seeded } from "../support/random.js";

/** Relative, of numbers of moderate condition by another order of operations and by inverses. */
const WRITTEN_OUT = 1e-9;
/** Arellano and Bover's identity, relative. */
const IDENTITY = 1e-9;

let engine: Engine;
let more: Engine[];
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  more = [await loadEngine({ threads: 2 }), await loadEngine({ threads: 3 })];
});
afterAll(() => Promise.all([engine, ...more].map((each) => each.close())));

const near = (value: number, wanted: number, relative: number, what: string, scale = Math.abs(wanted)) =>
  expect(Math.abs(value - wanted), `${what}: ${value}, expected ${wanted}`).toBeLessThanOrEqual(relative * scale);

const gmm = (column: number, more: Partial<LagBlock> = {}): LagBlock => ({
  ...{ kind: "gmm", column, equation: "both", from: 2, to: Number.POSITIVE_INFINITY, collapse: false },
  ...{ group: `gmm ${column}`, ...more },
});

type Blocks = (making: GridInMaking) => InstrumentBlock[];

const BLOCKS: Readonly<Record<string, Blocks>> = {
  "lags by period": (m) => [
    gmm(m.at("y"), { to: 4 }),
    gmm(m.at("x"), { from: 1, to: 2 }),
    ...plain([m.at("w")], "both"),
  ],
  collapsed: (m) => [
    gmm(m.at("y"), { collapse: true }),
    gmm(m.at("x"), { from: 0, to: 3, collapse: true }),
    ...plain([m.at("w")], "diff"),
  ],
  "instruments of one equation": (m) => [
    gmm(m.at("y"), { to: 3, equation: "diff" }),
    gmm(m.at("x"), { to: 3, collapse: true }),
    ...plain([m.at("v")], "diff", "v"),
    ...plain([m.at("w")], "both"),
  ],
  "a missing instrument as zero": (m) => [
    gmm(m.at("y"), { to: 3 }),
    ...plain([m.at("v")], "both", "v", { missing: "zero" }),
    ...plain([m.at("w")], "both"),
  ],
};

const CHOICES = (["difference", "system"] as const).flatMap((model) =>
  (["d", "fod"] as const).flatMap((transform) =>
    ([1, 2, 3] as const).flatMap((h) => Object.keys(BLOCKS).map((blocks) => ({ model, transform, h, blocks }))),
  ),
);

function problem({ model, transform, h, blocks }: (typeof CHOICES)[number], steps: PanelGmmSpec["steps"], gaps = 0.06) {
  const making = dynamicPanel({ seed: 7 + h, nUnits: 90, nPeriods: 6, gaps });
  const constant = model === "system" ? [making.constant()] : [];
  const regressors = making.regressors(making.lag("y", 1), making.at("x"), making.at("w"), ...constant);
  const spec: PanelGmmSpec = {
    ...{ model, transform, h, steps, outcome: making.at("y"), regressors, arOrders: 3, singular: "refuse" },
    blocks: [...BLOCKS[blocks]!(making), ...plain(constant, "level", "constant")],
  };
  const random = seeded(h);
  const present = Uint8Array.from({ length: 90 * 6 }, () => Number(random() < 0.97));
  return { grid: making.grid(present), spec };
}

const entries = (A: Matrix): number[] => A.transpose().to1DArray();

describe("matrices written out", () => {
  it.each(CHOICES)("$model, $transform, h $h, $blocks", (choice) => {
    const { grid, spec } = problem(choice, 2);
    const dense = new DenseGmm(grid, spec);
    const first = dense.step(dense.ZHZ);
    const second = dense.step(first.scores);
    const fit = fitPanelGmm(engine, grid, spec);
    expect([fit.nTransformed, fit.nLevel, fit.nGroups]).toEqual([dense.nTransformed, dense.nLevel, dense.units.length]);
    expect(fit.instruments.length).toBe(dense.names.length);
    [first, second].forEach((wanted, s) => {
      const step = fit.steps[s]!;
      wanted.beta.forEach((value, j) => {
        near(step.beta[j]!, value, WRITTEN_OUT, `step ${s + 1}, coefficient ${j}`, Math.abs(value) + 0.1);
      });
      near(step.distance, wanted.distance, WRITTEN_OUT, "distance");
    });
    const robust = first.estimator.mmul(first.scores).mmul(first.estimator.transpose());
    const covariance = panelCovariance(fit, "windmeijer");
    const windmeijer = dense.windmeijer(first, second);
    entries(windmeijer).forEach((value, at) => {
      const [i, j] = [at % second.beta.length, Math.floor(at / second.beta.length)];
      const scale = Math.sqrt(windmeijer.get(i, i) * windmeijer.get(j, j));
      near(covariance[at]!, value, 10 * WRITTEN_OUT, `covariance ${at}`, scale);
    });
    serialCorrelation(engine, fit, "windmeijer").forEach(({ order, z }) => {
      near(z!, dense.serial(second, windmeijer, order), 10 * WRITTEN_OUT, `m${order}`, 1);
    });
    const one = fitPanelGmm(engine, grid, { ...spec, steps: 1 });
    const sandwich = panelCovariance(one, "robust");
    near(sandwich[0]!, robust.get(0, 0), 10 * WRITTEN_OUT, "robust variance");
    serialCorrelation(engine, one, "robust").forEach(({ order, z }) => {
      near(z!, dense.serial(first, robust, order), 10 * WRITTEN_OUT, `m${order} of one step`, 1);
    });
    const variance = dense.errorVariance(first.beta);
    const classical = Matrix.mul(first.bread, variance);
    near(panelCovariance(one, "classical")[0]!, classical.get(0, 0), 10 * WRITTEN_OUT, "classical variance");
    serialCorrelation(engine, one, "classical").forEach(({ order, z }) => {
      near(z!, dense.classicalSerial(first, order), 10 * WRITTEN_OUT, `m${order}, classical`, 1);
    });
    expect(one.hansen!.distance).toBe(fit.hansen!.distance);
  });

  it("difference in Hansen tests", () => {
    const { grid, spec } = problem({ model: "system", transform: "d", h: 3, blocks: "instruments of one equation" }, 2);
    const dense = new DenseGmm(grid, spec);
    const first = dense.step(dense.ZHZ);
    const all = dense.step(first.scores).distance;
    const tests = differenceInHansen(engine, fitPanelGmm(engine, grid, spec));
    expect(tests.map(({ group }) => group)).toEqual([null, "gmm 0", "gmm 1", "v", "iv", "constant"]);
    for (const { group, excluding, difference, instruments } of tests) {
      const blocks = group === null ? null : spec.blocks.flatMap((block, at) => (block.group === group ? [at] : []));
      const rest = dense.names.flatMap((name, at) => {
        const [kind, block] = name.split(" ");
        return (blocks === null ? kind === "level" : blocks.includes(Number(block))) ? [] : [at];
      });
      expect(instruments).toBe(dense.names.length - rest.length);
      const { distance } = dense.step(first.scores, rest);
      near(excluding!.statistic, distance, 10 * WRITTEN_OUT, `excluding ${group}`);
      near(difference!.statistic, all - distance, 10 * WRITTEN_OUT, `difference of ${group}`, all);
      expect(excluding!.df).toBe(rest.length - spec.regressors.length);
      expect(difference!.df).toBe(instruments);
    }
  });

  it("a weight of fewer units than instruments by its Moore-Penrose inverse", () => {
    const making = dynamicPanel({ seed: 5, nUnits: 12, nPeriods: 7 });
    const spec: PanelGmmSpec = {
      ...{ model: "difference", transform: "d", h: 3, steps: 2, outcome: making.at("y"), arOrders: 0 },
      singular: "pseudoinverse",
      regressors: making.regressors(making.lag("y", 1), making.at("x")),
      blocks: [gmm(making.at("y")), gmm(making.at("x"))],
    };
    const dense = new DenseGmm(making.grid(), spec);
    const { scores } = dense.step(dense.ZHZ);
    const A = pseudoInverse(scores, 1e-10 * scores.max());
    const bread = inverse(dense.ZX.transpose().mmul(A).mmul(dense.ZX));
    const wanted = bread.mmul(dense.ZX.transpose()).mmul(A).mmul(dense.Zy).to1DArray();
    const fit = fitPanelGmm(engine, making.grid(), spec);
    expect([fit.instruments.length, fit.steps[1]!.weightRank]).toEqual([dense.names.length, 12]);
    expect(dense.names.length).toBeGreaterThan(12);
    wanted.forEach((value, j) => {
      near(fit.steps[1]!.beta[j]!, value, 10 * WRITTEN_OUT, `coefficient ${j}`, Math.abs(value) + 0.1);
    });
  });

  it("a regressor as it is in differences", () => {
    const making = dynamicPanel({ seed: 3, nUnits: 60, nPeriods: 6, gaps: 0.05 });
    const dummies = making.dummies(2);
    const spec: PanelGmmSpec = {
      ...{
        model: "difference",
        transform: "d",
        h: 2,
        steps: 1,
        outcome: making.at("y"),
        arOrders: 2,
        singular: "refuse",
      },
      regressors: [
        ...making.regressors(making.lag("y", 1), making.at("x")),
        ...dummies.map((column) => ({ column, untransformed: true })),
      ],
      blocks: [
        gmm(making.at("y"), { equation: "diff" }),
        gmm(making.at("x"), { equation: "diff", collapse: true }),
        ...plain(dummies, "diff", "years", { untransformed: true }),
      ],
    };
    const dense = new DenseGmm(making.grid(), spec);
    const wanted = dense.step(dense.ZHZ);
    const fit = fitPanelGmm(engine, making.grid(), spec);
    wanted.beta.forEach((value, j) => {
      near(fit.steps[0]!.beta[j]!, value, WRITTEN_OUT, `coefficient ${j}`, Math.abs(value) + 0.1);
    });
    const robust = wanted.estimator.mmul(wanted.scores).mmul(wanted.estimator.transpose());
    const [m1] = serialCorrelation(engine, fit, "robust");
    near(m1!.z!, dense.serial(wanted, robust, 1), 10 * WRITTEN_OUT, "m1", 1);
  });
});

describe("Arellano and Bover (1995)", () => {
  it.each([1, 2, 3, 4, 5])(
    "deviations with H = I are differences with H = DD', all lags, balanced panel %i",
    (seed) => {
      const making = dynamicPanel({ seed, nUnits: 60, nPeriods: 6 });
      const spec = (transform: "d" | "fod"): PanelGmmSpec => ({
        ...{
          model: "difference",
          transform,
          h: transform === "d" ? 3 : 1,
          steps: 1,
          outcome: making.at("y"),
          arOrders: 1,
        },
        singular: "refuse",
        regressors: making.regressors(making.lag("y", 1), making.at("x")),
        blocks: [gmm(making.at("y")), gmm(making.at("x"), { from: 1 })],
      });
      const [differences, deviations] = (["d", "fod"] as const).map((transform) => {
        const fit = fitPanelGmm(engine, making.grid(), spec(transform));
        return { fit, beta: fit.steps[0]!.beta, covariance: panelCovariance(fit, "robust") };
      });
      expect(differences!.fit.instruments.length).toBe(deviations!.fit.instruments.length);
      differences!.beta.forEach((value, j) => {
        near(deviations!.beta[j]!, value, IDENTITY, `coefficient ${j}`);
      });
      differences!.covariance.forEach((value, at) => {
        near(deviations!.covariance[at]!, value, IDENTITY, `robust covariance ${at}`, differences!.covariance[0]!);
      });
      // Residuals in first differences are tested after either.
      const [a, b] = [differences!, deviations!].map(({ fit }) => serialCorrelation(engine, fit, "robust")[0]!);
      near(b!.z!, a!.z!, 1e-8, "m1");
    },
  );

  it("and not with fewer lags", () => {
    const making = dynamicPanel({ seed: 1, nUnits: 60, nPeriods: 6 });
    const spec = (transform: "d" | "fod"): PanelGmmSpec => ({
      ...{ model: "difference", transform, h: 3, steps: 1, outcome: making.at("y"), arOrders: 0, singular: "refuse" },
      regressors: making.regressors(making.lag("y", 1), making.at("x")),
      blocks: [gmm(making.at("y"), { to: 2 }), gmm(making.at("x"), { from: 1, to: 1 })],
    });
    const [a, b] = (["d", "fod"] as const).map(
      (each) => fitPanelGmm(engine, making.grid(), spec(each)).steps[0]!.beta[0]!,
    );
    expect(Math.abs(a! - b!)).toBeGreaterThan(1e-4);
  });
});

describe("iterated", () => {
  const choice = { model: "system", transform: "d", h: 3, blocks: "collapsed" } as const;

  it("stops where a step by its own residuals leaves it", () => {
    const { grid, spec } = problem(choice, "iterated");
    const fit = fitPanelGmm(engine, grid, spec);
    const beta = [...fit.steps.at(-1)!.beta];
    const dense = new DenseGmm(grid, spec);
    const again = dense.step(dense.scores(beta));
    again.beta.forEach((value, j) => {
      near(beta[j]!, value, WRITTEN_OUT, `coefficient ${j}`, Math.abs(value) + 0.1);
    });
    expect(fit.steps.length).toBeGreaterThan(3);
    // Not where two steps stop.
    expect(Math.abs(beta[0]! - fit.steps[1]!.beta[0]!)).toBeGreaterThan(1e-6);
  });

  it("from one-step weights of any H to the same point", () => {
    const { grid, spec } = problem(choice, "iterated");
    const last = ([1, 2, 3] as const).map((h) => fitPanelGmm(engine, grid, { ...spec, h }).steps.at(-1)!.beta);
    last[0]!.forEach((value, j) => {
      near(last[1]![j]!, value, 1e-9, `coefficient ${j}, h 2`, Math.abs(value) + 0.1);
      near(last[2]![j]!, value, 1e-9, `coefficient ${j}, h 3`, Math.abs(value) + 0.1);
    });
  });

  it("its covariance is the sandwich of the implicit function", () => {
    const { grid, spec } = problem(choice, "iterated");
    const fit = fitPanelGmm(engine, grid, spec);
    const { beta, bread } = fit.steps.at(-1)!;
    const dense = new DenseGmm(grid, spec);
    const k = beta.length;
    const step = 1e-5;
    // Derivative of the map from coefficients to coefficients, by differences.
    const D = Matrix.zeros(k, k);
    for (let j = 0; j < k; j++) {
      const moved = (by: number) => dense.step(dense.scores([...beta].map((b, i) => (i === j ? b + by : b)))).beta;
      const [up, down] = [moved(step), moved(-step)];
      for (let i = 0; i < k; i++) D.set(i, j, (up[i]! - down[i]!) / (2 * step));
    }
    fit.steps.at(-1)!.weightDerivative!.forEach((value, at) => {
      near(value, D.get(at % k, Math.floor(at / k)), 1e-6, `derivative ${at}`, 1);
    });
    // (I - D) V (I - D') is the covariance by an efficient weight.
    const V = new Matrix(
      Array.from({ length: k }, (_, i) => [...panelCovariance(fit, "windmeijer").subarray(i * k, i * k + k)]),
    );
    const I = Matrix.eye(k);
    const left = Matrix.sub(I, D);
    const back = left.mmul(V).mmul(left.transpose());
    bread.forEach((value, at) => {
      near(back.get(at % k, Math.floor(at / k)), value, 1e-6, `covariance ${at}`, Math.max(...bread));
    });
  });
});

describe("the same whatever does not matter", () => {
  it("bits for any number of threads", () => {
    const making = dynamicPanel({ seed: 11, nUnits: 700, nPeriods: 7, gaps: 0.05 });
    const constant = making.constant();
    const spec: PanelGmmSpec = {
      ...{
        model: "system",
        transform: "fod",
        h: 3,
        steps: 2,
        outcome: making.at("y"),
        arOrders: 2,
        singular: "refuse",
      },
      regressors: making.regressors(making.lag("y", 1), making.at("x"), constant),
      blocks: [gmm(making.at("y"), { to: 3 }), gmm(making.at("x"), { from: 1, to: 2 }), ...plain([constant], "level")],
    };
    const [own, ...others] = [engine, ...more].map((each) => fitPanelGmm(each, making.grid(), spec));
    for (const other of others) expect(other).toEqual(own);
  });

  it("a column that repeats another is left out by name", () => {
    const { grid, spec } = problem({ model: "system", transform: "d", h: 3, blocks: "lags by period" }, 1, 0);
    const twin = { ...grid, columns: [...grid.columns, grid.columns[2]!], names: [...grid.names, "w again"] };
    const at = grid.columns.length;
    const fit = fitPanelGmm(engine, twin, {
      ...spec,
      regressors: [...spec.regressors, { column: at }],
      blocks: [...spec.blocks, ...plain([at], "both")],
    });
    const plainFit = fitPanelGmm(engine, grid, spec);
    expect(fit.collinear).toEqual([4]);
    expect(fit.dropped.filter(({ because }) => because === "collinear").map(({ name }) => name)).toEqual(["w again"]);
    expect(fit.steps[0]!.beta).toEqual(plainFit.steps[0]!.beta);
  });
});
