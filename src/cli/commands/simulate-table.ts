/**
 * The record of a simulation as a table: what was made, what is true, what was spoiled.
 */
import { formatCount } from "../../report/format-number.js";
import { numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { SimulationRecord } from "../../trade/simulate/record.js";

/** The table of a simulation. */
export function simulationTable({ counts, defects, truth, files, notes, provenance }: SimulationRecord): TableModel {
  const { sigma, effect } = truth;
  const sigmas = sigma.min === sigma.max ? String(sigma.min) : `${sigma.min.toFixed(3)} to ${sigma.max.toFixed(3)}`;
  return {
    title: "Simulated customs rows",
    stub: "",
    heads: [["n"]],
    rows: [...rowsOf(counts, false), ...rowsOf(defects ?? {}, true)],
    notes: [
      `True sigma ${sigmas}; true effect of the policy on log quality ${effect}.`,
      `${provenance.generator}, seed ${provenance.seed}.`,
      ...notes.map(({ message }) => `Note: ${message}`),
      files.length === 0 ? "No file was written: --out says where rows go." : `Wrote ${files.join(", ")}.`,
    ],
  };
}

const rowsOf = (counts: Readonly<Record<string, number>>, ruleAbove: boolean): TableRow[] =>
  Object.entries(counts).map(([name, count], i) => ({
    label: name.replaceAll("_", " "),
    name,
    quantity: "n",
    cells: [numberCell(count, formatCount(count))],
    ruleAbove: ruleAbove && i === 0,
  }));
