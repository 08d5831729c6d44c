/**
 * Names of options as keys of a record.
 */

/** The record with `someName` as `some_name`. */
export const snakeCase = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
  );
