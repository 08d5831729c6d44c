/**
 * Portable files of SPSS, .por: text that any machine reads, numbers to the base 30.
 */
import { type Note, note } from "../../../base/messages.js";
import { withCellOptions } from "../cell-options.js";
import { chosenColumns } from "../choose-columns.js";
import { type ColumnGatherer, FixedTextColumn, NumberColumn } from "../fixed-columns.js";
import type { Format, ReadContext } from "../format.js";
import type { MemoryBudget } from "../memory-budget.js";
import type { TextDecoding } from "../text/decoding.js";
import { SPSS_NOTES } from "./messages.js";
import { openPor, type PorFile } from "./por-dictionary.js";
import { factsOf, headOf, numberField, type Variable } from "./variable.js";

export const POR: Format = {
  options: ["encoding"],

  async columns(source, { encoding }) {
    const { facts, variables } = await openPor(source, encoding);
    return { facts, columns: variables.map(headOf), nRows: null };
  },

  async read(source, options, context) {
    const file = await openPor(source, options.encoding);
    const chosen = new Set(chosenColumns(file.variables, options.columns, source.name));
    const cells = file.variables.map((variable) =>
      chosen.has(variable) ? cellOf(variable, file.decoding, source.memory) : undefined,
    );
    await readCells(file, cells, context);
    const built = cells.flatMap((cell) => (cell === undefined ? [] : [cell.gatherer.build()]));
    const asked = withCellOptions(
      built,
      file.variables.map(({ name }) => name),
      options,
      source.name,
    );
    const { weightedBy } = file.facts;
    const weighted: Note[] =
      weightedBy === undefined ? [] : [note(SPSS_NOTES, "spss_weighted", { file: source.name, column: weightedBy })];
    const notes = [...weighted, ...file.decoding.notes(), ...asked.notes];
    return { facts: file.facts, columns: asked.columns, notes };
  },
};

/** Rows that columns have room for at first. */
const FIRST_ROWS = 1024;
const NUMBER = new DataView(new ArrayBuffer(8));

/** What takes the cells of a variable one by one. */
interface Cell {
  readonly gatherer: ColumnGatherer;
  number(value: number): void;
  text(bytes: Uint8Array<ArrayBuffer>): void;
}

/** A cell is given to its gatherer as a row of its own. */
function cellOf(variable: Variable, decoding: TextDecoding, memory: MemoryBudget): Cell {
  const { name, width, missingTexts } = variable;
  const number = new Uint8Array(NUMBER.buffer);
  const gatherer: ColumnGatherer =
    width === 0
      ? new NumberColumn(
          { ...numberField(variable), at: 0, read: (view, at) => view.getFloat64(at) },
          FIRST_ROWS,
          memory,
        )
      : new FixedTextColumn(
          { name, parts: [{ at: 0, width }], width, missing: new Set(missingTexts), facts: factsOf(variable) },
          decoding,
          FIRST_ROWS,
          memory,
        );
  return {
    gatherer,
    number(value) {
      NUMBER.setFloat64(0, value);
      gatherer.take({ bytes: number, start: 0, width: 8, count: 1 });
    },
    text(bytes) {
      const padded = new Uint8Array(width);
      padded.set(bytes.subarray(0, width));
      gatherer.take({ bytes: padded, start: 0, width, count: 1 });
    },
  };
}

const END = 0x5a;
/** Rows between reports of progress. */
const REPORT = 4096;

async function readCells(
  { text, variables }: PorFile,
  cells: readonly (Cell | undefined)[],
  { onProgress, signal }: ReadContext,
): Promise<void> {
  for (let row = 0; ; row++) {
    await text.ensure(1);
    if (text.peek() === END) return;
    if (row % REPORT === 0) {
      signal?.throwIfAborted();
      onProgress?.(text.progress);
    }
    for (const [k, { name, width }] of variables.entries()) {
      if (width > 0) {
        const bytes = await text.text(`row ${row + 1} of '${name}'`);
        cells[k]?.text(bytes);
      } else {
        const value = await text.number(`row ${row + 1} of '${name}'`);
        cells[k]?.number(value);
      }
    }
  }
}
