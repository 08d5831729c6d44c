/** Sizes of memory as people write them. */
import { UsageError } from "../base/errors.js";

const UNITS: Readonly<Record<string, number>> = {
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** DuckDB does not start its work in less. */
const LEAST = 1e8;

/** Bytes of `text`, such as "2GB", "500MB" or "1.5GiB". Throws UsageError `memory_size`, also below 100 MB. */
export function memoryBytes(text: string): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]i?b)\s*$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit?.toLowerCase() ?? ""] ?? Number.NaN);
  if (bytes >= LEAST) return bytes;
  throw new UsageError("memory_size", `Memory must be a size of at least 100MB, such as 500MB or 2GB; got '${text}'.`, {
    got: text,
    expected: "at least 100MB",
  });
}
