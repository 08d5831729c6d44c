/** The rows of a file, those in sight: a table of any length, fetched from the worker as it is scrolled. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { OpenedFile } from "../protocol.js";
import { ROW, rowWindow, scrollTo, TALLEST } from "../state/row-window.js";
import { engine, files, language } from "../state/session.js";
import { dataWords as words } from "../words/data.js";

/** The file whose rows are shown. */
export const shownRows = signal<string | null>(null);

/** Rows fetched at a time. */
const BLOCK = 100;
const HEIGHT = 18 * ROW;

type Cells = readonly (readonly string[])[];

export function Rows() {
  const spoken = language.value;
  const file = files.value.find(({ name }) => name === shownRows.value);
  if (file === undefined) return null;
  return (
    <section class="rows" aria-label={words.grid[spoken](file.name, file.rows)}>
      <p class="state">
        {words.grid[spoken](file.name, file.rows)}
        <button
          type="button"
          class="word"
          onClick={() => {
            shownRows.value = null;
          }}
        >
          {words.closes[spoken]}
        </button>
      </p>
      <Grid key={file.name} file={file} />
    </section>
  );
}

function Grid({ file }: { readonly file: OpenedFile }) {
  const pane = useRef<HTMLElement>(null);
  const [at, setAt] = useState(0);
  const blocks = useBlocks(file);
  const { total, first, top, count } = rowWindow(file.rows, HEIGHT - ROW, at);
  const cells = blocks.cells(first, first + count);
  // a scaled table moves many rows by a pixel: the arrows move by one
  const step = (by: number) => (event: KeyboardEvent) => {
    event.preventDefault();
    const next = Math.min(Math.max(0, first + by), file.rows - count);
    pane.current!.scrollTop = scrollTo(file.rows, HEIGHT - ROW, next);
  };
  const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowDown: step(1),
    ArrowUp: step(-1),
    PageDown: step(count - 2),
    PageUp: step(2 - count),
  };
  return (
    <section
      ref={pane}
      class="grid long"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      aria-label={file.name}
      onScroll={({ currentTarget }) => setAt(currentTarget.scrollTop)}
      onKeyDown={(event) => {
        if (total >= TALLEST || event.key.startsWith("Page")) keys[event.key]?.(event);
      }}
    >
      <div class="tall" style={{ height: `${total + ROW}px` }}>
        <div class="in-sight" style={{ transform: `translateY(${top}px)` }}>
          <Cells names={file.columns.map(({ name }) => name)} cells={cells} from={first} widths={blocks.widths} />
        </div>
      </div>
    </section>
  );
}

/** Blocks of rows that were fetched, the first among them; those asked for are fetched once. */
function useBlocks(file: OpenedFile) {
  const kept = useRef(new Map<number, Cells | null>());
  const [, redraw] = useState(0);
  const isThere = useRef(true);
  useEffect(
    () => () => {
      isThere.current = false;
    },
    [],
  );
  const block = (b: number): Cells | null => {
    if (!kept.current.has(b)) {
      kept.current.set(b, null);
      const from = b * BLOCK;
      void engine.ask("rows", { name: file.name, from, to: from + BLOCK }).then(
        (rows) => {
          kept.current.set(b, rows);
          if (isThere.current) redraw((before) => before + 1);
        },
        () => kept.current.delete(b),
      );
    }
    return kept.current.get(b) ?? null;
  };
  const cells = (from: number, to: number): Cells =>
    file.columns.map((_, c) =>
      Array.from({ length: Math.min(to, file.rows) - from }, (_row, k) => {
        const row = from + k;
        return row < file.head[c]!.length
          ? file.head[c]![row]!
          : (block(Math.floor(row / BLOCK))?.[c]?.[row % BLOCK] ?? "");
      }),
    );
  const widths = file.columns.map(({ name }, c) =>
    Math.max(4, name.length, ...file.head[c]!.map((cell) => cell.length)),
  );
  return { cells, widths };
}

interface CellsProps {
  readonly names: readonly string[];
  readonly cells: Cells;
  /** The row the first one is, from 0. */
  readonly from: number;
  /** Characters of each column. */
  readonly widths?: readonly number[];
}

export function Cells({ names, cells, from, widths }: CellsProps) {
  const rows = cells[0]?.length ?? 0;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.row[language.value]}</th>
          {names.map((name, c) => (
            <th
              key={c}
              scope="col"
              lang=""
              {...(widths && { style: { minWidth: `${Math.min(24, widths[c]! + 1)}ch` } })}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rows }, (_, r) => (
          <tr key={r}>
            <th scope="row">{from + r + 1}</th>
            {cells.map((column, c) => (
              <td key={c}>{column[r]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
