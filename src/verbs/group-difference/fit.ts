/**
 * `groupDifference`: whether a coefficient differs between two groups of units, by permuting the labels of the
 * groups over units. Orchestrates; estimates and permutations are made below.
 * Source: Cleary (1999), Journal of Finance 54(2), doi:10.1111/0022-1082.00121.
 */

import { DataError } from "../../base/errors.js";
import { finiteOrNull } from "../../base/finite.js";
import { type Note, note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { filled } from "../../declare/check.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import type { ModelSpec } from "../../formula/spec.js";
import { reweighting } from "../../regression/cluster-bootstrap/reweighted.js";
import { checkSample } from "../../regression/fit-options.js";
import { panelDataOf } from "../../regression/frame/panel-of.js";
import { requireMoments } from "../bootstrap/moments.js";
import { partialNote } from "../bootstrap/plan.js";
import { runInSlices } from "../resampling/draw-loop.js";
import { prepareResampling, type ResamplingModel, termPosition } from "../resampling/model.js";
import {
  type Difference,
  type DifferencePValues,
  differencePValues,
  groupDifferences,
  labelPermutations,
  permutedDifferences,
} from "./inference.js";
import { DIFFERENCE_NOTES } from "./messages.js";
import type { GroupDifferenceRecord } from "./record.js";
import { type GroupDifferenceOptions, groupDifferenceVerb } from "./verb.js";

/** Refuses what no data could serve. Throws as `groupDifference` does for formula and options. */
export function checkGroupDifference(formula: string, options: GroupDifferenceOptions): void {
  checkSample(formula, options);
  filled(groupDifferenceVerb.options, options);
}

/**
 * Permutation test of the difference of `term` between the two groups of `by`.
 *
 * @throws UsageError `difference_draws`, `term`; DataError `difference_groups` unless `by` has two labels,
 *   `difference_unit` where a unit has two, `term_dropped`, `group_difference`, `permutation_groups`; NotSupported
 *   `bootstrap_moments`; the signal's reason when aborted, unless `keepPartial`; and as `feols`.
 */
export async function groupDifference(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  given: GroupDifferenceOptions,
): Promise<GroupDifferenceRecord> {
  const started = performance.now();
  const options = filled(groupDifferenceVerb.options, given);
  const { term, by, unit, strata, draws, seed } = options;
  const { table } = panelDataOf(data);
  const held = engine.hold((scope) => {
    const others = strata === undefined ? [[by]] : [[by], [strata]];
    const model = prepareResampling(engine, scope, table, formula, { ...options, clusters: [[unit]], others });
    const at = termPosition(model, term);
    requireOneLabel(model);
    const ready = reweighting(scope, requireMoments(model, "The permutation test"), model.ssc, [at]);
    return { model, at, ready };
  });
  try {
    const { model, at, ready } = held.value;
    const { fit, names, clusterings } = model;
    const [, groups, pools] = clusterings;
    const labels = Uint8Array.from(groups!.ofCell);
    const permutations = labelPermutations(engine, labels, pools?.ofCell ?? null, { draws, seed });
    const observed = groupDifferences(engine, ready, [labels])[0]!;
    const found: Difference[] = [];
    const drawing = performance.now();
    const { done, stopped } = await runInSlices(
      permutations.count,
      (first, count) => {
        found.push(...permutedDifferences(engine, ready, permutations, first, count));
      },
      { ...options, stage: `permutations: ${permutations.count}` },
    );
    const { enumerated, nDivisions } = permutations;
    // stopped early, an enumeration is a sample without the observed division among those promised
    const isWhole = enumerated && !stopped;
    const p = differencePValues(observed, found, isWhole);
    const counted = (label: number) => labels.filter((own) => own === label).length;
    return deepFreeze({
      ...fit,
      kind: "difference",
      term: names[at]!,
      by,
      unit,
      strata: strata ?? null,
      groups: [0, 1].map((g) => ({
        label: groups!.label(g),
        units: counted(g),
        estimate: observed.estimates[g]!,
        std_error: finiteOrNull(observed.stdErrors[g]!),
      })),
      observed: { estimate: observed.difference, statistic: finiteOrNull(observed.statistic) },
      p_value: { estimate: p.difference, statistic: p.statistic },
      draws: {
        estimate: found.map(({ difference }) => finiteOrNull(difference)),
        statistic: found.map(({ statistic }) => finiteOrNull(statistic)),
      },
      counts: {
        requested: permutations.count,
        done,
        used: p.used,
        undefined: done - p.used,
        divisions: Number.isFinite(nDivisions) ? nDivisions : null,
      },
      enumerated: isWhole,
      partial: stopped,
      source: enumerated ? null : { generator: GENERATOR, seed },
      notes: [...fit.notes, ...notesOf(p, done, permutations.count, stopped, enumerated)],
      timing_ms: { ...fit.timing_ms, draws: performance.now() - drawing, total: performance.now() - started },
      provenance: { ...fit.provenance, seed: enumerated ? null : seed },
    } satisfies GroupDifferenceRecord);
  } finally {
    held.free();
  }
}

/** Two labels, and one label (and stratum) a unit: then cells are units. */
function requireOneLabel({ cells, clusterings }: ResamplingModel): void {
  const [units, groups] = clusterings;
  if (groups!.nLevels !== 2) {
    const shown = Array.from({ length: Math.min(5, groups!.nLevels) }, (_, g) => `'${groups!.label(g)}'`).join(", ");
    throw new DataError(
      "difference_groups",
      `'${groups!.name}' has ${groups!.nLevels} labels in the sample (${shown}${groups!.nLevels > 5 ? ", ..." : ""}); a difference needs two groups: make a column with two labels.`,
      { got: groups!.nLevels, expected: 2, column: groups!.name },
    );
  }
  if (cells.nLevels === units!.nLevels) return;
  const seen = new Map<number, number>();
  const twice = units!.ofCell.find((level, cell) => {
    const isSecond = seen.has(level);
    seen.set(level, cell);
    return isSecond;
  })!;
  const names = clusterings.slice(1).map(({ name }) => `'${name}'`);
  throw new DataError(
    "difference_unit",
    `${units!.name} '${units!.label(twice)}' has more than one label of ${names.join(" and ")}: labels are permuted over units, which need one each.`,
    { got: units!.label(twice), expected: "one label a unit" },
  );
}

function notesOf(
  p: DifferencePValues,
  done: number,
  requested: number,
  isPartial: boolean,
  enumerated: boolean,
): Note[] {
  const notes: Note[] = isPartial ? [partialNote(done, requested, enumerated)] : [];
  const { used, usedStatistic } = p;
  if (used < done) notes.push(note(DIFFERENCE_NOTES, "difference_undefined", { draws: done - used, of: done }));
  if (usedStatistic < used) {
    notes.push(note(DIFFERENCE_NOTES, "difference_no_error", { draws: used - usedStatistic, of: used }));
  }
  return notes;
}
