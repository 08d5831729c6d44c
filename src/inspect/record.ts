/** What `inspect` found as a record: the published JSON format, hence the underscores. Sentences are English. */
import type { ColumnSummary } from "../data/panel/sample.js";
import type { Known } from "./columns-table.js";
import { lookedAt, remedyText, ruleName } from "./finding-text.js";
import type { Inspection } from "./inspect.js";
import { NEED_WORDS } from "./messages.js";

export function inspectionRecord(
  { table, columns, panel, design }: Known & { readonly columns: readonly ColumnSummary[] },
  { findings, checked, notChecked }: Inspection,
) {
  return {
    kind: "inspect",
    data: table.source.name,
    data_sha256: table.source.sha256,
    ...(table.source.facts === undefined ? {} : { file: table.source.facts }),
    nobs: table.nRows,
    columns,
    panel: panel === undefined ? null : { units: panel.nUnits, periods: panel.nPeriods, ...panel.balance },
    treatment: design ?? null,
    findings: findings.map((finding) => {
      const { code, severity, rule, where, message, detail } = finding;
      return { ...{ code, severity, rule, where, message }, remedy: remedyText(finding, "en"), detail };
    }),
    checked: checked.map(({ rule, limits, findings: found }) => ({
      ...{ rule, name: ruleName(rule, "en"), looked_at: lookedAt({ rule, limits }, "en") },
      ...{ limits, findings: found },
    })),
    not_checked: notChecked.map(({ rule, needs, because }) => ({
      ...{ rule, name: ruleName(rule, "en"), options: needs.map((need) => NEED_WORDS[need]!.en) },
      ...(because === undefined ? {} : { because: because.message, error: because.code }),
    })),
    notes: table.notes,
  };
}
