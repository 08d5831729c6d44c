/**
 * Where the rows of a quality run went, step by step, as a table. Everything shown comes from the record.
 */

import type { Language } from "../../base/messages.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import { waterfallStep } from "../../report/messages/rules.js";
import { type Cell, numberCell, type TableModel } from "../../report/table-model.js";
import { qualityWords as words } from "../../study/messages/quality-stage.js";
import type { WaterfallStep } from "./waterfall.js";

/** Totals from here on are printed without decimals. */
const LARGE = 10_000;

/** The table of `waterfall`: the rows read and each step that took some; steps that took none are in a note. */
export function waterfallTable(
  waterfall: readonly WaterfallStep[],
  {
    title,
    notes = [],
    language = "en",
  }: { readonly title: string; readonly notes?: readonly string[]; readonly language?: Language },
): TableModel {
  const total = waterfall[0]!.value;
  const idle = waterfall.slice(1).filter((step) => step.dropped_rows === 0);
  const shown = waterfall.filter((step) => !idle.includes(step));
  const decimals = total >= LARGE ? 0 : 2;
  const count = (n: number): Cell => numberCell(n, formatCount(n));
  const value = (sum: number): Cell =>
    numberCell(sum, decimals === 0 ? formatCount(Math.round(sum)) : formatFixed(sum, decimals));
  return {
    title,
    stub: words.step[language],
    heads: [words.rows, words.value, words.dropped, words.droppedValue, words.droppedShare].map((head) => [
      head[language],
    ]),
    rows: shown.map((step) => ({
      label: waterfallStep(step.step, language),
      quantity: "",
      cells: [
        ...[count(step.rows), value(step.value), count(step.dropped_rows), value(step.dropped_value)],
        numberCell((100 * step.dropped_value) / total, formatFixed((100 * step.dropped_value) / total, 2)),
      ],
      ruleAbove: false,
    })),
    notes: [
      ...(idle.length === 0
        ? []
        : [words.idle[language](idle.map(({ step }) => waterfallStep(step, language)).join(words.between[language]))]),
      ...notes,
    ],
  };
}
