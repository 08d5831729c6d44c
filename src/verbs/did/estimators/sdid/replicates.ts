/**
 * Estimates on other sets of units, of which errors are made: never treated units in place of the treated, units drawn with replacement,
 * or all but one. Each has effects by cohort and period, and how many units of each cohort are in it.
 * Source: Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), algorithms 2 to 4; with several cohorts Clarke, Pailanir, Athey & Imbens
 * (2024), Stata Journal 24(4), doi:10.1177/1536867X241297914.
 */
import { DataError } from "../../../../base/errors.js";
import { handShare, shareOf, takeWhole } from "../../../../base/replications.js";
import { PURPOSE, philoxUniform, randomPermutation } from "../../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { type DrawnUnits, type SyntheticProblem, syntheticDraws } from "../../../../engine/kernels/synthetic.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidRun } from "../../shared/estimator.js";
import type { Blocks, Cohort } from "./blocks.js";
import type { SdidErrors, SdidVariant } from "./record.js";
import { type CohortPaths, pathsOf, type variantWeights } from "./weights.js";

export interface Replicates {
  readonly method: SdidErrors["method"];
  readonly count: number;
  /** f64[nPeriods * cohorts * count]: of each replicate, cohort and period. */
  readonly effects: Float64Array;
  /** f64[cohorts * count]: units of each cohort that are in it. */
  readonly sizes: Float64Array;
  /** What a sum of squares about the mean is multiplied by. */
  readonly factor: number;
  readonly seed: number | null;
  readonly redrawn: number;
}

/** What a replicate needs of the estimate: the penalties, which stay. */
export interface Fitted {
  readonly cohort: Cohort;
  readonly penalties: { readonly units: number; readonly times: number };
  readonly units: Float64Array;
  readonly times: Float64Array;
  readonly paths: CohortPaths;
}

const DEFAULT_DRAWS = 500;
/** Draws between looks at the signal. */
const TOGETHER = 32;
/** Times that a draw is made again before it is given up. */
const MOST_REDRAWS = 1000;

const treatedOf = ({ cohorts }: Blocks): number => cohorts.reduce((n, { units }) => n + units.length, 0);

/** The method asked for, or one the sample allows; null: none. */
export function methodOf(blocks: Blocks, { errors }: DidPlan): SdidErrors["method"] | null {
  if (errors === "none") return null;
  if (errors !== undefined) return errors;
  if (blocks.donors.length > treatedOf(blocks)) return "placebo";
  return blocks.cohorts.every(({ units }) => units.length > 1) ? "bootstrap" : null;
}

/** Throws DataError `sdid_placebo`, `sdid_bootstrap` or `sdid_jackknife` where a method says nothing of chance in the sample. */
export function requireMethod(method: SdidErrors["method"], blocks: Blocks, fits: readonly Fitted[]): void {
  const { donors, cohorts, name } = blocks;
  const treated = treatedOf(blocks);
  if (method === "placebo") {
    if (donors.length > treated) return;
    throw new DataError(
      "sdid_placebo",
      `Placebos take ${treated} of ${donors.length} never treated units for treated, and leave no donor: errors of sdid need --errors bootstrap or jackknife, or more never treated units.`,
      { got: donors.length, expected: `> ${treated}` },
    );
  }
  const single = cohorts.filter(({ units }) => units.length === 1);
  if (single.length > 0) {
    const named = `${name(single[0]!.units[0]!)} is the only unit treated from ${single[0]!.start} on`;
    throw new DataError(
      `sdid_${method}`,
      `${named}, so that ${method === "jackknife" ? "nothing is left of its effect without it" : "draws of it say nothing of its own chance"}: errors of sdid need --errors placebo.`,
      { got: single.map(({ start }) => start), expected: "two units in each cohort" },
    );
  }
  if (method === "bootstrap") return;
  const alone = fits.find(({ units }) => units.reduce((n, weight) => n + Number(weight > 0), 0) === 1);
  if (alone === undefined) return;
  throw new DataError(
    "sdid_jackknife",
    `All weight of cohort ${alone.cohort.start} is on ${name(donors[alone.units.findIndex((weight) => weight > 0)]!)}, without which the jackknife has no donor: use --errors bootstrap or placebo.`,
    { got: 1, expected: "two donors with weight" },
  );
}

export function replicate(
  engine: Engine,
  blocks: Blocks,
  fits: readonly Fitted[],
  method: SdidErrors["method"],
  plan: DidPlan,
  run: DidRun,
): Replicates {
  if (method === "jackknife") return jackknife(blocks, fits);
  const [count, { seed }] = [plan.drawsAsked ?? DEFAULT_DRAWS, plan];
  const { matrix, y } = blocks;
  const problem: SyntheticProblem = {
    ...{ y, nUnits: matrix.nUnits, nPeriods: matrix.nPeriods },
    groups: fits.map(({ cohort, penalties }) => ({
      before: cohort.before,
      unit: penalties.units * penalties.units,
      time: penalties.times * penalties.times,
    })),
  };
  const draw = method === "placebo" ? placeboDraw(engine, blocks, seed) : bootstrapDraw(engine, blocks, seed);
  return { method, seed, factor: 1 / count, ...drawn(engine, problem, count, draw, `${method} draws: ${count}`, run) };
}

interface Draw extends DrawnUnits {
  readonly redrawn: number;
}

/** The draws made here, or before. */
function drawn(
  engine: Engine,
  problem: SyntheticProblem,
  count: number,
  draw: (b: number) => Draw,
  stage: string,
  { signal, onProgress, replications }: DidRun,
): Pick<Replicates, "count" | "effects" | "sizes" | "redrawn"> {
  const groups = problem.groups.length;
  const width = groups * problem.nPeriods;
  const columns = {
    effects: new Float64Array(count * width),
    sizes: new Float64Array(count * groups),
    redrawn: new Float64Array(count),
  };
  const made = () => {
    const { effects, sizes, redrawn } = columns;
    return { count, effects, sizes, redrawn: redrawn.reduce((sum, again) => sum + again, 0) };
  };
  if (replications?.kind === "whole") {
    takeWhole(replications, stage, columns);
    return made();
  }
  const share =
    replications === undefined ? { first: 0, count } : shareOf(count, replications.task, replications.tasks);
  for (let done = 0; done < share.count; done += TOGETHER) {
    signal?.throwIfAborted();
    onProgress?.({ stage, fraction: done / share.count, msLeft: null });
    const first = share.first + done;
    const draws = Array.from({ length: Math.min(TOGETHER, share.count - done) }, (_, i) => draw(first + i));
    columns.effects.set(syntheticDraws(engine, problem, draws), first * width);
    draws.forEach(({ treated, redrawn }, i) => {
      columns.redrawn[first + i] = redrawn;
      treated.forEach(({ length }, g) => {
        columns.sizes[(first + i) * groups + g] = length;
      });
    });
  }
  if (replications !== undefined) handShare(replications, { stage, of: count, ...share, columns });
  return made();
}

/** Never treated units at random for the treated of each cohort; the others are donors. */
function placeboDraw(engine: Engine, { donors, cohorts }: Blocks, seed: number): (b: number) => Draw {
  return (b) => {
    const order = randomPermutation(engine, donors.length, {
      ...{ seed, replication: b, purpose: PURPOSE.syntheticPlacebo },
    });
    let next = 0;
    const take = (count: number): number[] => {
      const places = order.subarray(next, next + count);
      next += count;
      return Array.from(places, (place) => donors[place]!).sort((p, q) => p - q);
    };
    const treated = cohorts.map(({ units }) => take(units.length));
    return { treated, donors: take(donors.length - next), redrawn: 0 };
  };
}

/** Units with replacement, as many as there are; again where no donor or no unit of a cohort is among them. */
function bootstrapDraw(engine: Engine, { donors, cohorts }: Blocks, seed: number): (b: number) => Draw {
  const groups = [donors, ...cohorts.map(({ units }) => units)];
  const all = groups.flatMap((units, g) => units.map((unit) => ({ unit, g })));
  const n = all.length;
  return (b) => {
    for (let tries = 1; ; tries *= 2) {
      // numbers of a stream are the same however many are asked for
      const uniform = philoxUniform(engine, n * tries, { seed, replication: b, purpose: PURPOSE.syntheticBootstrap });
      for (let again = tries >> 1; again < tries; again++) {
        const lists = groups.map((): number[] => []);
        for (const value of uniform.subarray(again * n, (again + 1) * n)) {
          const { unit, g } = all[Math.floor(value * n)]!;
          lists[g]!.push(unit);
        }
        if (lists.some(({ length }) => length === 0)) continue;
        const [own, ...treated] = lists.map((list) => list.sort((p, q) => p - q)) as [number[], ...number[][]];
        return { donors: own, treated, redrawn: again };
      }
      if (tries > MOST_REDRAWS) throw tooFew(MOST_REDRAWS);
    }
  };
}

const tooFew = (draws: number): DataError =>
  new DataError(
    "sdid_bootstrap",
    `None of ${draws} draws of units has a unit of every cohort and a donor: use --errors placebo, or pool cohorts.`,
    { got: draws, expected: "a draw with every cohort" },
  );

/** Estimates without each unit in turn; weights stay, scaled to add up to one. */
function jackknife(blocks: Blocks, fits: readonly Fitted[]): Replicates {
  const { nPeriods } = blocks.matrix;
  const groups = fits.length;
  const left = [...blocks.donors, ...fits.flatMap(({ cohort }) => cohort.units)];
  const [effects, sizes] = [new Float64Array(left.length * groups * nPeriods), new Float64Array(left.length * groups)];
  left.forEach((unit, i) => {
    fits.forEach((fit, g) => {
      const isOwn = fit.cohort.units.includes(unit);
      effects.set(effectsWithout(blocks, fit, unit, isOwn), (i * groups + g) * nPeriods);
      sizes[i * groups + g] = fit.cohort.units.length - Number(isOwn);
    });
  });
  const count = left.length;
  return { method: "jackknife", count, effects, sizes, factor: (count - 1) / count, seed: null, redrawn: 0 };
}

/** Effects of a cohort without a unit: the paths there are, less its part. */
function effectsWithout(
  { y, matrix: { nUnits }, donors }: Blocks,
  { cohort, units, times, paths }: Omit<Fitted, "penalties" | "times"> & { readonly times: Float64Array | null },
  unit: number,
  isOwn: boolean,
): Float64Array {
  const { observed, donors: synthetic } = paths;
  const n = cohort.units.length;
  const place = isOwn ? -1 : donors.indexOf(unit);
  const weight = place < 0 ? 0 : units[place]!;
  const gaps = observed.map((mean, t) => {
    const own = y[t * nUnits + unit]!;
    const treated = isOwn ? (n * mean - own) / (n - 1) : mean;
    return treated - (synthetic[t]! - weight * own) / (1 - weight);
  });
  let level = 0;
  if (times !== null) for (let t = 0; t < cohort.before; t++) level += times[t]! * gaps[t]!;
  return gaps.map((gap) => gap - level);
}

/** The error of the mean effect on a cohort by other weights, by the jackknife; null where one donor has all weight. */
export function variantError(
  blocks: Blocks,
  cohort: Cohort,
  weights: ReturnType<typeof variantWeights>[SdidVariant["method"]],
): number | null {
  if (cohort.units.length === 1 || weights.units.some((weight) => weight === 1)) return null;
  const paths = pathsOf(blocks, cohort, weights);
  const left = [...blocks.donors, ...cohort.units];
  const own = new Set(cohort.units);
  const found = left.map((unit) => {
    const effects = effectsWithout(blocks, { cohort, ...weights, paths }, unit, own.has(unit));
    return effects.subarray(cohort.before).reduce((sum, effect) => sum + effect, 0) / (effects.length - cohort.before);
  });
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const squares = found.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt((squares * (found.length - 1)) / found.length);
}
