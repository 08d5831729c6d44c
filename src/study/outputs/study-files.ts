/**
 * The files of a study, by name, made in memory: report, tables, figures, records, a manifest that names them
 * all by their hashes. Nothing is written here; who draws, makes pictures and hashes is given.
 */
import type { Column } from "../../base/columns.js";
import type { Language } from "../../base/messages.js";
import { inertText } from "../../base/text.js";
import { formatCsv } from "../../data/table/write-csv.js";
import type { Drawing } from "../../report/page/page.js";
import { renderPageDocx } from "../../report/page/page-docx.js";
import { renderPageMarkdown } from "../../report/page/page-markdown.js";
import { renderPage } from "../../report/page/render-page.js";
import { renderDocx } from "../../report/render/docx.js";
import { renderTable } from "../../report/render/render.js";
import type { TableModel } from "../../report/table-model.js";
import type { StudyFile } from "../file/study-file.js";
import { extrapolationTables, studyPage, treatmentTables } from "../page/page.js";
import type { StudyResult } from "../run-study.js";
import { FIGURE_ENDINGS, TABLE_ENDINGS } from "./endings.js";
import { exhibitMap, mapText } from "./exhibits.js";
import { type Draw, drawSvg, figureDrawing } from "./figure-drawing.js";
import { json, manifest } from "./manifest.js";

/** What hosts do each in their own way. */
export interface FileTools {
  readonly draw: Draw;
  /** The PNG of a figure's SVG; null where the host makes none. */
  readonly picture: (svg: string, draw: Draw) => Promise<Uint8Array | null>;
  /** SHA-256 in hex. */
  readonly hash: (content: string | Uint8Array) => string;
}

/** How the study was run. */
export interface StudyRun {
  readonly command: string;
  readonly studySha256: string;
  /** Folder of the results; default that of the study file. */
  readonly out?: string;
}

/** Files by name. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

type Making = Map<string, string | Uint8Array>;

const TABLE_FORMATS = [
  ["md", "markdown"],
  ["tex", "latex"],
  ["csv", "csv"],
] as const;

/** Every file of the study: the same inputs give the same bytes. */
export async function studyFiles(study: StudyResult, run: StudyRun, tools: FileTools): Promise<Files> {
  const { draw } = tools;
  const files: Making = new Map(await exhibitFiles(study, tools));
  const { language } = study.file.spec;
  const drawings = new Map<string, Drawing>();
  for (const exhibit of study.shown.flatMap(({ exhibits }) => exhibits)) {
    if (exhibit.kind !== "figure") continue;
    const png = (files.get(`${exhibit.id}.png`) as Uint8Array | undefined) ?? null;
    drawings.set(exhibit.id, await figureDrawing(exhibit, draw, png));
  }
  for (const { id, table } of [...treatmentTables(study), ...extrapolationTables(study)]) {
    await addTable(files, { id, table, language }, draw);
  }
  // rows and lists of units
  if (study.isRestricted !== true) {
    files.set("panel.csv", formatCsv(inertColumns(study.panel.columns)));
    files.set("results.json", json(study.record));
  }
  for (const { by, table } of study.aggregates)
    files.set(`quality_${fileName(by)}.csv`, formatCsv(inertColumns(table.columns)));
  files.set("exhibits.json", mapText(exhibitMap(study, run)));
  const wordFile = (id: string) => files.get(`${id}.docx`) as Uint8Array;
  const page = studyPage(study, { ...run, drawings, wordFile });
  files.set("report.md", renderPageMarkdown(page));
  files.set("report.docx", await renderPageDocx(page));
  files.set("report.html", renderPage(page));
  const hashes = new Map([...files].map(([name, content]) => [name, tools.hash(content)]));
  files.set("manifest.json", json(manifest(study, run, hashes)));
  return files;
}

/** When the study was run and how long each of its stages took: a file of its own, since it differs from run to run. */
export function timingFile({ made, file }: StudyResult, started: Date): string {
  const stages = made.map(({ pace, ms }) => ({ stage: pace, ms }));
  return json({
    kind: "timing",
    study: file.name,
    started: started.toISOString(),
    finished: new Date().toISOString(),
    stages,
  });
}

/** Names of files known before anything is read: the study's own, unless it is `only` some stages; and those of their tables. */
export const usualFiles = ({ spec }: StudyFile, only?: readonly string[]): string[] => [
  ...(only === undefined
    ? ["panel.csv", "results.json", "exhibits.json", "report.md", "report.docx", "report.html", "manifest.json"]
    : []),
  ...(only ?? Object.keys(spec.stages)).flatMap((id) =>
    [...TABLE_ENDINGS, ...FIGURE_ENDINGS].map((ending) => `${id}.${ending}`),
  ),
];

/** Tables and figures of the stages run, and their numbers. */
export async function exhibitFiles(
  { shown, file }: StudyResult,
  { draw, picture }: Pick<FileTools, "draw" | "picture">,
): Promise<Files> {
  const { language } = file.spec;
  const files: Making = new Map();
  for (const { exhibits, data } of shown) {
    for (const exhibit of exhibits) {
      if (exhibit.kind === "table") {
        await addTable(files, { ...exhibit, language }, draw);
        continue;
      }
      const spec = exhibit.spec({ theme: "light" });
      const svg = await drawSvg(spec, draw);
      files.set(`${exhibit.id}.svg`, svg);
      const png = await picture(svg, draw);
      if (png !== null) files.set(`${exhibit.id}.png`, png);
      files.set(`${exhibit.id}.vl.json`, json(spec));
    }
    for (const [name, table] of Object.entries(data)) files.set(`${name}.csv`, formatCsv(inertColumns(table.columns)));
  }
  return files;
}

async function addTable(files: Making, { id, table, language }: NamedTable, draw: Draw): Promise<void> {
  for (const [suffix, format] of TABLE_FORMATS) files.set(`${id}.${suffix}`, renderTable(table, format));
  files.set(
    `${id}.docx`,
    await draw("docx", JSON.stringify([language, table]), () => renderDocx([table], { language })),
  );
}

interface NamedTable {
  readonly id: string;
  readonly table: TableModel;
  readonly language: Language;
}

/** Columns whose words no spreadsheet takes for formulas; numbers as they are. */
const inertColumns = (columns: readonly Column[]): Column[] =>
  columns.map((column) => {
    const name = inertText(column.name);
    return column.kind === "text" ? { ...column, name, levels: column.levels.map(inertText) } : { ...column, name };
  });

const fileName = (key: string): string => key.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_");
