/**
 * The table of a robustness stage: a row a variant, two of one that leaves values of a column out in turn.
 */

import { ownOf } from "../../../base/own.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import { decimalsFor, formatCount, formatFixed, formatP } from "../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  roundedCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../report/table-model.js";
import { trueEffect } from "../column-facts.js";
import type { Estimated } from "./estimate.js";
import { robustnessWords as words } from "./messages.js";
import type { Reporting, Told } from "./what-changes.js";

/** Every estimate with its label: base first, of a variant that leaves out in turn the smallest and the largest. */
export function rowsShown(all: readonly Told[], telling: Reporting): readonly Told<Estimated>[] {
  const { language } = telling;
  return all.flatMap(({ label, choice, found }): Told<Estimated>[] => {
    if (!("smallest" in found)) return [{ label, choice, found }];
    const row = (end: "smallest" | "largest") => ({
      label: words[end][language](label, found[end].value),
      choice,
      found: found[end].estimated,
    });
    return [row("smallest"), row("largest")];
  });
}

/** The table; `notes` stand beneath. */
export function robustnessTable(
  title: string,
  shown: readonly Told<Estimated>[],
  truth: number | undefined,
  telling: Reporting,
  notes: readonly string[],
): TableModel {
  const { language, level, units } = telling;
  const percent = `${Number((100 * level).toPrecision(6))}%`;
  const anyImputed = shown.some(({ found }) => found.rows !== undefined);
  const anyWild = shown.some(({ found }) => found.wild !== undefined);
  const anyTruth = shown.some(({ found }) => trueEffect(truth, found) !== undefined);
  const count = (value: number) => numberCell(value, formatCount(value));
  const cells = ({ choice, found }: Told<Estimated>): Cell[] => {
    const b = ownOf(found.fit.coefficients, choice.treatment);
    const decimals = decimalsFor(b === undefined ? [] : [b.std_error]);
    const clusters = Object.values(found.fit.vcov.clusters);
    const known = trueEffect(truth, found);
    return [
      ...estimateCells(b, decimals),
      count(found.fit.nobs),
      ...(anyImputed ? [count(found.imputed ?? 0)] : []),
      clusters.length === 1 ? count(clusters[0]!) : textCell(clusters.map(formatCount).join(" / ")),
      count(found.treated.length),
      ...(anyWild ? wildCells(found, decimals) : []),
      ...(anyTruth ? [known === undefined ? emptyCell() : numberCell(known, formatFixed(known, 4))] : []),
    ];
  };
  return {
    title,
    stub: words.stub[language],
    heads: [
      words.estimate[language],
      words.stdError[language],
      words.p[language],
      words.interval[language](percent),
      words.nobs[language],
      ...(anyImputed ? [words.imputed[language]] : []),
      words.clusters[language],
      words.treated[language](units),
      ...(anyWild ? [words.wildP[language], words.wildInterval[language](percent)] : []),
      ...(anyTruth ? [words.truth[language]] : []),
    ].map((head) => [head]),
    rows: shown.map(
      (told, r): TableRow => ({
        label: told.label,
        quantity: "estimate",
        cells: cells(told),
        ruleAbove: r === 1,
      }),
    ),
    notes,
    notesInCsv: true,
  };
}

function estimateCells(b: Coefficient | undefined, decimals: number): Cell[] {
  if (b === undefined) return [emptyCell(), emptyCell(), emptyCell(), emptyCell()];
  const fixed = (value: number) => formatFixed(value, decimals);
  return [
    numberCell(b.estimate, fixed(b.estimate)),
    numberCell(b.std_error, fixed(b.std_error)),
    numberCell(b.p_value, formatP(b.p_value)),
    roundedCell(`[${fixed(b.conf_low)}, ${fixed(b.conf_high)}]`, `[${b.conf_low}, ${b.conf_high}]`),
  ];
}

function wildCells({ wild }: Estimated, decimals: number): Cell[] {
  if (wild === undefined) return [emptyCell(), emptyCell()];
  const { p_value, interval } = wild;
  const p = p_value.statistic;
  const ends = interval === null ? null : [interval.conf_low ?? -Infinity, interval.conf_high ?? Infinity];
  return [
    p === null ? emptyCell() : numberCell(p, formatP(p)),
    ends === null
      ? emptyCell()
      : roundedCell(`[${ends.map((end) => formatFixed(end, decimals)).join(", ")}]`, `[${ends.join(", ")}]`),
  ];
}
