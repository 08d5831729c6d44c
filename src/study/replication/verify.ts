/**
 * A replication folder, or a bundle of the page, against the same study run again: which files, lines of the study, rows of data and numbers
 * are not what they were, where each stands and by how much. Pure: who reads the folder and runs the study gives both.
 */
import type { Bundle } from "../bundle/bundle.js";
import { type FileVerdict, isWhole, verified } from "../bundle/verify.js";
import type { ExhibitMap } from "../outputs/exhibits.js";
import { json } from "../outputs/manifest.js";
import type { Files } from "../outputs/study-files.js";
import { type Place, placesOf } from "./places.js";
import { type Printed, printedCells } from "./printed.js";
import type { RowChanges } from "./row-changes.js";

/** A line of the study file that is not what it was: `line` is that of the file as it is, of the one it was for a line that is gone. */
export interface LineChange {
  readonly line: number;
  readonly kind: "changed" | "added" | "gone";
  readonly text: string | null;
}

/** A row of data that is not what it was. `row` counts from 1 without the header, `line` is that of the file as it is. */
export interface ChangedRow {
  readonly kind: "changed" | "added" | "gone";
  readonly row: number;
  readonly line: number | null;
  readonly column: string | null;
  /** What the cell is now, where one changed. */
  readonly is: string | null;
}

/** What became of a data file's rows. */
export type RowsVerdict =
  | Exclude<RowChanges, { readonly kind: "rows" } | { readonly kind: "order" }>
  | { readonly kind: "order"; readonly row: number; readonly line: number | null }
  | { readonly kind: "rows"; readonly count: number; readonly changes: readonly ChangedRow[] };

/** A data file: the one it was; the same text with other line ends, or packed anew; another. */
export interface DataFound {
  readonly file: string;
  readonly verdict: "same" | "line_ends" | "packed_anew" | "changed" | "missing" | "unknown";
  readonly sha256: { readonly was: string | null; readonly is: string | null };
  /** Rows of the file as it was; null where they were not counted. */
  readonly size: number | null;
  /** Null where it is the same, or rows can't be compared. */
  readonly rows: RowsVerdict | null;
}

/** A number or text of a file of results that a run does not give, and the cell of the report that prints it. */
export interface Differing extends Place {
  readonly printed: Printed | null;
  /** How much it moved in units of the last digit printed. */
  readonly units: number | null;
  /** Where results.json has it, for what stands in another file. */
  readonly record: string | null;
}

/**
 * A file of results. Verdicts beyond those of bundles: the same but for line ends; not in the folder; not compared, as other fonts or programs
 * draw it; changed since the folder was made, to what the run gives, to something else where the run does not give what was there either, or
 * where no run tells. A file that is `changed` was what the run gives.
 */
export interface ResultVerdict {
  readonly name: string;
  readonly verdict:
    | FileVerdict["verdict"]
    | ("line_ends" | "missing" | "not_compared")
    | ("changed_to_run" | "changed_from_both" | "changed_alone");
  readonly count: number;
  readonly places: readonly Differing[];
}

/** A version then and now. */
interface Versions {
  readonly was: string | null;
  readonly is: string;
}

/** The whole verdict, JSON-serialisable. */
export interface Verification {
  readonly kind: "verification";
  readonly title: string;
  /** Whether every row, number and file is what it was. */
  readonly is_same: boolean;
  readonly software: { readonly version: Versions; readonly kernels_sha256: Versions; readonly node: Versions };
  readonly study: { readonly verdict: "same" | "line_ends" | "changed"; readonly lines: readonly LineChange[] };
  readonly data: readonly DataFound[];
  readonly results: readonly ResultVerdict[];
  /** Numbers compared, and those that are not the same: of results.json, or of the tables in exhibits.json where the folder is without rows. */
  readonly numbers: { readonly compared: number; readonly differ: number };
  /** Whether the folder leaves out files of rows, and results.json with them, as its data are not provided. */
  readonly is_without_rows: boolean;
  /** Files beside study, data and results. */
  readonly others: readonly {
    readonly name: string;
    readonly verdict: "changed" | "missing" | "line_ends" | "foreign";
  }[];
  readonly seconds: number;
}

/** What a folder shows of itself where its study can't be run again. */
export interface Unverified
  extends Pick<Verification, "kind" | "title" | "study" | "data" | "results" | "others" | "is_without_rows"> {
  readonly is_same: null;
}

/** What was found in a folder before anything ran. */
export interface Held {
  readonly bundle: Bundle;
  readonly title: string;
  readonly software: { readonly version: string; readonly kernels_sha256: string | null; readonly node: string | null };
  readonly study: Verification["study"];
  readonly data: readonly DataFound[];
  /** Files of results that are the same but for line ends; that are not there. */
  readonly lineEnds: readonly string[];
  readonly missing: readonly string[];
  readonly others: Verification["others"];
  readonly font: string | null;
  /** Whether the folder leaves out files of rows, as its data are not provided. */
  readonly isWithoutRows?: boolean;
  /** Whether the bundle has every file of results, so that one that is not there is missing. */
  readonly isWhole: boolean;
}

/** What a run gave. */
export interface Rerun {
  readonly files: Files;
  readonly version: string;
  readonly kernels_sha256: string;
  readonly node: string;
  readonly font: string | null;
  readonly seconds: number;
}

type Hash = (content: string | Uint8Array) => string;

/** What `held` shows without a run: what is not what the folder says it was. */
export function unverified(held: Held, hash: Hash): Unverified {
  const { parts, manifest } = held.bundle;
  const results = Object.keys(manifest.outputs).flatMap((name): ResultVerdict[] => {
    const part = parts.get(name);
    const found: Partial<ResultVerdict> = held.missing.includes(name)
      ? { verdict: "missing" }
      : held.lineEnds.includes(name)
        ? { verdict: "line_ends" }
        : { verdict: part === undefined || isWhole(manifest, name, part, hash) !== false ? "same" : "changed_alone" };
    return [{ name, verdict: found.verdict!, count: 0, places: [] }];
  });
  const { title, study, data, others } = held;
  return {
    kind: "verification",
    is_same: null,
    ...{ title, study, data, results, others, is_without_rows: held.isWithoutRows === true },
  };
}

/** The verdict on `held` by what `run` gave. */
export function verification(held: Held, run: Rerun, hash: Hash): Verification {
  const stamps = stampsOf(held, run);
  const files = stamps.length > 0 ? restamped(run.files, stamps, hash) : run.files;
  const compared = verified(held.bundle, files, hash);
  const isWithoutRows = !files.has(RECORD);
  const map = JSON.parse(String(files.get(MAP))) as ExhibitMap;
  const record: unknown = isWithoutRows ? {} : JSON.parse(String(files.get(RECORD)));
  const printed = printedCells(map, record);
  const results = compared.files.flatMap(({ name, verdict }): ResultVerdict[] => {
    if (held.missing.includes(name)) return [{ name, verdict: "missing", count: 0, places: [] }];
    const then = held.bundle.manifest.outputs[name];
    const isFont = held.font !== run.font && /\.(?:png|docx)$/.test(name);
    const isStamped = stamps.length > 0 && name === "report.docx";
    if (verdict === "differs" && (isFont || isStamped))
      return [{ name, verdict: "not_compared", count: 0, places: [] }];
    if (verdict === "same" && held.lineEnds.includes(name))
      return [{ name, verdict: "line_ends", count: 0, places: [] }];
    if (verdict !== "differs" && verdict !== "changed") return [{ name, verdict, count: 0, places: [] }];
    const [was, is] = [held.bundle.parts.get(name), files.get(name)];
    const told =
      verdict === "differs" ? verdict : changeVerdict(then!, was!, isFont || isStamped ? undefined : is, hash);
    if (was === undefined || typeof is !== "string") return [{ name, verdict: told, count: 0, places: [] }];
    const { count, places } = placesOf(name, new TextDecoder().decode(was), is);
    return [{ name, verdict: told, count, places: places.map((place) => differing(name, place, printed)) }];
  });
  // of files that are not compared, the manifest has the hashes they had
  const left = results.filter(({ verdict }) => verdict === "not_compared").map(({ name }) => name);
  const manifest = withHashes(String(files.get(MANIFEST)), held.bundle.manifest.outputs, left);
  const part = held.bundle.parts.get(MANIFEST);
  if (held.isWhole ? part === undefined || hash(part) !== hash(manifest) : compared.manifest.count > 0) {
    const found = part === undefined ? null : placesOf(MANIFEST, new TextDecoder().decode(part), manifest);
    const places = found?.places.map((place) => differing(MANIFEST, place, printed)) ?? [];
    results.push({
      name: MANIFEST,
      verdict: part === undefined ? "missing" : "differs",
      count: found?.count ?? 0,
      places,
    });
  }
  return {
    kind: "verification",
    title: held.title,
    is_same:
      held.study.verdict !== "changed" &&
      held.data.every(({ verdict }) => !["changed", "missing"].includes(verdict)) &&
      results.every(({ verdict }) => SAME.includes(verdict)) &&
      held.others.every(({ verdict }) => verdict === "line_ends" || verdict === "foreign"),
    software: {
      version: { was: held.software.version, is: run.version },
      kernels_sha256: { was: held.software.kernels_sha256, is: run.kernels_sha256 },
      node: { was: held.software.node, is: run.node },
    },
    study: held.study,
    data: held.data,
    results: results.sort((a, b) => rankOf(a) - rankOf(b)),
    numbers: isWithoutRows
      ? numbersOf(held.bundle.parts.get(MAP), map, tablesOf)
      : numbersOf(held.bundle.parts.get(RECORD), record),
    is_without_rows: isWithoutRows,
    others: held.others,
    seconds: run.seconds,
  };
}

/** What was done to a file that had the hash `then`, by what a run gives, undefined where that is not comparable. */
function changeVerdict(
  then: string,
  held: string | Uint8Array,
  run: string | Uint8Array | undefined,
  hash: Hash,
): ResultVerdict["verdict"] {
  if (run === undefined) return "changed_alone";
  const now = hash(run);
  return now === then ? "changed" : now === hash(held) ? "changed_to_run" : "changed_from_both";
}

const RECORD = "results.json";
const MANIFEST = "manifest.json";
const MAP = "exhibits.json";
const SAME: readonly string[] = ["same", "line_ends", "absent", "not_compared"];

/** The record first, then the report, which say where most differences come from. */
const rankOf = ({ name }: ResultVerdict): number => (name === RECORD ? 0 : name === "report.html" ? 1 : 2);

/** A manifest with the hashes that `outputs` has of the files called `names`. */
function withHashes(text: string, outputs: Readonly<Record<string, string>>, names: readonly string[]): string {
  if (names.length === 0) return text;
  const manifest = JSON.parse(text) as { readonly outputs: Readonly<Record<string, string>> };
  const held = Object.fromEntries(names.map((name) => [name, outputs[name]!]));
  return json({ ...manifest, outputs: { ...manifest.outputs, ...held } });
}

function differing(name: string, place: Place, printed: ReturnType<typeof printedCells>): Differing {
  const isRecord = name === RECORD;
  const value = numberOf(place.is);
  const cell = isRecord
    ? place.at === null || value === null
      ? null
      : printed.cellOf(place.at, value)
    : place.column === null
      ? null
      : printed.cellIn(name, place.column, place.is);
  const unit = cell?.unit ?? null;
  return {
    ...place,
    printed: cell === null ? null : withoutValue(cell),
    units: unit === null || place.by === null ? null : Math.abs(place.by) / unit,
    record: isRecord || place.column === null ? null : printed.pointerOf(name, place.column, place.is),
  };
}

const numberOf = (text: string): number | null =>
  text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text);

const withoutValue = ({ exhibit, id, row, column, head, text, unit }: Printed): Printed => ({
  ...{ exhibit, id, row, column, head, text, unit },
});

/** What the tables of a map print, unrounded. */
const tablesOf = (map: unknown): unknown =>
  (map as Partial<ExhibitMap>).exhibits?.map(({ id, table }) => ({ id, rows: table?.rows }));

/** Numbers a run gives, and those of them that are not in their places in the record `part`; of both, what `pick` takes. */
function numbersOf(
  part: Uint8Array | undefined,
  record: unknown,
  pick: (record: unknown) => unknown = (all) => all,
): Verification["numbers"] {
  let was: unknown;
  try {
    was = pick(JSON.parse(new TextDecoder().decode(part)));
  } catch {
    was = undefined;
  }
  let [compared, differ] = [0, 0];
  const visit = (a: unknown, b: unknown): void => {
    if (typeof b === "number") {
      compared++;
      if (!Object.is(a, b)) differ++;
    } else if (typeof b === "object" && b !== null) {
      const there = typeof a === "object" && a !== null ? (a as Readonly<Record<string, unknown>>) : {};
      for (const [key, inner] of Object.entries(b)) visit(there[key], inner);
    }
  };
  visit(was, pick(record));
  return { compared, differ };
}

/** What names a version or the hash of a data file in the files of a run, and what names it in the folder, where they are not the same. */
type Stamp = readonly [is: string, was: string];

function stampsOf({ software, data }: Held, { version, kernels_sha256 }: Rerun): Stamp[] {
  const { version: then, kernels_sha256: kernels } = software;
  return [
    ...(then === version
      ? []
      : ([
          [`wasmetrics ${version}`, `wasmetrics ${then}`],
          [`"version": "${version}"`, `"version": "${then}"`],
        ] as const)),
    ...(kernels === null || kernels === kernels_sha256 ? [] : [[kernels_sha256, kernels] as const]),
    ...data.flatMap(({ sha256: { was, is } }) =>
      was === null || is === null || was === is ? [] : [[is, was] as const],
    ),
  ];
}

/**
 * The files of a run with the folder's stamps in place of its own, so that what is left to differ are results. Word documents are packed,
 * and stay as they are.
 */
function restamped(files: Files, stamps: readonly Stamp[], hash: Hash): Files {
  const stamped = (text: string): string => stamps.reduce((all, [is, was]) => all.replaceAll(is, was), text);
  const all = new Map(
    [...files].map(([name, content]) => [name, typeof content === "string" ? stamped(content) : content]),
  );
  const manifest = JSON.parse(String(all.get(MANIFEST))) as { readonly outputs: Readonly<Record<string, string>> };
  const outputs = Object.fromEntries(Object.keys(manifest.outputs).map((name) => [name, hash(all.get(name)!)]));
  return all.set(MANIFEST, json({ ...manifest, outputs }));
}
