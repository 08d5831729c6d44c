/**
 * A permutation test of a difference as a table: the coefficient in each group, their difference, and how
 * often permuted labels give one as large. Everything shown comes from the record.
 */

import { tieLimit } from "../../base/numbers.js";
import { ownOf } from "../../base/objects.js";
import { drawsCsv } from "../../data/table/write-csv.js";
import { type DrawsFigureOptions, drawsFigure } from "../../report/figures/draws.js";
import type { FigureSpec } from "../../report/figures/figure-spec.js";
import { decimalsFor, formatCount, formatDrawnP, formatFixed, formatT } from "../../report/format-number.js";
import { naming, outcomeStub } from "../../report/naming.js";
import { modelNotes, shortModelNotes } from "../../report/regression/fit-summary.js";
import { emptyCell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Presentation } from "../verb.js";
import type { GroupDifferenceRecord } from "./record.js";

const T_DECIMALS = 4;
const P_DECIMALS = 5;

/** What the command shows and writes. */
export const presentGroupDifference = (record: GroupDifferenceRecord): Presentation => ({
  record,
  tables: [differenceTable(record)],
  figures: () => ({ "": figureOfDifference(record) }),
  files: () => ({ "draws.csv": drawsCsv({ ...record.draws }) }),
});

/** The table of `record`. */
function differenceTable(record: GroupDifferenceRecord): TableModel {
  const { term, by, groups, observed, p_value } = record;
  const decimals = decimalsFor(groups.map(({ std_error }) => std_error ?? 0)) + 1;
  const cell = (value: number | null, format: (value: number) => string) =>
    value === null ? emptyCell() : numberCell(value, format(value));
  const row = (
    label: string,
    left: number | null,
    right: number | null,
    formats: readonly ((value: number) => string)[],
    ruleAbove = false,
  ): TableRow => {
    const first = cell(left, formats[0]!);
    const cells = [
      formats[0] === number && first.kind === "number" ? { ...first, scaled: true } : first,
      cell(right, formats[1]!),
    ];
    return { label, quantity: "", cells, ruleAbove };
  };
  const number = (value: number) => formatFixed(value, decimals);
  const p = (value: number) => formatDrawnP(value, record.counts.used, P_DECIMALS);
  const t = (value: number) => formatT(value, T_DECIMALS);
  const ratio = ({ estimate, std_error }: (typeof groups)[number]) =>
    std_error === null || std_error === 0 ? null : estimate / std_error;
  return {
    title: `Permutation test of the difference in ${term} by ${by}: ${record.call}`,
    ...outcomeStub([term], naming([record])),
    heads: [["Coefficient"], ["t"]],
    rows: [
      ...groups.map((group) =>
        row(ownOf(record.labels, `${by}::${group.label}`) ?? `${by} = ${group.label}`, group.estimate, ratio(group), [
          number,
          t,
        ]),
      ),
      row("Difference", observed.estimate, observed.statistic, [number, t], true),
      row("p", p_value.estimate, p_value.statistic, [p, p]),
    ],
    notes: [...permutationNotes(record), ...modelNotes(record)],
    shortNotes: shortModelNotes(record),
  };
}

function permutationNotes({
  counts,
  enumerated,
  partial,
  source,
  unit,
  groups,
  strata,
}: GroupDifferenceRecord): string[] {
  const origin = source === null ? "every division once" : `${source.generator}, seed ${source.seed}`;
  const lost = counts.undefined === 0 ? "" : `, ${formatCount(counts.undefined)} in which a group has no coefficient`;
  const sizes = groups.map(({ label, units }) => `${formatCount(units)} ${label}`).join(", ");
  const within = strata === null ? "" : ` within ${strata}`;
  const divisions = counts.divisions === null ? "more than 9e15" : formatCount(counts.divisions);
  return [
    `Permutations: B = ${formatCount(counts.used)} of ${formatCount(counts.requested)}${lost}${partial ? `; partial: stopped after ${formatCount(counts.done)}` : ""}; ${origin}; ${divisions} divisions differ.`,
    `Labels permuted over ${unit}${within} (${sizes}); each group is a regression with effects of its own, errors clustered by ${unit}.`,
    `p = ${enumerated ? "b / M" : "(1 + b) / (1 + B)"}, two-sided, ties count. What stands below is of all units together.`,
  ];
}

// A permutation test as a figure.

/** Differences under permuted labels with the observed one. */
export function figureOfDifference(record: GroupDifferenceRecord, options: DrawsFigureOptions = {}): FigureSpec {
  const size = tieLimit(Math.abs(record.observed.estimate), "count");
  return drawsFigure(
    {
      draws: record.draws.estimate.filter((draw) => draw !== null),
      observed: record.observed.estimate,
      low: -size,
      high: size,
    },
    {
      title: "Permutation test of a difference",
      ...options,
      labels: { x: `Difference in ${record.term}, labels permuted`, observed: "difference", ...options.labels },
    },
  );
}
