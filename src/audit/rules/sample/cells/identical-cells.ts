/**
 * The same estimate with the same numbers beneath it, to every digit, in two columns of different models. How often that happens by chance is
 * read off the other rows of both columns: where these lie a median of m units of the last digit apart, about 1 in 2m + 1 rows agrees, so that
 * columns that are close in every row, as variants of one model are, surprise nobody. Samples of N and n < N rows, n within N, have estimates
 * apart by an error times sqrt(N/n - 1), as the variance of their difference is the difference of their variances (Hausman 1978, Econometrica
 * 46(6)), and errors and statistics apart by the factor sqrt(N/n).
 */
import { columnRef, estimateOf, statisticOf } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { CellRef, PrintedColumn, PrintedEstimate, PrintedPaper, PrintedTable } from "../../../paper.js";
import type { Printed } from "../../../printed.js";
import { errorOf, evidenceOf } from "../../inference/reading/evidence.js";
import { type Reading, readingOf } from "../../inference/reading/reading.js";
import type { Distributions, Judgement, Rule } from "../../rule.js";

/** Other rows that must tell how far two columns are apart, where rows do. */
const FEWEST_OTHERS = 3;
/** Significant digits beneath an estimate, below which agreement is common. */
const FEWEST_DIGITS = 3;
/** Significant digits of an estimate and what is beneath it from which on two cells are told apart without other rows to go by. */
const ENOUGH_DIGITS = 5;
/** As many matches, each as seldom, must be less likely than this in a table by chance. */
const SURPRISING = 0.05;

interface Row {
  readonly term: string;
  readonly a: PrintedEstimate;
  readonly b: PrintedEstimate;
}

interface Match extends Row {
  readonly where: readonly CellRef[];
  readonly columns: readonly string[];
  readonly chance: Chance;
}

/** How seldom a row agrees, and by what: other rows of both columns, or their samples. */
interface Chance {
  readonly share: number;
  readonly by: "rows" | "samples";
}

export const identicalCells: Rule = {
  name: "identical_cells",
  judge(paper: PrintedPaper, distributions: Distributions): Judgement {
    const tables = paper.tables.map((table) => ofTable(table, readingOf(table, paper, distributions)));
    return {
      judged: tables.reduce((total, { judged }) => total + judged, 0),
      findings: tables.flatMap(({ findings }) => findings),
      notApplied: [],
    };
  },
};

function ofTable(
  table: PrintedTable,
  reading: Reading,
): { readonly judged: number; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const matches: Match[] = [];
  const shares: number[] = [];
  let compared = 0;
  for (const [i, a] of table.columns.entries()) {
    for (const b of table.columns.slice(i + 1)) {
      const rows = sharedRows(a, b);
      if (rows.length >= FEWEST_OTHERS && rows.every(isSame)) {
        const unlike = unlikeness(a, b);
        compared += rows.length;
        const digits = rows.reduce((sum, row) => sum + digitsOfCell(row.a), 0);
        if (unlike.length > 0 && digits >= ENOUGH_DIGITS * 2)
          findings.push(
            finding("identical_columns", "unusual", [columnRef(table, b), columnRef(table, a)], {
              columns: [a.name, b.name],
              rows: rows.length,
              unlike,
            }),
          );
        continue;
      }
      for (const row of rows.filter(isTelling)) {
        const others = rows.filter(({ term }) => term !== row.term);
        const chance = rarer(byRows(row, others), bySamples(table, reading, row, others, [a, b]));
        if (chance === null) continue;
        compared++;
        shares.push(chance.share);
        const where = [b, a].map((column) => ({ table: table.name, column: column.name, row: row.term }));
        if (isSame(row)) matches.push({ ...row, where, columns: [a.name, b.name], chance });
      }
    }
  }
  findings.push(...table.columns.flatMap((column) => withinColumn(table, column)));
  for (const { term, a, where, columns, chance } of matches) {
    // of pairs that agree no more often than this one, how many would by chance, and how many do
    const expected = shares.filter((share) => share <= chance.share).reduce((sum, share) => sum + share, 0);
    const alike = matches.filter((match) => match.chance.share <= chance.share).length;
    if (atLeast(alike, expected) >= SURPRISING) continue;
    findings.push(
      finding("identical_cells", "unusual", where, {
        term,
        estimate: a.estimate.text,
        parenthesis: a.parenthesis!.text,
        columns,
        compared,
        matches: alike,
        expected,
        chance: chance.share,
        by: chance.by,
      }),
    );
  }
  return { judged: compared, findings };
}

const rarer = (a: Chance | null, b: Chance | null): Chance | null =>
  a === null || (b !== null && b.share < a.share) ? b : a;

const once = (apart: number): number => 1 / (2 * apart + 1);

/** By how far the other rows are apart; null with too few of them, or too few digits to agree on. */
function byRows({ a, b }: Row, others: readonly Row[]): Chance | null {
  if (others.length < FEWEST_OTHERS || [a, b].some(({ parenthesis }) => digitsOf(parenthesis!) < FEWEST_DIGITS))
    return null;
  const apart = Math.max(
    medianApart(others.map((one) => [one.a.estimate, one.b.estimate])),
    medianApart(others.map((one) => [one.a.parenthesis!, one.b.parenthesis!])),
  );
  return { share: once(apart), by: "rows" };
}

/** Median of a standard normal's size. */
const MEDIAN_SIZE = 0.6745;

/**
 * By how far samples of unlike numbers of rows put an estimate and what is beneath it apart; null where the numbers are alike or the error is
 * not known or digits are few, and where all other rows agree, so that the rows between the samples may tell nothing (singletons).
 */
function bySamples(
  table: PrintedTable,
  reading: Reading,
  { a }: Row,
  others: readonly Row[],
  columns: readonly PrintedColumn[],
): Chance | null {
  const [n, m] = columns.map((column) => statisticOf(column, "nobs")?.value.value);
  const evidence = evidenceOf(a, table, reading);
  const error = errorOf(a.estimate, evidence);
  const beneath = evidence.error ?? evidence.statistic;
  if (n === undefined || m === undefined || n === m || !(n > 0) || !(m > 0) || error === null || beneath === null)
    return null;
  if (digitsOfCell(a) < ENOUGH_DIGITS || (others.length > 0 && others.every(isSame))) return null;
  const times = Math.max(n, m) / Math.min(n, m);
  const estimates = (MEDIAN_SIZE * error.low * Math.sqrt(times - 1)) / unitOf(a.estimate);
  const beneaths = (Math.abs(beneath.value) * (Math.sqrt(times) - 1)) / unitOf(beneath);
  return { share: once(estimates) * once(beneaths), by: "samples" };
}

const unitOf = ({ decimals }: Printed): number => Number(`1e${-decimals}`);

/** Two rows of one column with the same numbers, to as many digits as chance hardly gives. */
function withinColumn(table: PrintedTable, column: PrintedColumn): Finding[] {
  const cells = column.estimates.filter((cell) => cell.parenthesis !== null && digitsOfCell(cell) >= ENOUGH_DIGITS);
  return cells.flatMap((a, i) =>
    cells
      .slice(i + 1)
      .filter((b) => cellText(a) === cellText(b))
      .map((b) =>
        finding(
          "identical_rows",
          "unusual",
          [b, a].map(({ term }) => ({ table: table.name, column: column.name, row: term })),
          {
            terms: [a.term, b.term],
            column: column.name,
            estimate: a.estimate.text,
            parenthesis: a.parenthesis!.text,
            digits: digitsOfCell(a),
            pairs: (cells.length * (cells.length - 1)) / 2,
          },
        ),
      ),
  );
}

/** An estimate and all beneath it, but for stars. */
const cellText = ({ estimate, parenthesis, bracket }: PrintedEstimate): string =>
  [estimate.text, parenthesis?.text ?? "", textOf(bracket)].join(" ");

/** Significant digits of an estimate and its parenthesis; none where the estimate prints as 0. */
const digitsOfCell = ({ estimate, parenthesis }: PrintedEstimate): number =>
  estimate.value === 0 ? 0 : digitsOf(estimate) + (parenthesis === null ? 0 : digitsOf(parenthesis));

/** Rows of both columns with a number beneath, printed to the same digits. */
const sharedRows = (a: PrintedColumn, b: PrintedColumn): Row[] =>
  a.estimates.flatMap((one) => {
    const other = estimateOf(b, one.term);
    const isShared =
      other?.parenthesis != null &&
      one.parenthesis !== null &&
      other.estimate.decimals === one.estimate.decimals &&
      other.parenthesis.decimals === one.parenthesis.decimals;
    return isShared ? [{ term: one.term, a: one, b: other }] : [];
  });

const isSame = ({ a, b }: Row): boolean =>
  a.estimate.value === b.estimate.value &&
  a.estimate.negative === b.estimate.negative &&
  a.parenthesis!.value === b.parenthesis!.value &&
  textOf(a.bracket) === textOf(b.bracket);

const textOf = (bracket: PrintedEstimate["bracket"]): string =>
  bracket === null ? "" : "text" in bracket ? bracket.text : bracket.map(({ text }) => text).join();

/** Whether agreement would say something: an estimate that isn't 0. */
const isTelling = ({ a, b }: Row): boolean => a.estimate.value !== 0 && b.estimate.value !== 0;

const digitsOf = ({ text }: Printed): number => text.replace(/\D/g, "").replace(/^0+/, "").length;

/** Median distance in units of the last digit; of an even number of rows the lower one. */
function medianApart(pairs: readonly (readonly [Printed, Printed])[]): number {
  const apart = pairs.map(([a, b]) => Math.round(Math.abs(a.value - b.value) / unitOf(a)));
  return apart.toSorted((a, b) => a - b)[Math.floor((apart.length - 1) / 2)]!;
}

/** At most this is the probability of `k` or more of rare independent events of which `expected` are expected: sum of x^i/i! from i = k on. */
function atLeast(k: number, expected: number): number {
  let term = 1;
  for (let i = 1; i <= k; i++) term *= expected / i;
  let total = 0;
  for (let i = k + 1; term > 0 && i < k + 200; i++) {
    total += term;
    term *= expected / i;
  }
  return Math.min(1, total);
}

/** In what two columns with the same estimates differ. */
function unlikeness(a: PrintedColumn, b: PrintedColumn): ("outcome" | "nobs" | "estimator" | "effects")[] {
  const text = (column: PrintedColumn) => statisticOf(column, "nobs")?.value.text;
  const effects = (column: PrintedColumn) =>
    JSON.stringify(column.effects.filter(({ included }) => included).map(({ name }) => name));
  const differs = {
    outcome: a.outcome !== b.outcome,
    nobs: text(a) !== text(b),
    estimator: a.estimator !== b.estimator,
    effects: effects(a) !== effects(b),
  };
  return (["outcome", "nobs", "estimator", "effects"] as const).filter((what) => differs[what]);
}
