/**
 * A pasted line taken into the study: as a further column of its first table where its treatment is that of the study, else as a study of its own,
 * which is that one column. Nothing of the line is left out: what a study has no place for was refused before.
 */
import { UsageError, WasmetricsError } from "../../../../src/base/errors.js";
import type { Language } from "../../../../src/base/messages.js";
import { shellWord } from "../../../../src/base/text.js";
import type { Table } from "../../../../src/data/table/table.js";
import type { StudySpec } from "../../../../src/study/file/schema.js";
import { chooseStudy, type GivenChoices } from "../../../../src/study/init/choose-study.js";
import { keyPairs } from "../../../../src/study/init/column-candidates.js";
import { studyYaml } from "../../../../src/study/init/study-yaml.js";
import type { Edit, Failure } from "../../protocol.js";
import { lineWords as words } from "../../words/line.js";
import type { Action } from "../action.js";
import { edited } from "../edited.js";
import { failureOf } from "../failure.js";
import { type Pasted, readPasted } from "../pasted.js";
import { STUDY_NAME, studyOf } from "../studies.js";
import { wholeUnits } from "../whole-units.js";

export const line: Action<"line"> = async (desk, { line: written, file, text, language }) => {
  const table = await desk.table(file);
  const study = text === null ? null : studyOf(text).spec;
  const pasted = readPasted(written, namesIn(table, study), language);
  const treatment = study === null ? undefined : treatmentIn(pasted.terms, study);
  const shared = { formula: pasted.formula, command: pasted.command.replace("DATA", () => shellWord(file)) };
  if (study === null || treatment === undefined) {
    const own = await ownStudy(table, pasted, file, language).catch(refused);
    return { edits: null, text: own.text, refusal: own.refusal, ...shared, notes: [...pasted.notes, ...own.notes] };
  }
  const inWhole = wholeEdits(pasted, study, language);
  const edits = [placeOf(pasted, study, treatment), ...inWhole.map(({ edit }) => edit)];
  return {
    edits,
    text: null,
    refusal: null,
    ...shared,
    notes: [
      ...pasted.notes,
      ...codedAs(treatment, study, language),
      ...noVariance(pasted, study.variance, language),
      ...inWhole.map(({ note }) => note),
    ],
  };
};

/** Columns a line may name: those of the file, and those the study makes. */
function namesIn({ names }: Table, study: StudySpec | null): readonly string[] {
  if (study === null) return names;
  const { aggregate = {}, lags } = study.panel;
  const made = [...Object.keys(study.treatment.codings), ...Object.keys(aggregate), ...Object.keys(lags)];
  return [...new Set([...names, ...made, ...(study.quality === undefined ? [] : ["quality", "r_quality"])])];
}

/** A coding of the treatment, and the term of the line that stands for it. */
interface Treated {
  readonly coding: string;
  readonly term: string;
}

/** The coding whose effect the line estimates: it is named, or the 0/1 column it is made from is, which is in force as it stands. */
function treatmentIn(terms: readonly string[], { treatment: { codings, dummy } }: StudySpec): Treated | undefined {
  const coding = Object.keys(codings).find((name) => terms.includes(name));
  if (coding !== undefined) return { coding, term: coding };
  if (dummy === undefined || !terms.includes(dummy)) return undefined;
  const names = Object.keys(codings);
  return { coding: names.find((name) => codings[name]!.coding === "in-force") ?? names[0]!, term: dummy };
}

/** A further column of the first table of regressions; a table of its own where there is none. */
function placeOf(pasted: Pasted, study: StudySpec, { coding, term }: Treated): Edit {
  requirePanel(pasted, study);
  const column = columnOf(pasted, coding, term);
  const table = Object.entries(study.stages).find(([, stage]) => stage.stage === "regressions");
  if (table === undefined) return { path: ["stages", "pasted"], value: { stage: "regressions", columns: [column] } };
  const { columns } = table[1] as { readonly columns: readonly unknown[] };
  return { path: ["stages", table[0], "columns", columns.length], value: column };
}

/** Throws UsageError `line_panel` for lags in another panel than the study's. */
function requirePanel({ panel }: Pasted, { panel: { unit, time } }: StudySpec): void {
  if (panel === undefined || (panel.unit === unit && panel.time === time)) return;
  throw new UsageError(
    "line_panel",
    `The line's panel is ${panel.unit} by ${panel.time}, the study's ${unit} by ${time}: its lags would be others.`,
    { got: panel, expected: { unit, time } },
  );
}

function columnOf({ outcome, terms, effects, subset }: Pasted, coding: string, term: string): object {
  const controls = terms.filter((one) => one !== term);
  return {
    treatment: coding,
    outcome,
    ...(controls.length > 0 && { controls }),
    fe: effects.length === 0 ? "none" : effects.join(" + "),
    ...(subset !== undefined && { subset }),
  };
}

/** What the line says that only the whole study can say, where it says otherwise. */
function wholeEdits(
  pasted: Pasted,
  study: StudySpec,
  language: Language,
): { readonly edit: Edit; readonly note: string }[] {
  return (["variance", "ssc", "level"] as const).flatMap((key) => {
    const [was, is] = [study[key], pasted[key]];
    if (is === undefined || is === was) return [];
    return [{ edit: { path: [key], value: is }, note: words.whole[language](key, String(was), String(is)) }];
  });
}

/** A 0/1 column that switches off is not what another coding makes of it. */
function codedAs({ coding, term }: Treated, { treatment }: StudySpec, language: Language): string[] {
  const kind = treatment.codings[coding]!.coding;
  return term === coding || kind === "in-force" ? [] : [words.codedAs[language](term, coding, kind)];
}

const noVariance = ({ variance }: Pasted, own: string, language: Language): string[] =>
  variance === undefined ? [words.noVariance[language](own)] : [];

interface OwnStudy {
  readonly text: string | null;
  readonly notes: readonly string[];
  readonly refusal: Failure | null;
}

/** Data that are no panel of the line. */
function refused(error: unknown): OwnStudy {
  if (!(error instanceof WasmetricsError)) throw error;
  return { text: null, notes: [], refusal: failureOf(error) };
}

/** The study whose only exhibit is the line. Throws as `chooseStudy` where the data are no panel of it. */
async function ownStudy(table: Table, pasted: Pasted, file: string, language: Language): Promise<OwnStudy> {
  const given: GivenChoices = { ...givenOf(table, pasted), language };
  const choices = await chooseStudy(wholeUnits(table, given), given, async ({ candidates }) => candidates[0]!.value);
  const { unit, time, coding } = choices;
  const [treatment] = pasted.terms;
  const { variance, ssc, level } = pasted;
  const settled = Object.entries({ variance, ssc, level }).filter(([, value]) => value !== undefined);
  const text = edited(studyYaml(choices, { data: file, study: STUDY_NAME }), [
    { path: ["stages"], value: { table1: { stage: "regressions", columns: [columnOf(pasted, coding, treatment!)] } } },
    ...settled.map(([key, value]): Edit => ({ path: [key], value })),
  ]);
  return {
    text,
    refusal: null,
    notes: [
      words.ownStudy[language](treatment!),
      words.panel[language](unit.value, time.value),
      ...noVariance(pasted, `cluster:${choices.cluster.value}`, language),
    ],
  };
}

/** What the choices of a study are given: the first regressor is the treatment, those that are columns are controls. */
function givenOf(table: Table, { outcome, terms, effects, variance, panel }: Pasted): GivenChoices {
  const [treat, ...controls] = terms;
  const keys = panel ?? keysAmong(table, effects);
  const cluster = /^cluster:([^+^]+)/.exec(variance ?? "")?.[1] ?? keys?.unit;
  return {
    outcome,
    treat: treat!,
    controls: controls.filter((name) => table.has(name)),
    ...(keys !== undefined && { unit: keys.unit, time: keys.time }),
    ...(cluster !== undefined && { cluster }),
  };
}

/** Unit and time of two effects, as `init` tells one from the other; as they are written where the rows are no panel of them. */
function keysAmong(table: Table, [a, b]: readonly string[]): { unit: string; time: string } | undefined {
  if (a === undefined || b === undefined || !table.has(a) || !table.has(b)) return undefined;
  const pairs = [...keyPairs(table, { unit: a, time: b }), ...keyPairs(table, { unit: b, time: a })];
  const [best] = pairs.sort((one, other) => other.score - one.score);
  return best === undefined ? { unit: a, time: b } : { unit: best.unit.name, time: best.time.name };
}
