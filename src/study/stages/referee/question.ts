/**
 * What a referee asks: a question has its own way to find the answer, and its own rule for how the answer bears on the paper. A question
 * that does not apply, or fails, is answered so: none is left out in silence.
 */
import type { Language, Note } from "../../../base/messages.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import type { FigureSpec, FigureTheme } from "../../../report/figures/figure-spec.js";
import type { PretrendsRecord } from "../../../verbs/pretrends/record.js";
import type { StudySpec } from "../../file/schema.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import type { StageTools } from "../../run/stage-node.js";
import type { StageCall } from "../stage.js";
import type { Dynamic } from "./dynamic.js";
import type { MeasureCode, QuestionName } from "./messages.js";
import type { RefereeSpec } from "./schema.js";

/** How an answer bears on the paper; `open`: the data do not say. */
export type Verdict = "supports" | "weakens" | "open" | "not asked";

/** An answer: the number its verdict is read from, and a sentence. */
export interface Answer {
  readonly verdict: Verdict;
  /** What the number is; null where there is none. */
  readonly measure: MeasureCode | null;
  readonly value: number | null;
  readonly note: Note;
}

/** What every question starts from. */
export interface Asking {
  readonly spec: RefereeSpec;
  readonly study: StudySpec;
  readonly made: TreatmentMade;
  readonly tools: StageTools;
  /** The coding of the treatment, and the controls beside it. */
  readonly treatment: string;
  readonly controls: readonly string[];
  /** The regression in question: outcome on treatment and controls, unit and period effects. */
  readonly formula: string;
  readonly fit: FitRecord;
  readonly effect: Coefficient;
  /** Units treated in its rows. */
  readonly treated: number;
  /** Effects by event time, and what their leads could have shown: made once. */
  readonly dynamic: () => Promise<Dynamic>;
  readonly pretests: () => Promise<PretrendsRecord>;
}

/** What a question found: kept with the stage, so plain data. */
export interface Found<R> {
  readonly record: R;
  readonly calls?: readonly Omit<StageCall, "part">[];
}

export interface Question<R> {
  readonly name: QuestionName;
  /** Why it has no meaning in this study; null where it has one. */
  readonly idle?: (asking: Asking) => Note | null;
  readonly ask: (asking: Asking) => Promise<Found<R>>;
  readonly answer: (record: R, effect: Coefficient) => Answer;
  /** Whether it asks what the significance of the estimate survives: open where there is none. */
  readonly ofSignificance?: true;
  /** Whether it is read from errors, which few treated units make too small: then they support nothing. */
  readonly ofErrors?: true;
  /** What results.json has of its record, where that is not all. */
  readonly published?: (record: R) => unknown;
  /** Its figure, where it is among those of `exhibits`. */
  readonly figure?: (record: R, look: Look) => FigureSpec;
}

/** How a figure is drawn. */
export interface Look {
  readonly language: Language;
  readonly theme: FigureTheme;
  readonly width?: number;
  /** Words for columns and terms. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A question of whose record no more is known. */
export type AnyQuestion = Question<unknown>;
export const question = <R>(asked: Question<R>): AnyQuestion => asked as unknown as AnyQuestion;

/** What is kept of a question. */
export interface Answered {
  readonly question: QuestionName;
  readonly answer: Answer;
  /** Null where it was not asked, or failed. */
  readonly record: unknown;
  readonly calls: readonly Omit<StageCall, "part">[];
}
