/** N of subsamples against N of the whole they are said to make up. */
import { columnAt, countAt } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { PrintedColumn, PrintedPaper } from "../../../paper.js";
import { sum } from "../../../printed.js";
import type { Judgement, NotApplied, Rule } from "../../rule.js";
import { countReader, mayRepeatRows } from "./counts.js";

export const subsamples: Rule = {
  name: "subsamples",
  judge(paper: PrintedPaper): Judgement {
    const read = countReader(paper);
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    for (const split of paper.facts.splits) {
      const [whole, ...parts] = [split.whole, ...split.parts].map((ref) => {
        const count = countAt(paper, ref);
        const range = count === undefined ? null : read(count.n, count.label);
        return count === undefined || range === null ? undefined : { text: count.n.text, at: count.at, range };
      });
      const known = parts.filter((part) => part !== undefined);
      if (whole === undefined || known.length < parts.length || known.length < 2) {
        notApplied.push({ where: split.whole, lacks: "nobs" });
        continue;
      }
      const total = known.map(({ range }) => range).reduce(sum);
      const where = [...known, whole].map(({ at }) => at);
      const facts = { parts: known.map(({ text }) => text), whole: whole.text, says: split.says };
      const short = whole.range.low - total.high;
      const excess = total.low - whole.range.high;
      const sums = total.low === total.high ? String(total.low) : `${total.low}–${total.high}`;
      if (short > 0) findings.push(finding("parts_short", "conditional", where, { ...facts, sums, short }));
      if (excess > 0) {
        const severity = isOneModel(paper, [split.whole, ...split.parts]) ? "inconsistent" : "conditional";
        findings.push(finding("parts_over", severity, where, { ...facts, sums, excess }));
      }
    }
    return { judged: paper.facts.splits.length - notApplied.length, findings, notApplied };
  },
};

/** Whether every part is the whole's regression on some of its rows, so that what keeps a row in a part keeps it in the whole. */
function isOneModel(paper: PrintedPaper, refs: readonly PrintedPaper["facts"]["splits"][number]["whole"][]): boolean {
  const columns = refs.map((ref) => columnAt(paper, ref));
  const first = columns[0];
  return (
    first !== undefined &&
    columns.every(
      (found) =>
        found !== undefined &&
        found.column.estimator !== "nonlinear" &&
        !mayRepeatRows(found.table, found.column) &&
        modelOf(found.column) === modelOf(first.column),
    )
  );
}

const modelOf = ({ estimates, effects, hiddenRegressors, outcome }: PrintedColumn): string =>
  JSON.stringify([
    outcome,
    estimates.map(({ term }) => term).sort(),
    effects.filter(({ included }) => included).map(({ name }) => name),
    hiddenRegressors,
  ]);
