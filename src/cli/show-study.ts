/**
 * What a study shows when it has run: tables on stdout, where the report is, and the stages that failed.
 */

import { relative, resolve } from "node:path";
import { withoutControls } from "../base/inert-text.js";
import { rendererOf } from "../report/render/render.js";
import { studySummary } from "../study/page/page.js";
import type { StudyResult } from "../study/run-study.js";
import { processIo } from "./process-io.js";
import { type CommandIo, type CommonOptions, reportError } from "./shared.js";
import { wantsJson } from "./write-record.js";

/** Prints the study, whose `files` are in the folder `out`. */
export function showStudy(
  study: StudyResult,
  files: ReadonlyMap<string, unknown>,
  out: string,
  flags: CommonOptions,
  io: CommandIo,
): void {
  const where = files.has("report.html")
    ? `Report: ${relative(".", resolve(out, "report.html"))}`
    : `Written to ${out}: ${[...files.keys()].join(", ")}`;
  if (wantsJson(flags)) {
    io.printJson(study.record);
    io.warn(where);
    return;
  }
  const render = rendererOf(flags.format);
  const tables = study.shown.flatMap(({ exhibits }) =>
    exhibits.flatMap((exhibit) => (exhibit.kind === "table" ? [exhibit.table] : [])),
  );
  const shown = tables.map((table) => render(table));
  if (flags.format === "text") io.print([...shown, `${withoutControls(studySummary(study))}\n`, where].join("\n"));
  else {
    io.print(shown.join("\n"));
    io.warn(where);
  }
}

/** Tells the stages that failed, at the end, and returns the exit status: 2 where all are wrong use, 0 where none failed. */
export function reportFailures({ record, causes }: StudyResult): number {
  const statuses = record.failures.map(({ message, because }, i) => {
    if (because === null) return reportError(causes[i], false);
    processIo().stderr.write(`error: ${message}\n`);
    return null;
  });
  const failed = statuses.filter((status) => status !== null);
  return failed.length === 0 ? 0 : Math.min(...failed);
}
