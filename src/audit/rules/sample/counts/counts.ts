/**
 * How many rows a printed count may stand for. Offices that guard microdata round counts: where every count of a paper is a multiple of
 * 5, 10, 50, 100 and so on, each may lie anywhere within that grain. Knows no rule.
 */
import type { PrintedColumn, PrintedPaper, PrintedTable } from "../../../paper.js";
import { exactly, type Printed, type Range } from "../../../printed.js";

const GRAINS = [100_000, 50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10, 5];

/** A grain of more than this share of the smallest count is no rounding. */
const LARGEST_SHARE = 0.05;

/** Counts are multiples of a grain by chance once in grain^k, of k unlike ones: at least this seldom they are taken for rounded. */
const SELDOM = 100;

/** Counts in other units than one. */
const SCALED = /thousand|million|[千万亿]|'000|000s|\b1[,. ]?000\b/i;

/** Words of a design whose regression sample may hold a row of the panel more than once, or rows finer than it. */
const REPEATS = /stack|堆叠|\bpsm\b|match|匹配|bootstrap|自助/i;

/** Reads the counts of `paper`: a range of whole numbers; null where the number is not a count of ones. */
export function countReader(paper: PrintedPaper): (n: Printed, label?: string) => Range | null {
  const counts = [
    ...paper.tables.flatMap(({ columns }) =>
      columns.flatMap(({ statistics }) => statistics.filter(({ name }) => name === "nobs").map(({ value }) => value)),
    ),
    ...paper.descriptives.flatMap(({ rows }) => rows.flatMap(({ n }) => (n === null ? [] : [n]))),
  ].map(({ value }) => value);
  const most = LARGEST_SHARE * Math.min(...counts);
  const unlike = new Set(counts).size;
  const { panel } = paper.facts;
  // whole periods of some units, or units of some periods, are multiples without being rounded
  const isOfPanel = (g: number) => panel !== null && (panel.periods % g === 0 || panel.units % g === 0);
  const isGrain = (g: number) =>
    g <= most && g ** unlike >= SELDOM && !isOfPanel(g) && counts.every((count) => count % g === 0);
  const grain = GRAINS.find(isGrain) ?? 1;
  return (n, label = "") => {
    // a record has the number itself
    if (n.low === n.high && Number.isInteger(n.value) && n.value >= 0) return exactly(n.value);
    if (SCALED.test(label) || n.decimals > 0 || n.value < 0) return null;
    if (n.decimals < 0) return { low: Math.ceil(n.low), high: Math.floor(n.high) };
    return grain === 1 ? exactly(n.value) : { low: n.value - grain + 1, high: n.value + grain - 1 };
  };
}

/** Whether rows may stand in a column's sample more than once, by its names or because counts may be sums of weights. */
export const mayRepeatRows = (table: PrintedTable, column: PrintedColumn): boolean =>
  column.weighted === true || REPEATS.test([table.name, table.grid.title, column.name, ...table.notes].join(" "));
