/**
 * The outcome's unit is nobody's business but the outcome's: times 2^k, each number of a result is times 2^(dk), d its own whole number that
 * k = 1 shows (1 of effects and errors, 2 of covariances, 4 of their variances, 0 of t, p, shares and weights); or the outcome is refused by a code, with the remedy. Nothing
 * becomes infinite, nothing vanishes, and no note, test or term comes or goes.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { WasmetricsError } from "../../../src/base/errors.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { CASES } from "./cases.js";

const POWERS = [1, -1, 40, -40, 300, -300, 500, -500];
const DEGREES = [0, 1, 2, 4, -1, -2];
/** Relative: most numbers are the same to the bit; where the outcome has another place among columns sorted by size, rounding differs. */
const SAME = 1e-10;
/** Of statistics that are 0 but for rounding. */
const NOTHING = 1e-20;

/**
 * Not homogeneous, or not of the result: logarithms of likelihoods, what an absorber says of itself, points at which a curve is drawn, how far was
 * searched in round numbers.
 */
const OTHER =
  /\.(timing_ms|provenance|call|climb)\b|loglik|\.(aic|bic)$|certificate|error_estimate|anderson_rubin_set\.curve|message|searched_to/;
/** Of Poisson regressions, whose constant and shares of likelihood move with the unit. */
const OF_POISSON = /pseudo_r2|deviance|Intercept/;
/** Typed facts of notes have a few digits. */
const FACTS = 1e-3;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

type Leaves = ReadonlyMap<string, unknown>;

/** Plain values of a record by their place. */
function leavesOf(value: unknown, place = ""): [string, unknown][] {
  if (OTHER.test(place)) return [];
  if (value === null || typeof value !== "object") return [[place, value]];
  return Object.entries(value).flatMap(([name, own]) => leavesOf(own, `${place}.${name}`));
}

/** a 2^n, in two halves that are both numbers. */
const shifted = (a: number, n: number): number => a * 2 ** Math.trunc(n / 2) * 2 ** (n - Math.trunc(n / 2));

const near = (a: number, b: number, tolerance: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.abs(b) || (Math.abs(a) < NOTHING && Math.abs(b) < NOTHING);

/** Places of `found`, of the outcome times 2^k, that are not those of `base` in any degree left to them; degrees that do not fit are struck. */
function changes(base: Leaves, found: Leaves, k: number, degrees: Map<string, readonly number[]>): string[] {
  const places = [...new Set([...base.keys(), ...found.keys()])];
  return places.flatMap((place) => {
    const [was, is] = [base.get(place), found.get(place)];
    const changed = [`2^${k} ${place}: ${was} -> ${is}`];
    if (typeof was !== "number" || typeof is !== "number") return was === is ? [] : changed;
    const tolerance = /notes\.\d+\.detail/.test(place) ? FACTS : SAME;
    const fitting = (degrees.get(place) ?? DEGREES).filter((degree) => near(shifted(is, -degree * k), was, tolerance));
    degrees.set(place, fitting);
    return fitting.length === 0 ? changed : [];
  });
}

/** A refusal of an outcome's size names it, and says what to do. */
const REFUSED = new Set(["outcome_scale", "not_finite", "variance_scale", "values_too_large", "values_too_small"]);
const REMEDY = /rescale|divide|multiply|express it in/i;

describe.each(Object.entries(CASES).filter(([, cases]) => typeof cases !== "string"))("%s", (verb, cases) => {
  it.each(Object.entries(cases))("%s", async (_, ask) => {
    const leaves = async (k: number): Promise<Leaves> => {
      const all = leavesOf(await ask(engine, 2 ** k));
      return new Map(verb === "fepois" ? all.filter(([place]) => !OF_POISSON.test(place)) : all);
    };
    const base = await leaves(0);
    expect(base.size).toBeGreaterThan(5);
    const degrees = new Map<string, readonly number[]>();
    const faults: string[] = [];
    for (const k of POWERS) {
      try {
        faults.push(...changes(base, await leaves(k), k, degrees));
      } catch (error) {
        if (!(error instanceof WasmetricsError)) throw error;
        const isOfScale = REFUSED.has(error.code) && REMEDY.test(error.message) && Math.abs(k) > 200;
        if (!isOfScale) faults.push(`2^${k} refused: ${error.code}: ${error.message}`);
      }
    }
    expect(faults.slice(0, 12)).toEqual([]);
  });
});
