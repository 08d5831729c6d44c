/**
 * The text of a JSON Schema: a part that fits into a line stands in one, so that a file of thousands of short parts stays small and readable.
 */

const WIDTH = 120;
const STEP = " ";

/** `schema` as the text of a JSON file, ending in a newline. */
export const schemaText = (schema: unknown): string => `${textOf(schema, "", 0)}\n`;

/** @param beside how much stands beside it in its line */
function textOf(value: unknown, indent: string, beside: number): string {
  const whole = JSON.stringify(value);
  if (typeof value !== "object" || value === null || beside + whole.length <= WIDTH) return whole;
  const inner = indent + STEP;
  const parts = Object.entries(value).map(([key, part]) => {
    const name = Array.isArray(value) ? "" : `${JSON.stringify(key)}: `;
    return inner + name + textOf(part, inner, inner.length + name.length + 1);
  });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}
