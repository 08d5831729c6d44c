/**
 * A bootstrap as a table: what the formula says of a coefficient beside what the draws say, and beneath it
 * how they were made. Everything shown comes from the record.
 */

import type { TextColumn } from "../../base/columns.js";
import { tieLimit } from "../../base/numbers.js";
import { ownOf } from "../../base/objects.js";
import { drawsCsv, formatCsv, nullableColumn } from "../../data/table/write-csv.js";
import type { Limits } from "../../report/figures/draws.js";
import { type DrawsFigureOptions, drawsFigure } from "../../report/figures/draws.js";
import type { FigureSpec } from "../../report/figures/figure-spec.js";
import { decimalsFor, formatCount, formatDrawnP, formatFixed, formatT, pText } from "../../report/format-number.js";
import { jointTestText } from "../../report/joint-test-text.js";
import { naming, outcomeStub } from "../../report/naming.js";
import { modelNotes, shortModelNotes } from "../../report/regression/fit-summary.js";
import { emptyCell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Presentation } from "../verb.js";
import type {
  BootstrapDesign,
  BootstrapInterval,
  BootstrapRecord,
  ClusterCount,
  ClusterInfluence,
  FewTreated,
} from "./record.js";

/** Decimals of statistics and p-values: enough for b/B with thousands of draws. */
const T_DECIMALS = 4;
const P_DECIMALS = 5;
/** Clusters shown of those that move the estimate most. */
const MOST_INFLUENTIAL = 5;

type Number = number | null | undefined;

const HEADS = {
  wild: "Wild bootstrap",
  pairs: "Pairs bootstrap",
  jackknife: "Jackknife",
  "conley-taber": "Conley-Taber",
  "ferman-pinto": "Ferman-Pinto",
} as const;
const TITLES = {
  wild: "Wild cluster bootstrap",
  pairs: "Pairs cluster bootstrap",
  jackknife: "Cluster jackknife",
  "conley-taber": "Few treated clusters (Conley and Taber)",
  "ferman-pinto": "Few treated clusters (Ferman and Pinto)",
} as const;

/** What the command shows and writes. */
export const presentBootstrap = (record: BootstrapRecord): Presentation => ({
  record,
  tables: [bootstrapTable(record)],
  figures: () => ({ "": figureOfBootstrap(record) }),
  files: () => numbersOf(record),
});

/** The table of `record`. */
export function bootstrapTable(record: BootstrapRecord): TableModel {
  const { observed, bootstrap, p_value, terms, pairs, interval, vcov } = record;
  const { kind } = bootstrap;
  const joint = terms.length > 1;
  const formula = joint ? undefined : ownOf(record.coefficients, terms[0]!);
  const decimals = decimalsFor([observed.std_error ?? 0]) + 1;
  const number = (value: number) => formatFixed(value, decimals);
  const statistic = (value: number) => formatT(value, T_DECIMALS);
  const p = {
    formula: (value: number) => (value === 0 ? pText(value) : formatFixed(value, P_DECIMALS)),
    drawn: (value: number) => formatDrawnP(value, bootstrap.draws.used, P_DECIMALS),
    tails: (value: number) => formatDrawnP(value, bootstrap.draws.used, P_DECIMALS, 2),
  };
  const level = `${Number((100 * vcov.level).toPrecision(6))}%`;
  const rows = [
    scaledRow("Coefficient", formula?.estimate, kind === "pairs" ? plus(formula?.estimate, pairs?.bias) : null, number),
    scaledRow("Std. error", formula?.std_error, errorOf(record), number),
    row(joint ? "F" : "t", joint ? observed.statistic : formula?.statistic, statisticOf(record), statistic),
    row("p", joint ? observed.p_value : formula?.p_value, p_value.statistic, p.formula, true, p.drawn),
    row("p, equal-tailed", null, p_value.equal_tailed, p.tails),
    row("p, by coefficient", null, p_value.estimate, p.drawn),
    ...(pairs === null
      ? ends(`${level} interval`, formula, interval)
      : [
          ...ends(`${level} interval, percentile`, formula, pairs.percentile),
          ...ends(`${level} interval, basic`, undefined, pairs.basic),
          ...ends(`${level} interval, studentized`, undefined, pairs.studentized),
        ]),
    ...robustRows(record.anderson_rubin, { statistic, formula: p.formula, number }),
    ...influenceRows(record.influence, number),
  ];

  function ends(label: string, by: { conf_low: number; conf_high: number } | undefined, own: BootstrapInterval | null) {
    return [
      scaledRow(`${label}: low`, by?.conf_low, own?.conf_low, number, true),
      scaledRow(`${label}: high`, by?.conf_high, own?.conf_high, number),
    ];
  }

  return {
    title: `${TITLES[kind]}: ${hypothesis(record)} in ${record.call}`,
    ...outcomeStub(terms, naming([record])),
    heads: [["By formula"], [HEADS[kind]]],
    rows: rows.filter(({ cells }) => cells.some((cell) => cell.kind !== "empty")),
    notes: [...bootstrapNotes(record), ...modelNotes(record)],
    shortNotes: shortModelNotes(record),
  };
}

/** "did = 0", "did = eco = 0". */
function hypothesis({ terms, null_values }: BootstrapRecord): string {
  const values = new Set(null_values);
  if (values.size === 1) return `${terms.join(" = ")} = ${null_values[0]}`;
  return terms.map((term, i) => `${term} = ${null_values[i]}`).join(", ");
}

/** The error the draws give, or the one their statistic is made with where it is not the formula's. */
function errorOf({ pairs, bootstrap, observed }: BootstrapRecord): number | null {
  if (pairs !== null) return pairs.std_error;
  return bootstrap.kind === "jackknife" || bootstrap.type?.endsWith("3") ? observed.std_error : null;
}

function statisticOf({ bootstrap, observed, terms, null_values }: BootstrapRecord): number | null {
  const own =
    bootstrap.kind === "jackknife" || bootstrap.type?.endsWith("3") || null_values.some((value) => value !== 0);
  return own && terms.length === 1 ? observed.statistic : null;
}

/** The Anderson-Rubin test of an equation with instruments, and the ends of its set. */
function robustRows(
  robust: BootstrapRecord["anderson_rubin"],
  format: Readonly<Record<"statistic" | "formula" | "number", (value: number) => string>>,
): TableRow[] {
  if (robust === null || robust === undefined) return [];
  const pieces = robust.set?.intervals ?? [];
  const label = (which: string, i: number) => `Anderson-Rubin set${pieces.length > 1 ? ` ${i + 1}` : ""}: ${which}`;
  return [
    row("Anderson-Rubin F", robust.statistic, null, format.statistic, true),
    row("p, Anderson-Rubin", robust.p_value_F, robust.p_value, format.formula, false, (value) =>
      formatDrawnP(value, robust.draws.used, P_DECIMALS),
    ),
    ...pieces.flatMap(([low, high], i) => [
      scaledRow(label("low", i), null, low, format.number, i === 0),
      scaledRow(label("high", i), null, high, format.number),
    ]),
  ];
}

function influenceRows(influence: readonly ClusterInfluence[], format: (value: number) => string): TableRow[] {
  return influence
    .slice(0, MOST_INFLUENTIAL)
    .map(({ cluster, estimate }, i) => scaledRow(`Coefficient without ${cluster}`, null, estimate, format, i === 0));
}

/** Rows of estimates, errors and interval ends are on the scale of the coefficient. */
const scaledRow = (...args: Parameters<typeof row>): TableRow => {
  const made = row(...args);
  return { ...made, cells: made.cells.map((cell) => (cell.kind === "number" ? { ...cell, scaled: true } : cell)) };
};

const plus = (a: Number, b: Number): number | null => (typeof a === "number" && typeof b === "number" ? a + b : null);

function row(
  label: string,
  left: Number,
  right: Number,
  format: (value: number) => string,
  ruleAbove = false,
  formatRight = format,
): TableRow {
  const cell = (value: Number, own: typeof format) =>
    typeof value === "number" ? numberCell(value, own(value)) : emptyCell();
  return { label, quantity: "", cells: [cell(left, format), cell(right, formatRight)], ruleAbove };
}

/** `draws.csv`, or the clusters of a jackknife. */
function numbersOf({ draws, influence }: BootstrapRecord): Record<string, string> {
  if (influence.length === 0) return { "draws.csv": drawsCsv({ ...draws }) };
  const clusters: TextColumn = {
    kind: "text",
    name: "cluster",
    codes: Uint32Array.from(influence.keys()),
    levels: influence.map(({ cluster }) => cluster),
  };
  const numbers = (["rows", "estimate", "difference", "leverage"] as const).map((name) =>
    nullableColumn(
      name,
      influence.map((cluster) => cluster[name]),
    ),
  );
  return { "clusters.csv": formatCsv([clusters, ...numbers]) };
}

// A resampling of clusters as a figure.

const NONE: Limits = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Draws of the statistic with the sample's own; of pairs, draws of the coefficient with the percentile interval. */
export function figureOfBootstrap(record: BootstrapRecord, options: DrawsFigureOptions = {}): FigureSpec {
  const { title, draws, observed, limits, labels } = shownOf(record);
  const drawn = { ...limits, observed: observed!, draws: draws.flatMap((draw) => (draw === null ? [] : [draw])) };
  return drawsFigure(drawn, { title, ...options, labels: { ...labels, ...options.labels } });
}

function shownOf({ bootstrap, observed, terms, null_values, draws, pairs, influence }: BootstrapRecord) {
  const [term] = terms;
  if (bootstrap.kind === "jackknife") {
    return {
      title: "Cluster jackknife",
      draws: influence.map(({ estimate }) => estimate),
      observed: observed.estimate,
      limits: NONE,
      labels: { x: `${term} with one cluster left out`, observed: "all clusters", within: "clusters", beyond: "" },
    };
  }
  if (pairs !== null) {
    const { conf_low, conf_high } = pairs.percentile;
    return {
      title: "Pairs cluster bootstrap",
      draws: draws.estimate,
      observed: observed.estimate,
      limits: { low: conf_low ?? NONE.low, high: conf_high ?? NONE.high },
      labels: {
        x: `${term} of the draws`,
        observed: "estimate",
        within: "within the percentile interval",
        beyond: "outside it",
      },
    };
  }
  if (bootstrap.kind === "conley-taber" || bootstrap.kind === "ferman-pinto") {
    const away = observed.estimate! - null_values[0]!;
    const reach = tieLimit(Math.abs(away), bootstrap.ties);
    return {
      title: TITLES[bootstrap.kind],
      draws: draws.estimate,
      observed: away,
      limits: { low: -reach, high: reach },
      labels: { x: `${term} under the value tested`, observed: "estimate" },
    };
  }
  const isJoint = terms.length > 1;
  const size = tieLimit(Math.abs(observed.statistic), bootstrap.ties);
  const statistic = isJoint ? "F" : "t";
  return {
    title: "Wild cluster bootstrap",
    draws: draws.statistic,
    observed: observed.statistic,
    limits: { low: isJoint ? NONE.low : -size, high: size },
    labels: {
      x: `${statistic} of the draws`,
      observed: statistic,
      ...(isJoint ? { within: "draws below" } : {}),
    },
  };
}

// How a bootstrap's draws were made, in sentences.

/** A line each: draws, clusters, p-value, method. */
export function bootstrapNotes(record: BootstrapRecord): string[] {
  const { bootstrap, interval } = record;
  const lines =
    bootstrap.kind === "jackknife"
      ? jackknifeLines(bootstrap)
      : record.few_treated === undefined
        ? drawLines(record)
        : fewTreatedLines(record, record.few_treated);
  const noEnd = interval !== null && (interval.conf_low === null || interval.conf_high === null);
  return [
    ...lines,
    ...jointLines(record),
    ...robustLines(record),
    ...(noEnd ? ["An omitted end of the interval is infinite: no value on that side is rejected."] : []),
    `Computed by ${bootstrap.method}: ${bootstrap.because}.`,
  ];
}

function jackknifeLines({ clusters }: BootstrapDesign): string[] {
  return [
    `Clusters: ${counted(clusters)}, each omitted once; standard error by (G - 1)/G times the sum of squares (CV3), t with G - 1 degrees of freedom.`,
  ];
}

/** Of how few clusters the errors of how many others stand for. */
function fewTreatedLines({ bootstrap, p_value }: BootstrapRecord, few: FewTreated): string[] {
  const { draws, clusters, enumerated, generator, seed, ties } = bootstrap;
  const { treated, controls, period, periods, size } = few;
  const origin = enumerated ? "every assignment of untreated clusters once" : `${generator}, seed ${seed}`;
  const norm =
    size === null
      ? ""
      : `, in units of the variance that ${size === "rows" ? "rows" : size} a cluster and ${period} let expect`;
  return [
    `Draws: B = ${formatCount(draws.used)}; ${origin}.`,
    `Treated: ${formatCount(treated.length)} of ${counted(clusters)}; their errors are drawn from those of ${size === null ? `the ${formatCount(controls)} others` : "all"} over ${formatCount(periods)} periods (${period})${norm}.`,
    `p = (1 + b) / (1 + B) by the coefficient, two-sided, ${ties === "count" ? "ties count" : "ties do not count"}${p_value.equal_tailed === null ? "" : "; the interval has the values whose equal-tailed p is above 1 - level"}.`,
  ];
}

function drawLines(record: BootstrapRecord): string[] {
  const { bootstrap, terms } = record;
  const { kind, clusters, error_clusters, draws, type, weights, impose_null, indices, generator, seed } = bootstrap;
  const scheme = bootstrap.scheme ?? (impose_null ? "WCR" : "WCU");
  const undefinedDraws = draws.undefined === 0 ? "" : `, ${formatCount(draws.undefined)} without a statistic`;
  const partial = bootstrap.partial ? `; partial: stopped after ${formatCount(draws.done)}` : "";
  const origin = bootstrap.enumerated
    ? "every vector of signs once"
    : indices !== null
      ? `indices of ${indices.name}`
      : `${generator}, seed ${seed}`;
  const errors = error_clusters.map(counted).join(" and ");
  const same = error_clusters.length === 1 && error_clusters[0]!.name === clusters.name;
  const ties = bootstrap.ties === "count" ? "ties count" : "ties do not count";
  const test = terms.length > 1 ? "F" : "t";
  return [
    `Draws: B = ${formatCount(draws.used)} of ${formatCount(draws.requested)}${undefinedDraws}${partial}; ${origin}.`,
    kind === "wild"
      ? `Type ${type}, null ${impose_null ? "" : "not "}imposed (${scheme}), ${weights} weights by ${counted(clusters)}${same ? "" : `; error clustered by ${errors}`}.`
      : `Clusters drawn: ${counted(clusters)}, effects estimated anew in every draw.`,
    `p = ${kind === "wild" ? "b / B" : "(1 + b) / (1 + B)"} by ${test}${terms.length > 1 ? "" : ", two-sided"}, ${ties}.${record.p_value.statistic === 0 ? ` No draw is as far out: ${unreachedText(draws.used)}.` : ""}`,
  ];
}

/** The formula's F by the degrees of freedom of t, where the small-sample rule has others. */
function jointLines({ terms, observed }: BootstrapRecord): string[] {
  const { statistic, df, p_value, by_t_df } = observed;
  if (by_t_df === undefined) return [];
  const test = { statistic, distribution: "F" as const, df1: terms.length, df2: df, p_value, by_t_df };
  return [`By formula: ${jointTestText(test)}.`];
}

/** "p < 1/9,999; (1 + b) / (1 + B) would be 0.0001". */
const unreachedText = (B: number): string =>
  `p < 1/${formatCount(B)}; (1 + b) / (1 + B) would be ${Number((1 / (1 + B)).toPrecision(2))}`;

/** What the Anderson-Rubin rows are; a set that is no interval has a note of its own. */
function robustLines({ anderson_rubin: robust }: BootstrapRecord): string[] {
  if (robust === null || robust === undefined) return [];
  const { df1, df2, draws } = robust;
  const left = draws.undefined === 0 ? "" : `, ${formatCount(draws.undefined)} draws without an F`;
  const open = robust.set?.intervals.some((ends) => ends.includes(null)) ?? false;
  return [
    `Anderson-Rubin: F(${df1}, ${df2}) of the instruments in the outcome less the value tested times the endogenous regressor, by the same weights${left}; it holds however weak the instruments are.`,
    ...(open ? ["An omitted end of the Anderson-Rubin set is infinite."] : []),
  ];
}

const counted = ({ name, G }: ClusterCount): string => `${name} (${formatCount(G)})`;
