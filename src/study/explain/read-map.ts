/** exhibits.json as it was read: checked as far as an explanation relies on it, as anyone may have changed it. */
import { z } from "zod";
import { DataError } from "../../base/errors.js";
import { LANGUAGES } from "../../base/messages.js";
import type { ExhibitMap } from "../outputs/exhibits.js";

const lines = z.object({ first: z.number(), last: z.number() });
const place = z.string().startsWith("/");
const cell = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("empty") }),
  z.looseObject({
    kind: z.literal("text"),
    text: z.string(),
    ends: z.tuple([z.number().nullable(), z.number().nullable()]).optional(),
  }),
  z.looseObject({
    kind: z.literal("number"),
    // JSON has null for what is no number
    value: z.number().nullable(),
    text: z.string(),
    open: z.string(),
    close: z.string(),
  }),
]);
const table = z.looseObject({
  title: z.string(),
  heads: z.array(z.array(z.string())),
  spans: z.array(z.object({ label: z.string(), from: z.number(), to: z.number() })).optional(),
  notes: z.array(z.string()),
  rows: z.array(
    z.looseObject({
      label: z.string(),
      name: z.string().optional(),
      quantity: z.string(),
      cells: z.array(cell),
      heading: z.boolean().optional(),
    }),
  ),
});
const call = z.looseObject({
  column: z.number().nullable(),
  verb: z.string(),
  formula: z.string(),
  command: z.string().nullable(),
});
const column = z.looseObject({
  record: place.nullable(),
  name: z.string().nullable(),
  treatment: z.string().nullable(),
  lines,
  call: z.number().nullable(),
  from: z.object({ stage: z.string(), column: z.int().min(1) }).optional(),
});
const inputs = z.looseObject({
  panel: z.looseObject({
    data: z.string(),
    unit: z.string(),
    time: z.string(),
    outcome: z.string(),
    aggregate: z.record(z.string(), z.record(z.string(), z.string())).nullable(),
    lags: z.record(z.string(), z.string()),
    extrapolate: z.looseObject({ formula: z.string() }).nullable(),
  }),
  quality: z.looseObject({ data: z.string() }).nullable(),
  treatment: z.looseObject({
    data: z.string(),
    source: z.string(),
    column: z.string().nullable(),
    codings: z.record(z.string(), z.string()),
  }),
});

const map = z.looseObject({
  kind: z.literal("exhibits"),
  study: z.string(),
  language: z.enum(LANGUAGES),
  version: z.string(),
  command: z.string(),
  labels: z.record(z.string(), z.string()),
  words: z.object({ unit: z.string(), units: z.string() }),
  inputs,
  stages: z.record(
    z.string(),
    z.looseObject({
      does: z.string(),
      treatment: z.string().nullable(),
      lines,
      command: z.string(),
      calls: z.array(call),
      columns: z.array(column),
    }),
  ),
  exhibits: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.enum(["table", "figure"]),
      number: z.string().nullable(),
      name: z.string(),
      caption: z.string(),
      stage: z.string().nullable(),
      lines,
      command: z.string(),
      record: place,
      about: z.looseObject({ seed: z.number().nullable() }).nullable(),
      table: table.optional(),
    }),
  ),
});

/** The map in `value`, read from `path`. Throws DataError `exhibits_format` where it is none. */
export function readMap(value: unknown, path: string): ExhibitMap {
  const parsed = map.safeParse(value);
  if (parsed.success) return withNumbers(value) as ExhibitMap;
  const { path: at, message } = parsed.error.issues[0]!;
  throw new DataError(
    "exhibits_format",
    `${path} is no map of a report that this version reads: ${at.map(String).join(".") || "the document"}: ${message}. Run the study again.`,
    { got: at.map(String), expected: "exhibits.json of this version" },
  );
}

/** Cells whose number is none, which JSON has as null. */
const withNumbers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withNumbers(one)]));
  return inner.kind === "number" && inner.value === null ? { ...inner, value: Number.NaN } : inner;
};
