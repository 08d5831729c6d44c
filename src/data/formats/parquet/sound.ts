/**
 * What is found damaged, or is not read, as an error that names file and column.
 */
import { DataError, NotSupported } from "../../../base/errors.js";
import { Damage } from "./damage.js";
import { NotText } from "./meaning.js";

/** `read`, with what it finds damaged as a DataError that names file and column. */
export async function sound<T>(
  { name }: { readonly name: string },
  read: () => T | Promise<T>,
  column?: string,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw asFound(error, name, column);
  }
}

/** An error met while `column` of the file `name` was read, as it is thrown to the caller. */
export function asFound(error: unknown, name: string, column?: string): unknown {
  const at = column === undefined ? "" : `column '${column}' has `;
  if (error instanceof NotText) {
    return new DataError(
      "parquet_type",
      `${name}: column '${column}' holds bytes that are no text; write it as a number or as text, or leave it out.`,
      { got: "BLOB", expected: "numbers or text", column },
    );
  }
  if (error instanceof NotSupported && error.code === "parquet_encoding") {
    return new NotSupported(error.code, `${name}: column '${column}': ${error.message}`, { ...error.detail, column });
  }
  if (!(error instanceof Damage || error instanceof RangeError)) return error;
  return new DataError(
    "parquet_damaged",
    `${name} could not be read: ${at}${error.message}. If the file is damaged, copy or download it again.`,
    { path: name, got: error.message, ...(column === undefined ? {} : { column }) },
    { cause: error },
  );
}
