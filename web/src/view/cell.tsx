/** A cell of a table: points of numbers stand under each other; pressed, a number copies itself unrounded. */
import type { ColumnSplit, SplitNumber } from "../../../src/report/render/columns.js";
import type { Cell } from "../../../src/report/table-model.js";
import { say } from "../state/seen.js";
import { language } from "../state/session.js";
import { paperWords } from "../words/paper.js";

interface CellProps {
  readonly cell: Cell;
  readonly split: SplitNumber | string;
  readonly widths: ColumnSplit;
}

const minus = (text: string): string => text.replace(/-/g, "\u2212");

export function CellView({ cell, split, widths }: CellProps) {
  if (cell.kind === "empty") return null;
  if (cell.kind === "text") return <>{cell.text}</>;
  if (typeof split === "string") return <>{minus(split)}</>;
  return (
    <>
      <span class="whole" style={{ minWidth: `${widths.before}ch` }}>
        {minus(split.before)}
      </span>
      <span class="part" style={{ minWidth: `${widths.after}ch` }}>
        {minus(split.after)}
      </span>
    </>
  );
}

const numberAt = (target: EventTarget | null): HTMLElement | null =>
  (target as Element | null)?.closest<HTMLElement>("td[data-value]") ?? null;

/** Copies the number that was pressed. */
export function copyNumber(event: Event): void {
  const value = numberAt(event.target)?.dataset.value;
  if (value === undefined || String(getSelection()) !== "") return;
  void copyText(value, paperWords.numberCopied[language.value](value));
}

export async function copyText(value: string, words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
    say(words);
  } catch {
    say(paperWords.notCopied[language.value]);
  }
}

const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};

/** Arrows go from number to number, Enter copies. */
export function moveWithin(event: KeyboardEvent): void {
  const from = numberAt(event.target);
  if (from === null) return;
  if (event.key === "Enter") copyNumber(event);
  const step = STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const rows = [...from.closest("tbody")!.rows];
  const column = (cell: HTMLElement): number =>
    [...cell.parentElement!.children].filter(({ tagName }) => tagName === "TD").indexOf(cell);
  let r = rows.indexOf(from.parentElement as HTMLTableRowElement);
  let c = column(from);
  for (;;) {
    r += step[0];
    c += step[1];
    const cells = [...(rows[r]?.children ?? [])].filter(({ tagName }) => tagName === "TD");
    const next = cells[c] as HTMLElement | undefined;
    if (rows[r] === undefined || c < 0 || (step[1] !== 0 && next === undefined)) return;
    if (next?.dataset.value !== undefined) {
      next.focus();
      return;
    }
  }
}
