/**
 * The questions, in the order in which a report answers them: identification, inference, specification, what else could explain it.
 */
import type { AnyQuestion } from "./question.js";
import { assignment } from "./questions/assignment.js";
import { clusters } from "./questions/clusters.js";
import { dates } from "./questions/dates.js";
import { equivalence } from "./questions/equivalence.js";
import { hypotheses } from "./questions/hypotheses.js";
import { leads } from "./questions/leads.js";
import { outcomes } from "./questions/outcomes.js";
import { power } from "./questions/power.js";
import { specifications } from "./questions/specifications.js";
import { staggering } from "./questions/staggering.js";

export const QUESTIONS: readonly AnyQuestion[] = [
  leads,
  power,
  equivalence,
  staggering,
  dates,
  outcomes,
  assignment,
  clusters,
  specifications,
  hypotheses,
];
