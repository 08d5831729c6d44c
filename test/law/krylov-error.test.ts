/**
 * What conjugate gradients say of their own error, as a law: on graphs that mix fast and slowly, weighted and not, none
 * says more than its target, and no column that counts as converged is further from the solution than it says. Where
 * slow modes hold little of the solution a loose target can be met in the estimate before they are seen: there the law
 * is a factor of ten.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { reducedSystem } from "../../src/regression/absorb/reduced-system.js";
import {
  bandRows,
  type EffectRows,
  energyNorm,
  graphOf,
  randomRows,
  ringRows,
  rowsFrom,
  timesSystem,
} from "../support/effect-graphs.js";
import { seeded } from "../support/random.js";

/** Errors below this share of the solution are those of the right-hand side, which is computed in doubles. */
const ROUNDING = 1e-12;
/** Targets from which on the estimate is a bound; above it is one times this factor. */
const TIGHT = 1e-6;
const LOOSE_FACTOR = 10;
const TARGETS = [1e-2, 1e-4, 1e-6, 1e-8, 1e-10];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

type Draw = (random: () => number) => EffectRows;

/** A path that ends in a cluster of levels: fast modes first, slow ones long after. */
function pathAndCluster(random: () => number, path: number, cluster: number): EffectRows {
  const inCluster = () => [path + Math.floor(random() * cluster)];
  return rowsFrom(
    [
      ...Array.from({ length: path }, (_, l) => [[l], [l + 1]]),
      ...Array.from({ length: 5 * cluster }, () => [inCluster(), inCluster()]),
    ],
    path + cluster,
  );
}

/** Clusters joined by single groups of small weight. */
function chainOfClusters(random: () => number): EffectRows {
  const [clusters, size] = [30, 40];
  const inside = Array.from({ length: clusters * size * 3 }, (_, g) => {
    const base = Math.floor(g / (size * 3)) * size;
    return [[base + Math.floor(random() * size)], [base + Math.floor(random() * size)]];
  });
  const bridges = Array.from({ length: clusters - 1 }, (_, c) => [[c * size], [(c + 1) * size]]);
  let row = 0;
  return rowsFrom([...bridges, ...inside], clusters * size, () => (row++ < 2 * bridges.length ? 0.01 : 1));
}

/** Clusters joined by paths: what is left of a path once its levels are taken out is one edge of small weight. */
function clustersOnPaths(random: () => number): EffectRows {
  const [clusters, size, length] = [12, 30, 40];
  const inside = Array.from({ length: clusters * size * 3 }, (_, g) => {
    const base = Math.floor(g / (size * 3)) * size;
    return [[base + Math.floor(random() * size)], [base + Math.floor(random() * size)]];
  });
  const paths = Array.from({ length: clusters - 1 }, (_, c) => {
    const first = clusters * size + c * length;
    const stops = [c * size, ...Array.from({ length }, (_, l) => first + l), (c + 1) * size];
    return stops.slice(1).map((stop, i) => [[stops[i]!], [stop]]);
  });
  return rowsFrom([...paths.flat(), ...inside], clusters * size + (clusters - 1) * length);
}

/** Groups of twenty rows, so that a step leaves next to nothing of the error. */
function largeGroups(random: () => number, each: number, p: number, weigh?: () => number): EffectRows {
  const row = () => Array.from({ length: p }, (_, f) => f * each + Math.floor(random() * each));
  return rowsFrom(
    Array.from({ length: 300 }, () => Array.from({ length: 20 }, row)),
    p * each,
    weigh,
  );
}

const FAMILIES: Record<string, Draw> = {
  "one effect at random": (random) => randomRows(random, 400, 100, 1),
  "sparse, in pieces": (random) => randomRows(random, 60, 100, 1),
  "two effects": (random) => randomRows(random, 300, 60, 2),
  "three effects, weights of 0": (random) =>
    randomRows(random, 300, 40, 3, () => (random() < 0.2 ? 0 : 0.5 + random())),
  "weights over five powers of ten": (random) => randomRows(random, 600, 200, 1, () => 10 ** (5 * random())),
  "large groups": (random) => largeGroups(random, 40, 1),
  "large groups, two effects": (random) => largeGroups(random, 30, 2, () => 0.5 + random()),
  band: (random) => bandRows(300 + Math.floor(200 * random())),
  ring: (random) => ringRows(300 + Math.floor(200 * random())),
  "ring of unequal weights": (random) => ringRows(300, () => 10 ** (2 * random())),
  "path and cluster": (random) => pathAndCluster(random, 200, 300),
  "chain of clusters": chainOfClusters,
  "clusters on paths": clustersOnPaths,
};

/** Solutions: rough, smooth, local, and smooth with a whisper of the rest. */
function solutions(random: () => number, nLevels: number): Float64Array[] {
  const from = (value: (l: number) => number) => Float64Array.from({ length: nLevels }, (_, l) => value(l));
  return [
    from(() => random() - 0.5),
    from((l) => Math.sin((6 * Math.PI * l) / nLevels)),
    from((l) => (l < nLevels / 10 ? random() : 0)),
    from((l) => 1e-5 * random() + (l > nLevels / 2 ? 1 : 0)),
  ];
}

describe("the error estimate of conjugate gradients", () => {
  for (const [family, draw] of Object.entries(FAMILIES)) {
    it(`bounds the error: ${family}`, () => {
      for (let seed = 1; seed <= 6; seed++) {
        const random = seeded(seed);
        const rows = draw(random);
        const truth = solutions(random, rows.nLevels);
        const norms = truth.map((x) => energyNorm(rows, x));
        engine.scope((scope) => {
          const system = reducedSystem(engine, scope, graphOf(engine, scope, rows));
          const [b, x] = [scope.f64(4 * rows.nLevels), scope.f64(4 * rows.nLevels)];
          truth.forEach((column, j) => {
            timesSystem(rows, column).forEach((value, l) => {
              b.view()[4 * l + j] = value;
            });
          });
          for (const target of TARGETS) {
            const targets = Float64Array.from(norms, (norm) => target * norm);
            const outcomes = system.solve(b, x, { targets, maxIterations: 20_000, signal: undefined });
            outcomes.forEach(({ status, error, iterations }, j) => {
              const found = x.view();
              const left = energyNorm(
                rows,
                truth[j]!.map((value, l) => value - found[4 * l + j]!),
              );
              const what = `seed ${seed}, target ${target}, column ${j}, ${iterations} iterations`;
              expect(status, what).toBe("converged");
              expect(error, what).toBeLessThanOrEqual(targets[j]!);
              const factor = target <= TIGHT ? 1 : LOOSE_FACTOR;
              expect(left, what).toBeLessThanOrEqual(factor * error + ROUNDING * norms[j]!);
            });
          }
        });
      }
    });
  }
});
