/**
 * The same estimate with the same number beneath it, to every digit, in two columns of different models. How often that happens by chance is
 * read off the other rows of both columns: where these lie a median of m units of the last digit apart, about 1 in 2m + 1 rows agrees.
 * Columns that are close in every row, as variants of one model are, therefore surprise nobody.
 */
import { columnRef, estimateOf, statisticOf } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { CellRef, PrintedColumn, PrintedEstimate, PrintedPaper, PrintedTable } from "../../../paper.js";
import type { Printed } from "../../../printed.js";
import type { Judgement, Rule } from "../../rule.js";

/** Other rows that must tell how far two columns are apart. */
const FEWEST_OTHERS = 3;
/** Significant digits beneath an estimate, below which agreement is common. */
const FEWEST_DIGITS = 3;
/** A table with at least as many matches must be less likely than this by chance. */
const SURPRISING = 0.05;

interface Row {
  readonly term: string;
  readonly a: PrintedEstimate;
  readonly b: PrintedEstimate;
}

interface Match extends Row {
  readonly where: readonly CellRef[];
  readonly columns: readonly string[];
  readonly chance: number;
}

export const identicalCells: Rule = {
  name: "identical_cells",
  judge(paper: PrintedPaper): Judgement {
    const tables = paper.tables.map(ofTable);
    return {
      judged: tables.reduce((total, { judged }) => total + judged, 0),
      findings: tables.flatMap(({ findings }) => findings),
      notApplied: [],
    };
  },
};

function ofTable(table: PrintedTable): { readonly judged: number; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const matches: Match[] = [];
  let expected = 0;
  let compared = 0;
  for (const [i, a] of table.columns.entries()) {
    for (const b of table.columns.slice(i + 1)) {
      const rows = sharedRows(a, b);
      if (rows.length > FEWEST_OTHERS - 1 && rows.every(isSame)) {
        const unlike = unlikeness(a, b);
        compared += rows.length;
        if (unlike.length > 0)
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
        if (others.length < FEWEST_OTHERS) continue;
        const apart = Math.max(
          medianApart(others.map((one) => [one.a.estimate, one.b.estimate])),
          medianApart(others.map((one) => [one.a.parenthesis!, one.b.parenthesis!])),
        );
        const chance = 1 / (2 * apart + 1);
        compared++;
        expected += chance;
        const where = [b, a].map((column) => ({ table: table.name, column: column.name, row: row.term }));
        if (isSame(row)) matches.push({ ...row, where, columns: [a.name, b.name], chance });
      }
    }
  }
  if (matches.length > 0 && atLeast(matches.length, expected) < SURPRISING) {
    for (const { term, a, where, columns, chance } of matches)
      findings.push(
        finding("identical_cells", "unusual", where, {
          term,
          estimate: a.estimate.text,
          parenthesis: a.parenthesis!.text,
          columns,
          compared,
          matches: matches.length,
          expected,
          chance,
        }),
      );
  }
  return { judged: compared, findings };
}

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
  a.parenthesis!.value === b.parenthesis!.value;

/** Whether agreement would say something: an estimate that isn't 0, and enough digits beneath. */
const isTelling = ({ a, b }: Row): boolean =>
  [a, b].every(({ estimate, parenthesis }) => estimate.value !== 0 && digitsOf(parenthesis!) >= FEWEST_DIGITS);

const digitsOf = ({ text }: Printed): number => text.replace(/\D/g, "").replace(/^0+/, "").length;

/** Median distance in units of the last digit; of an even number of rows the lower one. */
function medianApart(pairs: readonly (readonly [Printed, Printed])[]): number {
  const apart = pairs.map(([a, b]) => Math.round(Math.abs(a.value - b.value) / Number(`1e${-a.decimals}`)));
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
