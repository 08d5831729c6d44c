/**
 * A policy's effect on estimated quality as tables: the two steps with every error there is, sigma over draws,
 * and the rows with one step and two. Everything shown comes from the record.
 */
import { drawsCsv, formatCsv } from "../../data/table/write-csv.js";
import { drawsFigure } from "../../report/figures/draws.js";
import type { FigureOptions } from "../../report/figures/figure-spec.js";
import { decimalsFor, formatCount, formatFixed } from "../../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Presentation } from "../../verbs/verb.js";
import { sigmaInWords } from "../quality/sigma/present-sigma.js";
import type { QualityPolicyResult } from "./fit.js";
import type { DrawnRecord, PolicyCoefficient, QualityPolicyRecord, RowEstimate } from "./record.js";
import type { Concentration } from "./weights.js";

/** Decimals of a ratio of errors and of percentages. */
const RATIO_DECIMALS = 3;

/** The tables of `record`; notes stand under the last. */
export function qualityPolicyTables(record: QualityPolicyRecord): TableModel[] {
  const tables = [stepsTable(record)];
  if (record.bootstrap?.sigma != null) tables.push(sigmaTable(record.bootstrap.sigma, record));
  const rows = rowsTable(record);
  if (rows !== null) tables.push(rows);
  tables[tables.length - 1] = { ...tables.at(-1)!, notes: [...tables.at(-1)!.notes, ...notesOf(record)] };
  return tables;
}

/** Coefficients of the second step, normalised and raw. */
function stepsTable({ two_step, term, bootstrap, call, cluster }: QualityPolicyRecord): TableModel {
  const columns = [two_step.normalised, two_step.raw].map((fit) => fit.coefficients[term]!);
  const draws = bootstrap === null ? null : [bootstrap.coefficients.normalised, bootstrap.coefficients.raw];
  const numbers = columns.map(({ std_error }) => numbersOf(std_error));
  const row = (label: string, of: (c: number) => number | null, ruleAbove = false): TableRow => ({
    label,
    quantity: "",
    cells: [0, 1].map((c) => cellOf(of(c), numbers[c]!)),
    ruleAbove,
  });
  const drawn = (label: string, of: (one: PolicyCoefficient) => number | null, ruleAbove = false): TableRow[] =>
    draws === null ? [] : [row(label, (c) => of(draws[c]!), ruleAbove)];
  const counted = (label: string, of: (one: PolicyCoefficient) => number | null): TableRow[] =>
    draws === null
      ? []
      : [{ label, quantity: "", cells: draws.map((one) => cellOf(of(one), formatCount)), ruleAbove: false }];
  return {
    title: `${term} in ${call}, quality estimated`,
    stub: term,
    heads: [["r_quality"], ["quality"]],
    rows: [
      row("Coefficient", (c) => columns[c]!.estimate),
      row(`Std. error, clustered by ${cluster}`, (c) => columns[c]!.std_error, true),
      ...drawn("Std. error, draws, quality held", ({ held }) => held.bootstrap_std_error),
      ...drawn("Std. error, draws, quality re-estimated", ({ re_estimated }) => re_estimated.bootstrap_std_error),
      ...(draws === null
        ? []
        : [
            {
              label: "re-estimated / held",
              quantity: "",
              cells: draws.map(({ ratio }) => cellOf(ratio, (value) => formatFixed(value, RATIO_DECIMALS))),
              ruleAbove: false,
            },
          ]),
      row(`${percentOf(two_step.normalised.vcov.level)} interval, by formula: low`, (c) => columns[c]!.conf_low, true),
      row(`${percentOf(two_step.normalised.vcov.level)} interval, by formula: high`, (c) => columns[c]!.conf_high),
      ...drawn(
        `${percentOf(bootstrap?.level)} interval, re-estimated: low`,
        ({ re_estimated }) => re_estimated.conf_low,
      ),
      ...drawn(
        `${percentOf(bootstrap?.level)} interval, re-estimated: high`,
        ({ re_estimated }) => re_estimated.conf_high,
      ),
      ...drawn("Bias of draws, re-estimated", ({ re_estimated }) => re_estimated.bias, true),
      ...drawn("Bias of draws, held", ({ held }) => held.bias),
      ...counted("Draws used", ({ re_estimated }) => re_estimated.used),
      {
        label: "Rows of the panel",
        quantity: "",
        cells: [two_step.normalised, two_step.raw].map(({ nobs }) => cellOf(nobs, formatCount)),
        ruleAbove: draws === null,
      },
    ],
    notes: [],
  };
}

function sigmaTable(sigma: DrawnRecord, { bootstrap, quality }: QualityPolicyRecord): TableModel {
  const source = quality.sigma;
  const groups = "groups" in source && source.groups !== null ? source.by : null;
  const number = numbersOf(sigma.bootstrap_std_error);
  const row = (label: string, value: number, format = number): TableRow => {
    return { label, quantity: "", cells: [cellOf(value, format)], ruleAbove: false };
  };
  return {
    title: groups === null ? "Sigma over draws" : `Sigma over draws, the mean over ${groups} weighted by value`,
    stub: "sigma",
    heads: [["Draws"]],
    rows: [
      row("On the data", sigma.estimate),
      row("Std. error of draws", sigma.bootstrap_std_error),
      row(`${percentOf(bootstrap?.level)} interval: low`, sigma.conf_low),
      row(`${percentOf(bootstrap?.level)} interval: high`, sigma.conf_high),
      row("Bias of draws", sigma.bias),
      row("Draws used", sigma.used, formatCount),
    ],
    notes: [],
  };
}

/** The rows: quality on the policy, and one step; null where none could be made. */
function rowsTable({ one_step, term, weights }: QualityPolicyRecord): TableModel | null {
  const { two_step, two_step_weighted, one_step: one, one_step_weighted } = one_step;
  const all = [two_step, one, two_step_weighted, one_step_weighted];
  if (all.every((estimate) => estimate === null)) return null;
  const row = (label: string, of: (estimate: RowEstimate) => Cell): TableRow => {
    return {
      label,
      quantity: "",
      cells: all.map((estimate) => (estimate === null ? emptyCell() : of(estimate))),
      ruleAbove: false,
    };
  };
  const number = (value: number, estimate: RowEstimate): Cell => cellOf(value, numbersOf(estimate.std_error));
  return {
    title: `${term} on the rows, quality as estimated`,
    stub: term,
    heads: [
      ["unweighted", "two steps"],
      ["unweighted", "one step"],
      ["by value", "two steps"],
      ["by value", "one step"],
    ],
    rows: [
      row("Coefficient", (estimate) => number(estimate.estimate, estimate)),
      row("Std. error", (estimate) => number(estimate.std_error, estimate)),
      row("Rows", ({ nobs }) => cellOf(nobs, formatCount)),
    ],
    notes: [
      `By value: ${concentrationText(weights.rows, "rows")}; ${concentrationText(weights.units, "units")}.`,
      ...(two_step === null ? [] : [`Two steps: ${two_step.call}.`]),
      ...(one === null
        ? []
        : [
            `One step: ${one.call}, demand = (ln q + sigma ln p) / (sigma - 1): the effects are taken out of the policy, too.`,
          ]),
    ],
  };
}

const concentrationText = ({ n, effective, largest }: Concentration, what: string): string =>
  `${formatCount(n)} ${what} weigh as ${formatFixed(effective, 1)} equal ones, the largest has ${formatFixed(100 * largest, 1)}%`;

function notesOf({ quality, bootstrap, join, notes }: QualityPolicyRecord): string[] {
  const failed = Object.entries(bootstrap?.failed ?? {}).map(([reason, count]) => `${reason} ${formatCount(count)}`);
  return [
    `Quality: ${quality.call}; sigma ${sigmaInWords(quality.sigma)}; ${formatCount(quality.nobs)} rows.`,
    `Panel: ${formatCount(join.left.matched)} of ${formatCount(join.left.rows)} rows have quality.`,
    ...(bootstrap === null
      ? []
      : [
          `Draws: ${formatCount(bootstrap.draws.done)} of ${formatCount(bootstrap.clusters.G)} clusters of ${bootstrap.clusters.name}, seed ${bootstrap.seed}; without quality: ${failed.length === 0 ? "none" : failed.join(", ")}.`,
        ]),
    ...notes.map(({ message }) => `Note: ${message}`),
  ];
}

const numbersOf =
  (scale: number) =>
  (value: number): string =>
    formatFixed(value, decimalsFor([scale]) + 1);

const cellOf = (value: number | null, format: (value: number) => string): Cell =>
  value === null ? emptyCell() : numberCell(value, format(value));

const percentOf = (level = 0.95): string => `${Number((100 * level).toPrecision(6))}%`;

/** The result as its command prints and writes it. */
export const presentPolicy = ({ record, cells, sigmas, sigmaDraws }: QualityPolicyResult): Presentation => ({
  record,
  tables: qualityPolicyTables(record),
  ...figuresOfPolicy(record),
  files: () => ({
    "cells.csv": formatCsv(cells.columns),
    ...(record.bootstrap === null ? {} : { "draws.csv": drawsCsv({ ...record.bootstrap.values }) }),
    ...(sigmas === null ? {} : { "sigma.csv": formatCsv(sigmas.columns) }),
    ...(sigmaDraws === null ? {} : { "sigma_draws.csv": formatCsv(sigmaDraws.columns) }),
  }),
});

// Draws of a policy's effect on estimated quality as figures: the coefficient, with quality estimated anew and with quality
// held, and sigma where it is estimated.

/** The figures of `record`; none without draws. */
export function figuresOfPolicy(
  { bootstrap, term }: QualityPolicyRecord,
  options: FigureOptions = {},
): Pick<Presentation, "figures" | "namedFigures"> {
  if (bootstrap === null) return {};
  const { coefficients, values, sigma, level } = bootstrap;
  const outside = `outside the ${Number((100 * level).toPrecision(6))}% interval`;
  const figure = (title: string, x: string, observed: string, drawn: DrawnRecord, all: readonly (number | null)[]) => {
    const draws = all.filter((value) => value !== null);
    const limits = { low: drawn.conf_low, high: drawn.conf_high };
    const labels = { x, observed, within: "draws within", beyond: outside };
    return drawsFigure({ draws, observed: drawn.estimate, ...limits }, { title, labels, ...options });
  };
  const { normalised, raw } = coefficients;
  const normal = `${term}, normalised quality`;
  return {
    figures: () => ({
      "": figure("Quality re-estimated", normal, term, normalised.re_estimated, values.normalised),
      _held: figure("Quality held", `${normal} as on the data`, term, normalised.held, values.normalised_held),
      _raw: figure(
        "Quality re-estimated",
        `${term}, raw quality estimated anew in each draw`,
        term,
        raw.re_estimated,
        values.raw,
      ),
    }),
    ...(sigma === null
      ? {}
      : {
          namedFigures: () => ({
            sigma: figure("Sigma re-estimated", "Sigma estimated anew in each draw", "sigma", sigma, values.sigma),
          }),
        }),
  };
}
