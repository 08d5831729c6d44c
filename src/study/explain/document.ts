/** A JSON document by its places (RFC 6901): what stands at one, what is nearest above one, where a number stands. Knows nothing of results. */

export type Path = readonly string[];

/** The keys of a JSON pointer. */
export const pathOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));

/** What stands at `path`; undefined where nothing does. */
export const valueAt = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    document,
  );

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The object nearest above `path`, or at it, that has `key`; its parents are looked at up to `depth` keys from the root. */
export function nearest(
  document: unknown,
  path: Path,
  key: string,
  depth = 1,
): { readonly value: unknown; readonly path: Path } | null {
  for (let end = path.length; end >= depth; end--) {
    const at = path.slice(0, end);
    const value = valueAt(document, at);
    if (isObject(value) && !Array.isArray(value) && Object.hasOwn(value, key)) return { value: value[key], path: at };
  }
  return null;
}

/** A number of a document: as it stands, or the length of a list. */
export interface PlacedNumber {
  readonly value: number;
  readonly path: Path;
  readonly held: "number" | "count";
}

/** Every number beneath `path`, and the lengths of its lists. */
export function* numbersBeneath(document: unknown, path: Path): Generator<PlacedNumber> {
  const value = valueAt(document, path);
  if (typeof value === "number") yield { value, path, held: "number" };
  if (Array.isArray(value)) yield { value: value.length, path, held: "count" };
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) yield* numbersBeneath(document, [...path, key]);
}

/** `value` where it is a finite number, else null: JSON has null for what is none. */
export const finite = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
