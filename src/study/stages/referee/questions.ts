/**
 * The questions, in the order in which a report answers them: identification, inference, specification, what else could explain it.
 */
import type { AnyQuestion } from "./question.js";
import { assignment } from "./questions/assignment.js";
import { clusters } from "./questions/clusters.js";
import { dates } from "./questions/dates.js";
import { equivalence } from "./questions/equivalence.js";
import { hypotheses } from "./questions/hypotheses.js";
import { influence } from "./questions/influence.js";
import { leads } from "./questions/leads.js";
import { omitted } from "./questions/omitted.js";
import { outcomes } from "./questions/outcomes.js";
import { power } from "./questions/power.js";
import { specifications } from "./questions/specifications.js";
import { staggering } from "./questions/staggering.js";
import { violation } from "./questions/violation.js";

export const QUESTIONS: readonly AnyQuestion[] = [
  leads,
  power,
  violation,
  equivalence,
  staggering,
  dates,
  outcomes,
  assignment,
  clusters,
  specifications,
  omitted,
  influence,
  hypotheses,
];
