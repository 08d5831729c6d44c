/**
 * Sigma of a quality run as tables: the estimate beside least squares and its first stage, its spread over
 * groups and the groups that could not be used, how a table of elasticities was matched, where instruments come from.
 */

import { formatCount, formatFixed } from "../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../report/table-model.js";
import type { QualityRecord } from "../../trade/quality/quality-record.js";
import type { InstrumentRecord, InstrumentSource } from "../../trade/quality/sigma/instrument.js";
import type { EstimatedSigmaRecord, TableSigmaRecord } from "../../trade/quality/sigma/sigma-record.js";

const DECIMALS = 4;
/** Groups listed on a screen; the record and sigma.csv have more. */
const MOST_ROWS = 20;

/** The tables of the record's sigma; none where it is one given number. */
export function sigmaTables({ sigma, instrument, waterfall }: QualityRecord): TableModel[] {
  if (sigma.source === "fixed") return [];
  if (sigma.source === "table") return [tierTable(sigma, waterfall[0]!.value)];
  const tables = sigma.pooled === null ? groupTables(sigma) : [pooledTable(sigma, sigma.pooled)];
  return instrument === null ? tables : [instrumentTable(instrument), ...tables];
}

function pooledTable(
  { source, vcov, nobs, level }: EstimatedSigmaRecord,
  pooled: NonNullable<EstimatedSigmaRecord["pooled"]>,
): TableModel {
  const { estimate, std_error, conf_low, conf_high, first_stage, ols, clusters } = pooled;
  const percent = formatFixed(100 * level, 0);
  const rows = [
    row(
      source === "iv" ? "sigma, 2SLS" : "sigma, least squares",
      [estimate, std_error, conf_low, conf_high].map((value) => number(value)),
    ),
  ];
  if (source === "iv")
    rows.push(row("sigma, least squares on the same rows", [number(ols.estimate), number(ols.std_error)]));
  if (first_stage !== null) {
    rows.push(
      row("first stage, ln p on the price elsewhere", [number(first_stage.estimate), number(first_stage.std_error)]),
    );
    rows.push(row("first-stage F", [number(first_stage.F, 2)]));
  }
  const of = clusters === null ? "" : `, ${formatCount(clusters)} clusters`;
  return {
    title: "Elasticity of substitution",
    stub: "",
    heads: [["estimate"], ["std. error"], [`${percent}% low`], [`${percent}% high`]],
    rows: rows.map((each) => ({ ...each, cells: padded(each.cells, 4) })),
    notes: [
      `${formatCount(nobs)} rows${of}; errors ${vcov}, small-sample rule fixest. Sigma is minus the coefficient of ln p.`,
    ],
  };
}

function groupTables(sigma: EstimatedSigmaRecord): TableModel[] {
  const { n, by_status, sigma: spread, F, not_estimated } = sigma.groups!;
  const moments = (of: typeof spread): Cell[] => [
    count(of.n),
    ...[of.mean, of.sd, of.min, of.median, of.max].map((value) => number(value)),
  ];
  const spreadTable: TableModel = {
    title: `Elasticities by ${sigma.by}, ${sigma.source === "iv" ? "2SLS" : "least squares"}`,
    stub: "",
    heads: [["groups"], ["mean"], ["sd"], ["min"], ["median"], ["max"]],
    rows: [row("sigma", moments(spread)), ...(F === null ? [] : [row("first-stage F", moments(F))])],
    notes: [
      `Of ${formatCount(n)} groups ${formatCount(by_status.estimated)} estimated, ${formatCount(by_status.weak)} weak (F < ${sigma.min_F ?? "-"}), ` +
        `${formatCount(by_status.not_above_one)} with sigma <= 1, ${formatCount(by_status.not_estimable)} not estimable; errors ${sigma.vcov}.`,
    ],
  };
  if (not_estimated.length === 0) return [spreadTable];
  const listed = not_estimated.slice(0, MOST_ROWS);
  const more = n - by_status.estimated - listed.length;
  return [
    spreadTable,
    {
      title: "Groups whose estimate is not used as it is",
      stub: sigma.by,
      heads: [["status"], ["rows"], ["sigma"], ["F"], ["used"]],
      rows: listed.map(({ group, status, n: rows, sigma: estimate, F: strength, used }) =>
        row(group, [
          textCell(status.replaceAll("_", " ")),
          count(rows),
          maybe(estimate),
          maybe(strength),
          used === null ? textCell("left out") : number(used),
        ]),
      ),
      notes: more > 0 ? [`${formatCount(more)} more in sigma.csv (--out FOLDER).`] : [],
    },
  ];
}

function tierTable(sigma: TableSigmaRecord, total: number): TableModel {
  const { tiers, rows, floor, cap, rows_floored, rows_capped, range } = sigma;
  const bound = (name: string, at: number | null, n: number): string =>
    at === null ? `no ${name}` : `${name} ${at} (${formatCount(n)} rows)`;
  return {
    title: `Elasticities of ${sigma.table}`,
    stub: "found by",
    heads: [["rows"], ["% of value read"]],
    rows: tiers.map((tier) => row(tier.tier, [count(tier.rows), number((100 * tier.value) / total, 2)])),
    notes: [
      `Columns: code ${sigma.columns.code}, sigma ${sigma.columns.sigma}, country ${sigma.columns.country ?? "none"}; ${formatCount(sigma.codes)} codes` +
        `${sigma.countries === null ? "" : ` of ${formatCount(sigma.countries)} countries`}, elasticities ${formatFixed(range[0], 2)} to ${formatFixed(range[1], 2)}; ` +
        `${bound("floor", floor, rows_floored)}, ${bound("cap", cap, rows_capped)}.`,
      `Over rows used: median ${formatFixed(rows.median, 3)}, mean ${formatFixed(rows.mean, 3)}, from ${formatFixed(rows.min, 3)} to ${formatFixed(rows.max, 3)}.`,
    ],
  };
}

function instrumentTable(instrument: InstrumentRecord): TableModel {
  const source = (label: string, { rows, share_rows, share_value }: InstrumentSource): TableRow =>
    row(label, [count(rows), number(100 * share_rows, 2), number(100 * share_value, 2)]);
  const { single_destination: rule } = instrument;
  return {
    title: `Instrument: ${instrument.mean === "log" ? "mean of the log of prices" : "log of the mean price"} elsewhere${instrument.weights === "none" ? "" : ", weighted by quantity"}`,
    stub: "",
    heads: [["rows"], ["% of rows"], ["% of value"]],
    rows: [
      source("other destinations of the firm-product-year", instrument.other_destinations),
      ...(rule === "drop" ? [] : [source(`one destination: ${rule}`, instrument.substitute)]),
      source("none, dropped", instrument.none),
    ],
    notes: [],
  };
}

const number = (value: number, decimals = DECIMALS): Cell => numberCell(value, formatFixed(value, decimals));
const count = (n: number): Cell => numberCell(n, formatCount(n));
const maybe = (value: number | null): Cell => (value === null ? emptyCell() : number(value));
const padded = (cells: readonly Cell[], width: number): Cell[] => [
  ...cells,
  ...Array.from({ length: width - cells.length }, emptyCell),
];
const row = (label: string, cells: readonly Cell[]): TableRow => ({ label, quantity: "", cells, ruleAbove: false });
