/** N against the rows that the stated panel has: units times periods. */
import { columnsOf, statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { CellRef, PrintedColumn, PrintedPaper, PrintedTable } from "../../../paper.js";
import type { Range } from "../../../printed.js";
import type { Judgement, NotApplied, Rule } from "../../rule.js";
import { countReader, mayRepeatRows } from "./counts.js";
import { deepestLag } from "./lags.js";

interface Counted {
  readonly table: PrintedTable | null;
  readonly column: PrintedColumn | null;
  readonly at: CellRef;
  readonly text: string;
  readonly n: Range;
}

export const panelSize: Rule = {
  name: "panel_size",
  judge(paper: PrintedPaper): Judgement {
    const { panel } = paper.facts;
    if (panel === null) return { judged: 0, findings: [], notApplied: [{ where: null, lacks: "panel" }] };
    const { counted, notApplied } = countsOf(paper);
    const rows = panel.units * panel.periods;
    const over = counted.filter(({ n }) => n.low > rows);
    const findings = [...grouped(over)].map((alike) => exceeds(alike, panel));
    const largest = counted.reduce<Counted | undefined>(
      (a, b) => (a === undefined || b.n.high > a.n.high ? b : a),
      undefined,
    );
    if (panel.balanced === true && largest !== undefined && largest.n.high < rows)
      findings.push(...fallsShort(largest, panel));
    return { judged: counted.length, findings, notApplied };
  },
};

type Panel = NonNullable<PrintedPaper["facts"]["panel"]>;

/** The counts of columns, but for dynamic panels, whose rows lags take; and of variables. */
function countsOf(paper: PrintedPaper): { counted: Counted[]; notApplied: NotApplied[] } {
  const read = countReader(paper);
  const isDynamic = (table: string, column: string) =>
    paper.facts.dynamicPanels.some((dynamic) => dynamic.column.table === table && dynamic.column.column === column);
  const notApplied: NotApplied[] = [];
  const counted: Counted[] = [];
  for (const { table, column } of columnsOf(paper)) {
    if (isDynamic(table.name, column.name)) continue;
    const nobs = statisticOf(column, "nobs");
    const n = nobs === undefined ? null : read(nobs.value, nobs.label);
    if (nobs === undefined || n === null)
      notApplied.push({ where: { table: table.name, column: column.name, row: null }, lacks: "nobs" });
    else counted.push({ table, column, at: statisticRef(table, column, nobs), text: nobs.value.text, n });
  }
  for (const { name, rows } of paper.descriptives) {
    for (const { variable, n: printed } of rows) {
      const n = printed === null ? null : read(printed);
      if (printed !== null && n !== null)
        counted.push({
          table: null,
          column: null,
          at: { table: name, column: "n", row: variable },
          text: printed.text,
          n,
        });
    }
  }
  return { counted, notApplied };
}

/** Cells of one table that print one count. */
function grouped(counted: readonly Counted[]): Iterable<readonly [Counted, ...Counted[]]> {
  const groups = new Map<string, [Counted, ...Counted[]]>();
  for (const one of counted) {
    const key = JSON.stringify([one.at.table, one.text]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups.values();
}

function exceeds(alike: readonly [Counted, ...Counted[]], { units, periods, balanced }: Panel): Finding {
  const [{ text, n }] = alike;
  // a table of means may describe finer rows, and a column with more groups than the panel has units has other units
  const isOneRow = ({ table, column }: Counted) =>
    table !== null &&
    column !== null &&
    column.estimator !== "nonlinear" &&
    !mayRepeatRows(table, column) &&
    (["groups", "clusters"] as const).every((name) => (statisticOf(column, name)?.value.low ?? 0) <= units) &&
    (column.clusters?.low ?? 0) <= units;
  const severity = balanced !== null && alike.every(isOneRow) ? "inconsistent" : "conditional";
  const total = n.low === n.high ? n.low : null;
  const fits =
    total === null
      ? null
      : total % periods === 0
        ? { units: total / periods, periods }
        : total % units === 0
          ? { units, periods: total / units }
          : null;
  return finding(
    "n_over_panel",
    severity,
    alike.map(({ at }) => at),
    {
      n: text,
      least: n.low,
      units,
      periods,
      rows: units * periods,
      excess: n.low - units * periods,
      balanced: balanced === true,
      fits,
    },
  );
}

function fallsShort({ column, text, n, at }: Counted, { units, periods }: Panel): Finding[] {
  const total = n.low === n.high ? n.low : null;
  const kept = total !== null && total % units === 0 ? total / units : null;
  // lags take whole periods, as any reader sees
  if (kept !== null && column !== null && deepestLag(column) > 0) return [];
  const facts = {
    n: text,
    units,
    periods,
    rows: units * periods,
    short: units * periods - n.high,
    kept,
  };
  return [finding("n_short_of_panel", "unreported", [at], facts)];
}
