/**
 * What dynamic panels owe their reader, and what their tests must look like. In first differences of serially uncorrelated errors neighbours
 * share one error with opposite signs: their covariance is 2c1 - c0 - c2 in autocovariances of the errors, -c0(1 - r)^2 for errors of first
 * order, so that the Arellano-Bond statistic of first order is negative. Source: Arellano & Bond (1991), Review of Economic Studies 58(2).
 */
import { type ColumnOfTable, columnAt, columnRef, statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { PaperFacts, PrintedPaper, PrintedStatistic } from "../../../paper.js";
import { absolute } from "../../../printed.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";
import { countReader, mayRepeatRows } from "../counts/counts.js";
import { deepestLag } from "../counts/lags.js";

interface Dynamic extends ColumnOfTable {
  readonly transform: PaperFacts["dynamicPanels"][number]["transform"];
}

/** Level at which serial correlation of second order counts. */
const LEVEL = 0.05;

export const dynamicPanels: Rule = {
  name: "dynamic_panels",
  judge(paper: PrintedPaper, distributions: Distributions): Judgement {
    const notApplied: NotApplied[] = [];
    const panels = paper.facts.dynamicPanels.flatMap(({ column, transform }): Dynamic[] => {
      const found = columnAt(paper, column);
      if (found !== undefined) return [{ ...found, transform }];
      notApplied.push({ where: column, lacks: "column" });
      return [];
    });
    const ofColumns = panels.flatMap((panel) => [
      ...firstOrder(panel),
      ...secondOrder(panel, distributions),
      ...moreInstruments(paper, panel),
      ...rows(paper, panel),
    ]);
    const tables = [...new Set(panels.map(({ table }) => table))];
    const ofTables = tables.flatMap((table) => owed(panels.filter((panel) => panel.table === table)));
    return { judged: panels.length, findings: [...ofColumns, ...ofTables], notApplied };
  },
};

/** A number above 1 is no p-value, whatever its row is called. */
function firstOrder({ table, column }: Dynamic): Finding[] {
  const ar1 = statisticOf(column, "ar1");
  if (ar1 === undefined || ar1.value.low <= 1) return [];
  return [finding("ar1_positive", "unusual", [statisticRef(table, column, ar1)], { statistic: ar1.value.text })];
}

function secondOrder({ table, column }: Dynamic, { pnorm, qnorm }: Distributions): Finding[] {
  const tested = column.statistics.filter(({ name }) => name === "ar2");
  return tested.flatMap((ar2) => {
    const size = absolute(ar2.value);
    const asStatistic = !ar2.isP && size.low > qnorm(1 - LEVEL / 2);
    const asP = ar2.isP && ar2.value.high < LEVEL;
    if (!asStatistic && !asP) return [];
    const p = asP ? null : 2 * pnorm(Math.abs(ar2.value.value), true);
    const facts = { printed: ar2.value.text, isP: ar2.isP, p, level: LEVEL };
    return [finding("ar2_significant", "unusual", [statisticRef(table, column, ar2)], facts)];
  });
}

function moreInstruments(paper: PrintedPaper, { table, column }: Dynamic): Finding[] {
  const [instruments, groups] = [statisticOf(column, "instruments"), statisticOf(column, "groups")];
  if (instruments === undefined || groups === undefined) return [];
  const most = countReader(paper)(groups.value, groups.label);
  const count = instruments.value.decimals > 0 ? null : instruments.value.value;
  if (most === null || count === null || count <= most.high) return [];
  const where = [statisticRef(table, column, instruments), statisticRef(table, column, groups)];
  const facts = { instruments: instruments.value.text, groups: groups.value.text };
  return [finding("instruments_over_groups", "unusual", where, facts)];
}

/** Rows of the levels that lags leave; the equation in differences has one fewer a unit, and a system may count both. */
function rows(paper: PrintedPaper, { table, column, transform }: Dynamic): Finding[] {
  const { panel } = paper.facts;
  const nobs = statisticOf(column, "nobs");
  if (panel === null || nobs === undefined) return [];
  const n = countReader(paper)(nobs.value, nobs.label);
  const lags = Math.max(1, deepestLag(column));
  const ofEach = panel.periods - lags;
  if (n === null || ofEach < 1 || n.low <= panel.units * ofEach) return [];
  const both = panel.units * (2 * ofEach - 1);
  // lags may be of years before the panel, which then has all its rows in each equation
  const equations = transform === "difference" ? 1 : 2;
  const isImpossible = n.low > equations * panel.units * panel.periods;
  const isOneRow = panel.balanced !== null && !mayRepeatRows(table, column);
  return [
    finding(
      "dynamic_n_over_panel",
      isImpossible && isOneRow ? "inconsistent" : "conditional",
      [statisticRef(table, column, nobs)],
      {
        n: nobs.value.text,
        units: panel.units,
        periods: panel.periods,
        lags,
        most: panel.units * ofEach,
        excess: n.low - panel.units * ofEach,
        both: transform === "difference" || n.low > both ? null : both,
      },
    ),
  ];
}

/** What columns of one table lack, each lack told once. */
function owed(panels: readonly Dynamic[]): Finding[] {
  const refs = (those: readonly Dynamic[]) => those.map(({ table, column }) => columnRef(table, column));
  const names = (those: readonly Dynamic[]) => those.map(({ column }) => column.name);
  const has = ({ column }: Dynamic, ...statistics: PrintedStatistic["name"][]) =>
    column.statistics.some(({ name }) => name !== null && statistics.includes(name));
  const untested = panels.filter((panel) => !has(panel, "ar1") || !has(panel, "ar2"));
  const tested = panels.filter((panel) => !untested.includes(panel));
  const unidentified = panels.filter((panel) => !has(panel, "sargan", "hansen"));
  const uncounted = panels.filter((panel) => !has(panel, "instruments") || !has(panel, "groups"));
  const findings: Finding[] = [];
  if (untested.length > 0)
    findings.push(
      finding("ar_tests_missing", "unreported", refs(untested), { columns: names(untested), tested: names(tested) }),
    );
  if (unidentified.length > 0)
    findings.push(finding("overid_missing", "unreported", refs(unidentified), { columns: names(unidentified) }));
  if (uncounted.length > 0)
    findings.push(
      finding("instruments_missing", "unreported", refs(uncounted), {
        columns: names(uncounted),
        instruments: uncounted.some((panel) => !has(panel, "instruments")),
        groups: uncounted.some((panel) => !has(panel, "groups")),
      }),
    );
  return findings;
}
