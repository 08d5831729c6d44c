/**
 * Every file of a folder whose data are not provided, against these data: what in it would disclose them. Refuses unless the author says who
 * cleared it. Reads files as they will be written; who unpacks them is the host.
 */
import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { DataError, UsageError } from "../../base/errors.js";
import type { StudyFile } from "../file/study-file.js";
import type { ExhibitMap, MappedExhibit } from "../outputs/exhibits.js";
import { STUDY_FILE } from "../replication/layout.js";
import { type Found, figureFindings, tableFindings, unitWords } from "./exhibit-cells.js";
import { foundText } from "./found-text.js";
import { cellsOfFew, numbersIn, SURE_DIGITS, type Written } from "./held-values.js";
import type { DisclosureRule, Restricted } from "./restricted.js";

/** The files of a folder as text, by path. */
export type Texts = ReadonlyMap<string, string>;

/** A file, or an exhibit with its files, and what in it would disclose data. */
export interface Disclosure {
  /** As `cleared` has it. */
  readonly name: string;
  readonly files: readonly string[];
  readonly found: readonly Found[];
}

/** What a text shows. */
interface Shown {
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
}

/** Words of the program's own text that are names elsewhere, as PNG is of a country. */
const OWN_WORDS: ReadonlySet<string> = new Set(["PNG", "SVG", "CSV", "MIT", "SHA", "npm"]);

/** Texts whose numbers are rounded for readers, so that few digits are no accident. */
const FOR_READERS = /\.(?:md|tex|docx|yaml|html)$/;
/** Texts without lists of cells between commas. */
const GROUPED = /\.(?:md|tex|docx)$/;
const READERS_DIGITS = 6;
/** Numbers of drawings are places on paper; their data stand in the specification beside them. */
const DRAWN = /<svg[\s\S]*?<\/svg>/g;

/** What every file shows. */
function shownBy(texts: Texts, restricted: Restricted): ReadonlyMap<string, Shown> {
  const numbers = new Map<string, ReadonlyMap<string, Written>>();
  for (const [path, text] of texts) {
    numbers.set(path, path.endsWith(".svg") ? new Map() : numbersIn(text.replaceAll(DRAWN, " "), GROUPED.test(path)));
  }
  const few = (sure: number, isOf: (path: string) => boolean): ReadonlySet<string> => {
    const all = new Map([...numbers].filter(([path]) => isOf(path)).flatMap(([, found]) => [...found]));
    return cellsOfFew([...all.values()], restricted.cells, { least: restricted.least, sure });
  };
  const [read, exact] = [
    few(READERS_DIGITS, (path) => FOR_READERS.test(path)),
    few(SURE_DIGITS, (path) => !FOR_READERS.test(path)),
  ];
  return new Map(
    [...texts].map(([path, text]) => {
      const cells = FOR_READERS.test(path) ? read : exact;
      const values = new Set([...numbers.get(path)!.keys()].filter((written) => cells.has(written)));
      return [path, { names: restricted.names.in(text), values }];
    }),
  );
}

/**
 * What of `texts` would disclose data, but for what `rule` clears; `results` is the folder of results in paths. Throws UsageError
 * `disclosure_cleared` where that names what the folder does not have.
 */
export function disclosures(
  file: StudyFile,
  { texts, results }: { readonly texts: Texts; readonly results: string },
  restricted: Restricted,
  { cleared }: DisclosureRule,
): readonly Disclosure[] {
  const map = JSON.parse(texts.get(`${results}exhibits.json`)!) as ExhibitMap;
  const shown = shownBy(texts, restricted);
  const words = unitWords(file);
  const filesOf = ({ files }: MappedExhibit): string[] =>
    files.map((name) => results + name).filter((path) => texts.has(path));
  const exhibits = map.exhibits.map((exhibit): Disclosure => {
    const files = filesOf(exhibit);
    const spec = texts.get(`${results}${exhibit.id}.vl.json`);
    const shape =
      exhibit.table !== undefined
        ? tableFindings(exhibit.table, restricted, words)
        : spec === undefined
          ? []
          : figureFindings(JSON.parse(spec), restricted);
    const seen = seenIn(files.map((path) => shown.get(path)!));
    const isSeen = ({ kind }: Found): boolean => kind === "names" && seen.some((one) => one.kind === kind);
    return { name: exhibit.id, files, found: [...seen, ...shape.filter((one) => !isSeen(one))] };
  });
  const owned = new Set(exhibits.flatMap(({ files }) => files));
  const others = [...texts.keys()].filter((path) => !owned.has(path));
  requireKnown(file, Object.keys(cleared), [...exhibits.map(({ name }) => name), ...others]);
  // reports and maps hold every exhibit, and the README repeats the study file: they show what those do
  const isCleared = (name: string): boolean => Object.hasOwn(cleared, name);
  const elsewhere = [...exhibits.flatMap(({ files }) => files), ...others.filter(isCleared)].map(
    (path) => shown.get(path)!,
  );
  const names = new Set(elsewhere.flatMap((one) => [...one.names]));
  const values = new Set(elsewhere.flatMap((one) => [...one.values]));
  const rest = others
    .filter((path) => !isCleared(path))
    .map((path): Disclosure => {
      const own = shown.get(path)!;
      const beside = { names: without(without(own.names, names), OWN_WORDS), values: without(own.values, values) };
      return { name: path, files: [path], found: seenIn([path === STUDY_FILE ? own : beside]) };
    });
  return [...exhibits.filter(({ name }) => !isCleared(name)), ...rest].filter(({ found }) => found.length > 0);
}

const without = (all: ReadonlySet<string>, known: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...all].filter((one) => !known.has(one)));

function seenIn(all: readonly Shown[]): Found[] {
  const names = [...new Set(all.flatMap((one) => [...one.names]))];
  const values = [...new Set(all.flatMap((one) => [...one.values]))];
  return [
    ...(names.length === 0 ? [] : [{ kind: "names" as const, count: names.length, example: names[0]! }]),
    ...(values.length === 0 ? [] : [{ kind: "values" as const, count: values.length, example: values[0]! }]),
  ];
}

function requireKnown(file: StudyFile, cleared: readonly string[], known: readonly string[]): void {
  const unknown = cleared.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(
    "disclosure_cleared",
    `${file.at(["replication", "cleared"])}: the folder has no '${unknown}' to clear${didYouMeanOrKnown(unknown, "exhibits and files", known)}`,
    { got: unknown, expected: known },
  );
}

/** Throws DataError `replication_disclosure` where anything is disclosed. */
export function refuseDisclosures(found: readonly Disclosure[], least: number): void {
  if (found.length === 0) return;
  const list = found.map(({ name, files, found: all }) => {
    const endings =
      files.length > 1 ? ` (${files.map((path) => path.slice(path.indexOf(name) + name.length + 1)).join(", ")})` : "";
    return `  ${name}${endings}: ${all.map((one) => foundText(one, least, "en")).join("; ")}`;
  });
  throw new DataError(
    "replication_disclosure",
    [
      `Nothing was written: data are not provided, and ${found.length} ${found.length === 1 ? "part" : "parts"} of the folder would disclose some of them:`,
      ...list,
      "Change the study so that these show no more than aggregates of enough units (fewer statistics, wider groups, exhibits left out); or write in the study file who cleared them, replication: { cleared: { NAME: who and when } }. docs/replication.md has the rules.",
    ].join("\n"),
    { got: found.map(({ name, found: all }) => ({ name, found: all })), expected: `cells of at least ${least} units` },
  );
}
