/**
 * How a result leaves a command: printed, and written to --out where it was given. Knows no model.
 */

import type { FigureSpec } from "../report/figures/figure-spec.js";
import { renderSvg } from "../report/figures/render-svg.js";
import { requireNames, type TablePresentation } from "../report/present-table.js";
import type { Presentation } from "../verbs/verb.js";
import { renderPng } from "./render-png.js";
import { type CommandIo, type CommonOptions, recordJson } from "./shared.js";
import { asksTable, presentationOf, type TableFlags, tablesAs } from "./table-options.js";
import { writeFiles, writeFolder } from "./write-outputs.js";

/** Whether the result is one JSON document. */
export const wantsJson = ({ json, format }: CommonOptions): boolean => json === true || format === "json";

/** The text or the bytes to the file --out, else to stdout; `others` are written with it, by path, all or none. */
export async function printOrWrite(
  result: string | Uint8Array,
  { out }: CommonOptions,
  io: CommandIo,
  others: ReadonlyMap<string, string | Uint8Array> = new Map(),
): Promise<void> {
  const whole = typeof result !== "string" || result.endsWith("\n") ? result : `${result}\n`;
  const files = new Map([...others, ...(out === undefined ? [] : [[out, whole] as const])]);
  await writeFiles(files);
  for (const path of files.keys()) io.warn(`wrote ${path}`);
  if (out === undefined) io.print(result);
}

/** Prints the result, or writes it to the file --out: as JSON, as its text, or as its tables where only they have what is asked. */
export async function printPresentation(
  { record, tables, text }: Presentation,
  flags: CommonOptions & TableFlags,
  io: CommandIo,
  others?: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  const presentation = presentationOf(flags);
  const asText = flags.format === "text" && !asksTable(flags) ? text : undefined;
  if (asText !== undefined && !wantsJson(flags)) requireNames(tables, presentation);
  const printed = wantsJson(flags)
    ? recordJson(record, flags)
    : (asText?.(presentation) ?? (await tablesAs(tables, flags.format, presentation)));
  await printOrWrite(printed, flags, io, others);
}

/**
 * Prints the result; with --out also writes `NAME.json`, its figures and files of numbers into that folder, all or none. A Word
 * document goes into the folder as `NAME.docx`, and the tables are printed as text, as `tablesAs` presents them.
 */
export async function writeResult(
  name: string,
  { record, tables, figures, namedFigures, files: numbers }: Presentation,
  flags: CommonOptions,
  io: CommandIo,
  presentation: TablePresentation = {},
): Promise<void> {
  const json = recordJson(record, flags);
  const { format } = flags;
  const inFolder = format === "docx" && flags.out !== undefined && !wantsJson(flags);
  const printed = wantsJson(flags) ? json : await tablesAs(tables, inFolder ? "text" : format, presentation);
  if (flags.out !== undefined) {
    const files = new Map<string, string | Uint8Array>();
    const suffixed = Object.entries(figures?.() ?? {}).map(([suffix, spec]) => [`${name}${suffix}`, spec] as const);
    for (const [own, spec] of [...suffixed, ...Object.entries(namedFigures?.() ?? {})]) {
      for (const [file, content] of await figureFiles(own, spec)) files.set(file, content);
    }
    files.set(`${name}.json`, `${json}\n`);
    if (inFolder) files.set(`${name}.docx`, await tablesAs(tables, format, presentation));
    for (const [file, content] of Object.entries(numbers?.() ?? {})) files.set(file, content);
    await writeFolder(flags.out, files);
    io.warn(`wrote ${[...files.keys()].join(", ")} into ${flags.out}`);
  }
  io.print(printed);
}

/** `name.vl.json`, `name.svg` and `name.png`. Throws as `renderSvg` and `renderPng`. */
async function figureFiles(name: string, spec: FigureSpec): Promise<Map<string, string | Uint8Array>> {
  const svg = await renderSvg(spec);
  return new Map<string, string | Uint8Array>([
    [`${name}.vl.json`, `${JSON.stringify(spec, null, 2)}\n`],
    [`${name}.svg`, svg],
    [`${name}.png`, await renderPng(svg)],
  ]);
}
