/**
 * The plan of a study as a table: its stages in order, what each does and needs, and what making it takes.
 */
import { gib } from "../regression/frame/memory-need.js";
import { formatCount } from "../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, textCell } from "../report/table-model.js";
import type { PlannedStage, StudyPlan } from "../study/plan-study.js";

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
