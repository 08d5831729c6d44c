/**
 * What becomes of units first observed when they are treated already. Nothing of them is seen without treatment, from which an effect of
 * theirs could be measured: they are left out, with a note, before any estimator but those that say themselves what they do with them
 * (`takesUnseen`). `--late-entrants keep` gives a regression those whose start is known and seen in others of their cohort: their
 * differences between treated periods are then taken for those of the cohort.
 */
import { type Note, note } from "../../../base/messages.js";
import type { DidEstimator } from "../shared/estimator.js";
import { ownersOf } from "./estimator-options.js";
import { DID_NOTES } from "./messages.js";
import type { DidPlan } from "./plan.js";
import { restricted } from "./restricted.js";
import type { DidSample } from "./sample.js";

/** The sample as an estimator or a decomposition is given it, and what is said of units whose start is not seen. */
export function withSeenStarts(
  { name, takesUnseen }: Pick<DidEstimator, "takesUnseen"> & { readonly name: string },
  sample: DidSample,
  plan: DidPlan,
): { readonly sample: DidSample; readonly notes: readonly Note[] } {
  if (takesUnseen?.(plan)) return { sample, notes: [] };
  const { design, units, starts } = sample;
  const hasKeeping = ownersOf("lateEntrants").includes(name);
  const unseen = Array.from(units.keys()).filter((u) => isUnseen(sample, hasKeeping ? plan.anticipation : 0, u));
  const cohorts = new Set(design.cohorts.map(({ cohort }) => cohort));
  const late = unseen.filter((u) => starts[u + 1]! - starts[u]! > 1 && cohorts.has(design.givenStart[units[u]!]!));
  const kept = hasKeeping && plan.lateEntrants === "keep" ? late : [];
  const dropped = kept.length === 0 ? unseen : unseen.filter((u) => !kept.includes(u));
  const known = kept.length === 0 ? sample : { ...sample, cohort: withStarts(sample, kept) };
  const rowsOf = (some: readonly number[]): number => some.reduce((n, u) => n + starts[u + 1]! - starts[u]!, 0);
  const facts = (some: readonly number[]) => ({ units: some.length, rows: rowsOf(some) });
  const usable = hasKeeping && kept.length === 0 ? late.length : 0;
  return {
    sample: dropped.length === 0 ? known : restricted(known, rowsBut(known, dropped)),
    notes: [
      ...(dropped.length === 0 ? [] : [note(DID_NOTES, "did_start_unseen", { ...facts(dropped), late: usable })]),
      ...(kept.length === 0 ? [] : [note(DID_NOTES, "did_late_kept", facts(kept))]),
    ],
  };
}

/** Whether the first row of a unit is treated, or one in which treatment is anticipated. */
function isUnseen({ cohort, starts, time, periods }: DidSample, anticipation: number, u: number): boolean {
  const first = cohort[u]!;
  if (!Number.isFinite(first)) return first === Number.NEGATIVE_INFINITY;
  return anticipation > 0 && periods[time[starts[u]!]!]! >= first - anticipation;
}

function withStarts({ cohort, units, design }: DidSample, kept: readonly number[]): Float64Array {
  const own = cohort.slice();
  for (const u of kept) own[u] = design.givenStart[units[u]!]!;
  return own;
}

/** Marks of all rows but those of some units. */
function rowsBut({ starts, time }: DidSample, dropped: readonly number[]): Uint8Array {
  const isUsed = new Uint8Array(time.length).fill(1);
  for (const u of dropped) isUsed.fill(0, starts[u], starts[u + 1]);
  return isUsed;
}
