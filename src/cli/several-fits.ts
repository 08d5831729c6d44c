/**
 * Several regressions as one result: a table of their columns, or the record. Computes nothing.
 */

import { regressionTable } from "../report/regression/regression-table.js";
import type { TableModel } from "../report/table-model.js";
import type { OneFit, SeveralRecord } from "../verbs/feols/multiple-record.js";
import { isIvFit } from "../verbs/iv/report/columns.js";
import { ivTable } from "../verbs/iv/report/table.js";
import { processIo } from "./process-io.js";
import { recordJson } from "./record-json.js";
import type { CommandIo, CommonOptions } from "./shared.js";
import { tablesAs } from "./table-format.js";
import { presentationOf, type TableFlags } from "./table-options.js";
import { printOrWrite, wantsJson } from "./write-record.js";

/** Prints or writes the record; regressions that failed are reported on stderr, and the exit status is 1. */
export async function printSeveral(
  record: SeveralRecord,
  flags: CommonOptions & TableFlags,
  io: CommandIo,
): Promise<void> {
  const json = wantsJson(flags);
  const result = json
    ? recordJson(record, flags)
    : await tablesAs([severalTable(record)], flags.format, presentationOf(flags));
  await printOrWrite(result, flags, io);
  for (const { label, error } of record.fits) if (error !== null) io.warn(`failed: ${label}: ${error.message}`);
  if (record.failed > 0) processIo().exitCode = 1;
}

/** A column a regression, headed by what differs and is not in its rows: the sample and the outcome. */
function severalTable({ fits, varies, split, failed }: SeveralRecord): TableModel {
  const made = fits.flatMap((one) => (one.fit === null ? [] : [{ ...one, fit: one.fit }]));
  const label = ({ sample, depvar }: OneFit): string[] => [
    ...(split === null ? [] : [sample ?? ""]),
    ...(varies.includes("depvar") ? [depvar] : []),
  ];
  const notes = [
    ...(split === null ? [] : [splitNote(split)]),
    ...(failed === 0
      ? []
      : [`Failed, and not shown: ${fits.flatMap((one) => (one.fit === null ? [one.label] : [])).join("; ")}.`]),
  ];
  const equations = made.flatMap(({ fit, ...one }) =>
    isIvFit(fit) ? [{ label: label({ ...one, fit }).join(", "), fit }] : [],
  );
  if (equations.length === made.length) return ivTable(equations, { notes });
  return regressionTable(
    made.map((one) => ({ label: label(one), fit: one.fit })),
    { notes, ...(varies.includes("depvar") ? { stub: "" } : {}) },
  );
}

function splitNote({ column, missing }: NonNullable<SeveralRecord["split"]>): string {
  const lost = missing === 0 ? "" : ` Rows in which it is missing (${missing}) are in none.`;
  return `Samples are split by ${column}.${lost}`;
}
