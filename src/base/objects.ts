/**
 * Records whose keys are names of users: columns, stages, labels. A name such as `constructor` is in every object by
 * its prototype, so what is looked up has to be the record's own.
 */

/** The value of `record` at `name`; undefined where it has none of its own. */
export function ownOf<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Why `name` can be no key of a result; null where it can: many programs take it for the prototype and lose what it holds. */
export const badKey = (name: string): string | null =>
  name === "__proto__"
    ? "can't be the key of a result, because programs that read it would lose it; choose another"
    : null;

// Immutable data.

/** Freezes `value` and everything it holds; returns it. For trees of plain objects and arrays. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
