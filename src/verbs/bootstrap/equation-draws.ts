/**
 * The draws of the bootstraps of an equation with instruments, in slices: those of the coefficient's t, those
 * of the Anderson-Rubin statistic by the same weights, and, for an interval, those of t at other null values. Knows no record.
 */

import type { Engine } from "../../engine/kernels/engine.js";
import { SPARING_SEARCH, searchEnd } from "../../regression/cluster-bootstrap/interval-search.js";
import { joinWildDraws, type WildRequest } from "../../regression/cluster-bootstrap/wild.js";
import { pOfStatistics } from "../../regression/cluster-bootstrap/wild-p-value.js";
import type { WildDraws } from "../../regression/cluster-bootstrap/wild-statistic.js";
import { type AndersonRubin, andersonRubinDraws } from "../iv/inference/ar-bootstrap.js";
import type { WildPieces } from "../iv/inference/wild-pieces.js";
import { type TwoStage, type WreDraws, wreDraws, wreSystem } from "../iv/inference/wre.js";
import { isAbort, runInSlices } from "../resampling/draw-loop.js";
import type { BootstrapPlan } from "./plan.js";
import type { BootstrapOptions } from "./verb.js";

/** Null values an end usually takes, by which the time left is estimated. */
const VALUES_AN_END = 24;

/** All that a null value's draws are made of. */
export interface EquationTest {
  readonly pieces: WildPieces;
  readonly observed: TwoStage;
  /** null where it is not made. */
  readonly andersonRubin: AndersonRubin | null;
}

/** Which draws. */
export type DrawChoice = Pick<WildRequest, "kind" | "seed"> & { readonly nDraws: number };

export interface EquationDraws extends WreDraws {
  readonly andersonRubin: WildDraws | null;
  readonly done: number;
  readonly stopped: boolean;
}

/** Draws at null value `value`. Throws as `runInSlices`, and NumericalError as `wreSystem`. */
export async function drawEquation(
  engine: Engine,
  { pieces, observed, andersonRubin }: EquationTest,
  value: number,
  { kind, seed, nDraws }: DrawChoice,
  options: BootstrapOptions,
): Promise<EquationDraws> {
  const held = engine.hold((scope) => wreSystem(scope, pieces, value));
  const [distances, statistics] = [new Float64Array(nDraws), new Float64Array(nDraws)];
  const slices: WildDraws[] = [];
  try {
    const { done, stopped } = await runInSlices(
      nDraws,
      (first, count) => {
        const request = { first, count, kind, seed };
        const made = wreDraws(engine, held.value, observed, request);
        const ofTest = andersonRubin === null ? [] : [andersonRubinDraws(engine, andersonRubin, request)];
        // a slice that an abort cut short leaves nothing
        distances.set(made.distances, first);
        statistics.set(made.statistics, first);
        slices.push(...ofTest);
      },
      { ...options, stage: `wild draws: ${nDraws}` },
    );
    return {
      distances: distances.slice(0, done),
      statistics: statistics.slice(0, done),
      andersonRubin: andersonRubin === null ? null : joinWildDraws(slices),
      done,
      stopped,
    };
  } finally {
    held.free();
  }
}

/** Ends; infinite where nothing out to 10,000 standard errors is rejected. */
export interface InvertedInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The null values not rejected, each with draws of its own where the null is imposed; null where an abort left none and
 * partial results are kept. Throws the signal's reason otherwise.
 */
export async function invertEquation(
  engine: Engine,
  test: EquationTest,
  unrestricted: Float64Array | null,
  { level, ties }: Pick<BootstrapPlan, "level" | "ties">,
  choice: DrawChoice,
  options: BootstrapOptions,
): Promise<InvertedInterval | null> {
  const { estimate } = test.observed;
  const stdError = Math.sqrt(test.observed.variance);
  const started = performance.now();
  const [signalOnly, expected] = [{ ...options, keepPartial: false, onProgress: () => undefined }, 2 * VALUES_AN_END];
  let asked = 0;
  const pAt = async (value: number): Promise<number> => {
    const statistics =
      unrestricted ??
      (await drawEquation(engine, { ...test, andersonRubin: null }, value, choice, signalOnly)).statistics;
    asked++;
    const fraction = Math.min(asked / expected, 1 - 1 / expected);
    const msLeft = ((performance.now() - started) / asked) * Math.max(1, expected - asked);
    options.onProgress?.({ stage: "wild interval: draws at other null values", fraction, msLeft });
    return pOfStatistics(statistics, (estimate - value) / stdError, ties, true).symmetric;
  };
  const endOf = async (side: -1 | 1): Promise<number> => {
    const search = searchEnd({ estimate, stdError, side, alpha: 1 - level }, SPARING_SEARCH);
    let step = search.next();
    while (!step.done) step = search.next(await pAt(step.value));
    return step.value;
  };
  try {
    return { low: await endOf(-1), high: await endOf(1) };
  } catch (error) {
    if (options.keepPartial === true && (options.signal?.aborted || isAbort(error))) return null;
    throw error;
  }
}
