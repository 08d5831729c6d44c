/**
 * A decomposition as CSV for programs: a row a group and pair of periods, numbers in full.
 */
import type { TextColumn } from "../base/columns.js";
import { formatCsv, nullableColumn } from "../data/table/write-csv.js";

import type { DecompositionEffect, DecompositionRecord } from "../trade/decompose/decomposition-record.js";

/** Columns group (where there are groups), from, to, means, change, a column a term, units and shares. */
export function decompositionCsv({ effects, by }: DecompositionRecord): string {
  const terms = Object.keys(effects[0]!.terms) as (keyof DecompositionEffect["terms"])[];
  const numbers = (name: string, of: (effect: DecompositionEffect) => number) => nullableColumn(name, effects.map(of));
  return formatCsv([
    ...(by === null
      ? []
      : [
          wordColumn(
            "group",
            effects.map(({ group }) => group!),
          ),
        ]),
    wordColumn(
      "from",
      effects.map(({ from }) => String(from)),
    ),
    wordColumn(
      "to",
      effects.map(({ to }) => String(to)),
    ),
    numbers("mean_from", (effect) => effect.mean_from),
    numbers("mean_to", (effect) => effect.mean_to),
    numbers("change", (effect) => effect.change),
    ...terms.map((term) => numbers(term, (effect) => effect.terms[term]!)),
    numbers("survivors", ({ units }) => units.survivors),
    numbers("entrants", ({ units }) => units.entrants),
    numbers("exiters", ({ units }) => units.exiters),
    numbers("share_entrants", ({ shares }) => shares.entrants),
    numbers("share_exiters", ({ shares }) => shares.exiters),
  ]);
}

function wordColumn(name: string, words: readonly string[]): TextColumn {
  const levels = [...new Set(words)].sort();
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return { kind: "text", name, codes: Uint32Array.from(words, (word) => codeOf.get(word)!), levels };
}
