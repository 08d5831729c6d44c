/**
 * Tables that set an estimate, its error, t and p in columns beside each other, as programs list them: such columns become one, an estimate
 * with its error in parentheses and a further number in brackets. Only where the headings say what each column holds.
 */
import type { Grid, GridSpan } from "../../grid.js";
import type { Beneath } from "../../paper.js";
import { plainCell } from "./cell.js";
import { type BeneathKind, isEmptyCell, kindOfLabel } from "./words.js";

export interface Joined {
  readonly grid: Grid;
  readonly parentheses: { readonly says: string; readonly means: Beneath } | null;
  readonly brackets: { readonly says: string; readonly means: BeneathKind } | null;
  /** Headings of columns that had no place. */
  readonly left: readonly string[];
}

const COEFFICIENT = /^(?:coef(?:f?icients?|fs?)?|estimates?|est|b|beta|β|(?:回归|估计)?系数|估计值)[.]?$/iu;
const MOST_HEADS = 6;

interface Beside {
  readonly at: number;
  readonly kind: BeneathKind;
  readonly says: string;
}

interface Block {
  readonly at: number;
  readonly beside: Beside[];
}

/** `grid` with its columns joined; null where its headings name no coefficients with numbers beside them. */
export function joinedColumns(grid: Grid): Joined | null {
  const head = grid.rows
    .slice(0, MOST_HEADS)
    .findIndex((row) => row.slice(1).some((text) => COEFFICIENT.test(plainCell(text))));
  if (head < 0) return null;
  const blocks: Block[] = [];
  const unknown: string[] = [];
  for (const [c, text] of grid.rows[head]!.entries()) {
    const plain = plainCell(text);
    if (c === 0 || isEmptyCell(plain)) continue;
    const kind = kindOfLabel(plain);
    if (COEFFICIENT.test(plain)) blocks.push({ at: c, beside: [] });
    else if (blocks.length === 0) return null;
    else if (kind === null) unknown.push(plain);
    else blocks.at(-1)!.beside.push({ at: c, kind: kind.means, says: kind.says });
  }
  const kinds = blocks[0]!.beside.map(({ kind }) => kind);
  if (kinds.length === 0 || blocks.some(({ beside }) => beside.map(({ kind }) => kind).join() !== kinds.join()))
    return null;
  const joined = joinedBlocks(grid, head, blocks);
  return { ...joined, left: [...joined.left, ...unknown] };
}

function joinedBlocks(grid: Grid, head: number, blocks: readonly Block[]): Joined {
  const [first, second, ...others] = blocks[0]!.beside.filter(({ kind }) => kind !== "interval");
  const interval = blocks[0]!.beside.find(({ kind }) => kind === "interval");
  const inBrackets = second ?? interval;
  const left = [...others, ...(second === undefined ? [] : [interval])].flatMap((one) =>
    one === undefined ? [] : [one.says],
  );
  const offset = (of: Beside | undefined) => (of === undefined ? null : of.at - blocks[0]!.at);
  const [paren, bracket] = [offset(first), offset(inBrackets)];
  const wrapped = (text: string, open: string, close: string): string => {
    const plain = plainCell(text);
    if (isEmptyCell(plain)) return "";
    return /^[([]/u.test(plain) ? plain.replace(/^[([]/u, open).replace(/[)\]]$/u, close) : `${open}${plain}${close}`;
  };
  const rows = grid.rows.map((row, r) => {
    if (r <= head) return [row[0] ?? "", ...blocks.map(({ at }) => (r === head ? "" : headingOver(grid, r, at)))];
    return [
      row[0] ?? "",
      ...blocks.map(({ at, beside }) => {
        const own = plainCell(row[at] ?? "");
        const numbers = [
          paren === null ? "" : wrapped(row[at + paren] ?? "", "(", ")"),
          bracket === null ? "" : wrapped(row[at + bracket] ?? "", "[", "]"),
        ];
        // a statistic stands in any of the columns
        if (isEmptyCell(own))
          return beside.map((one) => plainCell(row[one.at] ?? "")).find((text) => !isEmptyCell(text)) ?? "";
        return [own, ...numbers].filter((text) => text !== "").join(" ");
      }),
    ];
  });
  const spans: GridSpan[] = [];
  return {
    grid: { ...grid, rows: rows.filter((_, r) => r !== head || rows.length === 1), headRows: head, spans },
    parentheses: first === undefined ? null : { says: first.says, means: first.kind as Beneath },
    brackets: inBrackets === undefined ? null : { says: inBrackets.says, means: inBrackets.kind },
    left,
  };
}

/** What stands over column `c` in row `r`, spanning headings among it. */
function headingOver({ rows, spans }: Grid, r: number, c: number): string {
  const span = spans.find(({ row, column, columns }) => row === r && column <= c && c < column + columns);
  return plainCell(rows[r]![span?.column ?? c] ?? "");
}
