/**
 * What of a stage's block decides what it computes: all but the words and the presentation of its tables.
 */

const PRESENTATION_KEYS = ["caption", "appendix", "notes", "labels", "stars", "beneath", "truth"] as const;

/** `spec` without what only its tables and figures need, headings of columns and variants included. */
export const computedPart = (spec: object): object =>
  Object.fromEntries(
    Object.entries(spec).flatMap(([key, value]) => {
      if ((PRESENTATION_KEYS as readonly string[]).includes(key)) return [];
      return [[key, Array.isArray(value) ? value.map(withoutLabel) : withoutLabel(value)]];
    }),
  );

/** `block` without its words; anything but a map as it is. */
export function withoutLabel<T>(block: T): T {
  if (typeof block !== "object" || block === null || !("label" in block)) return block;
  const { label: _, ...rest } = block;
  return rest as T;
}
