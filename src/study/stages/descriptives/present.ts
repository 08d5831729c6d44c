/**
 * What stage `descriptives` shows: tables of statistics, of groups, of correlations, and the figure of raw
 * trends. Sees what was computed, no rows.
 */

import { ownOf } from "../../../base/objects.js";
import { periodWords } from "../../../data/panel/period-text.js";
import type { Trend } from "../../../inspect/figures/trends.js";
import { trendsFigure } from "../../../inspect/figures/trends.js";
import { formatCount } from "../../../report/format-number.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { aboutStudy, termWords } from "../beneath.js";
import { groupLabels, splitNote } from "../group-difference/cautions.js";
import type { Exhibit, ShownFigure, ShownTable, StagePlace, StageShown } from "../stage.js";
import { figureId, figureTitle, tableId, tableTitle } from "../stage.js";
import { descriptivesWords as words } from "./messages.js";
import type { DescriptivesSpec } from "./schema.js";
import { comparedTable, correlationsTable, type DescriptivesResult, summaryTable } from "./tables.js";

/** Tables, figure and record of `value`. */
export function presentDescriptives(
  file: StudyFile,
  place: StagePlace,
  spec: DescriptivesSpec,
  made: TreatmentMade,
  value: DescriptivesResult,
): StageShown {
  const { language } = place;
  const labels = termWords(file.spec, spec);
  const shown: Shown = {
    ...{ file, place, spec, made, language },
    nameOf: (term) => ownOf(labels, term) ?? term,
    caption: spec.caption ?? words.caption[language],
    rows: value.rows === "measured" ? [words.rowsMeasured[language]] : [],
  };
  const plain = aboutStudy(file, place, made, { variance: null });
  const exhibits: Exhibit[] = [];
  const add = (table: ShownTable["table"], about = plain) => {
    exhibits.push({ kind: "table", id: tableId(place, exhibits.length), stage: place.name, table, about });
  };
  add(statistics(shown, value));
  if (value.groups !== null) add(compared(shown, value.groups, exhibits.length), aboutStudy(file, place, made));
  if (value.correlations !== null) add(correlations(shown, value, value.correlations, exhibits.length));
  if (value.trends !== null) exhibits.push(trends(shown, value.trends, plain));
  return {
    name: place.name,
    exhibits,
    data: {},
    record: { stage: "descriptives", ...value },
    cautions: [],
    findings: [],
  };
}

/** What every exhibit of the stage is shown by. */
interface Shown {
  readonly file: StudyFile;
  readonly place: StagePlace;
  readonly spec: DescriptivesSpec;
  readonly made: TreatmentMade;
  readonly language: StagePlace["language"];
  readonly nameOf: (term: string) => string;
  readonly caption: string;
  /** Notes on the rows they are of. */
  readonly rows: readonly string[];
}

function statistics(shown: Shown, { summaries }: DescriptivesResult): ShownTable["table"] {
  const { file, place, spec, language, nameOf, caption, rows } = shown;
  const study = file.spec;
  return summaryTable(summaries, spec, {
    ...{ nameOf, language },
    title: tableTitle(place, caption),
    notes: [
      words.statisticsNote[language],
      ...(spec.within ? [words.withinNote[language](study.words.unit, nameOf(study.panel.time))] : []),
      ...rows,
      ...spec.notes,
    ],
  });
}

/** @param before tables of the stage before this one */
function compared(
  shown: Shown,
  groups: NonNullable<DescriptivesResult["groups"]>,
  before: number,
): ShownTable["table"] {
  const { file, place, spec, language, nameOf, caption, rows } = shown;
  const study = file.spec;
  const { units } = study.words;
  const { split } = groups;
  const by = split === null ? words.byTreated[language] : nameOf(spec.by!);
  const heads =
    split === null
      ? [words.everTreated[language](units), words.neverTreated[language](units)]
      : groupLabels(split, undefined, by, language);
  const note = heads.length === 2 ? words.compareNote : words.compareManyNote;
  return comparedTable(groups, heads, units, {
    ...{ nameOf, language },
    title: tableTitle(place, words.compareCaption[language](caption, by), before),
    notes: [
      note[language](study.variance),
      split === null ? words.treatedNote[language](units) : splitNote(split, by, study, language),
      ...rows,
    ],
  });
}

/** @param before tables of the stage before this one */
function correlations(
  { place, language, nameOf, rows }: Shown,
  { summaries, nobs }: DescriptivesResult,
  found: NonNullable<DescriptivesResult["correlations"]>,
  before: number,
): ShownTable["table"] {
  const written = summaries.map((summary) => summary.written);
  return correlationsTable(found, written, {
    ...{ nameOf, language },
    title: tableTitle(place, words.correlationsCaption[language], before),
    notes: [words.correlationsNote[language](formatCount(found.n), formatCount(nobs)), ...rows],
  });
}

function trends(
  { file, place, made, language, nameOf, rows }: Shown,
  { series, starts }: NonNullable<DescriptivesResult["trends"]>,
  about: ShownFigure["about"],
): ShownFigure {
  const study = file.spec;
  const outcome = nameOf(study.panel.outcome);
  const title = words.trendsCaption[language](outcome);
  const lines = series.map((trend) => ({ ...trend, label: lineLabel(trend, place, made) }));
  return {
    kind: "figure",
    id: figureId(place),
    stage: place.name,
    caption: figureTitle(place, title),
    notes: [
      words.trendsNote[language](study.words.units),
      ...(made.balance.balanced ? [] : [words.trendsUnbalanced[language]]),
      ...rows,
    ],
    about,
    spec: (look) =>
      trendsFigure(lines, {
        ...look,
        language,
        title,
        starts,
        period: made.panel.period,
        labels: { x: nameOf(study.panel.time), y: words.trendsMean[language](outcome) },
      }),
  };
}

function lineLabel({ kind, cohort, units }: Trend, { language }: StagePlace, { panel }: TreatmentMade): string {
  const count = formatCount(units);
  if (kind === "cohort") return words.cohortLine[language](periodWords(panel.period, cohort!), count);
  return (kind === "treated" ? words.treatedLine : words.neverLine)[language](count);
}
