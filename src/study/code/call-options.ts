/** What the writers of R and Stata read of a call's options. */
import { cohortColumnOf } from "../inputs/treatment-columns.js";
import { type CodeContext, unsupported } from "./context.js";
import { codeWords as words } from "./messages.js";

/** Options of the verbs that lines are written for. */
export interface CallOptions {
  readonly vcov?: string;
  readonly ssc?: string;
  readonly subset?: string;
  readonly weights?: string;
  readonly level?: number;
  readonly iv?: string;
  readonly ivVcov?: string;
  readonly ivWeight?: string;
  readonly orthog?: unknown;
  readonly offset?: string;
  readonly exposure?: string;
  readonly cohort?: string;
  readonly treat?: string;
  readonly ref?: readonly number[];
  readonly window?: readonly [number, number];
  readonly bin?: boolean;
  readonly band?: string;
  readonly estimator?: readonly string[];
  readonly control?: string;
  readonly base?: string;
  readonly anticipation?: number;
  readonly method?: string;
  readonly unbalanced?: string;
  readonly eligible?: string;
  readonly beta?: number | string;
  readonly aggregate?: string;
  readonly balanced?: unknown;
  readonly term?: string;
  readonly cluster?: readonly string[];
  readonly draws?: number;
  readonly multipliers?: string;
  readonly type?: string;
  readonly fixefRm?: string;
}

/** The column of first treated periods, where the treatment stays on from there. Throws NotSupported otherwise. */
export function cohortOf(treat: string, { file }: CodeContext): string {
  const { treatment } = file.spec;
  if (treatment.codings[treat]?.coding !== "absorbing") throw unsupported(`did, ${treat}`);
  return cohortColumnOf(treatment);
}

/** What is said of lines that estimate effects by event time. */
export const eventNotes = (
  { window, bin = false, band }: CallOptions,
  { language }: CodeContext,
): readonly string[] => [
  words.neverTreated[language],
  ...(window !== undefined && !bin ? [words.windowShown[language]] : []),
  ...(band === "uniform" ? [words.uniformBand[language]] : []),
];
