/**
 * A column that states one effect of a treatment: what it estimates, as the study file alone says it.
 */
import type { Aggregation } from "../../verbs/did/shared/aggregation.js";
import type { EstimatorName } from "../../verbs/did/shared/names.js";
import type { StudyFile } from "../file/study-file.js";
import { chosenControls, panelEffects } from "./model-choice.js";
import type { OutcomeRows } from "./outcome-rows.js";

/** How an effect is estimated; `event_path` is a coefficient a period since treatment, by least squares. */
export type Estimator = "least_squares" | "instruments" | "difference" | "system" | "event_path" | EstimatorName;

/** What one number is the average of; `events`: there is none, but one by period since treatment; `lags`: of these with one weight. */
export type AverageOf = "variation" | "compliers" | "impact" | "events" | "lags" | Aggregation;

/** What an estimate is. */
export interface EstimateFacts {
  readonly estimator: Estimator;
  /** A coding of the study. */
  readonly treatment: string;
  readonly outcome: string;
  readonly controls: readonly string[];
  /** As written in a formula; `none` for none. */
  readonly fe: string;
  /** The condition on its rows; null for all. */
  readonly subset: string | null;
  /** Whether imputed outcomes are among them; null where the study imputes none. */
  readonly rows: OutcomeRows | null;
  /** Units matched beforehand, or those on the common support; null for all. */
  readonly matched: "matched" | "on_support" | null;
  readonly weights: string | null;
  readonly average: AverageOf;
}

/** A column of a table, as stages that take columns count them. */
export interface EffectColumn {
  /** From 1. */
  readonly column: number;
  /** Its heading. */
  readonly label: string;
  readonly estimate: EstimateFacts;
}

/** What a column of a stage says of its equation. */
interface Equation {
  readonly treatment: string;
  readonly controls: boolean | readonly string[];
  readonly outcome?: string | undefined;
  readonly fe?: string | undefined;
  readonly subset?: string | undefined;
}

/** An equation by least squares on all units; `differs` says what is otherwise. */
export function estimateFacts(
  { spec }: StudyFile,
  { treatment, controls, outcome, fe, subset }: Equation,
  differs: Partial<EstimateFacts>,
): EstimateFacts {
  const { panel } = spec;
  return {
    estimator: "least_squares",
    treatment,
    outcome: outcome ?? panel.outcome,
    controls: chosenControls(controls, spec),
    fe: fe ?? panelEffects({ panel }),
    subset: subset ?? null,
    rows: null,
    matched: null,
    weights: null,
    average: "variation",
    ...differs,
  };
}

/** Whether two estimates differ in no choice. */
export const isSameEstimate = (a: EstimateFacts, b: EstimateFacts): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
