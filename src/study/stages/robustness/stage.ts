/**
 * Stage `robustness`: a base estimate, variants of it, a figure of them all, and in sentences what each changes.
 */

import { listed, noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { coefficientFigure } from "../../../report/figures/coefficients.js";
import { formatCount } from "../../../report/format-number.js";
import type { StudyFile } from "../../file/study-file.js";
import { levelsAbove } from "../../inputs/assignment.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { aboutStudy, termWords } from "../beneath.js";
import { type EstimateFacts, estimateFacts } from "../effect-column.js";
import { builtNotes, withRows } from "../outcome-rows.js";
import type { ShownEstimate, StagePlace, StageShown } from "../stage.js";
import {
  figureId,
  figureTitle,
  type Stage,
  type StageResult,
  tableId,
  tableName,
  tableTitle,
  treated,
} from "../stage.js";
import { type Choice, choicesOf } from "./choices.js";
import { type Estimated, estimated, requireCoefficient, rowsOfBase, type Variant } from "./estimate.js";
import { robustnessWords as words } from "./messages.js";
import type { RobustnessSpec } from "./schema.js";
import { type Labelled, type Reporting, robustnessTable, rowsShown, type WhatChanges, whatChanges } from "./table.js";

/** The stage `place.name`, as `spec` says. Throws UsageError as `choicesOf`. */
export function robustnessStage(
  file: StudyFile,
  place: StagePlace,
  spec: RobustnessSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<readonly Variant[]> {
  const choices = choicesOf(file, ["stages", place.name], spec);
  const run = async ([made]: readonly [TreatmentMade], tools: StageTools) => {
    const baseRows = rowsOfBase(file, choices[0]!, made, tools);
    const found: Variant[] = [];
    for (const [c, choice] of choices.entries()) {
      tools.signal?.throwIfAborted();
      tools.progress(c / choices.length);
      found.push(await estimated(file, choice, made, baseRows, tools));
      if (c === 0) requireCoefficient(file, choice, found[0]!);
    }
    return found;
  };
  return {
    node: stageNode({ name: place.name, share: choices.length, reads: computedPart(spec), needs: [treatment], run }),
    present: (found, made) => present(file, place, spec, choices, made, found),
    results: (found) => robustnessResults(found, choices),
    calls: () =>
      choices.flatMap((choice, part) => {
        const { formula, variance, subset, weights, rows } = choice;
        if (CHANGES_ROWS.some((key) => choice[key] !== undefined)) return [];
        const options = { vcov: variance, ...withRows(rows, subset), ...(weights === undefined ? {} : { weights }) };
        return [{ verb: "feols", formula, options: { ...options, ssc: file.spec.ssc, level: file.spec.level }, part }];
      }),
    called: ({ part, name }) => {
      const label = part === 0 ? (spec.base.label ?? words.base[place.language]) : spec.variants[part! - 1]!.label;
      return name === null ? label : `${label}: ${name}`;
    },
  };
}

/** What a variant does to rows and values before it is estimated: no call does the same on the sample. */
const CHANGES_ROWS = ["winsorise", "exclude", "shift", "leaveOneOut"] as const;

/** The base and its variants; of one that leaves each value out, the smallest and the largest. */
function robustnessResults(found: readonly Variant[], choices: readonly Choice[]): StageResult[] {
  return found.flatMap((one, part): StageResult[] => {
    const { treatment } = choices[part]!;
    if (!("smallest" in one)) return [{ name: null, record: one.fit, part, ...treated(treatment, one) }];
    return [one.smallest, one.largest].map(({ value, estimated: own }) => ({
      name: value,
      record: own.fit,
      part,
      ...treated(treatment, own),
    }));
  });
}

function present(
  file: StudyFile,
  place: StagePlace,
  spec: RobustnessSpec,
  choices: readonly Choice[],
  made: TreatmentMade,
  found: readonly Variant[],
): StageShown {
  const { language } = place;
  const study = file.spec;
  const labels = termWords(study, spec);
  const reporting: Reporting = {
    language,
    level: study.level,
    ...{ unit: study.words.unit, units: study.words.units },
    name: (column) => ownOf(labels, column) ?? column,
    isBelow: ({ fit }) => levelsAbove(study, made, Object.keys(fit.vcov.clusters)).stated !== null,
  };
  const headings = [spec.base.label ?? words.base[language], ...spec.variants.map(({ label }) => label)];
  const all = found.map((one, v): Labelled => ({ label: headings[v]!, choice: choices[v]!, found: one }));
  const base = all[0] as Labelled<Estimated>;
  const changes = all.slice(1).map((variant) => whatChanges(base, variant, reporting));
  const shown = rowsShown(all, reporting);
  const built = new Set(
    choices.flatMap(({ rows, formula }) => builtNotes(file, rows, formula)).map((note) => noteText(note, language)),
  );
  const few = shown.some(({ found: own }) => own.treated.length < made.facts.few);
  const below = shown.some(({ found: own }) => reporting.isBelow(own))
    ? [words.below[language](reporting.name(study.assigned_by!))]
    : [];
  const notes = [
    aboutNote(base, reporting),
    ...wildNotes(shown, reporting),
    ...(few ? [words.few[language](reporting.units, made.facts.few)] : []),
    ...below,
    words.readWith[language],
    ...changes.map(({ sentence }) => sentence),
    ...built,
    ...spec.notes,
  ];
  const caption = spec.caption ?? words.caption[language](reporting.name(base.choice.outcome));
  const isRandom = shown.some(({ found: own }) => own.wild !== undefined);
  const about = aboutStudy(file, place, made, {
    variance: base.choice.variance,
    ...(isRandom ? { seed: study.seed } : {}),
  });
  const estimate = ownOf(base.found.fit.coefficients, base.choice.treatment)?.estimate ?? null;
  const { nobs } = base.found.fit;
  const estimates: readonly ShownEstimate[] = [{ name: base.label, facts: factsOf(file, base.choice), estimate, nobs }];
  const table = robustnessTable(tableTitle(place, caption), shown, spec.truth, reporting, notes);
  return {
    name: place.name,
    exhibits: [
      { kind: "table", id: tableId(place), stage: place.name, table, about, estimates },
      {
        kind: "figure",
        id: figureId(place),
        stage: place.name,
        caption: figureTitle(place, caption),
        notes: [aboutNote(base, reporting), ...below],
        about,
        estimates,
        spec: (look) => figureOf(shown, caption, reporting, look),
      },
    ],
    data: {},
    record: recordOf(all, changes),
    cautions: [
      ...changes.flatMap(({ conclusion, isOther }) =>
        isOther ? [words.caution[language](tableName(place), conclusion)] : [],
      ),
      ...built,
    ],
    findings: [],
  };
}

/** What a choice estimates. */
const factsOf = (file: StudyFile, { subset, weights, rows, effects, ...choice }: Choice): EstimateFacts =>
  estimateFacts(file, { ...choice, fe: effects ?? "none", subset }, { rows: rows ?? null, weights: weights ?? null });

function aboutNote({ choice, found }: Labelled<Estimated>, { language, name }: Reporting): string {
  const effects = Object.keys(found.fit.fixed_effects.effects).map(name);
  const { controls, subset, weights } = choice;
  const chosen = [
    controls.length === 0 ? words.noControls[language] : words.controls[language](listed[language](controls.map(name))),
    effects.length === 0 ? words.noEffects[language] : words.effects[language](listed[language](effects)),
    ...(subset === undefined ? [] : [words.rowsWhere[language](subset)]),
    ...(weights === undefined ? [] : [words.weights[language](name(weights))]),
  ];
  return words.about[language](name(choice.treatment), name(choice.outcome), chosen.join(words.list[language]));
}

/** How draws were made, once for each way. */
function wildNotes(shown: readonly Labelled<Estimated>[], { language, name }: Reporting): readonly string[] {
  const notes = shown.flatMap(({ found: { wild } }) => {
    if (wild === undefined) return [];
    const { clusters, type, weights, draws, enumerated, generator, seed } = wild.bootstrap;
    const how = enumerated ? words.everySign[language] : words.seeded[language](generator ?? "", String(seed));
    return [words.wild[language](name(clusters.name), type ?? "", weights ?? "", formatCount(draws.used), how)];
  });
  return [...new Set(notes)];
}

function figureOf(
  shown: readonly Labelled<Estimated>[],
  title: string,
  { language, level }: Reporting,
  look: Parameters<Extract<StageShown["exhibits"][number], { kind: "figure" }>["spec"]>[0],
) {
  const rows = shown.flatMap(({ label, choice, found }) => {
    const b = ownOf(found.fit.coefficients, choice.treatment);
    return b === undefined ? [] : [{ label, estimate: b.estimate, conf_low: b.conf_low, conf_high: b.conf_high }];
  });
  const percent = `${Number((100 * level).toPrecision(6))}%`;
  return coefficientFigure(rows, {
    ...look,
    title,
    level,
    line: rows[0]!.estimate,
    language,
    labels: { x: words.axis[language](percent) },
  });
}

function recordOf(all: readonly Labelled[], changes: readonly WhatChanges[]): object {
  const { label, choice, found } = all[0]!;
  const plain = ({ at: _, ...own }: Choice) => own;
  return {
    stage: "robustness",
    base: { label, choice: plain(choice), ...found },
    variants: all.slice(1).map((variant, v) => ({
      label: variant.label,
      choice: plain(variant.choice),
      ...variant.found,
      changes: changes[v]!.sentence,
      other_conclusion: changes[v]!.isOther,
    })),
  };
}
