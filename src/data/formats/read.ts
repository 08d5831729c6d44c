/**
 * Finds the format of a file and reads it: what its first bytes say of a binary format goes before its name, and a name that says
 * something else is noted. Runs on every host; formats are loaded when they are needed.
 */
import { UsageError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { FORMATS, type FormatEntry } from "./catalogue.js";
import type { FileContent, FileHead, Format, FormatOptions, ReadContext } from "./format.js";
import { FORMAT_NOTES } from "./messages.js";
import type { ByteSource } from "./source.js";

/** Bytes a probe is shown. */
export const HEAD_BYTES = 512;

/** A file's format, and whether its name says another. */
interface Recognised {
  readonly entry: FormatEntry;
  readonly misnamed: boolean;
}

/** The entry whose endings `name` has, the longest ending first (".csv.gz" before ".gz"). */
export function entryByName(name: string, formats: readonly FormatEntry[] = FORMATS): FormatEntry | undefined {
  const lower = name.toLowerCase();
  const fits = formats.flatMap((entry) =>
    entry.endings.filter((ending) => lower.endsWith(ending)).map((ending) => ({ entry, length: ending.length })),
  );
  return fits.sort((a, b) => b.length - a.length)[0]?.entry;
}

/** The format whose files alone begin with `head`; none where it may be text. */
export const formatOfBytes = (head: Uint8Array): FormatEntry | undefined =>
  FORMATS.find(({ probe, byName }) => byName !== true && probe(head));

/** The format of `source`. Throws UsageError `file_format` where neither its bytes nor its name tell. */
export async function recognise(source: ByteSource): Promise<Recognised> {
  const head = await source.slice(0, Math.min(HEAD_BYTES, source.size));
  const named = entryByName(source.name);
  if (named?.probe(head)) return { entry: named, misnamed: false };
  const found = formatOfBytes(head);
  if (found !== undefined) return { entry: found, misnamed: named !== undefined };
  if (named !== undefined) return { entry: named, misnamed: false };
  const endings = FORMATS.flatMap((entry) => entry.endings);
  throw new UsageError(
    "file_format",
    `${source.name}: neither its name nor its first bytes say what it is; its name should end in ${endings.join(", ")}.`,
    { got: source.name, expected: endings },
  );
}

/** The columns of `source`, with the facts and notes of its file. Throws as its format, `recognise`, and UsageError `read_option`. */
export async function readSource(
  source: ByteSource,
  options: FormatOptions,
  context: ReadContext,
): Promise<FileContent> {
  const { entry, misnamed } = await recognise(source);
  const format = await entry.load();
  requireOptions(entry, format, source, options);
  const content = await format.read(source, options, context);
  if (!misnamed) return content;
  const notes = [note(FORMAT_NOTES, "misnamed", { file: source.name, format: entry.name }), ...content.notes];
  return { ...content, notes };
}

/** What `source` holds, without its cells. Throws as `readSource`. */
export async function headOf(source: ByteSource, options: FormatOptions, context: ReadContext): Promise<FileHead> {
  const { entry } = await recognise(source);
  const format = await entry.load();
  requireOptions(entry, format, source, options);
  return format.columns(source, options, context);
}

/** The sheets, objects or members of `source`; undefined for a format that has one table a file. */
export async function sheetsOf(source: ByteSource): Promise<readonly string[] | undefined> {
  const { entry } = await recognise(source);
  const format = await entry.load();
  return format.sheets?.(source);
}

/** Options that only some formats know, as the command line spells them. */
const FLAGS = {
  encoding: "--encoding",
  delimiter: "--delimiter",
  numeric: "--numeric-columns",
  sheet: "--sheet",
  range: "--cells",
  headerRows: "--header-rows",
} as const;

function requireOptions(entry: FormatEntry, format: Format, { name }: ByteSource, options: FormatOptions): void {
  for (const [option, flag] of Object.entries(FLAGS) as [keyof typeof FLAGS, string][]) {
    if (options[option] === undefined || format.options.includes(option)) continue;
    throw new UsageError(
      "read_option",
      `${name}: the option ${option} (${flag}) is not for files of ${entry.name}: leave it out.`,
      { got: option, expected: ["columns", "text", "missing", ...format.options] },
    );
  }
}
