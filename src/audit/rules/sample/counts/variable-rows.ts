/** N of a regression against the number of values that a table of means gives for its variables: each row of it has a value of them all. */
import { columnsOf, statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { PrintedPaper } from "../../../paper.js";
import type { Judgement, Rule } from "../../rule.js";
import { countReader } from "./counts.js";

export const variableRows: Rule = {
  name: "variable_rows",
  judge(paper: PrintedPaper): Judgement {
    const read = countReader(paper);
    const counts = paper.descriptives.flatMap(({ name, rows }) =>
      rows.flatMap(({ variable, n }) => {
        const range = n === null ? null : read(n);
        return range === null || n === null ? [] : [{ table: name, variable, range, text: n.text }];
      }),
    );
    // of a variable in several tables of means, the sample of any may be the regression's
    const most = new Map<string, (typeof counts)[number]>();
    for (const count of counts) {
      const key = count.variable.toLowerCase();
      const other = most.get(key);
      if (other === undefined || count.range.high > other.range.high) most.set(key, count);
    }
    const findings: Finding[] = [];
    let judged = 0;
    for (const { table, column } of columnsOf(paper)) {
      const nobs = statisticOf(column, "nobs");
      const n = nobs === undefined ? null : read(nobs.value, nobs.label);
      if (nobs === undefined || n === null) continue;
      const names = [...(column.outcome === null ? [] : [column.outcome]), ...column.estimates.map(({ term }) => term)];
      const known = names.flatMap((name) => most.get(name.toLowerCase()) ?? []);
      if (known.length > 0) judged++;
      const fewest = known.reduce<(typeof known)[number] | undefined>(
        (a, b) => (a === undefined || b.range.high < a.range.high ? b : a),
        undefined,
      );
      if (fewest === undefined || n.low <= fewest.range.high) continue;
      findings.push(
        finding(
          "n_over_variable",
          "conditional",
          [statisticRef(table, column, nobs), { table: fewest.table, column: "n", row: fewest.variable }],
          { n: nobs.value.text, variable: fewest.variable, values: fewest.text, excess: n.low - fewest.range.high },
        ),
      );
    }
    return { judged, findings, notApplied: [] };
  },
};
