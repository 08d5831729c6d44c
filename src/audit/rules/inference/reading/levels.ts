/** What stars claim: the levels a table states, else those another table of the paper states, else those of convention. */
import type { PrintedPaper, PrintedTable, StarLevel } from "../../../paper.js";

/** Where levels are from. */
export type LevelBasis = "stated" | "elsewhere" | "convention";

export interface Levels {
  /** Strictest first. */
  readonly levels: readonly StarLevel[];
  readonly basis: LevelBasis;
}

const CONVENTION: readonly StarLevel[] = [
  { mark: "***", level: 0.01 },
  { mark: "**", level: 0.05 },
  { mark: "*", level: 0.1 },
];

/** The strictest convention in use: what few stars claim less than under any other. */
const STRICT: readonly StarLevel[] = [
  { mark: "***", level: 0.001 },
  { mark: "**", level: 0.01 },
  { mark: "*", level: 0.05 },
];

/** Whether any estimate of the table has stars. */
export const usesStars = ({ columns }: PrintedTable): boolean =>
  columns.some(({ estimates }) => estimates.some(({ stars }) => stars !== ""));

export function levelsOf(table: PrintedTable, paper: PrintedPaper): Levels {
  if (table.stars !== null && table.stars.length > 0) return { levels: sorted(table.stars), basis: "stated" };
  const others = paper.tables.flatMap(({ stars }) => (stars === null || stars.length === 0 ? [] : [sorted(stars)]));
  const first = others[0];
  if (first !== undefined && others.every((one) => JSON.stringify(one) === JSON.stringify(first))) {
    return { levels: first, basis: "elsewhere" };
  }
  return { levels: CONVENTION, basis: "convention" };
}

const sorted = (levels: readonly StarLevel[]): readonly StarLevel[] => levels.toSorted((a, b) => a.level - b.level);

/** The level that stars claim: 1 for none, undefined for a mark that is not among the levels. */
export const claimed = ({ levels }: Levels, stars: string): number | undefined =>
  stars === "" ? 1 : levels.find(({ mark }) => mark === stars)?.level;

/** The level that one mark more would have claimed, by the strictest convention where none is stated; undefined where there is none. */
export function unclaimed({ levels, basis }: Levels, stars: string): number | undefined {
  const used = basis === "convention" ? STRICT : levels;
  const at = stars === "" ? used.length : used.findIndex(({ mark }) => mark === stars);
  return at < 0 ? undefined : used[at - 1]?.level;
}

/** The strictest mark that a p below `p` earns. */
export const earned = ({ levels }: Levels, p: number): StarLevel | undefined => levels.find(({ level }) => p < level);
