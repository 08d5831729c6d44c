/**
 * What the stage `did` shows: effects side by side, the designs of the codings with the estimators they refuse, a figure of either.
 */
import { type Language, listed, noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { formatCount, formatFixed } from "../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../report/table-model.js";
import { isMisledByFew } from "../../../verbs/did/design/few-treated.js";
import { didDesignWords, didWords } from "../../../verbs/did/design/messages.js";
import { periodOf } from "../../../verbs/did/design/period-of.js";
import type { DesignRecord, DidRecord, Inferred } from "../../../verbs/did/design/record.js";
import { designFigure } from "../../../verbs/did/figures/design.js";
import { effectsFigure } from "../../../verbs/did/figures/effects.js";
import { detailFigures, detailTables } from "../../../verbs/did/verb/detail-exhibits.js";
import type { Refusal } from "../../../verbs/did/verb/refusal.js";
import { didTable, isDrawn as hasFigure, rowName } from "../../../verbs/did/verb/table.js";
import { eventWords } from "../../../verbs/event-study/messages.js";
import type { StudySpec } from "../../file/schema.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { aboutStudy, treatmentWords } from "../beneath.js";
import { estimateFacts } from "../effect-column.js";
import { builtNotes, type OutcomeRows, rowsNotes } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import type { Exhibit, Finding, ShownEstimate, StagePlace, StageShown } from "../stage.js";
import { behind, figureId, figureTitle, tableId, tableTitle } from "../stage.js";
import type { DidResult } from "./result.js";
import { type DidSpec, isDrawn } from "./schema.js";

export function presentDidStage(
  file: StudyFile,
  place: StagePlace,
  spec: DidSpec,
  rows: OutcomeRows | undefined,
  made: TreatmentMade,
  { designs, record, truth }: DidResult,
): StageShown {
  const { language } = place;
  const { labels, panel } = file.spec;
  const words = { ...labels, ...treatmentWords(file.spec) };
  const called = (name: string) => ownOf(words, name) ?? name;
  const about = aboutStudy(file, place, made, spec.band === "uniform" ? { seed: file.spec.seed } : {});
  const caption = spec.caption ?? didWords.title[language](called(panel.outcome));
  const period = periodOf(made);
  const refusals = designs.flatMap(({ coding, refusals: own }) =>
    own.length === 0
      ? []
      : [
          didWords.refused[language]({
            ...own[0]!,
            refused: own.map(({ estimator }) => estimator),
            column: called(coding),
          }),
        ],
  );
  const treated = designs[0]!.design.cohorts.reduce((sum, { units_before }) => sum + units_before, 0);
  const beneath = [
    ...rowsNotes(rows, made.panel.table, language),
    ...(designs[0]!.refusals.length === 0 ? [] : [refusals[0]!]),
    ...(treated < made.facts.few && (record?.estimates.some(isMisledByFew) ?? false)
      ? [eventWords.few[language](treated, file.spec.words)]
      : []),
    ...spec.notes,
  ];
  const designTable: Exhibit = {
    kind: "table",
    id: tableId(place, 1),
    stage: place.name,
    about: { ...about, variance: null, seed: null },
    table: {
      ...tableOfDesigns(
        designs.map(({ coding, ...rest }) => ({ name: called(coding), ...rest })),
        period,
        place,
      ),
      title: tableTitle(place, didDesignWords.title[language], 1),
      notes: refusals,
    },
  };
  const designPicture: Exhibit = {
    kind: "figure",
    id: figureId(place, Number(isDrawn(spec))),
    stage: place.name,
    caption: figureTitle(place, didDesignWords.figure[language](called(designs[0]!.coding)), Number(isDrawn(spec))),
    notes: [],
    about: { ...about, variance: null, seed: null },
    spec: (look) => designFigure(designs[0]!.design, { ...look, language, period }),
  };
  return {
    name: place.name,
    exhibits: [
      ...(record === null ? [] : effectExhibits(record)),
      designTable,
      designPicture,
      ...(record === null ? [] : detailExhibits(record)),
    ],
    data: {},
    record: { stage: "did", designs, result: record, truth: truth ?? null },
    cautions: builtNotes(file, rows, designs[0]!.coding).map((note) => noteText(note, language)),
    findings: record === null ? [] : findingsOf(file.spec, record, spec, called),
  };

  /** What single estimators have beside effects, after the design. */
  function detailExhibits(found: DidRecord): Exhibit[] {
    const look = { language, labels: words };
    return [
      ...detailTables(found, look).map(({ table }, i): Exhibit => {
        const own = behind(place, i + 1);
        return {
          ...{ kind: "table", id: tableId(own), stage: place.name, about },
          table: { ...table, title: tableTitle(own, table.title) },
        };
      }),
      ...detailFigures(found, look).map(({ title, spec: figure }, i): Exhibit => {
        const own = behind(place, i + 1);
        return {
          ...{ kind: "figure", id: figureId(own), stage: place.name, notes: [], about },
          caption: figureTitle(own, title),
          spec: (options) => figure({ ...options, language, title }),
        };
      }),
    ];
  }

  function effectExhibits(found: DidRecord): Exhibit[] {
    const estimates = found.estimates.map(
      ({ estimator, overall, nobs, unidentified }): ShownEstimate => ({
        name: estimator,
        facts: estimateFacts(
          file,
          { treatment: designs[0]!.coding, controls: spec.controls },
          { estimator, rows: rows ?? null, average: spec.aggregate },
        ),
        estimate: unidentified === undefined ? shownAverage(estimator, overall) : null,
        nobs,
      }),
    );
    function shownAverage(estimator: string, { estimate }: Inferred): number | null {
      if (found.common === undefined) return estimate;
      return found.common?.estimates.find((one) => one.estimator === estimator)?.estimate ?? null;
    }
    const own: DidRecord = {
      ...found,
      notes: ownNotes(found.notes, made.panel.table).filter(({ code }) => code !== "few_treated"),
      estimates: found.estimates.map((one) => ({ ...one, notes: ownNotes(one.notes, made.panel.table) })),
    };
    const table = didTable(own, { language, labels: words, notes: beneath });
    const known = new Map(Object.entries(truth ?? {}).map(([event, value]) => [Number(event), value]));
    const exhibit: Exhibit = {
      kind: "table",
      id: tableId(place),
      stage: place.name,
      about,
      estimates,
      table: { ...withTruth(table, known, language), title: tableTitle(place, caption) },
    };
    if (!isDrawn(spec) || !found.estimates.some(hasFigure)) return [exhibit];
    return [
      exhibit,
      {
        kind: "figure",
        id: figureId(place),
        stage: place.name,
        caption: figureTitle(place, caption),
        notes: beneath,
        about,
        estimates,
        spec: (look) =>
          effectsFigure(found, { ...look, language, title: caption, ...(known.size === 0 ? {} : { truth: known }) }),
      },
    ];
  }
}

/** The average of each estimator, by its place among those asked for. */
function findingsOf(
  { panel, level }: StudySpec,
  { estimates, design, cluster }: DidRecord,
  { estimators }: DidSpec,
  called: (name: string) => string,
): Finding[] {
  const treated = design.cohorts.reduce((sum, { units_before }) => sum + units_before, 0);
  return estimates.flatMap(({ estimator, overall, nobs, n_clusters, unidentified }) => {
    if (unidentified !== undefined) return [];
    const { estimate, std_error, p_value, conf_low, conf_high } = overall;
    return [
      {
        column: estimators.indexOf(estimator) + 1,
        treatment: called(design.treatment),
        outcome: called(panel.outcome),
        ...{ estimate, std_error, p_value, conf_low, conf_high },
        ...{ level, treated, nobs, clusters: { [cluster]: n_clusters } },
      },
    ];
  });
}

/** The table with a column of true effects, by the event times that its rows begin with. */
function withTruth(
  table: TableModel,
  truth: ReadonlyMap<number, number>,
  language: StagePlace["language"],
): TableModel {
  if (truth.size === 0) return table;
  const names = new Map([...truth].map(([event, value]) => [rowName("dynamic", event), value]));
  const cellOf = ({ name = "" }: TableRow): Cell => {
    const value = names.get(name);
    return value === undefined ? emptyCell() : numberCell(value, formatFixed(value, 4));
  };
  return {
    ...table,
    heads: [...table.heads, [didDesignWords.truth[language]]],
    rows: table.rows.map((row) => ({ ...row, cells: [...row.cells, cellOf(row)] })),
  };
}

/** An estimator that is refused, with the option under which it is not: `twfe (not with aggregate: simple)`. */
function refusedText({ estimator, others }: NamedDesign["refusals"][number], language: Language): string {
  const [, option] = others.find((one) => one.startsWith(`${estimator} --`))?.split(" --") ?? [];
  return option === undefined ? estimator : didDesignWords.refusedBut[language](estimator, option.replace(" ", ": "));
}

interface NamedDesign {
  readonly name: string;
  readonly design: DesignRecord;
  readonly refusals: readonly Pick<Refusal, "estimator" | "others">[];
}

/** A column a coding: its path, cohorts, who is on which path, event times, what cannot be compared, who refuses it. */
function tableOfDesigns(
  designs: readonly NamedDesign[],
  period: (at: number) => string,
  { language }: StagePlace,
): Omit<TableModel, "title" | "notes"> {
  const words = didDesignWords;
  const none = words.none[language];
  const textOf = (label: string, of: (one: NamedDesign) => string): TableRow => ({
    ...{ label, name: label, quantity: "", ruleAbove: false },
    cells: designs.map((one) => textCell(of(one))),
  });
  const eventsOf = ({ design: { events } }: NamedDesign): string =>
    events.length === 0 ? none : words.range[language](String(events[0]!.event), String(events.at(-1)!.event));
  return {
    stub: words.stub[language],
    heads: designs.map(({ name }) => [name]),
    rows: [
      textOf(words.path[language], ({ design }) => words.paths[design.path][language]),
      textOf(words.cohorts[language], ({ design }) =>
        design.cohorts.length === 0
          ? none
          : listed[language](
              design.cohorts.map(({ cohort, units }) => `${period(cohort)} (${formatCount(units)})`),
              8,
            ),
      ),
      ...(["never", "always", "changing dose", "switching off"] as const).map((path) =>
        textOf(words.unitsOn[path][language], ({ design }) => formatCount(design.units[path])),
      ),
      textOf(words.events[language], eventsOf),
      textOf(words.noControl[language], ({ design }) =>
        design.without_control.length === 0 ? none : listed[language](design.without_control.map(period), 8),
      ),
      textOf(words.refuses[language], ({ refusals }) =>
        refusals.length === 0 ? none : listed[language](refusals.map((one) => refusedText(one, language))),
      ),
    ],
  };
}
