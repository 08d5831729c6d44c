/**
 * What a reader of an equation with instruments must be warned of: a first stage too weak for what
 * is read off the table, an estimate far from that of least squares, the sign of the first stage.
 * Sources: Staiger & Stock (1997), Econometrica 65(3), doi:10.2307/2171753; Stock & Yogo (2005), in Identification and
 * Inference for Econometric Models, doi:10.1017/CBO9780511614491.006; Lee, McCrary, Moreira & Porter (2022), American
 * Economic Review 112(10), doi:10.1257/aer.20211063.
 */
import { type Note, note } from "../../base/messages.js";
import type { IvRecord } from "../../regression/record/iv-record.js";
import { IV_NOTES } from "./messages.js";

/** Coefficients of the excluded instruments in one first stage, and their t. */
export interface FirstStage {
  readonly coefficients: readonly number[];
  readonly statistics: readonly number[];
}

export interface StrengthFound {
  readonly endogenous: readonly string[];
  readonly excluded: readonly string[];
  readonly first: readonly FirstStage[];
  readonly iv: Pick<IvRecord, "least_squares" | "sanderson_windmeijer" | "effective_F" | "anderson_rubin_set">;
}

/** First-stage F below which something is not safe; some thresholds are for a single instrument. */
const THRESHOLDS = [
  { F: 10, oneInstrument: false },
  { F: 16.38, oneInstrument: true },
  { F: 104.7, oneInstrument: true },
] as const;
/** Times that an estimate may be of least squares' before it is remarked. */
const FAR = 5;

/** Notes `weak_instruments`, `iv_ratio` and `first_stage_sign` by endogenous regressor; `anderson_rubin_empty`. */
export function strengthNotes({ endogenous, excluded, first, iv }: StrengthFound): Note[] {
  return [
    ...endogenous.flatMap((name, j) => [
      ...weakNote(name, excluded.length, iv, robustTest(endogenous, iv.anderson_rubin_set)),
      ...ratioNote(name, iv.least_squares[name]!),
      signNote(name, excluded, first[j]!),
    ]),
    ...emptyNote(iv.anderson_rubin_set),
  ];
}

/** What remains valid where instruments are weak; nothing where few clusters leave no such test. */
function robustTest(endogenous: readonly string[], { kind }: IvRecord["anderson_rubin_set"]) {
  if (kind !== null) return "Anderson-Rubin set" as const;
  return endogenous.length === 1 ? null : ("joint Anderson-Rubin test" as const);
}

const emptyNote = ({ kind, level }: IvRecord["anderson_rubin_set"]): Note[] =>
  kind === "empty" ? [note(IV_NOTES, "anderson_rubin_empty", { level })] : [];

function weakNote(
  endogenous: string,
  nInstruments: number,
  { effective_F, sanderson_windmeijer }: StrengthFound["iv"],
  robust: ReturnType<typeof robustTest>,
): Note[] {
  const F = effective_F?.statistic ?? sanderson_windmeijer[endogenous]!.F?.statistic;
  if (F === undefined) return [];
  const applying = THRESHOLDS.filter(({ oneInstrument }) => !oneInstrument || nInstruments === 1);
  const below = applying.flatMap((threshold) => (F < threshold.F ? [threshold.F] : []));
  if (below.length === 0) return [];
  const statistic = effective_F === null ? "Sanderson-Windmeijer F" : "effective F";
  return [note(IV_NOTES, "weak_instruments", { endogenous, F, below, statistic, robust })];
}

const ratioNote = (
  endogenous: string,
  { estimate: least_squares, ratio }: { readonly estimate: number; readonly ratio: number },
): Note[] => (ratio > 0 && ratio < FAR ? [] : [note(IV_NOTES, "iv_ratio", { endogenous, least_squares, ratio })]);

function signNote(endogenous: string, excluded: readonly string[], { coefficients, statistics }: FirstStage): Note {
  const byName = (values: readonly number[]) => Object.fromEntries(excluded.map((z, i) => [z, values[i]!]));
  const facts = { endogenous, coefficients: byName(coefficients), statistics: byName(statistics) };
  return note(IV_NOTES, "first_stage_sign", facts);
}
