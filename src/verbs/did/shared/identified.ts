/**
 * Which cells a regression identifies beside unit and period effects. A row joins its unit with its period or, in a cell, with the cell, which is
 * a period of the cohort's own; the effect of a cell is what it has beyond its period, and is known where a chain of rows joins the
 * two. A cohort without a row at its reference has no such chain: the arithmetic would measure it from another period of its own.
 */
import { type Note, note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pairComponents } from "../../../engine/kernels/groups.js";
import type { DidSample } from "../design/sample.js";
import type { Cell, CellEstimates } from "./aggregation.js";
import type { NumberedCells } from "./cells.js";
import { type Estimates, selected } from "./estimates.js";
import { CONTROL_NOTES } from "./messages.js";
import { unitOfRows } from "./row-units.js";

/**
 * Effects of the cells whose numbers stand in the order of `estimates`, with references, and what is said of those that are none.
 *
 * @param cellOf of each row used by the regression: its cell, 0 for rows compared with; -1 for others
 */
export function knownCells(
  engine: Engine,
  sample: DidSample,
  { cell, references }: Pick<NumberedCells, "cell" | "references">,
  cellOf: Int32Array,
  numbers: readonly number[],
  estimates: Estimates,
): { readonly cells: CellEstimates; readonly notes: readonly Note[] } {
  const isKnown = joinedCells(engine, sample, cellOf);
  const kept = numbers.flatMap((number, j) => (isKnown(number) ? [j] : []));
  const found = kept.map((j) => cell(numbers[j]!));
  const cohorts = new Set(found.map(({ cohort }) => cohort));
  const shown = [...found, ...references.filter(({ cohort }) => cohorts.has(cohort))];
  // of cells that are collinear one has no estimate
  const lost = [...new Set(cellOf)].filter((number) => number > 0 && !isKnown(number)).sort((a, b) => a - b);
  return {
    cells: { cells: shown.sort(inOrder), estimates: selected(engine, estimates, kept), shares: null },
    notes: [...unknownCells(lost.map(cell)), ...singleUnits(found)],
  };
}

const inOrder = (a: Cell, b: Cell): number => a.cohort - b.cohort || a.period - b.period;

/** Whether a chain of rows joins a cell with its period: periods stand before cells. */
function joinedCells(engine: Engine, sample: DidSample, cellOf: Int32Array): (number: number) => boolean {
  const { time, units, periods, design } = sample;
  const nPeriods = periods.length;
  const unit = unitOfRows(sample);
  const used = Uint32Array.from(cellOf.keys()).filter((row) => cellOf[row]! >= 0);
  const owners = used.map((row) => unit[row]!);
  const columns = used.map((row) => (cellOf[row]! > 0 ? nPeriods + cellOf[row]! : time[row]!));
  const nColumns = nPeriods + 1 + design.cohorts.length * nPeriods;
  const { components } = pairComponents(engine, owners, units.length, columns, nColumns);
  return (number) => components[nPeriods + number] === components[(number - 1) % nPeriods];
}

function unknownCells(lost: readonly Cell[]): Note[] {
  if (lost.length === 0) return [];
  const cohorts = [...new Set(lost.map(({ cohort }) => cohort))].map((cohort) => ({
    cohort,
    periods: lost.filter((cell) => cell.cohort === cohort).map(({ period }) => period),
  }));
  return [note(CONTROL_NOTES, "cells_unidentified", { cells: lost.length, cohorts })];
}

function singleUnits(cells: readonly Cell[]): Note[] {
  const single = cells.filter(({ units }) => units === 1).length;
  return single === 0 ? [] : [note(CONTROL_NOTES, "cells_of_single_units", { cells: single, of: cells.length })];
}
