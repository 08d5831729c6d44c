/**
 * What a reader of an equation with instruments must be warned of, in words: a first stage too weak for what
 * is read off the table, an estimate far from that of least squares, the sign of the first stage.
 * Sources: Staiger & Stock (1997), Econometrica 65(3), doi:10.2307/2171753; Stock & Yogo (2005), in Identification and
 * Inference for Econometric Models, doi:10.1017/CBO9780511614491.006; Lee, McCrary, Moreira & Porter (2022), American
 * Economic Review 112(10), doi:10.1257/aer.20211063.
 */
import type { Note } from "../../base/messages.js";
import type { IvRecord } from "../../regression/record/iv-record.js";

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

/** First-stage F by what is not safe below it; some lines are drawn for one instrument alone. */
const LINES = [
  {
    F: 10,
    oneInstrument: false,
    meaning: "the rule of thumb of Staiger and Stock: 2SLS may keep a tenth or more of the bias of least squares",
  },
  {
    F: 16.38,
    oneInstrument: true,
    meaning: "Stock and Yogo's line for one instrument: a t test at 5% may reject a true value in more than 10%",
  },
  {
    F: 104.7,
    oneInstrument: true,
    meaning: "the line of Lee and others for one instrument: estimate +- 1.96 errors is no 95% interval",
  },
] as const;
/** Times that an estimate may be of least squares' before it is remarked. */
const FAR = 5;

/** Notes `weak_instruments`, `iv_ratio` and `first_stage_sign` by endogenous regressor; `anderson_rubin_empty`. */
export function strengthNotes({ endogenous, excluded, first, iv }: StrengthFound): Note[] {
  return [
    ...endogenous.flatMap((name, j) => [
      ...weakNote(name, excluded.length, iv, whatHolds(endogenous, iv.anderson_rubin_set)),
      ...ratioNote(name, iv.least_squares[name]!),
      signNote(name, excluded, first[j]!),
    ]),
    ...emptyNote(iv.anderson_rubin_set),
  ];
}

/** What to read where the instruments are weak; nothing where few clusters leave no such test. */
function whatHolds({ length }: readonly string[], { kind }: IvRecord["anderson_rubin_set"]): string {
  if (kind === null && length === 1) return "";
  return ` Read the ${kind === null ? "joint Anderson-Rubin test" : "Anderson-Rubin set"}, which holds whatever the strength.`;
}

function emptyNote({ kind, level }: IvRecord["anderson_rubin_set"]): Note[] {
  if (kind !== "empty") return [];
  const message = `The Anderson-Rubin set is empty at ${Number((100 * level).toPrecision(6))}%: no effect agrees with all instruments, which is evidence that some instrument is not valid. The estimate and its t are then of little use.`;
  return [{ code: "anderson_rubin_empty", message, detail: { level } }];
}

function weakNote(
  name: string,
  nInstruments: number,
  { effective_F, sanderson_windmeijer }: StrengthFound["iv"],
  instead: string,
): Note[] {
  const F = effective_F?.statistic ?? sanderson_windmeijer[name]!.F?.statistic;
  const lines = LINES.filter(({ oneInstrument }) => !oneInstrument || nInstruments === 1);
  const below = F === undefined ? [] : lines.filter((line) => F < line.F);
  if (F === undefined || below.length === 0) return [];
  const what = effective_F === null ? "Sanderson-Windmeijer F" : "effective F";
  const meanings = below.map((line) => `below ${line.F}, ${line.meaning}`).join("; ");
  return [
    {
      code: "weak_instruments",
      message: `The first-stage ${what} of '${name}' is ${F.toPrecision(4)}: ${meanings}.${instead}`,
      detail: { endogenous: name, F, below: below.map((line) => line.F) },
    },
  ];
}

function ratioNote(name: string, { estimate, ratio }: { readonly estimate: number; readonly ratio: number }): Note[] {
  if (ratio > 0 && ratio < FAR) return [];
  const how = ratio < 0 ? "has the other sign than" : `is ${ratio.toPrecision(3)} times`;
  return [
    {
      code: "iv_ratio",
      message: `The estimate of '${name}' ${how} that of least squares (${estimate.toPrecision(4)}): more than endogeneity may be at work, such as a weak or invalid instrument, or effects that differ between units.`,
      detail: { endogenous: name, least_squares: estimate, ratio },
    },
  ];
}

function signNote(name: string, excluded: readonly string[], { coefficients, statistics }: FirstStage): Note {
  const each = excluded.map((z, i) => `${z} ${coefficients[i]! < 0 ? "-" : "+"} (t ${statistics[i]!.toFixed(2)})`);
  return {
    code: "first_stage_sign",
    message: `Signs of the first stage of '${name}': ${each.join(", ")}. They should be those that the argument for the instruments gives.`,
    detail: { endogenous: name, coefficients: Object.fromEntries(excluded.map((z, i) => [z, coefficients[i]])) },
  };
}
