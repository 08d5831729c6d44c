/**
 * The study of estimators of treatment effects: by design and method, how far estimates are off what the method is defined to estimate and
 * off the effect that is wanted, how errors compare with how estimates differ, and how often 95% intervals hold either.
 */
import { DataError, NumericalError } from "../../src/base/errors.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { type Share, shareOf } from "../weak-iv/share.js";
import type { Estimated, Measured, StudyDesign, StudyMethod, Targets, Which } from "./design.js";

/** Replications of each design that are also asked of the verb itself. */
const ALSO_BY_VERB = 2;
/** Relative to the larger of an effect of 1 and itself: the verb picks effects by a product. */
const SAME = 1e-10;

/** Estimates against a number: mean difference, its Monte Carlo error, and the share of intervals that hold it; null where there are none. */
export interface Against {
  readonly value: number;
  readonly bias: number;
  readonly mc_error: number;
  readonly covered: Share | null;
}

export interface EffectSummary {
  readonly which: Which;
  /** What the method estimates by its definition, and the effect that is wanted. */
  readonly own: Against;
  readonly treated: Against;
  /** Of estimates about what they estimate. */
  readonly sd: number;
  /** Null where there are intervals alone. */
  readonly mean_error: number | null;
}

export interface MethodSummary {
  readonly name: string;
  readonly is_off: boolean;
  /** Errors count a drawing that the design does not do. */
  readonly is_conservative: boolean;
  /** Replications in which the method refused the panel; absent: none. */
  readonly refused?: number;
  readonly effects: readonly EffectSummary[];
}

export interface StudyResult {
  readonly design: Pick<StudyDesign, "name" | "title" | "about">;
  readonly methods: readonly MethodSummary[];
}

/** What a method says of a replication, null where it refuses it, beside what it should. */
export interface Answer extends Targets {
  readonly measured: Measured | null;
}

/** Answers of replications `from` to before `to`, by method in each. */
export async function replicationsOf(
  engine: Engine,
  design: StudyDesign,
  from: number,
  to: number,
): Promise<Answer[][]> {
  const replications: Answer[][] = [];
  for (let r = from; r < to; r++) {
    const { panel, targets } = await design.draw(engine, r);
    const answers: Answer[] = [];
    for (const [m, method] of design.methods.entries()) {
      const measured = await answerOf(() => method.measure(engine, panel));
      answers.push({ ...targets[m]!, measured });
      if (r < ALSO_BY_VERB && method.byVerb !== undefined && measured !== null) {
        requireSame(design, method, measured, method.byVerb(engine, panel));
      }
    }
    replications.push(answers);
  }
  return replications;
}

/** Null where a method refuses the panel, as data may be for which it is not. */
async function answerOf(measure: () => Measured | Promise<Measured>): Promise<Measured | null> {
  try {
    return await measure();
  } catch (error) {
    if (error instanceof DataError || error instanceof NumericalError) return null;
    throw error;
  }
}

export function summaryOf(design: StudyDesign, replications: readonly (readonly Answer[])[]): StudyResult {
  const { name, title, about } = design;
  const methods = design.methods.map((method, m): MethodSummary => {
    const answers = replications.map((answers) => answers[m]!);
    const refused = answers.filter(({ measured }) => measured === null).length;
    return {
      ...{ name: method.name, is_off: method.isOff, is_conservative: method.isConservative },
      ...(refused === 0 ? {} : { refused }),
      effects: design.effects.flatMap((which, e) => {
        const found = answers.flatMap(({ measured, own, treated }) => {
          const one = measured?.[e];
          return one == null ? [] : [{ one, own: own[e]!, treated: treated[e]! }];
        });
        return found.length === 0 ? [] : [effectSummary(which, found)];
      }),
    };
  });
  return { design: { name, title, about }, methods };
}

export const studyOf = async (engine: Engine, design: StudyDesign, replications: number): Promise<StudyResult> =>
  summaryOf(design, await replicationsOf(engine, design, 0, replications));

function requireSame({ effects }: StudyDesign, { name }: StudyMethod, pieces: Measured, verb: Measured): void {
  const keys = ["estimate", "error", "low", "high"] as const;
  effects.forEach((which, e) => {
    for (const key of keys) {
      const [got, expected] = [pieces[e]?.[key], verb[e]?.[key]];
      if (Object.is(got, expected) || Math.abs(got! - expected!) <= SAME * Math.max(1, Math.abs(expected!))) continue;
      throw new Error(`did and its pieces differ: ${name}, ${which}, ${key}: ${expected} and ${got}`);
    }
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

interface Found {
  readonly one: Estimated;
  readonly own: number;
  readonly treated: number;
}

function effectSummary(which: Which, found: readonly Found[]): EffectSummary {
  const off = (of: "own" | "treated"): number[] => found.map((at) => at.one.estimate - at[of]);
  const hasIntervals = found.every(({ one }) => !Number.isNaN(one.low));
  const against = (of: "own" | "treated"): Against => ({
    value: mean(found.map((at) => at[of])),
    bias: mean(off(of)),
    mc_error: deviation(off(of)) / Math.sqrt(found.length),
    covered: hasIntervals
      ? shareOf(found.filter((at) => at.one.low <= at[of] && at[of] <= at.one.high).length, found.length)
      : null,
  });
  const error = mean(found.map(({ one }) => one.error));
  return {
    which,
    own: against("own"),
    treated: against("treated"),
    sd: deviation(off("own")),
    mean_error: Number.isNaN(error) ? null : error,
  };
}
