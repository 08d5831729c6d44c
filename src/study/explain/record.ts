/** One record written with --json, as a report of one table with one column, so that its numbers are explained as any other. */

import type { Labels } from "../../base/columns.js";
import type { Language } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { withDummies } from "../../report/regression/dummies.js";
import type { ModelRecord } from "../../verbs/table/model-column.js";
import { modelTable, STATISTICS } from "../../verbs/table/model-table.js";
import type { ExhibitMap, MappedExhibit } from "../outputs/exhibits.js";
import type { StudyFolder } from "./explain.js";
import type { FileCheck } from "./explanation.js";

/** The file `path` with `record`. Throws DataError `not_a_model` for a record without estimates. */
export function recordFolder(
  record: ModelRecord,
  path: string,
  files: readonly FileCheck[],
  language: Language,
): { readonly folder: StudyFolder; readonly exhibit: MappedExhibit } {
  const { labels = {} } = record as { readonly labels?: Labels };
  const { data = "" } = ((record as { provenance?: { data?: string } }).provenance ?? {}) as { data?: string };
  const words = Object.fromEntries(Object.entries(labels).filter(([, text]) => typeof text === "string")) as Record<
    string,
    string
  >;
  const all = withDummies(
    modelTable([{ label: "", record }], { language, labels: words, statistics: [...STATISTICS] }),
  );
  const table = { ...all, rows: all.rows.filter(({ cells }) => cells[0]?.kind !== "empty"), notes: [] };
  const lines = { first: 1, last: 1 };
  const exhibit: MappedExhibit = {
    ...{ id: "record", kind: "table", number: "1", name: path, caption: path, stage: "record", lines },
    ...{ command: "", files: [], record: "", about: null, table },
  };
  const column = { record: "", name: null, treatment: null, lines, call: null };
  const map: ExhibitMap = {
    ...{ kind: "exhibits", study: path, language, version: "", command: "", labels: words },
    words: { unit: "", units: "" },
    inputs: {
      panel: { ...{ data, lines, unit: "", time: "", outcome: "" }, aggregate: null, lags: {}, extrapolate: null },
      quality: null,
      treatment: { data, lines, source: "dummy", column: null, codings: {} },
    },
    stages: { record: { does: "record", treatment: null, lines, command: "", calls: [], columns: [column] } },
    exhibits: [exhibit],
  };
  return { folder: { map, results: record, files, from: path }, exhibit };
}

/** The words of a map for a term. */
export const namesOf =
  ({ labels }: ExhibitMap) =>
  (term: string): string => {
    const label = ownOf(labels, term);
    return label === undefined ? term : label;
  };
