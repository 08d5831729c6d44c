/**
 * The stage of a declared verb: the study's panel and equation, the options of the block, and the verb's own tables and figures
 * under the study's numbers. Knows no verb.
 */

import { UsageError } from "../../../base/errors.js";
import type { Note } from "../../../base/messages.js";
import { Unreadable } from "../../../declare/option.js";
import { stageVerbs, type VerbName, verbs } from "../../../verbs/catalogue.js";
import type { ModelRecord } from "../../../verbs/table/model-column.js";
import type { AnyVerb } from "../../../verbs/verb.js";
import { located, locating, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { computedPart, type StageNode, stageNode } from "../../run/stage-node.js";
import { aboutStudy, termWords } from "../beneath.js";
import { chosenControls, formulaOf } from "../model-choice.js";
import { ownNotes } from "../own-notes.js";
import type { Exhibit, Stage, StageCall, StagePlace, StageShown } from "../stage.js";
import { behind, type Exhibits, figureId, figureTitle, tableId, tableTitle } from "../stage.js";
import { keyName, optionKeys, type VerbSpec } from "./schema.js";

/** A table, and as many figures as its declaration says. */
export const verbExhibits = ({ stage }: VerbSpec): Exhibits => ({
  tables: ["main"],
  figures: Array.from({ length: verbOf(stage).figures ?? 0 }, () => "main"),
});

/** A verb's name in the API. */
const apiName = (verb: AnyVerb): VerbName =>
  (Object.keys(verbs) as VerbName[]).find((name) => (verbs[name] as AnyVerb) === verb)!;

const verbOf = (name: VerbSpec["stage"]): AnyVerb => stageVerbs[name];

/** The stage `place.name`, as `spec` says. Throws UsageError `unknown_treatment`, `option_value`, `option_without_effect`. */
export function verbStage(
  file: StudyFile,
  place: StagePlace,
  spec: VerbSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<{ readonly record: unknown }> {
  const at = ["stages", place.name];
  const verb = verbOf(spec.stage);
  refuseTwoEquations(file, at, spec);
  const coding = spec.treatment ?? Object.keys(file.spec.treatment.codings)[0]!;
  requireCoding(file, [...at, "treatment"], coding);
  const controls = chosenControls(spec.controls ?? false, file.spec);
  const formula = spec.formula ?? formulaOf(file.spec, [coding, ...controls], spec.outcome, spec.fe);
  const options = optionsOf(file, place, spec, verb, coding);
  return {
    node: stageNode({
      name: place.name,
      share: 1,
      reads: computedPart(spec),
      needs: [treatment],
      async run([{ panel }], { engine, signal, progress }) {
        const [run, check] = await Promise.all([verb.run(), verb.check()]);
        locating(file, at, () => check(formula, options));
        const hosts = {
          ...(signal !== undefined && verb.hosts.includes("signal") ? { signal } : {}),
          ...(verb.hosts.includes("onProgress")
            ? { onProgress: ({ fraction }: { readonly fraction: number }) => progress(fraction) }
            : {}),
        };
        try {
          const inputs = verb.formula === null ? [panel] : [panel, formula];
          return { record: await run(engine, ...inputs, { ...options, ...hosts }) };
        } catch (error) {
          throw located(error, file, at);
        }
      },
    }),
    present: async ({ record }, made) => {
      const present = await verb.present();
      return shown(file, place, spec, made, verb, present, record);
    },
    ...(verb.formula === null
      ? {}
      : {
          calls: () => [{ verb: apiName(verb), formula, options: { ...options } as StageCall["options"], part: null }],
          ...(verb.plainTables
            ? {}
            : {
                results: ({ record }: { readonly record: unknown }) => [
                  { name: null, record: record as ModelRecord, treatment: coding },
                ],
              }),
        }),
  };
}

/** Throws UsageError `option_without_effect`, at the key, for a part of the equation beside the whole formula. */
function refuseTwoEquations(file: StudyFile, at: readonly string[], spec: VerbSpec): void {
  if (spec.formula === undefined) return;
  const parts = { outcome: spec.outcome, controls: spec.controls === false ? undefined : spec.controls, fe: spec.fe };
  const given = Object.entries(parts).find(([, value]) => value !== undefined);
  if (given === undefined) return;
  const [key, got] = given;
  throw new UsageError(
    "option_without_effect",
    `${file.at([...at, key])}: ${key} has no effect beside formula, which is the whole equation; leave one of them out.`,
    { got, expected: "formula, or outcome, controls and fe" },
  );
}

/** What the study gives, the treatment of verbs that must be told of it, and the block's own keys as the verb takes them. */
function optionsOf(file: StudyFile, { name }: StagePlace, spec: VerbSpec, verb: AnyVerb, coding: string): object {
  const { variance, ssc, level, seed } = file.spec;
  const block = spec as Readonly<Record<string, unknown>>;
  const treat = block.cohort === undefined ? { treat: coding } : {};
  const ofStudy = { vcov: spec.variance ?? variance, ssc, level, seed, ...treat };
  const given = Object.entries(ofStudy).filter(([option]) => Object.hasOwn(verb.options, option));
  const own = optionKeys(spec.stage).flatMap(([option, { type }]) => {
    const value = block[keyName(option)];
    if (value === undefined) return [];
    const path = ["stages", name, keyName(option)];
    return [[option, type.kind === "value" ? locating(file, path, () => read(type, value)) : value] as const];
  });
  return Object.fromEntries([...given, ...own]);
}

/** A value, or several, as its option reads texts. Throws UsageError `option_value`, and what it throws. */
function read(type: { readonly read: (text: string) => unknown; readonly several: boolean }, value: unknown): unknown {
  const one = (text: unknown): unknown => {
    try {
      return type.read(String(text));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      throw new UsageError("option_value", `'${text}': ${error.message}.`, { got: text });
    }
  };
  if (Array.isArray(value)) return value.map(one);
  return type.several ? [one(value)] : one(value);
}

function shown(
  file: StudyFile,
  place: StagePlace,
  spec: VerbSpec,
  made: TreatmentMade,
  verb: AnyVerb,
  present: Awaited<ReturnType<AnyVerb["present"]>>,
  result: unknown,
): StageShown {
  const { language } = place;
  const about = aboutStudy(file, place, made, { variance: spec.variance ?? file.spec.variance });
  const { record, tables, figures } = present(withOwnNotes(result, made), {
    language,
    labels: termWords(file.spec, spec),
    notes: spec.notes,
  });
  const caption = spec.caption ?? verb.titles?.[language] ?? verb.name;
  const exhibits: Exhibit[] = tables.map((table, t) => ({
    kind: "table",
    id: tableId(behind(place, t)),
    stage: place.name,
    table: { ...table, title: tableTitle(behind(place, t), caption) },
    about,
  }));
  const drawn = Object.values(figures?.() ?? {}).slice(0, place.figures.length);
  const pictures = drawn.map(
    (figure, f): Exhibit => ({
      kind: "figure",
      id: figureId(place, f),
      stage: place.name,
      caption: figureTitle(place, caption, f),
      notes: [],
      about,
      spec: () => figure,
    }),
  );
  return {
    name: place.name,
    exhibits: [...exhibits, ...pictures],
    data: {},
    record: { stage: spec.stage, result: record },
    cautions: [],
    findings: [],
  };
}

/** A record without the notes on reading the data, which stand in a section of their own. */
function withOwnNotes(record: unknown, { panel }: TreatmentMade): unknown {
  const { notes, ...rest } = record as { readonly notes?: readonly Note[] };
  return notes === undefined ? record : { ...rest, notes: ownNotes(notes, panel.table) };
}
