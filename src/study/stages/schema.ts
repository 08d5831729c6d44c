/**
 * The stages a study file can have, by their key `stage`: one line a kind. What a kind's keys mean is in the
 * kind's own folder; those of verbs that have none are made of their declarations (`verb/`).
 */
import { z } from "zod";
import type { InReport } from "../file/prose.js";
import { coefplot } from "./coefplot/schema.js";
import { decompositionStage } from "./decomposition/schema.js";
import { descriptives } from "./descriptives/schema.js";
import { didStageSchema } from "./did/schema.js";
import { eventStudy } from "./event-study/schema.js";
import { heterogeneity } from "./group-difference/schema.js";
import { iv } from "./iv/schema.js";
import { mediationStage } from "./mediation/schema.js";
import { pgmmStage } from "./pgmm/schema.js";
import { placebo } from "./placebo/schema.js";
import { psmatch } from "./psmatch/schema.js";
import { qualityStageSchema } from "./quality/schema.js";
import { referee } from "./referee/schema.js";
import { regressions } from "./regressions/schema.js";
import { robustness } from "./robustness/schema.js";
import { table } from "./table/schema.js";
import { verbStages } from "./verb/schema.js";

/** One stage of a study file. */
export const stage = z.discriminatedUnion("stage", [
  regressions,
  iv,
  psmatch,
  pgmmStage,
  eventStudy,
  didStageSchema,
  placebo,
  heterogeneity,
  robustness,
  qualityStageSchema,
  decompositionStage,
  descriptives,
  table,
  coefplot,
  referee,
  mediationStage,
  ...verbStages,
]);

export type StageSpec = InReport<typeof stage>;
