/**
 * Stage `did`: the design of every coding of the treatment and the estimators it refuses; effects by those it does not, side by side in
 * one table and one figure, with the true effects where data are simulated.
 */
import { type TreatmentDesign, treatmentDesign } from "../../../data/panel/treatment-design.js";
import { decompositions } from "../../../verbs/did/decomposition/decomposition.js";
import { describeDesign } from "../../../verbs/did/design/design-record.js";
import { belonging } from "../../../verbs/did/design/estimator-options.js";
import { didPlan } from "../../../verbs/did/design/plan.js";
import { type DidOptions, didVerb } from "../../../verbs/did/design/verb.js";
import { estimators } from "../../../verbs/did/verb/estimators.js";
import { refusalOf } from "../../../verbs/did/verb/refusal.js";
import { locating, locatingAwaited, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { did, rowsUsed } from "../estimates.js";
import { chosenControls, formulaOf } from "../model-choice.js";
import { rowsAsked, withRows } from "../outcome-rows.js";
import type { Stage, StagePlace } from "../stage.js";
import { truthByEvent } from "../treated-in-rows.js";
import { presentDidStage } from "./present.js";
import type { CodedDesign, DidResult } from "./result.js";
import type { DidSpec } from "./schema.js";

/** The stage `place.name`, as `spec` says. Throws UsageError `unknown_treatment` and as `didPlan`. */
export function didStage(
  file: StudyFile,
  place: StagePlace,
  spec: DidSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<DidResult> {
  const path = ["stages", place.name];
  const { spec: study } = file;
  const codings = Object.keys(study.treatment.codings);
  const main = spec.treatment ?? codings[0]!;
  const shown = [...new Set([main, ...(spec.designs ?? codings)])];
  for (const coding of shown) requireCoding(file, path, coding);
  const [rows] = rowsAsked(file, path, spec.rows);
  const formula = formulaOf(study, chosenControls(spec.controls, study));
  const optionsOf = (coding: string): DidOptions => ({
    treat: coding,
    ...{ vcov: study.variance, ssc: study.ssc, level: study.level, seed: study.seed, ...withRows(rows) },
    ...verbOptions(spec),
  });
  locating(file, path, () => didPlan(optionsOf(main)));
  /** Options of the estimators that the design does not refuse. */
  const ofThese = (names: readonly string[]): DidOptions => ({
    ...belonging(optionsOf(main), names),
    estimator: names,
  });

  const run = ([made]: readonly [TreatmentMade], tools: StageTools): Promise<DidResult> =>
    locatingAwaited(file, path, async () => {
      const used = await rowsUsed(made, tools, formula, { vcov: study.variance, ...withRows(rows) });
      const inRows = shown.map((coding) => designIn(made, coding, used));
      const designs = shown.map((coding, i) => designOf(made, coding, inRows[i]!, optionsOf(coding)));
      const refused = new Set(designs[0]!.refusals.map(({ estimator }) => estimator));
      const valid = spec.estimators.filter((name) => !refused.has(name));
      if (valid.length === 0) return { designs, record: null };
      const record = await did(made, tools, formula, ofThese(valid));
      const events = record.estimates.flatMap(({ effects }) => effects.flatMap(({ event }) => event ?? []));
      const truth =
        spec.truth ??
        (events.length === 0
          ? undefined
          : truthByEvent(made, study.panel.outcome, used, {
              ...{ shown: [...new Set(events)], bin: false },
              starts: inRows[0]!.firstTreated,
            }));
      return { designs, record, ...(truth === undefined ? {} : { truth }) };
    });
  return {
    node: stageNode({ name: place.name, share: 1, reads: computedPart(spec), needs: [treatment], run }),
    calls: ({ record }) =>
      record === null
        ? []
        : [
            {
              verb: "did",
              formula,
              options: ofThese([...new Set(record.estimates.map(({ estimator }) => estimator))]),
              part: null,
            },
          ],
    present: (result, made) => presentDidStage(file, place, spec, rows, made, result),
  };
}

/** What of the block are options of the verb. */
function verbOptions(spec: DidSpec): Partial<DidOptions> {
  const values = spec as Readonly<Record<string, unknown>>;
  const given = Object.keys(didVerb.options).flatMap((name) =>
    name === "estimator" || values[name] === undefined ? [] : [[name, values[name]] as const],
  );
  return { ...Object.fromEntries(given), estimator: spec.estimators };
}

/** A coding by its design, and which of the estimators asked for it refuses. */
function designOf({ panel }: TreatmentMade, coding: string, design: TreatmentDesign, options: DidOptions): CodedDesign {
  const plan = didPlan(options);
  const asked = [
    ...plan.estimators.map((name) => estimators[name]),
    ...plan.decompositions.map((name) => decompositions[name]),
  ];
  return {
    coding,
    design: describeDesign(design, panel),
    refusals: asked.flatMap((one) => refusalOf(one, design, plan) ?? []),
  };
}

/** The design of a coding over the rows used. */
function designIn({ panel }: TreatmentMade, coding: string, used: Uint32Array): TreatmentDesign {
  const isUsed = new Uint8Array(panel.table.nRows);
  for (const row of used) isUsed[row] = 1;
  return treatmentDesign(panel, { treat: coding }, isUsed);
}
