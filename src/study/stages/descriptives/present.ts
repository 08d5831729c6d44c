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
import type { Exhibit, StagePlace, StageShown } from "../stage.js";
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
  const { spec: study } = file;
  const { language } = place;
  const labels = termWords(study, spec);
  const nameOf = (term: string) => ownOf(labels, term) ?? term;
  const caption = spec.caption ?? words.caption[language];
  const plain = aboutStudy(file, place, made, { variance: null });
  const naming = { nameOf, language };
  const rows = value.rows === "measured" ? [words.rowsMeasured[language]] : [];
  const exhibits: Exhibit[] = [];
  const add = (table: ReturnType<typeof summaryTable>, about = plain) => {
    exhibits.push({ kind: "table", id: tableId(place, exhibits.length), stage: place.name, table, about });
  };
  add(
    summaryTable(value.summaries, spec, {
      ...naming,
      title: tableTitle(place, caption),
      notes: [
        words.statisticsNote[language],
        ...(spec.within ? [words.withinNote[language](study.words.unit, nameOf(study.panel.time))] : []),
        ...rows,
        ...spec.notes,
      ],
    }),
  );
  if (value.groups !== null) {
    const { split } = value.groups;
    const by = split === null ? words.byTreated[language] : nameOf(spec.by!);
    const heads =
      split === null
        ? [words.everTreated[language](study.words.units), words.neverTreated[language](study.words.units)]
        : groupLabels(split, undefined, by, language);
    const note = heads.length === 2 ? words.compareNote : words.compareManyNote;
    add(
      comparedTable(value.groups, heads, study.words.units, {
        ...naming,
        title: tableTitle(place, words.compareCaption[language](caption, by), exhibits.length),
        notes: [
          note[language](study.variance),
          split === null ? words.treatedNote[language](study.words.units) : splitNote(split, by, study, language),
          ...rows,
        ],
      }),
      aboutStudy(file, place, made),
    );
  }
  if (value.correlations !== null) {
    const written = value.summaries.map((summary) => summary.written);
    add(
      correlationsTable(value.correlations, written, {
        ...naming,
        title: tableTitle(place, words.correlationsCaption[language], exhibits.length),
        notes: [words.correlationsNote[language](formatCount(value.correlations.n), formatCount(value.nobs)), ...rows],
      }),
    );
  }
  if (value.trends !== null) {
    const { series, starts } = value.trends;
    const outcome = nameOf(study.panel.outcome);
    const title = words.trendsCaption[language](outcome);
    const lines = series.map((trend) => ({ ...trend, label: lineLabel(trend, place, made) }));
    exhibits.push({
      kind: "figure",
      id: figureId(place),
      stage: place.name,
      caption: figureTitle(place, title),
      notes: [
        words.trendsNote[language](study.words.units),
        ...(made.balance.balanced ? [] : [words.trendsUnbalanced[language]]),
        ...rows,
      ],
      about: plain,
      spec: (look) =>
        trendsFigure(lines, {
          ...look,
          language,
          title,
          starts,
          period: made.panel.period,
          labels: { x: nameOf(study.panel.time), y: words.trendsMean[language](outcome) },
        }),
    });
  }
  return {
    name: place.name,
    exhibits,
    data: {},
    record: { stage: "descriptives", ...value },
    cautions: [],
    findings: [],
  };
}

function lineLabel({ kind, cohort, units }: Trend, { language }: StagePlace, { panel }: TreatmentMade): string {
  const count = formatCount(units);
  if (kind === "cohort") return words.cohortLine[language](periodWords(panel.period, cohort!), count);
  return (kind === "treated" ? words.treatedLine : words.neverLine)[language](count);
}
