/**
 * Sigma of a quality run in a few words, and as tables: the estimate beside least squares and its first stage, its spread over
 * groups and the groups that could not be used, how a table of elasticities was matched, where instruments come from.
 */
import { catalogue, type Language } from "../../../base/messages.js";
import { formatCount, formatFixed } from "../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../report/table-model.js";
import type { QualityRecord } from "../record.js";
import type { InstrumentRecord, InstrumentSource } from "./instrument.js";
import type { EstimatedSigmaRecord, SigmaRecord, TableSigmaRecord } from "./sigma-record.js";

/** Decimals of sigma in words, and in tables. */
const IN_WORDS = 3;
const DECIMALS = 4;
/** Groups listed on a screen; the record and sigma.csv have more. */
const MOST_ROWS = 20;

const sigmaWords = catalogue({
  fixed: { en: (value: string) => `${value}, fixed for all products`, zh: (value: string) => `${value}（各产品相同）` },
  table: {
    en: (table: string, median: string) => `by product from ${table} (median over rows ${median})`,
    zh: (table: string, median: string) => `按产品取自 ${table}（按行中位数 ${median}）`,
  },
  leastSquares: { en: "least squares", zh: "最小二乘法" },
  pooled: {
    en: (b: string, se: string, method: string, vcov: string) => `${b} (${se}) by ${method}, errors ${vcov}`,
    zh: (b: string, se: string, method: string, vcov: string) => `${b}（${se}），${method}估计，标准误 ${vcov}`,
  },
  groups: {
    en: (g: GroupTexts) =>
      `by ${g.method} in each of ${g.n} groups of ${g.by} (median ${g.median}, ${g.good} estimated as they should be), errors ${g.vcov}`,
    zh: (g: GroupTexts) =>
      `在 ${g.by} 的 ${g.n} 个组内分别用${g.method}估计（中位数 ${g.median}，其中 ${g.good} 组估计正常），标准误 ${g.vcov}`,
  },
});

interface GroupTexts {
  readonly method: string;
  readonly n: string;
  readonly by: string;
  readonly median: string;
  readonly good: string;
  readonly vcov: string;
}

/** Such as "5, fixed for all products" or "4.921 (0.054) by 2SLS, clustered by firm". */
export function sigmaInWords(sigma: SigmaRecord, language: Language = "en"): string {
  if (sigma.source === "fixed") return sigmaWords.fixed[language](String(sigma.value));
  if (sigma.source === "table") {
    return sigmaWords.table[language](sigma.table, formatFixed(sigma.rows.median, IN_WORDS));
  }
  const method = sigma.source === "iv" ? "2SLS" : sigmaWords.leastSquares[language];
  if (sigma.pooled !== null) {
    const { estimate, std_error } = sigma.pooled;
    return sigmaWords.pooled[language](
      formatFixed(estimate, IN_WORDS),
      formatFixed(std_error, IN_WORDS),
      method,
      String(sigma.vcov),
    );
  }
  const { n, sigma: spread, by_status } = sigma.groups!;
  return sigmaWords.groups[language]({
    method,
    n: formatCount(n),
    by: String(sigma.by),
    median: formatFixed(spread.median, IN_WORDS),
    good: formatCount(by_status.estimated),
    vcov: String(sigma.vcov),
  });
}

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
