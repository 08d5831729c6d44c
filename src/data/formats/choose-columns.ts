/**
 * Which columns of a file are asked for.
 */
import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";

/** Those of `columns` that `asked` names, in the file's order; all unless it names any. Throws DataError `unknown_column`. */
export function chosenColumns<C extends { readonly name: string }>(
  columns: readonly C[],
  asked: readonly string[] | undefined,
  file: string,
): readonly C[] {
  if (asked === undefined) return columns;
  const names = columns.map(({ name }) => name);
  const known = new Set(names);
  for (const name of asked) {
    if (known.has(name)) continue;
    throw new DataError(
      "unknown_column",
      `${file} has no column '${name}'${didYouMeanOrKnown(name, "columns", names)}`,
      {
        got: name,
        expected: names,
      },
    );
  }
  const chosen = new Set(asked);
  return columns.filter(({ name }) => chosen.has(name));
}
