/**
 * Who takes part in a search for matches, as lists of positions; and the errors all searches share: nobody
 * to match, fewer controls than matches wanted, numbers that aren't there, nobody near enough.
 */
import { DataError, KernelError, UsageError } from "../../../base/errors.js";
import type { Candidates, MatchOrder, Pairs, TieRule } from "./match.js";

/** How matches are chosen. */
export interface NearestOptions {
  /** Controls a treated unit is matched with, at least 1. */
  readonly ratio: number;
  /** Whether a control may serve several treated units. */
  readonly replace: boolean;
  /** In which order treated units choose, without replacement. */
  readonly order: MatchOrder;
  /** Of the order `random`: a whole number from 0 to 2^53 - 1. */
  readonly seed: number;
  /** What becomes of controls equally near. Without replacement the first in the sample is taken: `first` is all there is. */
  readonly ties: TieRule;
  /** The largest distance, itself allowed; null for none. */
  readonly caliper: number | null;
  /**
   * With ties `average`: by how much squared distances may differ and still be ties, once distances are measured in
   * standard deviations. Default 1e-5, as in Matching (Sekhon 2011); 0 for none beyond rounding.
   */
  readonly tieTolerance?: number;
}

/** Positions of the units that take part, ascending. */
export interface Participants {
  readonly treated: Uint32Array;
  readonly controls: Uint32Array;
}

/** What a caliper is widened by, so that rounding drops nobody who is at its edge. */
const CALIPER_ROUNDING = 1e-12;
const TIE_TOLERANCE = 1e-5;

/** The largest distance that counts as within a caliper. */
export const limitOf = (caliper: number | null): number =>
  caliper === null ? Number.POSITIVE_INFINITY : caliper + CALIPER_ROUNDING;

/** The difference of squared distances, in standard deviations, up to which controls tie; null where the first is taken. */
export const tieToleranceOf = ({ ties, tieTolerance = TIE_TOLERANCE }: NearestOptions): number | null =>
  ties === "average" ? tieTolerance : null;

/** Throws UsageError `ratio`, `caliper`, `ties`: options that mean nothing. */
export function checkOptions({ ratio, replace, ties, tieTolerance, caliper }: NearestOptions): void {
  if (!Number.isSafeInteger(ratio) || ratio < 1) {
    throw new UsageError(
      "ratio",
      `The ratio of matching must be a whole number of controls, 1 or more; got ${ratio}.`,
      {
        got: ratio,
        expected: "1, 2, ...",
      },
    );
  }
  checkCaliper("caliper", caliper);
  if (tieTolerance !== undefined && !(tieTolerance >= 0 && tieTolerance < Number.POSITIVE_INFINITY)) {
    throw new UsageError("ties", `The tolerance of ties must be a number, 0 or more; got ${tieTolerance}.`, {
      got: tieTolerance,
      expected: ">= 0",
    });
  }
  if (!replace && ties === "average") {
    throw new UsageError(
      "ties",
      "Ties can be averaged only with replacement: a control that serves once can't be shared. Match with replacement, or let the first of them be taken.",
      { got: "average", expected: "first" },
    );
  }
}

/** Throws UsageError unless `caliper` is null or a distance. */
export function checkCaliper(what: string, caliper: number | null): void {
  if (caliper === null || (caliper >= 0 && caliper < Number.POSITIVE_INFINITY)) return;
  throw new UsageError("caliper", `The ${what} must be a distance, 0 or more; got ${caliper}.`, {
    got: caliper,
    expected: ">= 0",
  });
}

/**
 * The units that take part. Throws DataError `no_treated`, `no_controls` where nobody does, `ratio` where a treated unit is to
 * have more controls than there are.
 */
export function participantsOf({ treated, eligible, cells, nCells }: Candidates, ratio: number): Participants {
  let [nTreated, nControls] = [0, 0];
  for (let i = 0; i < treated.length; i++) {
    if (eligible[i] !== 1) continue;
    if (!(cells[i]! < nCells))
      throw new KernelError("cells", `Cell ${cells[i]} at position ${i}.`, { got: cells[i], expected: `< ${nCells}` });
    if (treated[i] === 1) nTreated++;
    else nControls++;
  }
  if (nTreated === 0) throw nobody("no_treated", "treated unit");
  if (nControls === 0) throw nobody("no_controls", "control");
  if (ratio > nControls) {
    throw new DataError(
      "ratio",
      `Each treated unit is to be matched with ${ratio} controls, but only ${nControls} take${nControls === 1 ? "s" : ""} part. Lower the ratio.`,
      { got: ratio, expected: `<= ${nControls}` },
    );
  }
  const [unitsTreated, unitsControl] = [new Uint32Array(nTreated), new Uint32Array(nControls)];
  for (let i = treated.length - 1; i >= 0; i--) {
    if (eligible[i] !== 1) continue;
    if (treated[i] === 1) unitsTreated[--nTreated] = i;
    else unitsControl[--nControls] = i;
  }
  return { treated: unitsTreated, controls: unitsControl };
}

function nobody(code: string, what: string): DataError {
  return new DataError(
    code,
    `No ${what} takes part in the matching. Look at the treatment variable, and at who is off the common support.`,
    { got: 0, expected: ">= 1" },
  );
}

/** Throws DataError `not_finite` unless `x`, called `what`, is a number for all who take part; says for whom it isn't. */
export function requireFinite(what: string, x: Float64Array, { treated, controls }: Participants): void {
  for (const units of [treated, controls]) {
    for (let i = 0; i < units.length; i++) {
      const value = x[units[i]!]!;
      if (Number.isFinite(value)) continue;
      throw new DataError(
        "not_finite",
        `The ${what} of the unit at position ${units[i]} of the sample (from 0) is ${value}: matching needs a finite number for everyone who takes part. Leave the unit out, or mend its data.`,
        { got: value, expected: "finite", column: what, position: units[i] },
      );
    }
  }
}

/**
 * Throws DataError unless somebody is matched: `no_overlap` where no cell has both treated units and controls, `caliper` where
 * everyone is too far. `calipers` says in words what the distances had to be, `hint` how far the nearest control is.
 */
export function requirePairs(
  pairs: Pairs,
  candidates: Candidates,
  found: Participants,
  calipers: string,
  hint: () => string = () => "",
): void {
  if (pairs.treated.length > 0) return;
  const { cells, nCells } = candidates;
  const hasControl = new Uint8Array(nCells);
  for (const unit of found.controls) hasControl[cells[unit]!] = 1;
  const counts = { treated: found.treated.length, controls: found.controls.length };
  if (found.treated.some((unit) => hasControl[cells[unit]!] === 1)) {
    throw new DataError(
      "caliper",
      `No control is within ${calipers} of any of the ${counts.treated} treated units: nobody is matched.${hint()} Widen the caliper, or match without one.`,
      { got: 0, expected: ">= 1 pair", ...counts },
    );
  }
  throw new DataError(
    "no_overlap",
    `None of the ${nCells} cells in which units must agree exactly has both treated units and controls (${counts.treated} and ${counts.controls} take part). Match on fewer or coarser variables.`,
    { got: 0, expected: ">= 1 cell", ...counts },
  );
}
