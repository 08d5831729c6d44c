/**
 * Refuses an equation that its instruments cannot identify, by the names of its columns: what was absorbed,
 * what is redundant, what is explained exactly. The checks are those of estimator/identification.ts.
 */
import type { Note } from "../../base/messages.js";
import type { Solve } from "../../regression/absorb/absorber.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { Dropped } from "../../regression/least-squares/ols.js";
import { collinearTerms } from "../../regression/record/describe-fit.js";
import type { MemoryTerms } from "./equation-frame.js";
import type { Equation, Shape } from "./estimator/equation.js";
import {
  type Explained,
  type LeftOut,
  refuseAbsorbed,
  refuseExplained,
  requireEnoughInstruments,
} from "./estimator/identification.js";

/**
 * @param given columns of each kind before any was left out
 * @param variation notes on where instruments vary: what they offer stands in the refusal
 * @throws DataError `endogenous_absorbed`, `perfect_first_stage`, `endogenous_collinear`, `under_identified`; UsageError
 *   `under_identified` for a formula with too few instruments
 */
export function requireIdentified(
  { kept, dropped }: Equation,
  given: Shape,
  { names, columns }: MemoryTerms,
  solve: Solve,
  sample: Sample,
  variation: readonly Note[],
): void {
  const firstEndogenous = given.kz + given.kw;
  const kindOf = (j: number) => (j < given.kz ? "instrument" : j < firstEndogenous ? "exogenous" : "endogenous");
  const norm = (j: number): number => solve.normAfter[j]!;
  const reasons = collinearTerms({ names, columns, notes: [] }, dropped, sample);
  const leftOut = (wanted: (each: Dropped) => boolean): LeftOut[] =>
    reasons.filter((_, i) => wanted(dropped[i]!)).map(({ term, because }) => ({ term, because }));
  const isEndogenous = ({ index }: Dropped): boolean => index >= firstEndogenous;
  const isAbsorbed = ({ combination }: Dropped): boolean => combination.length === 0;

  refuseAbsorbed(leftOut((each) => isEndogenous(each) && isAbsorbed(each)));
  requireEnoughInstruments(
    names.slice(firstEndogenous),
    kept.filter((j) => j < given.kz).map((j) => names[j]!),
    leftOut(({ index }) => index < given.kz),
    variation.filter(({ code }) => code === "instrument_absorbed").map(({ message }) => message),
  );
  refuseExplained(
    dropped
      .filter((each) => isEndogenous(each) && !isAbsorbed(each))
      .map(
        ({ index, combination }): Explained => ({
          term: names[index]!,
          norm: norm(index),
          parts: combination.map((part) => ({
            term: names[part.index]!,
            kind: kindOf(part.index),
            coefficient: part.coefficient,
            norm: norm(part.index),
          })),
        }),
      ),
  );
}
