/**
 * The files of a study, by name, made in memory: report, tables, figures, records, a manifest that names them
 * all by their hashes. Nothing is written here.
 */
import { createHash } from "node:crypto";
import type { Column } from "../base/columns.js";
import type { Language } from "../base/messages.js";
import { inertText } from "../base/text.js";
import { formatCsv } from "../data/table/write-csv.js";
import type { FigureSpec } from "../report/figures/figure-spec.js";
import { renderSvg } from "../report/figures/render-svg.js";
import type { Drawing } from "../report/page/page.js";
import { renderPageDocx } from "../report/page/page-docx.js";
import { renderPageMarkdown } from "../report/page/page-markdown.js";
import { renderPage } from "../report/page/render-page.js";
import { renderDocx } from "../report/render/docx.js";
import { renderTable } from "../report/render/render.js";
import type { TableModel } from "../report/table-model.js";
import type { StudyFile } from "../study/file/study-file.js";
import { extrapolationTables, studyPage, treatmentTables } from "../study/page/page.js";
import type { StudyResult } from "../study/run-study.js";
import type { ShownFigure } from "../study/stages/stage.js";
import type { Draw } from "./cache-folder.js";
import { chineseFont, hasChinese, renderPng } from "./render-png.js";

/** How the study was run. */
export interface StudyRun {
  readonly command: string;
  readonly studySha256: string;
  /** Draws figures, or takes them from where they were kept. */
  readonly draw: Draw;
}

type Files = Map<string, string | Uint8Array>;

/** Pixels of a figure on a phone, where one of the usual width would shrink its words too much. */
const PHONE_WIDTH = 370;

const TABLE_FORMATS = [
  ["md", "markdown"],
  ["tex", "latex"],
  ["csv", "csv"],
] as const;

/** Every file of the study: the same inputs give the same bytes. */
export async function studyFiles(study: StudyResult, run: StudyRun): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files: Files = await exhibitFiles(study, run.draw);
  const { language } = study.file.spec;
  const drawings = new Map<string, Drawing>();
  for (const exhibit of study.shown.flatMap(({ exhibits }) => exhibits)) {
    if (exhibit.kind === "figure") drawings.set(exhibit.id, await drawing(exhibit, files, run.draw));
  }
  for (const { id, table } of [...treatmentTables(study), ...extrapolationTables(study)]) {
    await addTable(files, { id, table, language }, run.draw);
  }
  files.set("panel.csv", formatCsv(inertColumns(study.panel.columns)));
  for (const { by, table } of study.aggregates)
    files.set(`quality_${fileName(by)}.csv`, formatCsv(inertColumns(table.columns)));
  files.set("results.json", json(study.record));
  const wordFile = (id: string) => files.get(`${id}.docx`) as Uint8Array;
  const page = studyPage(study, { command: run.command, drawings, wordFile });
  files.set("report.md", renderPageMarkdown(page));
  files.set("report.docx", await renderPageDocx(page));
  files.set("report.html", renderPage(page));
  const hashes = new Map([...files].map(([name, content]) => [name, sha256(content)]));
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
    ? ["panel.csv", "results.json", "report.md", "report.docx", "report.html", "manifest.json"]
    : []),
  ...(only ?? Object.keys(spec.stages)).flatMap((id) =>
    [...TABLE_FORMATS.map(([ending]) => ending), "docx", "svg", "png", "vl.json"].map((ending) => `${id}.${ending}`),
  ),
];

/** Tables and figures of the stages run, and their numbers. */
export async function exhibitFiles({ shown, file }: StudyResult, draw: Draw): Promise<Files> {
  const { language } = file.spec;
  const files: Files = new Map();
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

/** The figure as the page shows it: at its usual width, and for a phone. */
async function drawing({ id, spec }: ShownFigure, files: Files, draw: Draw): Promise<Drawing> {
  const look = { theme: "inherit" } as const;
  const wide = spec(look);
  const file = `${id}.png`;
  return {
    wide: await drawSvg(wide, draw),
    narrow: await drawSvg(spec({ ...look, width: PHONE_WIDTH }), draw),
    png: (files.get(file) as Uint8Array | undefined) ?? null,
    file,
    description: wide.description,
  };
}

/** The PNG of a figure, with a font of the system where it shows Chinese; null where it does and there is none. */
async function picture(svg: string, draw: Draw): Promise<Uint8Array | null> {
  if (!hasChinese(svg)) return draw("png", svg, () => renderPng(svg));
  const font = chineseFont();
  return font === null ? null : draw(`png ${font}`, svg, () => renderPng(svg, { fontFiles: [font] }));
}

/** What PNGs with Chinese were drawn with, or that there are none, for whoever reads the terminal; null without Chinese. */
export function pictureFont(files: ReadonlyMap<string, string | Uint8Array>): string | null {
  const shown = [...files].filter(([name, svg]) => name.endsWith(".svg") && hasChinese(String(svg)));
  if (shown.length === 0) return null;
  const font = chineseFont();
  return font === null
    ? "no PNG of figures with Chinese words: no font of the system has them; install Noto Sans CJK. Their SVG is written"
    : `PNG of figures with Chinese words drawn with ${font}`;
}

const drawSvg = (spec: FigureSpec, draw: Draw): Promise<string> =>
  draw("svg", JSON.stringify(spec), () => renderSvg(spec));

async function addTable(files: Files, { id, table, language }: NamedTable, draw: Draw): Promise<void> {
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

/** What was run on what, and what came out. */
function manifest({ record, file }: StudyResult, run: StudyRun, hashes: ReadonlyMap<string, string>) {
  const { provenance, sample, treatment } = record;
  return {
    kind: "manifest",
    title: record.title,
    command: run.command,
    software: { name: "wasmetrics", version: provenance.version, kernels_sha256: provenance.kernels_sha256 },
    seed: provenance.seed,
    variance: file.spec.variance,
    ssc: file.spec.ssc,
    inputs: { study: { name: file.name, sha256: run.studySha256 }, data: provenance.data },
    rows: sample.steps,
    quality_rows: record.quality?.run.waterfall ?? null,
    treatment: {
      source: treatment.source,
      never: treatment.never,
      codings: treatment.codings.map(({ name, coding, path }) => ({
        name,
        coding,
        path: path.path,
        varying: path.varying.length,
      })),
      excluded: treatment.excluded,
    },
    stages: Object.keys(record.stages),
    failures: record.failures,
    outputs: Object.fromEntries(hashes),
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** SHA-256 in hex. */
const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Columns whose words no spreadsheet takes for formulas; numbers as they are. */
const inertColumns = (columns: readonly Column[]): Column[] =>
  columns.map((column) => {
    const name = inertText(column.name);
    return column.kind === "text" ? { ...column, name, levels: column.levels.map(inertText) } : { ...column, name };
  });

const fileName = (key: string): string => key.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_");
