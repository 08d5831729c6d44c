/**
 * The kinds of stage: how many tables and figures each makes, and how it is made. A new kind is a folder beside
 * this file, a line here and in `schema`.
 */
import type { StudyFile } from "../file/study-file.js";
import { type Headline, oneEstimate } from "../headline/headline.js";
import type { PanelMade } from "../inputs/panel.js";
import type { QualityMade } from "../inputs/quality.js";
import type { FindSource } from "../inputs/quality-block.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import type { StageNode } from "../run/stage-node.js";
import { coefplotStage } from "./coefplot/stage.js";
import { decompositionStageOf } from "./decomposition/stage.js";
import { descriptivesStage } from "./descriptives/stage.js";
import { isDrawn } from "./did/schema.js";
import { didStage } from "./did/stage.js";
import { eventStudyStage } from "./event-study/stage.js";
import { heterogeneityStage } from "./group-difference/stage.js";
import { ivStage } from "./iv/stage.js";
import { asksMediation } from "./mediation/schema.js";
import { mediationStage } from "./mediation/stage.js";
import { pgmmStage } from "./pgmm/stage.js";
import { placeboStage } from "./placebo/stage.js";
import { matchingPlan, psmatchStage } from "./psmatch/stage.js";
import { qualityExhibits } from "./quality/present.js";
import { qualityShownStage } from "./quality/stage.js";
import { refereeExhibits } from "./referee/exhibits.js";
import { refereeStage } from "./referee/stage.js";
import { regressionsStage } from "./regressions/stage.js";
import { robustnessStage } from "./robustness/stage.js";
import type { StageSpec } from "./schema.js";
import type { Exhibits, Stage, StagePlace } from "./stage.js";
import { tableStage } from "./table/stage.js";
import { verbExhibits, verbStage } from "./verb/stage.js";

/** What every stage can need: `quality` is null in a study without customs rows. */
export interface Foundation {
  readonly quality: StageNode<QualityMade> | null;
  readonly panel: StageNode<PanelMade>;
  readonly treatment: StageNode<TreatmentMade>;
  /** The table of a data source named at a place of the file. */
  readonly source: FindSource;
  /** What the study leads with. */
  readonly headline: Headline | null;
  /** Stages that stand before the one made, by name. */
  readonly earlier: ReadonlyMap<string, Stage>;
}

/** Tables and figures a stage makes: numbers are given before anything runs, so that each keeps its own. */
export function exhibitsOf(file: StudyFile, name: string, spec: StageSpec): Exhibits {
  switch (spec.stage) {
    case "regressions":
      return { tables: ["main"], figures: [] };
    case "iv":
      return { tables: ["main"], figures: ["main", ...spec.columns.map(() => "supporting" as const)] };
    case "pgmm":
      return {
        tables: ["main", ...spec.columns.filter(({ sensitivity }) => sensitivity).map(() => "supporting" as const)],
        figures: [],
      };
    case "psmatch":
      return {
        tables: ["main", "supporting", "supporting"],
        figures:
          matchingPlan(file, ["stages", name], spec).scale === null ? ["supporting"] : ["supporting", "supporting"],
      };
    case "event-study":
      return { tables: ["supporting"], figures: ["main"] };
    case "did":
      return { tables: ["main", "supporting"], figures: isDrawn(spec) ? ["main", "supporting"] : ["supporting"] };
    case "placebo":
      return { tables: [], figures: ["main"] };
    case "table":
      return { tables: ["main"], figures: [] };
    case "coefplot":
      return { tables: [], figures: ["main"] };
    case "group-difference":
      return { tables: ["main", "supporting"], figures: [] };
    case "robustness":
      return { tables: ["main"], figures: ["main"] };
    case "quality":
      return qualityExhibits(spec);
    case "decomposition":
      return { tables: ["main"], figures: ["main"] };
    case "descriptives":
      return {
        tables: [
          "main",
          ...(spec.by === undefined ? [] : ["main" as const]),
          ...(spec.correlations ? ["supporting" as const] : []),
        ],
        figures: spec.trends === "none" ? [] : ["main"],
      };
    case "referee":
      return refereeExhibits();
    case "mediation":
      return asksMediation(spec) ? { tables: ["main", "main"], figures: ["main"] } : { tables: ["main"], figures: [] };
    default:
      return verbExhibits(spec);
  }
}

/** The stage at `place`, as `spec` says. Throws UsageError for what does not fit in the file. */
export function stageOf(file: StudyFile, place: StagePlace, spec: StageSpec, foundation: Foundation): Stage {
  const { treatment, source } = foundation;
  switch (spec.stage) {
    case "regressions":
      return regressionsStage(file, place, spec, treatment);
    case "iv":
      return ivStage(file, place, spec, treatment);
    case "pgmm":
      return pgmmStage(file, place, spec, treatment);
    case "psmatch":
      return psmatchStage(file, place, spec, treatment);
    case "event-study":
      return eventStudyStage(file, place, spec, treatment);
    case "did":
      return didStage(file, place, spec, treatment);
    case "placebo":
      return placeboStage(file, place, spec, treatment, source);
    case "table":
      return tableStage(file, place, spec, foundation.earlier);
    case "coefplot":
      return coefplotStage(file, place, spec, foundation.earlier);
    case "group-difference":
      return heterogeneityStage(file, place, spec, treatment);
    case "robustness":
      return robustnessStage(file, place, spec, treatment);
    case "quality":
      return qualityShownStage(file, place, spec, foundation.quality, source);
    case "decomposition":
      return decompositionStageOf(file, place, spec, foundation.quality, source);
    case "descriptives":
      return descriptivesStage(file, place, spec, treatment);
    case "referee":
      return refereeStage(file, place, spec, treatment, oneEstimate(foundation.headline));
    case "mediation":
      return mediationStage(file, place, spec, treatment);
    default:
      return verbStage(file, place, spec, treatment);
  }
}
