/**
 * Which columns may be the treatment of a panel: first treated periods, the same in all rows of a unit, and 0/1
 * columns that turn on for good within units. Knows nothing of outcomes.
 */
import type { NumericColumn } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { firstTreatedByCohort, firstTreatedByDummy } from "../../data/panel/first-treated.js";
import type { Panel } from "../../data/panel/panel.js";
import { treatmentPath } from "../../data/panel/treatment-path.js";
import { type Candidate, isPlainName, ranked } from "./candidate.js";
import { initWords } from "./messages.js";
import { variesInPeriods } from "./varying.js";

/** A treatment: first treated periods by unit, Infinity for never; null where it switches off. */
export interface TreatmentCandidate extends Candidate {
  readonly flag: "cohort" | "treat";
  readonly periods: Float64Array | null;
}

const COHORT_NAME = /^(?:g|gvar)$|cohort|batch|first|treat|adopt|eff|start|批次|首次|开始/i;
const DUMMY_NAME = /did|treat|post|policy|pilot|law|reform|card|政策|处理|试点/i;

/** Treatments the columns of `data` may be, best first. */
export function treatmentCandidates(data: Panel, language: Language): TreatmentCandidate[] {
  const numbers = data.table.columns.filter(
    (column): column is NumericColumn =>
      column.kind === "numeric" &&
      isPlainName(column.name) &&
      ![data.unit.name, data.time.name].includes(column.name) &&
      column.values.every((value) => Number.isNaN(value) || !Number.isFinite(value) || Number.isInteger(value)),
  );
  const found = ranked([
    ...numbers.flatMap((column) => quietly(() => cohortCandidate(data, column.name, language))),
    ...numbers.flatMap((column) => quietly(() => dummyCandidate(data, column, language))),
  ]);
  const best = found[0];
  return found.map((candidate) =>
    candidate === best || !agree(candidate, best!)
      ? candidate
      : { ...candidate, because: initWords.agrees[language](candidate.because, best!.value) },
  );
}

/** The treatment in column `name`, whatever it looks like. Throws as `firstTreatedByCohort` and `treatmentPath`. */
export function givenTreatment(
  data: Panel,
  flag: "cohort" | "treat",
  name: string,
  language: Language,
): TreatmentCandidate {
  const own = { flag, value: name, score: 0, because: initWords.given[language] } as const;
  if (flag === "cohort") return { ...own, periods: firstTreatedByCohort(data, name).periods };
  const values = data.table.numeric(name);
  if (treatmentPath(data, values).path === "switching off") {
    return { ...own, because: initWords.switching[language], periods: null };
  }
  return { ...own, periods: firstTreatedByDummy(data, name, values).periods };
}

/** Whether the best treatment leaves no doubt: its name or values tell it, and every near one says the same. */
export function sureOfTreatment(candidates: readonly TreatmentCandidate[]): boolean {
  const [best, ...others] = candidates;
  return (
    best !== undefined && best.score >= 3 && others.every((one) => best.score - one.score >= 3 || agree(one, best))
  );
}

function cohortCandidate(data: Panel, name: string, language: Language): TreatmentCandidate | undefined {
  const { periods } = firstTreatedByCohort(data, name);
  const [first, last] = span(data);
  const treated = periods.filter((period) => Number.isFinite(period) && period <= last);
  if (treated.some((period) => period < first)) return undefined;
  const identified = treated.filter((period) => period > first).length;
  if (identified === 0) return undefined;
  const never = data.nUnits - treated.length;
  const score = 2 + (COHORT_NAME.test(name) ? 3 : 0) + (never > 0 ? 1 : 0) + (first >= 1800 ? 2 : 0);
  const because = initWords.cohort[language](treated.length, never);
  return { flag: "cohort", value: name, score, because, periods };
}

function dummyCandidate(
  data: Panel,
  { name, values }: NumericColumn,
  language: Language,
): TreatmentCandidate | undefined {
  // from a dummy the study makes a column `cohort`
  if (data.table.has("cohort") || !values.every((value) => value === 0 || value === 1)) return undefined;
  const { path, varying } = treatmentPath(data, values);
  if (path !== "absorbing" || varying.length === 0 || !variesInPeriods(data, values)) return undefined;
  const because = initWords.dummy[language](varying.length);
  const score = 2 + (DUMMY_NAME.test(name) ? 2 : 0);
  return { flag: "treat", value: name, score, because, periods: firstTreatedByDummy(data, name, values).periods };
}

/** What `find` finds; nothing where the data are no such treatment. */
function quietly(find: () => TreatmentCandidate | undefined): TreatmentCandidate[] {
  try {
    const found = find();
    return found === undefined ? [] : [found];
  } catch (error) {
    if (error instanceof DataError) return [];
    throw error;
  }
}

/** Whether two treatments begin in the same period of every unit. */
export const agree = (a: TreatmentCandidate, b: TreatmentCandidate): boolean =>
  a.periods !== null && b.periods !== null && a.periods.every((period, u) => period === b.periods![u]);

/** First and last period of the panel. */
export const span = ({ timeValues }: Pick<Panel, "timeValues">): readonly [number, number] => [
  timeValues.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  timeValues.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
];
