/**
 * A study as a page and as text for the terminal: finding, results in the order of the study file, then
 * what they rest on.
 */

import type { Period } from "../../base/columns.js";
import { WasmetricsError } from "../../base/errors.js";
import { capital, type Language, noteText } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { flagText, shellWord } from "../../base/text.js";
import { periodWords } from "../../data/panel/period-text.js";
import { formatCount } from "../../report/format-number.js";
import { refusalText, reportWords } from "../../report/messages.js";
import type { Block, Drawing, ExhibitBlock, Fact, Page, Section } from "../../report/page/page.js";
import { wrap } from "../../report/render/display-width.js";
import { numberCell, type TableModel, type TableRow, textCell } from "../../report/table-model.js";
import { extrapolationFacts, provenanceTable, sampleProvenance } from "../../trade/extrapolate/table.js";
import type { StudyFile } from "../file/study-file.js";
import { distanceLine, estimateLine } from "../headline/distance.js";
import { shownColumns } from "../headline/shown-columns.js";
import type { EventFacts } from "../inputs/event-facts.js";
import type { TreatmentFacts } from "../inputs/treatment.js";
import { exhibitWords, studyWords, studyWords as words } from "../messages/study.js";
import type { StageFailure } from "../run/run-stages.js";
import type { StudyResult } from "../run-study.js";
import { termWords } from "../stages/beneath.js";
import type { About, Exhibit } from "../stages/stage.js";
import {
  qualityFacts,
  qualityText,
  reportCautions,
  sampleFacts,
  studyCautions,
  studyCodings,
  studyLead,
  treatmentFacts,
} from "./text.js";

const TEXT_WIDTH = 96;

/** What a page needs besides the result. */
export interface StudyPageOptions {
  /** The command that makes everything again; for one stage, `--only NAME` is added. */
  readonly command: string;
  /** Folder of the results; default that of the study file. */
  readonly out?: string;
  /** Drawings of the figures by id. */
  readonly drawings: ReadonlyMap<string, Drawing>;
  /** The Word file of a table, by its id. */
  readonly wordFile: (id: string) => Uint8Array;
}

/** Tables on the treatment, numbered after those of the stages. */
export function treatmentTables({
  record,
  file,
  appendix,
  period,
  isRestricted = false,
}: StudyResult): readonly { id: string; table: TableModel }[] {
  const { words, language } = file.spec;
  const { treatment } = record;
  const cohorts = cohortsTable(treatment, appendix[0]!, words.units, language, period, !isRestricted);
  const number = appendix[cohorts === null ? 0 : 1]!;
  const events =
    treatment.events === null || isRestricted
      ? null
      : eventsTable(treatment, treatment.events, number, words, language);
  return [cohorts, events].filter((table) => table !== null).map((table, i) => ({ id: `table${appendix[i]!}`, table }));
}

/** Rows by provenance, in a study that extrapolates its outcome. */
export function extrapolationTables({ record, file }: StudyResult): readonly { id: string; table: TableModel }[] {
  return record.extrapolation === undefined
    ? []
    : [{ id: "provenance", table: provenanceTable(record.extrapolation.run, [], file.spec.language) }];
}

/** The report page: main tables and figures first, those that support them in a section of their own. */
export function studyPage(study: StudyResult, options: StudyPageOptions): Page {
  const { record, file } = study;
  const { provenance } = record;
  const { language } = file.spec;
  const supporting = study.shown.flatMap(({ exhibits, section: own }) =>
    own === undefined ? exhibits.filter(isSupporting) : [],
  );
  return {
    title: record.title,
    language,
    lead: studyLead(study),
    contents: reportWords.contents[language],
    sections: [
      ...section(
        reportWords.failures[language],
        failuresOf(study).map(([, block]) => block),
      ),
      ...section(studyWords.results[language], [
        ...file.spec.summary.map((text): Block => ({ kind: "paragraph", text })),
        ...mainBlocks(study, options),
      ]),
      ...ownSections(study, options),
      ...section(studyWords.readWithCare[language], listOf(reportCautions(study))),
      ...section(studyWords.treatment[language], [
        ...listOf(studyCodings(study)),
        { kind: "facts", rows: treatmentFacts(study) },
      ]),
      ...section(studyWords.sample[language], [{ kind: "facts", rows: sampleFacts(study) }]),
      ...section(studyWords.imputed[language], extrapolationBlocks(study, options)),
      ...section(
        studyWords.quality[language],
        record.quality === null
          ? []
          : [
              ...qualityText(study).map((text): Block => ({ kind: "paragraph", text })),
              { kind: "facts", rows: qualityFacts(study) },
            ],
      ),
      ...section(reportWords.supporting[language], [
        ...supporting.map((exhibit) => exhibitBlock(study, exhibit, options)),
        ...treatmentTables(study).map((made) => tableBlock(made, options, study.file.spec.output)),
      ]),
      ...section(studyWords.readingNotes[language], listOf(record.notes.map((note) => noteText(note, language)))),
      ...section(studyWords.again[language], [
        { kind: "code", text: options.command },
        {
          kind: "facts",
          rows: [
            [studyWords.software[language], `wasmetrics ${provenance.version}`],
            [studyWords.seed[language], String(provenance.seed)],
            [studyWords.kernels[language], provenance.kernels_sha256],
            ...Object.values(provenance.data).map(
              ({ name, sha256, data_format, data_label, engine }) =>
                [
                  studyWords.hash[language]([name, data_format, data_label].filter(Boolean).join(", ")),
                  engine === undefined
                    ? (sha256 ?? studyWords.notHashed[language])
                    : studyWords.heldBy[language](engine),
                ] as const,
            ),
          ],
        },
        ...listOf(file.spec.sources),
      ]),
    ],
    footer: studyWords.footer[language](provenance.version),
  };
}

/** Main exhibits in the order of the study file, and in the place of a stage that failed, why. */
function mainBlocks(study: StudyResult, options: StudyPageOptions): Block[] {
  const shown = new Map(study.shown.map(({ name, exhibits }) => [name, exhibits]));
  const failed = new Map(failuresOf(study).map(([{ stage }, block]) => [stage, block]));
  const apart = new Set(study.shown.flatMap(({ name, section: own }) => (own === undefined ? [] : [name])));
  return Object.keys(study.file.spec.stages).flatMap((stage): Block[] => {
    const failure = failed.get(stage);
    if (failure !== undefined) return [failure];
    if (apart.has(stage)) return [];
    const main = (shown.get(stage) ?? []).filter((exhibit) => !isSupporting(exhibit));
    return main.map((exhibit) => exhibitBlock(study, exhibit, options));
  });
}

/** Sections of stages that have one of their own, with all their exhibits. */
const ownSections = (study: StudyResult, options: StudyPageOptions): Section[] =>
  study.shown.flatMap(({ section: own, exhibits }) => {
    if (own === undefined) return [];
    const blockOf = (exhibit: Exhibit) => exhibitBlock(study, exhibit, options);
    return section(own.heading, [
      { kind: "paragraph", text: own.lead },
      ...exhibits.filter((exhibit) => !isSupporting(exhibit)).map(blockOf),
      ...own.answers.flatMap(({ question, answer, exhibit }): Block[] => [
        { kind: "heading", text: question },
        { kind: "paragraph", text: answer },
        ...exhibits.filter(({ id }) => id === exhibit).map(blockOf),
      ]),
    ]);
  });

/** Each failure with what was thrown. */
const failuresOf = ({ record, causes, file }: StudyResult): readonly (readonly [StageFailure, Block])[] =>
  record.failures.map((failure, i) => [failure, failureBlock(failure, causes[i], file)]);

/** The error of a stage, or what it lacked, in the language of the study, with its place in the file. */
function failureBlock({ stage, error, code, message, because }: StageFailure, cause: unknown, file: StudyFile): Block {
  const { language } = file.spec;
  const words = reportWords;
  const detail = cause instanceof WasmetricsError ? cause.detail : {};
  const place = file.at(Array.isArray(detail.path) ? detail.path : ["stages", stage]);
  if (because !== null) {
    const text = words.lacks[language]({ message, place, needed: because });
    return { kind: "warning", title: words.missed[language](stage, because), text };
  }
  const why = refusalText[language]({ code, message, detail });
  const title = words.failed[language]({ stage, error, code });
  return { kind: "warning", title, text: words.why[language]({ why, place }) };
}

/** Exhibits of the appendix are numbered A1, A2, ... */
const isSupporting = ({ id }: Exhibit): boolean => /^(?:table|figure)A\d/.test(id);

function extrapolationBlocks(study: StudyResult, options: StudyPageOptions): Block[] {
  const { extrapolation } = study.record;
  if (extrapolation === undefined) return [];
  const { run, sample } = extrapolation;
  const { language } = study.file.spec;
  return [
    { kind: "facts", rows: [...extrapolationFacts(run, language), sampleProvenance(sample, language)] },
    ...extrapolationTables(study).map((made) => tableBlock(made, options, study.file.spec.output)),
    ...listOf(run.notes.map((note) => noteText(note, language))),
  ];
}

const section = (heading: string, blocks: readonly Block[]): Section[] =>
  blocks.length === 0 ? [] : [{ heading, blocks }];

const listOf = (items: readonly string[]): Block[] => (items.length === 0 ? [] : [{ kind: "list", items }]);

/** A table the whole study makes. */
const tableBlock = (
  { id, table }: { readonly id: string; readonly table: TableModel },
  { command, wordFile, out }: StudyPageOptions,
  output: string,
): ExhibitBlock => ({
  ...{ kind: "table", id, table, word: wordFile(id), command },
  explain: explainCommand(id, table, out ?? output),
});

/** The command that says where the first number of a table comes from, and with other rows and columns any; of a figure, the figure. */
function explainCommand(id: string, table: TableModel | null, out: string): string {
  const rows = (table?.rows ?? []).filter(({ label, heading }) => label !== "" && heading !== true);
  const at = rows.findIndex(({ cells }) => cells.some(({ kind }) => kind === "number"));
  const column = 1 + (rows[at]?.cells.findIndex(({ kind }) => kind === "number") ?? 0);
  const asked = at < 0 ? [] : [shellWord(rowName(rows, at)), column];
  return ["wasmetrics explain", id, ...asked, flagText("from", out)].join(" ");
}

/** The name of a row; its number where another row has its name or label, too. */
function rowName(rows: readonly TableRow[], at: number): string {
  const { label, name = label } = rows[at]!;
  const isOne = rows.every((row, r) => r === at || (row.label !== label && (row.name ?? row.label) !== name));
  return isOne ? name : `#${at + 1}`;
}

function exhibitBlock(study: StudyResult, exhibit: Exhibit, options: StudyPageOptions): ExhibitBlock {
  const { language, output } = study.file.spec;
  const { command, drawings, wordFile, out = output } = options;
  const { id } = exhibit;
  const place = {
    id,
    about: [...aboutFacts(exhibit.about, language), ...estimateFactsOf(study, exhibit)],
    command: `${command} ${flagText("only", exhibit.stage)}`,
    explain: explainCommand(id, exhibit.kind === "table" ? exhibit.table : null, out),
  };
  if (exhibit.kind === "table") return { kind: "table", table: exhibit.table, word: wordFile(id), ...place };
  const { caption, notes } = exhibit;
  return { kind: "figure", caption, notes, drawing: drawings.get(id)!, ...place };
}

/** What it estimates, with its distance from the headline: as it says, or the columns of its stage where it is their table. */
function estimateFactsOf({ shown, file, record }: StudyResult, exhibit: Exhibit): Fact[] {
  const { spec } = file;
  const { headline } = record;
  const { estimates } = exhibit;
  if (estimates === undefined) {
    // a table's own rows say what its columns are
    const stage = shown.find(({ name }) => name === exhibit.stage);
    const columns = stage?.exhibits[0]?.id === exhibit.id ? shownColumns(file, stage) : [];
    return distanceLine(columns, headline, spec.language);
  }
  const labels = termWords(spec, { labels: {} });
  return [
    ...estimateLine(estimates, headline, (name) => ownOf(labels, name) ?? name, spec.language),
    ...distanceLine(estimates, headline, spec.language),
  ];
}

function aboutFacts({ sample, variance, seed }: About, language: Language): Fact[] {
  return [
    [reportWords.sample[language], sample],
    ...(variance === null ? [] : [[reportWords.errors[language], variance] as const]),
    ...(seed === null ? [] : [[reportWords.seed[language], String(seed)] as const]),
  ];
}

/** What the terminal shows beneath the first table: the finding, cautions, treatment and sample. */
export function studySummary(study: StudyResult): string {
  const { extrapolation } = study.record;
  const { language } = study.file.spec;
  const paragraph = (text: string): string => wrap(text, TEXT_WIDTH).join("\n");
  const item = (text: string): string => `- ${wrap(text, TEXT_WIDTH - 2).join("\n  ")}`;
  const facts = (rows: readonly (readonly [string, string])[]): string[] =>
    rows.map(([name, value]) => item(studyWords.factLine[language](name, value)));
  const block = (heading: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [[heading, ...items].join("\n")];
  return [
    paragraph(studyLead(study)),
    ...block(studyWords.figures[language], study.shown.flatMap((shown) => figureLines(shown, language)).map(item)),
    ...study.shown.flatMap(({ section: own }) =>
      own === undefined
        ? []
        : block(
            own.heading,
            [own.lead, ...own.answers.map(({ question, answer }) => `${question} ${answer}`)].map(item),
          ),
    ),
    ...block(studyWords.readWithCare[language], studyCautions(study).map(item)),
    ...block(studyWords.treatment[language], [...studyCodings(study).map(item), ...facts(treatmentFacts(study))]),
    ...block(studyWords.sample[language], facts(sampleFacts(study))),
    ...block(
      studyWords.imputed[language],
      extrapolation === undefined
        ? []
        : facts([...extrapolationFacts(extrapolation.run, language), sampleProvenance(extrapolation.sample, language)]),
    ),
    ...block(studyWords.quality[language], facts(qualityFacts(study))),
  ].join("\n\n");
}

function figureLines({ exhibits }: StudyResult["shown"][number], language: Language): string[] {
  return exhibits.flatMap((exhibit) =>
    exhibit.kind === "figure" ? [studyWords.captioned[language](exhibit.caption, exhibit.notes.join(" "))] : [],
  );
}

// Tables on the treatment that every study has.

/** Names beyond this many are not listed. */
const MOST_NAMES = 12;

/** Cohorts within the sample: units, and those observed before and after. Null without one. */
export function cohortsTable(
  { cohorts }: TreatmentFacts,
  number: string,
  units: string,
  language: Language = "en",
  period?: Period,
  mayName = true,
): TableModel | null {
  if (cohorts.length === 0) return null;
  const isNamed = mayName && cohorts.every(({ identified }) => identified.length <= MOST_NAMES);
  return {
    title: exhibitWords.table[language](number, words.cohorts[language]),
    stub: words.firstPeriod[language],
    heads: [
      [capital(units)],
      [words.isIdentified[language]],
      ...(isNamed ? [[words.identifiedUnits[language](units)]] : []),
    ],
    rows: cohorts.map(({ cohort, units: members, identified }) => ({
      label: periodWords(period, cohort),
      quantity: units,
      cells: [
        numberCell(members.length, formatCount(members.length)),
        numberCell(identified.length, formatCount(identified.length)),
        ...(isNamed ? [textCell(identified.join(", "))] : []),
      ],
      ruleAbove: false,
    })),
    notes: [words.identifiedNote[language]],
  };
}

/** Every event of an identified unit, with what confirms its date. Null without one. */
export function eventsTable(
  { units }: TreatmentFacts,
  { events }: EventFacts,
  number: string,
  nouns: { readonly unit: string; readonly units: string },
  language: Language = "en",
): TableModel | null {
  const identified = new Set(units.filter(({ status }) => status === "identified").map(({ unit }) => unit));
  const shown = events.filter(({ unit }) => identified.has(unit));
  if (shown.length === 0) return null;
  const hasConfirmed = shown.some(({ confirmed }) => confirmed !== null);
  const hasSource = shown.some(({ source }) => source !== null);
  return {
    title: exhibitWords.table[language](number, words.eventsOf[language](nouns.units)),
    stub: capital(nouns.unit),
    heads: [
      [words.event[language]],
      [words.date[language]],
      ...(hasConfirmed ? [[words.confirmed[language]]] : []),
      ...(hasSource ? [[words.source[language]]] : []),
    ],
    rows: shown.map(({ unit, event, date, confirmed, source }, e) => ({
      label: unit,
      quantity: event,
      cells: [event, date, ...(hasConfirmed ? [confirmed ?? ""] : []), ...(hasSource ? [source ?? ""] : [])].map(
        textCell,
      ),
      ruleAbove: e > 0 && shown[e - 1]!.unit !== unit,
    })),
    notes: hasConfirmed ? [words.confirmedNote[language]] : [],
  };
}
