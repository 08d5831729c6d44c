/**
 * Layer report. A study as a page and as text for the terminal: finding, results in the order of the study file, then
 * what they rest on.
 */
import type { StudyResult } from "../../study/run-study.js";
import type { About, Exhibit } from "../../study/stages/shown.js";
import type { Block, Drawing, ExhibitBlock, Fact, Page, Section } from "../page/page.js";
import { extrapolationFacts, provenanceTable, sampleProvenance } from "../quality/extrapolation-table.js";
import { wrap } from "../render/display-width.js";
import type { TableModel } from "../table-model.js";
import type { Language } from "../words/language.js";
import { reportWords } from "../words/report.js";
import { cohortsTable, eventsTable } from "./tables.js";
import {
  qualityFacts,
  qualityText,
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
  /** Drawings of the figures by id. */
  readonly drawings: ReadonlyMap<string, Drawing>;
  /** When the page was made. */
  readonly made: Date;
}

/** Tables on the treatment, numbered after those of the stages. */
export function treatmentTables({ record, file, appendix }: StudyResult): readonly { id: string; table: TableModel }[] {
  const { words } = file.spec;
  const { treatment } = record;
  const cohorts = cohortsTable(treatment, appendix[0]!, words.units);
  const number = appendix[cohorts === null ? 0 : 1]!;
  const events = treatment.events === null ? null : eventsTable(treatment, treatment.events, number, words);
  return [cohorts, events].filter((table) => table !== null).map((table, i) => ({ id: `table${appendix[i]!}`, table }));
}

/** Rows by provenance, in a study that extrapolates its outcome. */
export function extrapolationTables({ record }: StudyResult): readonly { id: string; table: TableModel }[] {
  return record.extrapolation === undefined
    ? []
    : [{ id: "provenance", table: provenanceTable(record.extrapolation.run) }];
}

/** The report page: main tables and figures first, those that support them in a section of their own. */
export function studyPage(study: StudyResult, options: StudyPageOptions): Page {
  const { record, file } = study;
  const { provenance } = record;
  const language = "en";
  const exhibits = study.shown.flatMap(({ exhibits }) => exhibits);
  const shown = (which: readonly Exhibit[]) => which.map((exhibit) => exhibitBlock(exhibit, options, language));
  return {
    title: record.title,
    language,
    lead: studyLead(study),
    contents: reportWords.contents[language],
    sections: [
      ...section("Results", [
        ...file.spec.summary.map((text): Block => ({ kind: "paragraph", text })),
        ...shown(exhibits.filter((exhibit) => !isSupporting(exhibit))),
      ]),
      ...section("Read with care", listOf(studyCautions(study))),
      ...section("Treatment", [...listOf(studyCodings(study)), { kind: "facts", rows: treatmentFacts(study) }]),
      ...section("Sample", [{ kind: "facts", rows: sampleFacts(study) }]),
      ...section("Imputed outcomes", extrapolationBlocks(study, options)),
      ...section(
        "Quality",
        record.quality === null
          ? []
          : [
              ...qualityText(study).map((text): Block => ({ kind: "paragraph", text })),
              { kind: "facts", rows: qualityFacts(study) },
            ],
      ),
      ...section(reportWords.supporting[language], [
        ...shown(exhibits.filter(isSupporting)),
        ...treatmentTables(study).map((made) => tableBlock(made, options)),
      ]),
      ...section("Notes on reading the files", listOf(record.notes.map(({ message }) => message))),
      ...section("Make it again", [
        { kind: "code", text: options.command },
        {
          kind: "facts",
          rows: [
            ["Software", `wasmetrics ${provenance.version}`],
            ["Seed", String(provenance.seed)],
            ["Kernels, SHA-256", provenance.kernels_sha256],
            ...Object.values(provenance.data).map(
              ({ name, sha256 }) => [`${name}, SHA-256`, sha256 ?? "not hashed"] as const,
            ),
          ],
        },
        ...listOf(file.spec.sources),
      ]),
    ],
    footer: `Made by wasmetrics ${provenance.version} on ${options.made.toISOString()}. All numbers are computed from the files named above.`,
  };
}

/** Exhibits of the appendix are numbered A1, A2, ... */
const isSupporting = ({ id }: Exhibit): boolean => /^(?:table|figure)A\d/.test(id);

function extrapolationBlocks(study: StudyResult, options: StudyPageOptions): Block[] {
  const { extrapolation } = study.record;
  if (extrapolation === undefined) return [];
  const { run, sample } = extrapolation;
  return [
    { kind: "facts", rows: [...extrapolationFacts(run), sampleProvenance(sample)] },
    ...extrapolationTables(study).map((made) => tableBlock(made, options)),
    ...listOf(run.notes.map(({ message }) => message)),
  ];
}

const section = (heading: string, blocks: readonly Block[]): Section[] =>
  blocks.length === 0 ? [] : [{ heading, blocks }];

const listOf = (items: readonly string[]): Block[] => (items.length === 0 ? [] : [{ kind: "list", items }]);

/** A table the whole study makes. */
const tableBlock = (
  { id, table }: { readonly id: string; readonly table: TableModel },
  { command }: StudyPageOptions,
): ExhibitBlock => ({ kind: "table", id, table, command });

function exhibitBlock(exhibit: Exhibit, { command, drawings }: StudyPageOptions, language: Language): ExhibitBlock {
  const { id } = exhibit;
  const place = { id, about: aboutFacts(exhibit.about, language), command: `${command} --only ${exhibit.stage}` };
  if (exhibit.kind === "table") return { kind: "table", table: exhibit.table, ...place };
  const { caption, notes } = exhibit;
  return { kind: "figure", caption, notes, drawing: drawings.get(id)!, ...place };
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
  const paragraph = (text: string): string => wrap(text, TEXT_WIDTH).join("\n");
  const item = (text: string): string => `- ${wrap(text, TEXT_WIDTH - 2).join("\n  ")}`;
  const facts = (rows: readonly (readonly [string, string])[]): string[] =>
    rows.map(([name, value]) => item(`${name}: ${value}`));
  const block = (heading: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [[heading, ...items].join("\n")];
  return [
    paragraph(studyLead(study)),
    ...block("Figures", study.shown.flatMap(figureLines).map(item)),
    ...block("Read with care", studyCautions(study).map(item)),
    ...block("Treatment", [...studyCodings(study).map(item), ...facts(treatmentFacts(study))]),
    ...block("Sample", facts(sampleFacts(study))),
    ...block(
      "Imputed outcomes",
      extrapolation === undefined
        ? []
        : facts([...extrapolationFacts(extrapolation.run), sampleProvenance(extrapolation.sample)]),
    ),
    ...block("Quality", facts(qualityFacts(study))),
  ].join("\n\n");
}

function figureLines({ exhibits }: StudyResult["shown"][number]): string[] {
  return exhibits.flatMap((exhibit) =>
    exhibit.kind === "figure" ? [`${exhibit.caption}. ${exhibit.notes.join(" ")}`] : [],
  );
}
