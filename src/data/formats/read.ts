/**
 * Finds the format of a file and reads it: what its first bytes say of a binary format goes before its name, and a name that says
 * something else is noted. Runs on every host; formats are loaded when they are needed.
 */
import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { isZip } from "./archive/probe.js";
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

/** The format of `source`. Throws UsageError `file_format` where neither its bytes nor its name identify it. */
export async function recognise(source: ByteSource): Promise<Recognised> {
  const head = await source.slice(0, Math.min(HEAD_BYTES, source.size));
  const named = entryByName(source.name);
  if (named?.probe(head)) return { entry: named, misnamed: false };
  const found = formatOfBytes(head);
  if (named?.archive && found?.probe === isZip) return { entry: named, misnamed: false };
  if (found !== undefined) return { entry: found, misnamed: named !== undefined };
  if (named !== undefined) return { entry: named, misnamed: false };
  const endings = FORMATS.flatMap((entry) => entry.endings);
  throw new UsageError(
    "file_format",
    `${source.name}: neither its name nor its first bytes say what it is; its name should end in ${endings.join(", ")}.`,
    { got: source.name, expected: endings },
  );
}

/** A source whose format is known, with the options that are for it. */
interface Ready extends Recognised {
  readonly source: ByteSource;
  readonly format: Format;
  readonly options: FormatOptions;
  readonly notes: readonly Note[];
}

/** Containers within containers, at most. */
const DEEPEST = 4;

const isKnown = (name: string): boolean => entryByName(name) !== undefined;

/** The format of `source`, or of what it holds if it is a container. Throws as `recognise` and `Container.open`, DataError `archive_deep`. */
async function ready(
  source: ByteSource,
  options: FormatOptions,
  notes: readonly Note[] = [],
  depth = 0,
): Promise<Ready> {
  const found = await recognise(source);
  const format = await found.entry.load();
  if (!("open" in format)) return { ...found, source, format, options, notes };
  if (depth >= DEEPEST) {
    throw new DataError("archive_deep", `${source.name} is an archive within ${depth} others; unpack it first.`, {
      got: depth,
      expected: DEEPEST,
    });
  }
  const opened = await format.open(source, options, isKnown);
  return ready(opened.source, opened.options, [...notes, ...opened.notes], depth + 1);
}

/** The columns of `source`, with the facts and notes of its file. Throws as its format, `ready`, and UsageError `read_option`. */
export async function readSource(
  source: ByteSource,
  options: FormatOptions,
  context: ReadContext,
): Promise<FileContent> {
  const found = await ready(source, options);
  requireOptions(found);
  const content = await found.format.read(found.source, found.options, context);
  const misnamed = found.misnamed
    ? [note(FORMAT_NOTES, "misnamed", { file: found.source.name, format: found.entry.name })]
    : [];
  return { ...content, notes: [...found.notes, ...misnamed, ...content.notes] };
}

/** What `source` holds, without its cells. Throws as `readSource`. */
export async function headOf(source: ByteSource, options: FormatOptions, context: ReadContext): Promise<FileHead> {
  const found = await ready(source, options);
  requireOptions(found);
  return found.format.columns(found.source, found.options, context);
}

/** The sheets, objects or members of `source`; undefined for a format that has one table a file. Throws as its format's `columns`. */
export async function sheetsOf(
  source: ByteSource,
  context: ReadContext,
  depth = 0,
): Promise<readonly string[] | undefined> {
  const format = await (await recognise(source)).entry.load();
  if (!("open" in format)) {
    if (format.sheets !== undefined) return format.sheets(source);
    // a file is not said to have a table before it was looked into
    await format.columns(source, {}, context);
    return undefined;
  }
  const members = await format.members(source, isKnown);
  if (members.length > 1 || depth >= DEEPEST) return members;
  const { source: inner } = await format.open(source, {}, isKnown);
  return (await sheetsOf(inner, context, depth + 1)) ?? (members.length > 0 ? members : undefined);
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

function requireOptions({ entry, format, source: { name }, options }: Ready): void {
  for (const [option, flag] of Object.entries(FLAGS) as [keyof typeof FLAGS, string][]) {
    if (options[option] === undefined || format.options.includes(option)) continue;
    throw new UsageError(
      "read_option",
      `${name}: the option ${option} (${flag}) does not apply to its format (${entry.name}); leave it out.`,
      { got: option, expected: ["columns", "text", "missing", ...format.options] },
    );
  }
}
