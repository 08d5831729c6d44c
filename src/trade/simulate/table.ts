/**
 * Records of simulations as tables: what was made, what is true, what was spoiled; effects of cities by what they are means over.
 */
import { formatCount, formatFixed } from "../../report/format-number.js";
import { emptyCell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Presentation } from "../../verbs/verb.js";
import type { CitiesRecord, TrueMeans } from "./cities/truth.js";
import type { SimulationRecord } from "./record.js";

/** Simulated customs rows as their command prints them. */
export const presentCustoms = ({ record }: { readonly record: SimulationRecord }): Presentation => ({
  record,
  tables: [simulationTable(record)],
});

/** Simulated cities as their command prints them. */
export const presentCities = ({ record }: { readonly record: CitiesRecord }): Presentation => ({
  record,
  tables: [citiesTruthTable(record)],
});

/** The table of a simulation. */
function simulationTable({ counts, defects, truth, files, notes, provenance }: SimulationRecord): TableModel {
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

const DECIMALS = 4;

/** The table of a simulation of cities. */
function citiesTruthTable({ counts, truth, files, notes, provenance }: CitiesRecord): TableModel {
  const { att, att_weighted, att_measured, by_cohort, by_group, by_horizon } = truth;
  return {
    title: "Simulated cities: true effects of a pilot",
    stub: "Mean over",
    heads: [["Rows"], ["Quality"], ["Direct"], ["Indirect"], ["Innovation"], ["Informatisation"], ["Allocation"]],
    rows: [
      citiesRow("all treated rows", att),
      citiesRow("weighted by exports", att_weighted),
      citiesRow("with a measured outcome", att_measured),
      ...by_group.map(({ group, ...means }, i) => citiesRow(`development ${group}`, means, i === 0)),
      ...by_cohort.map(({ cohort, ...means }, i) => citiesRow(`batch ${cohort}`, means, i === 0)),
      ...by_horizon
        .filter(({ horizon, effect }) => horizon >= 0 || effect !== 0)
        .map(({ horizon, ...means }, i) => citiesRow(horizonText(horizon), means, i === 0)),
    ],
    notes: [
      `${formatCount(counts.rows!)} rows: ${formatCount(counts.cities!)} cities, ${formatCount(counts.pilots!)} pilots, ${formatCount(counts.provinces!)} provinces, ${formatCount(counts.years!)} years.`,
      `Outcomes: ${formatCount(counts.measured!)} measured, ${formatCount(counts.filled_by_formula!)} filled by formula, ${formatCount(counts.without_outcome!)} empty.`,
      `${provenance.generator}, seed ${provenance.seed}.`,
      ...notes.map(({ message }) => `Note: ${message}`),
      files.length === 0 ? "No file was written: --out says where rows go." : `Wrote ${files.join(", ")}.`,
    ],
  };
}

const horizonText = (h: number): string =>
  h === 0
    ? "first year"
    : h < 0
      ? `${-h} ${-h === 1 ? "year" : "years"} before`
      : `${h} ${h === 1 ? "year" : "years"} later`;

function citiesRow(label: string, means: TrueMeans | null, ruleAbove = false): TableRow {
  const { rows = 0, ...effects } = means ?? {};
  const cells = Object.values(effects).map((value) => numberCell(value, formatFixed(value, DECIMALS)));
  return {
    label,
    quantity: "estimate",
    ruleAbove,
    cells: [numberCell(rows, formatCount(rows)), ...(means === null ? Array.from({ length: 6 }, emptyCell) : cells)],
  };
}
