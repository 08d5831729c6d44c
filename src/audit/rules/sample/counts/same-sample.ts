/** N of columns said to use one sample: adding regressors may only lose rows, and a reader is owed which. */
import { columnAt, countAt } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { CellRef, PrintedColumn, PrintedPaper } from "../../../paper.js";
import { meet, type Range } from "../../../printed.js";
import type { Judgement, NotApplied, Rule } from "../../rule.js";
import { countReader } from "./counts.js";

interface Counted {
  readonly column: PrintedColumn;
  readonly at: CellRef;
  readonly text: string;
  readonly n: Range;
}

export const sameSample: Rule = {
  name: "same_sample",
  judge(paper: PrintedPaper): Judgement {
    const read = countReader(paper);
    const notApplied: NotApplied[] = [];
    const findings: Finding[] = [];
    let judged = 0;
    for (const { columns, says } of paper.facts.sameSample) {
      const counted = columns.flatMap((ref): Counted[] => {
        const found = columnAt(paper, ref);
        const count = countAt(paper, { ...ref, row: null });
        const n = count === undefined ? null : read(count.n, count.label);
        if (found !== undefined && count !== undefined && n !== null)
          return [{ column: found.column, at: count.at, text: count.n.text, n }];
        notApplied.push({ where: ref, lacks: "nobs" });
        return [];
      });
      judged += counted.length;
      for (const [i, one] of counted.slice(1).entries()) findings.push(...between(paper, counted[i]!, one, says));
    }
    for (const { first, second } of paper.facts.firstStages) {
      const [one, other] = [first, second].map((ref) => {
        const count = countAt(paper, { ...ref, row: null });
        const n = count === undefined ? null : read(count.n, count.label);
        return count === undefined || n === null ? undefined : { at: count.at, text: count.n.text, n };
      });
      if (one === undefined || other === undefined) continue;
      judged++;
      if (meet(one.n, other.n)) continue;
      const facts = { first: first.column ?? "", second: second.column ?? "", nFirst: one.text, nSecond: other.text };
      findings.push(finding("stages_differ", "conditional", [one.at, other.at], facts));
    }
    return { judged, findings, notApplied };
  },
};

function between(paper: PrintedPaper, a: Counted, b: Counted, says: string): Finding[] {
  if (meet(a.n, b.n)) return [];
  const [more, fewer] = a.n.low > b.n.high ? [a, b] : [b, a];
  const added = without(termsOf(fewer.column), termsOf(more.column));
  const isLarger =
    fewer.column.hiddenRegressors !== true &&
    added.length === 0 &&
    without(effectsOf(fewer.column), effectsOf(more.column)).length === 0 &&
    without(termsOf(more.column), termsOf(fewer.column)).length > 0;
  const isDynamic = paper.facts.dynamicPanels.some(({ column }) =>
    [a, b].some(({ at }) => at.table === column.table && at.column === column.column),
  );
  const facts = {
    more: { column: more.at.column!, n: more.text },
    fewer: { column: fewer.at.column!, n: fewer.text },
    least: more.n.low - fewer.n.high,
    added,
    isDynamic,
    says,
  };
  const where = [fewer.at, more.at];
  return isLarger && !isDynamic
    ? [
        finding("n_rises", "conditional", where, {
          ...facts,
          added: without(termsOf(more.column), termsOf(fewer.column)),
        }),
      ]
    : [finding("n_differs", "unreported", where, facts)];
}

const CONSTANT = /^\(?_?(?:cons|constant|intercept|常数项?|截距项?)\)?$/i;

const termsOf = ({ estimates }: PrintedColumn): string[] =>
  estimates.map(({ term }) => term).filter((term) => !CONSTANT.test(term));

const effectsOf = ({ effects }: PrintedColumn): string[] =>
  effects.filter(({ included }) => included).map(({ name }) => name);

const without = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter((name) => !others.includes(name));
