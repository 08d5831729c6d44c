/**
 * Layer study. What a stage of difference-in-differences on a matched sample shows: the regressions, unweighted and
 * weighted side by side, balance by covariate and all together, a love plot and the overlap of scores.
 */
import { balanceTable, matchedTable } from "../../../report/psmatch/balance-table.js";
import { figureOfBalance, figureOfOverlap } from "../../../report/psmatch/figures.js";
import { sampleText } from "../../../report/psmatch/table.js";
import { planText, weightText } from "../../../report/psmatch/words.js";
import { regressionTable, USUAL_STARS } from "../../../report/regression/regression-table.js";
import type { TableModel } from "../../../report/table-model.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../foundation/treatment.js";
import { aboutStudy } from "../about.js";
import { imputedFacts, treatedFact, truthFacts } from "../column-facts.js";
import { figureId, figureTitle, tableId, tableName, tableTitle } from "../numbering.js";
import { builtNotes } from "../outcome-rows.js";
import { ownNotes } from "../own-notes.js";
import { onlyImputed } from "../regressions/cautions.js";
import type { About, Exhibit, Finding, ShownFigure, StagePlace, StageShown } from "../shown.js";
import { matchingCautions, TOLD } from "./cautions.js";
import type { PsmDidSpec } from "./schema.js";
import type { PsmDidEstimate, PsmDidMade, PsmDidModel } from "./stage.js";

type Labels = Readonly<Record<string, string>>;

/** Tables, figures, record and cautions of a matching and the regressions after it. */
export function showMatching(
  file: StudyFile,
  place: StagePlace,
  spec: PsmDidSpec,
  coded: TreatmentMade,
  made: PsmDidMade,
): StageShown {
  const { spec: study } = file;
  const { panel } = coded;
  const about = aboutStudy(file, place, coded);
  const { treatment, matching, units, pairs } = made;
  const models = made.models.map(
    (model, m): PsmDidModel => ({
      label: headingOf(spec, model, Math.floor(m / (made.models.length / spec.columns.length))),
      ...model,
    }),
  );
  const codings = Object.entries(study.treatment.codings).flatMap(([name, { label }]) =>
    label === undefined ? [] : [[name, label] as const],
  );
  const labels: Labels = { ...study.labels, ...Object.fromEntries(codings), ...spec.labels };
  const record = { ...matching, regressions: [] };
  const caption = spec.caption ?? `${labels[treatment] ?? treatment}: difference-in-differences on a matched sample`;
  const built = [...new Set(models.flatMap(({ rows, formula }) => builtNotes(file, rows, formula)))].map(
    ({ message }) => message,
  );
  const title = (offset: number, words: string) => tableTitle(place, words, offset);
  const exhibits: Exhibit[] = [
    table(
      place,
      0,
      regressionsTable(file, spec, { matching, models }, panel.table, { title: title(0, caption), labels, built }),
      about,
    ),
    table(place, 1, balanceTable(record, { title: title(1, `${caption}: balance`), labels }), about),
    table(place, 2, matchedTable(record, { title: title(2, `${caption}: sample and joint balance`), labels }), about),
    ...figures(place, made, caption, labels, about),
  ];
  return {
    name: place.name,
    exhibits,
    data: {
      [`${tableId(place)}_units`]: units,
      ...(pairs === null ? {} : { [`${tableId(place)}_pairs`]: pairs }),
    },
    record: { stage: "psm-did", treatment, matching, models, truth: spec.truth ?? null },
    cautions: [
      ...built,
      ...onlyImputed(models, study.words, (c) => `Column (${c + 1}) of ${tableName(place)}`),
      ...matchingCautions(place, spec, study, made, labels),
    ],
    findings: models.flatMap((model) => findingOf(treatment, model, labels)),
  };
}

/** The heading of equation `e`, of which `model` is one. */
const headingOf = ({ columns }: PsmDidSpec, { controls }: PsmDidEstimate, e: number): string =>
  columns[e]!.label ?? (controls.length === 0 ? "No controls" : "Controls");

const table = (place: StagePlace, offset: number, model: TableModel, about: About): Exhibit => ({
  kind: "table",
  id: tableId(place, offset),
  stage: place.name,
  table: model,
  about,
});

function regressionsTable(
  { spec: { words, treatment: coded } }: StudyFile,
  spec: PsmDidSpec,
  { matching, models }: { readonly matching: PsmDidMade["matching"]; readonly models: readonly PsmDidModel[] },
  read: Parameters<typeof ownNotes>[1],
  text: { readonly title: string; readonly labels: Labels; readonly built: readonly string[] },
): TableModel {
  const untold = ownNotes(matching.notes, read).filter(({ code }) => !TOLD.includes(code));
  return regressionTable(
    models.map(({ label, fit, ...model }) => ({
      label: [label, ...sampleText(model).split(", ")],
      fit: { ...fit, notes: ownNotes(fit.notes, read) },
    })),
    {
      title: text.title,
      labels: { _weight: "the matching weights", ...text.labels },
      first: Object.keys(coded.codings),
      beneath: spec.beneath,
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      extraRows: [treatedFact(words.units, models), ...imputedFacts(models), ...truthFacts(spec.truth, models)],
      notes: [
        `Matching: ${planText(matching)}.`,
        weightText(matching),
        "Unweighted columns count each matched row once, whatever it was matched with; the weighted ones compare the groups whose balance is shown. Standard errors take the matching as given.",
        `Treated ${words.units}: those whose treatment varies in the sample of the column.`,
        ...text.built,
        ...untold.map(({ message }) => message),
        ...spec.notes,
      ],
    },
  );
}

function figures(
  place: StagePlace,
  { matching }: PsmDidMade,
  caption: string,
  labels: Labels,
  about: About,
): ShownFigure[] {
  const record = { ...matching, regressions: [] };
  const figure = (offset: number, words: string, notes: readonly string[], spec: ShownFigure["spec"]): ShownFigure => ({
    kind: "figure",
    id: figureId(place, offset),
    stage: place.name,
    caption: figureTitle(place, words, offset),
    notes,
    about,
    spec,
  });
  const balance = `${caption}: bias before and after matching`;
  const overlap = `${caption}: scores before and after matching`;
  return [
    figure(
      0,
      balance,
      [
        `Difference of means over the pooled standard deviation before matching, in the order of what it was; rings before, dots after. Within the dashed lines (10%) balance is taken as good. The numbers are those of ${tableName(place, 1)}.`,
      ],
      (look) => figureOfBalance(record, { ...look, title: balance, names: labels }),
    ),
    ...(matching.overlap === null
      ? []
      : [
          figure(
            1,
            overlap,
            [
              `Share of each group by score, treated upward, controls downward; after matching by the weights. ${boundsText(matching)}`,
            ],
            (look) => figureOfOverlap(record, { ...look, title: overlap })!,
          ),
        ]),
  ];
}

function boundsText({ support, plan }: PsmDidMade["matching"]): string {
  if (support === null || plan.by !== null) return `Each ${plan.by ?? "part"} has a score of its own.`;
  return support.range === null
    ? "Between the dashed lines both groups are found."
    : "Between the dashed lines lies the common support.";
}

function findingOf(treatment: string, { outcome, fit, treated, ...model }: PsmDidModel, labels: Labels): Finding[] {
  const b = fit.coefficients[treatment];
  if (b === undefined) return [];
  const { estimate, std_error, p_value, conf_low, conf_high } = b;
  const sample = sampleText(model);
  return [
    {
      treatment: `${labels[treatment] ?? treatment}, ${sample.charAt(0).toLowerCase()}${sample.slice(1)}`,
      outcome: labels[outcome] ?? outcome,
      ...{ estimate, std_error, p_value, conf_low, conf_high, treated },
      level: fit.vcov.level,
    },
  ];
}
