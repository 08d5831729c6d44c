/**
 * What stands in parentheses: standard errors, test statistics or p-values, as the table states and its cells allow. Each cell is held against
 * each reading; one that cells contradict gives way to one that they don't. All other rules read parentheses through this.
 */
import type { Beneath, PrintedColumn, PrintedEstimate, PrintedPaper, PrintedTable } from "../../../paper.js";
import { absolute, ratio } from "../../../printed.js";
import type { Distributions } from "../../rule.js";
import { hasOtherTests, isConstant, isTransformed } from "./columns.js";
import { claimed, type Levels, levelsOf, unclaimed, usesStars } from "./levels.js";
import { pOf } from "./tails.js";

export const READINGS: readonly Beneath[] = ["std_error", "statistic", "p_value"];

/** Why a cell can't be what it is read as: a negative error or p; a p above 1; a sign other than the estimate's; more stars than it gives. */
export type Obstacle = "negative" | "above_one" | "sign" | "stars";

export interface ReadCell {
  readonly column: PrintedColumn;
  readonly estimate: PrintedEstimate;
  readonly obstacle: Obstacle;
}

/** How a reading fares against the cells of a table. */
export interface Tally {
  /** Cells it can't hold for. */
  readonly against: readonly ReadCell[];
  /** Cells it would owe more stars, even with two degrees of freedom. */
  readonly doubtful: number;
}

export interface Reading {
  /** What parentheses are read as; null where several readings hold, or none does. */
  readonly as: Beneath | null;
  /** `stated`: as the table says; `only`: it says nothing and nothing else holds; `instead`: what it says does not hold. */
  readonly basis: "stated" | "only" | "instead" | null;
  readonly stated: Beneath | null;
  readonly says: string | null;
  /** Cells that have parentheses. */
  readonly cells: number;
  /** Whether some statistic has a minus sign: else all may be printed without. */
  readonly signed: boolean;
  readonly tally: Readonly<Record<Beneath, Tally>>;
}

/** A reading that is contradicted gives way to one that at most this share of as many cells contradict: cells may be misprinted. */
const MISPRINTS = 0.1;
/** Cells that must owe stars before stars owed alone decide. */
const DOUBTS = 4;

/** The level at which stars count against a reading where the table doesn't state theirs. */
const LOOSEST_LEVEL = 0.1;

export function readingOf(table: PrintedTable, paper: PrintedPaper, d: Distributions): Reading {
  const cells = table.columns.flatMap((column) =>
    column.estimates.flatMap((estimate) => (estimate.parenthesis === null ? [] : [{ column, estimate }])),
  );
  const signed = cells.some(({ estimate }) => isNegative(estimate.parenthesis!));
  const levels = levelsOf(table, paper);
  const tally = {} as Record<Beneath, Tally>;
  for (const reading of READINGS) {
    const against = cells.flatMap(({ column, estimate }) => {
      const obstacle = obstacleOf(reading, table, column, estimate, signed, levels, d);
      return obstacle === null ? [] : [{ column, estimate, obstacle }];
    });
    const doubtful = cells.filter(({ column, estimate }) => owesStars(reading, table, column, estimate, levels, d));
    tally[reading] = { against, doubtful: doubtful.length };
  }
  const stated = table.parentheses?.means ?? null;
  const common = { stated, says: table.parentheses?.says ?? null, cells: cells.length, signed, tally };
  if (cells.length === 0) return { as: stated, basis: stated === null ? null : "stated", ...common };
  if (stated === null) {
    const only =
      onlyOf((one) => tally[one].against.length) ?? onlyOf((one) => tally[one].against.length + tally[one].doubtful);
    return { as: only, basis: only === null ? null : "only", ...common };
  }
  const other = insteadOf(stated, tally, cells.length);
  return other === null ? { as: stated, basis: "stated", ...common } : { as: other, basis: "instead", ...common };
}

/** The reading that hardly a cell speaks against, where as many times more speak against any other; null where there is none. */
function onlyOf(count: (reading: Beneath) => number): Beneath | null {
  const [first, second] = READINGS.toSorted((a, b) => count(a) - count(b)) as [Beneath, Beneath];
  return count(second) > 0 && count(first) <= MISPRINTS * count(second) ? first : null;
}

/** What parentheses must be if what is stated does not hold; null where it may, or nothing else does. */
function insteadOf(stated: Beneath, tally: Readonly<Record<Beneath, Tally>>, cells: number): Beneath | null {
  const { against, doubtful } = tally[stated];
  const decisive = new Set(READINGS.flatMap((one) => tally[one].against.map(({ estimate }) => estimate))).size;
  const isContradicted =
    against.length >= 2 || (decisive === 1 && against.some(({ obstacle }) => obstacle !== "stars"));
  const isDoubtful = doubtful >= DOUBTS && doubtful >= cells / 4;
  if (!isContradicted && !isDoubtful) return null;
  const better = READINGS.filter(
    (one) =>
      one !== stated &&
      tally[one].against.length <= MISPRINTS * against.length &&
      (isContradicted || tally[one].doubtful <= MISPRINTS * doubtful),
  ).toSorted((a, b) => tally[a].against.length - tally[b].against.length || tally[a].doubtful - tally[b].doubtful);
  const [first, second] = better;
  if (first === undefined) return null;
  if (second === undefined) return first;
  const isTie =
    tally[first].against.length === tally[second].against.length && tally[first].doubtful === tally[second].doubtful;
  return isTie ? null : first;
}

const isNegative = ({ negative, value }: { readonly negative: boolean; readonly value: number }) =>
  negative || value < 0;

/** Whether both numbers have a sign, and not the same. */
export const oppose = (a: PrintedEstimate["estimate"], b: PrintedEstimate["estimate"]): boolean =>
  (a.value > 0 && isNegative(b)) || (isNegative(a) && b.value > 0);

function obstacleOf(
  reading: Beneath,
  table: PrintedTable,
  column: PrintedColumn,
  { estimate, parenthesis, stars }: PrintedEstimate,
  signed: boolean,
  levels: Levels,
  d: Distributions,
): Obstacle | null {
  const beneath = parenthesis!;
  if (reading !== "statistic" && isNegative(beneath)) return "negative";
  if (reading === "p_value" && beneath.low > 1) return "above_one";
  const isRatio = column.estimator === "nonlinear" || column.estimator === "other" || isTransformed(table);
  if (reading === "statistic" && signed && !isRatio && oppose(estimate, beneath)) return "sign";
  const claim = claimed(levels, stars);
  if (stars === "" || claim === undefined) return null;
  const level = levels.basis === "stated" ? claim : Math.max(claim, LOOSEST_LEVEL);
  if (reading === "p_value") return beneath.low > level ? "stars" : null;
  if (hasOtherTests(table, column) || (reading === "std_error" && isRatio)) return null;
  const size = reading === "statistic" ? absolute(beneath) : ratio(absolute(estimate), absolute(beneath));
  // a one-sided test has half the p
  return pOf(size, Number.POSITIVE_INFINITY, d).low / 2 > level ? "stars" : null;
}

/** Degrees of freedom under which a cell that has fewer stars than its reading gives is called doubtful. */
const FEWEST_DF = 2;

function owesStars(
  reading: Beneath,
  table: PrintedTable,
  column: PrintedColumn,
  cell: PrintedEstimate,
  levels: Levels,
  d: Distributions,
): boolean {
  const owed = unclaimed(levels, cell.stars);
  if (owed === undefined || !usesStars(table) || isConstant(cell)) return false;
  const beneath = cell.parenthesis!;
  if (reading === "p_value") return beneath.low >= 0 && beneath.high < owed;
  if (hasOtherTests(table, column) || (reading === "std_error" && isTransformed(table))) return false;
  const size = reading === "statistic" ? absolute(beneath) : ratio(absolute(cell.estimate), absolute(beneath));
  return pOf(size, FEWEST_DF, d).high < owed;
}
