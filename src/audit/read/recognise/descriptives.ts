/** A grid of descriptive statistics, known by its headings: N, mean, standard deviation, minimum, maximum. */
import type { Grid } from "../../grid.js";
import type { PrintedDescriptives, PrintedSummary } from "../../paper.js";
import type { Printed } from "../../printed.js";
import type { RowReading, UnreadCell } from "../reading.js";
import { plainCell, readCell } from "./cell.js";
import { decimalPoint } from "./number-style.js";
import type { Told } from "./told.js";
import { isEmptyCell } from "./words.js";

type Moment = "n" | "mean" | "sd" | "min" | "max" | "median";

const MOMENTS: readonly (readonly [Moment, RegExp])[] = [
  [
    "n",
    /^(?:n|obs\.?|observations?|nobs|(?:number|no\.?|num\.?) of (?:obs\.?|observations?)|count|观测[值数]?|观察值|样本[量数]?|样本个数)$/iu,
  ],
  ["mean", /^(?:mean|average|avg\.?|均值|平均[值数]?)(?: ?\(.*\))?$/iu],
  ["sd", /^(?:s\.?d\.?|std\.? ?dev\.?(?:iation)?|std\.?|standard[ -]deviations?|st\.? ?dev\.?|stdev|标准差)$/iu],
  ["min", /^(?:min(?:imum|\.)?|最小值?)$/iu],
  ["max", /^(?:max(?:imum|\.)?|最大值?)$/iu],
  ["median", /^(?:median|p50|50%|q50|med\.?|中位数)$/iu],
];

export interface RecognisedDescriptives {
  readonly descriptives: PrintedDescriptives;
  readonly rows: readonly RowReading[];
  readonly unread: readonly UnreadCell[];
}

/** Columns of one group of rows: of treated and of controls there are two. */
interface Block {
  readonly name: string;
  readonly columns: Map<Moment, number>;
}

/** Summaries of `grid`; null where its headings are not those of a table of means. */
export function readDescriptives(grid: Grid, name: string, told: Told = {}): RecognisedDescriptives | null {
  const head = grid.rows.slice(0, 6).findIndex((row) => isHead(row));
  if (head < 0) return null;
  const blocks = blocksOf(grid, head);
  const style = { point: told.point ?? decimalPoint(grid) };
  const summaries: PrintedSummary[] = [];
  const unread: UnreadCell[] = [];
  const rows: RowReading[] = grid.rows
    .slice(0, head + 1)
    .map((row, r) => ({ row: r, label: plainCell(row[0] ?? ""), role: "heading", name: null }));
  for (let r = head + 1; r < grid.rows.length; r++) {
    const texts = grid.rows[r]!.map(plainCell);
    const label = texts[0] ?? "";
    const before = summaries.length;
    for (const block of blocks) {
      const found: Partial<Record<Moment, Printed>> = {};
      let first: number | null = null;
      for (const [moment, c] of block.columns) {
        const text = texts[c] ?? "";
        if (isEmptyCell(text)) continue;
        const cell = readCell(text, style);
        if (cell.kind !== "number" || cell.estimate === null) {
          unread.push({ row: r, column: c, text, because: cell.kind === "unread" ? cell.because : "no_estimate" });
          continue;
        }
        found[moment] = cell.estimate;
        first = first === null ? c : Math.min(first, c);
        // "0.52 (0.50)" beneath "Mean (SD)"
        if (moment === "mean" && !block.columns.has("sd") && cell.parenthesis !== null && saysSd(grid, head, c))
          found.sd = cell.parenthesis;
      }
      if (first === null) continue;
      const variable = block.name === "" ? label : `${label} (${block.name})`;
      if (label === "" || summaries.some((summary) => summary.variable === variable)) {
        unread.push({ row: r, column: first, text: texts[first]!, because: label === "" ? "unlabelled" : "repeated" });
        continue;
      }
      const of = (moment: Moment): Printed | null => found[moment] ?? null;
      summaries.push({
        variable,
        at: { row: r, column: first },
        n: of("n"),
        mean: of("mean"),
        sd: of("sd"),
        min: of("min"),
        max: of("max"),
        median: of("median"),
        step: told.steps?.[label] ?? null,
      });
    }
    const isRead = summaries.length > before;
    const isHeld = texts.slice(1).some((text) => !isEmptyCell(text));
    rows.push({
      row: r,
      label,
      role: isRead ? "summary" : isHeld ? "text" : label === "" ? "empty" : "section",
      name: isRead ? label : null,
    });
  }
  return summaries.length === 0 ? null : { descriptives: { name, rows: summaries, grid }, rows, unread };
}

const momentOf = (text: string): Moment | null =>
  MOMENTS.find(([, pattern]) => pattern.test(plainCell(text)))?.[0] ?? null;

/** A row of headings with a mean and something beside it. */
function isHead(row: readonly string[]): boolean {
  const moments = new Set(row.slice(1).map(momentOf));
  moments.delete(null);
  return (
    moments.has("mean") && (moments.size > 1 || row.slice(1).some((text) => /\(\s*(?:s\.?d|std|标准差)/iu.test(text)))
  );
}

const saysSd = ({ rows }: Grid, head: number, c: number): boolean =>
  /\(\s*(?:s\.?d|st(?:an)?d|标准差)/iu.test(rows[head]![c] ?? "");

/** A moment that comes again begins another group, which the heading above names. */
function blocksOf({ rows, spans }: Grid, head: number): Block[] {
  const above = (c: number): string => {
    const span = spans.find(({ row, column, columns }) => row === head - 1 && column <= c && c < column + columns);
    return head === 0 ? "" : plainCell(rows[head - 1]![span?.column ?? c] ?? "");
  };
  const blocks: { name: string; columns: Map<Moment, number> }[] = [];
  for (const [c, text] of rows[head]!.entries()) {
    const moment = c === 0 ? null : momentOf(text);
    if (moment === null) continue;
    const last = blocks.at(-1);
    if (last === undefined || last.columns.has(moment)) blocks.push({ name: "", columns: new Map([[moment, c]]) });
    else last.columns.set(moment, c);
  }
  if (blocks.length < 2) return blocks;
  return blocks.map(({ columns }, b) => ({ name: above(Math.min(...columns.values())) || `${b + 1}`, columns }));
}
