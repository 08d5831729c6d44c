/**
 * The study of staggered adoption: by design and estimator, how far estimates are off what the estimator is defined to estimate and off the
 * effect on treated rows, how errors compare with how estimates differ, and how often 95% intervals hold either.
 */
import type { Engine } from "../../src/engine/kernels/engine.js";
import { type Share, shareOf } from "../weak-iv/share.js";
import { emptyPanel, expectedSetting, type StaggeredDesign, staggeredPanel } from "./design.js";
import type { Setting, Which } from "./estimands.js";
import { EFFECTS, type Estimated, type Measured, measure, measureByVerb } from "./measure.js";
import { methodsOf, type StaggeredMethod } from "./methods.js";

/** Replications of each design that are also asked of the verb itself. */
const ALSO_BY_VERB = 2;
/** Relative to the larger of an effect of 1 and itself: the verb picks effects by a product. */
const SAME = 1e-10;

/** Estimates against a number: mean difference, its Monte Carlo error, and the share of intervals that hold it. */
export interface Against {
  readonly value: number;
  readonly bias: number;
  readonly mc_error: number;
  readonly covered: Share;
}

export interface EffectSummary {
  readonly which: Which;
  /** What the method estimates by its definition, and the effect on treated rows. */
  readonly own: Against;
  readonly treated: Against;
  /** Of estimates about what they estimate. */
  readonly sd: number;
  readonly mean_error: number;
}

export interface MethodSummary {
  readonly name: string;
  readonly is_off: boolean;
  /** Errors count the drawing of cohorts, and the design draws none. */
  readonly is_conservative: boolean;
  readonly effects: readonly EffectSummary[];
}

export interface StaggeredResult {
  readonly design: StaggeredDesign;
  readonly methods: readonly MethodSummary[];
}

export function staggeredStudy(engine: Engine, design: StaggeredDesign, replications: number): StaggeredResult {
  const methods = methodsOf[design.name];
  const empty = emptyPanel();
  const settings: Setting[] = [];
  const measured: (readonly Measured[])[] = [];
  for (let r = 0; r < replications; r++) {
    const { panel, setting } = staggeredPanel(engine, design, empty, r);
    const found = measure(engine, panel, methods);
    if (r < ALSO_BY_VERB) requireSame(methods, found, measureByVerb(engine, panel, methods));
    settings.push(setting);
    measured.push(found);
  }
  const expected = expectedSetting(design);
  const summaries = methods.map((method, m): MethodSummary => {
    const isExpected = method.countsCohorts || !design.isDrawn;
    return {
      name: method.name,
      is_off: method.isOff,
      is_conservative: method.countsCohorts && !design.isDrawn,
      effects: EFFECTS.flatMap((which, e) => {
        const found = measured.flatMap((one) => one[m]![e] ?? []);
        if (found.length === 0) return [];
        const usual = method.estimand(expected, which);
        const targets = settings.map((setting) => (isExpected ? usual : method.estimand(setting, which)));
        return [summaryOf(which, found, targets, method.onTreated(expected, which))];
      }),
    };
  });
  return { design, methods: summaries };
}

function requireSame(
  methods: readonly StaggeredMethod[],
  pieces: readonly Measured[],
  verb: readonly Measured[],
): void {
  const keys = ["estimate", "error", "low", "high"] as const;
  methods.forEach(({ name }, m) => {
    EFFECTS.forEach((which, e) => {
      for (const key of keys) {
        const [got, expected] = [pieces[m]![e]?.[key], verb[m]![e]?.[key]];
        if (got === expected || Math.abs(got! - expected!) <= SAME * Math.max(1, Math.abs(expected!))) continue;
        throw new Error(`did and its pieces differ: ${name}, ${which}, ${key}: ${expected} and ${got}`);
      }
    });
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

function summaryOf(
  which: Which,
  found: readonly Estimated[],
  targets: readonly number[],
  effect: number,
): EffectSummary {
  const off = (from: readonly number[]): number[] => found.map(({ estimate }, r) => estimate - from[r]!);
  const against = (from: readonly number[]): Against => ({
    value: mean(from),
    bias: mean(off(from)),
    mc_error: deviation(off(from)) / Math.sqrt(found.length),
    covered: shareOf(found.filter(({ low, high }, r) => low <= from[r]! && from[r]! <= high).length, found.length),
  });
  return {
    which,
    own: against(targets),
    treated: against(targets.map(() => effect)),
    sd: deviation(off(targets)),
    mean_error: mean(found.map(({ error }) => error)),
  };
}
