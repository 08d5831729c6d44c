/**
 * What a study shows: its plan before it runs; then tables on stdout, where the report is, and the stages that failed.
 */
import { relative, resolve } from "node:path";
import { withoutControls } from "../base/inert-text.js";
import { gib } from "../regression/frame/memory-need.js";
import { formatCount } from "../report/format-number.js";
import { rendererOf } from "../report/render/render.js";
import { type Cell, emptyCell, numberCell, type TableModel, textCell } from "../report/table-model.js";
import { studySummary } from "../study/page/page.js";
import type { PlannedStage, StudyPlan } from "../study/plan-study.js";
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

/** The table; `name` is that of the study file. */
export function studyPlanTable({ stages, totals }: StudyPlan, name: string): TableModel {
  return {
    title: `Plan of ${name}`,
    stub: "Stage",
    heads: [["Does"], ["Needs"], ["State"], ["Rows"], ["Models"], ["Draws"], ["Memory"], ["Time"]],
    rows: [
      ...stages.map((stage) => ({
        label: stage.name,
        quantity: "plan",
        ruleAbove: false,
        cells: [textCell(stage.kind), textCell(stage.needs.join(", ")), textCell(stateWords(stage)), ...costs(stage)],
      })),
      {
        label: "Total",
        quantity: "plan",
        ruleAbove: true,
        cells: [
          ...[emptyCell(), emptyCell(), textCell(`${totals.kept} kept, ${totals.make} to make`), emptyCell()],
          ...[count(totals.models), count(totals.draws), memory(totals.bytes), time(totals.ms)],
        ],
      },
    ],
    notes: [
      "Memory: linear memory, at most; the total is that of the stage that needs most, as stages run one after the other. Time: by rows, models and draws, corrected by what the last run took.",
    ],
  };
}

const stateWords = ({ state }: PlannedStage): string => (state === "kept" ? "kept" : "to make");

const costs = ({ state, rows, models, draws, bytes, ms }: PlannedStage): Cell[] => [
  count(rows),
  count(models),
  count(draws),
  ...(state === "kept" ? [emptyCell(), emptyCell()] : [memory(bytes), time(ms)]),
];

const count = (value: number): Cell => (value === 0 ? emptyCell() : numberCell(value, formatCount(value)));
const memory = (bytes: number): Cell => (bytes === 0 ? emptyCell() : numberCell(bytes, gib(bytes)));
const time = (ms: number): Cell => numberCell(ms, ms < 1000 ? "<1 s" : `${formatCount(Math.round(ms / 1000))} s`);
