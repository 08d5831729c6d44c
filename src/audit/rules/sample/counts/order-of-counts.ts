/** Clusters and groups against rows: each has a row at least, and a group no more rows than the panel has periods. */
import { columnRef, columnsOf, statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding } from "../../../finding.js";
import type { PrintedPaper } from "../../../paper.js";
import type { Judgement, Rule } from "../../rule.js";
import { countReader } from "./counts.js";

export const orderOfCounts: Rule = {
  name: "order_of_counts",
  judge(paper: PrintedPaper): Judgement {
    const read = countReader(paper);
    const { panel, dynamicPanels } = paper.facts;
    const findings: Finding[] = [];
    let judged = 0;
    for (const { table, column } of columnsOf(paper)) {
      const nobs = statisticOf(column, "nobs");
      const n = nobs === undefined ? null : read(nobs.value, nobs.label);
      if (nobs === undefined || n === null) continue;
      const at = statisticRef(table, column, nobs);
      for (const what of ["clusters", "groups"] as const) {
        const printed = statisticOf(column, what);
        const value = printed?.value ?? (what === "clusters" ? column.clusters : null);
        const count = value === null || value === undefined ? null : read(value, printed?.label);
        if (value == null || count === null) continue;
        judged++;
        const where = [printed === undefined ? columnRef(table, column) : statisticRef(table, column, printed), at];
        if (count.low > n.high)
          findings.push(
            finding("count_over_n", "inconsistent", where, { what, count: value.text, n: nobs.value.text }),
          );
        const isDynamic = dynamicPanels.some(
          (one) => one.column.table === table.name && one.column.column === column.name,
        );
        if (what === "groups" && panel !== null && !isDynamic && n.low > count.high * panel.periods)
          findings.push(
            finding("groups_too_few", "conditional", [at, where[0]!], {
              n: nobs.value.text,
              groups: value.text,
              periods: panel.periods,
              most: count.high * panel.periods,
            }),
          );
      }
    }
    return { judged, findings, notApplied: [] };
  },
};
