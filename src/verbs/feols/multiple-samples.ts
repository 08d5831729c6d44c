/**
 * The samples that a column splits a table into, as conditions on its rows. Knows no estimator.
 */

import { MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { distinctNumbers } from "../../data/panel/codes.js";
import type { Table } from "../../data/table/table.js";
import { parseSplit, type SplitSpec } from "../../formula/alternatives.js";
import type { Literal } from "../../formula/expression.js";
import { printLiteral, printName } from "../../formula/print.js";
import { levelOf, levelsOf, printValue } from "../../regression/frame/term-levels.js";
import type { SeveralRecord } from "./multiple-record.js";

/** A sample: its name, how a label names it, and the condition its rows meet; undefined for all rows. */
export interface SplitSample {
  readonly name: string | null;
  readonly label?: string;
  readonly subset?: string;
}

export interface SplitSamples {
  readonly split: SeveralRecord["split"];
  readonly samples: readonly SplitSample[];
}

/** Samples of `split`, or of `fsplit` with the whole first. Throws as `parseSplit`; DataError `split_value`, `split_empty`. */
export function splitSamples(table: Table, split: string | undefined, full: boolean): SplitSamples {
  if (split === undefined) return { split: null, samples: [{ name: null }] };
  const spec = parseSplit(split);
  const column = table.column(spec.column);
  const levels = levelsOf(column);
  const conditions =
    column.kind === "text"
      ? levels.labels.map((label) => printLiteral({ kind: "text", value: label }))
      : Array.from(distinctNumbers(column.values).levels, numberText);
  const chosen = chosenLevels(spec, (value) => levelOf(levels, value), levels.labels);
  let missing = 0;
  for (let i = 0; i < levels.codes.length; i++) if (levels.codes[i] === MISSING_CODE) missing++;
  const name = printName(spec.column);
  const samples = chosen.map(
    (level): SplitSample => ({
      name: levels.labels[level]!,
      label: `${spec.column}: ${levels.labels[level]}`,
      subset: `${name} == ${conditions[level]}`,
    }),
  );
  const whole: SplitSample = {
    name: FULL_SAMPLE,
    label: FULL_SAMPLE,
    ...(missing > 0 ? { subset: `!is.na(${name})` } : {}),
  };
  return {
    split: {
      column: spec.column,
      values: chosen.map((level) => levels.labels[level]!),
      full_sample: full,
      missing,
    },
    samples: full ? [whole, ...samples] : samples,
  };
}

/** As fixest calls it. */
const FULL_SAMPLE = "Full sample";

/** A number to all its digits. */
const numberText = (value: number): string => (Number.isFinite(value) ? String(value) : value > 0 ? "Inf" : "-Inf");

function chosenLevels(
  { column, keep, drop }: SplitSpec,
  levelOfValue: (value: Literal) => number,
  labels: readonly string[],
): number[] {
  const listed = new Set(
    (keep ?? drop ?? []).map((value) => {
      const level = levelOfValue(value);
      if (level >= 0) return level;
      throw new DataError(
        "split_value",
        `Split by '${column}': it has no value ${printValue(value)}; there are ${labels.slice(0, 20).join(", ")}${labels.length > 20 ? ", ..." : ""}.`,
        { got: printValue(value), expected: labels.slice(0, 20), column },
      );
    }),
  );
  const chosen = [...labels.keys()].filter(
    (level) => (drop === undefined && keep === undefined) || listed.has(level) === (keep !== undefined),
  );
  if (chosen.length > 0) return chosen;
  throw new DataError("split_empty", `Split by '${column}': no value is left to make a sample of.`, {
    got: labels.length,
    expected: "at least one value",
    column,
  });
}
