/**
 * Parts of the program that are loaded when they are first needed and need not be installed. Knows their versions, and nothing
 * of what they do.
 */
import { UsageError } from "./errors.js";

/** Clients of databases, which whoever asks one installs: peers of the package, in the versions that are tested. */
export const OPTIONAL_CLIENTS = {
  "@clickhouse/client": "1.23.1",
  "@grpc/grpc-js": "1.14.7",
  pg: "8.23.1",
} as const;

/** What npm installs along where it can, in the versions package.json names. */
export const OPTIONAL_PACKAGES = {
  "@duckdb/node-api": "1.5.6-r.1",
  "@resvg/resvg-js": "2.6.2",
  vega: "6.4.0",
  "vega-lite": "6.4.3",
} as const;

const VERSIONS = { ...OPTIONAL_PACKAGES, ...OPTIONAL_CLIENTS };

export type OptionalPackage = keyof typeof VERSIONS;

/**
 * What `load` loads of `packages`. Throws UsageError `optional_missing` where they are not installed, or not whole:
 * `purpose` says what they are needed for ("Reading x.parquet").
 */
export async function loadOptional<Modules>(
  packages: readonly OptionalPackage[],
  purpose: string,
  load: () => Promise<Modules>,
): Promise<Modules> {
  try {
    return await load();
  } catch (cause) {
    const install = `npm install ${packages.map((name) => `${name}@${VERSIONS[name]}`).join(" ")}`;
    const [reason] = String((cause as Error).message).split("\n", 1);
    const state = isAbsent(cause) ? "not installed" : `not usable here (${reason})`;
    const [noun, verb] = packages.length === 1 ? ["package", "is"] : ["packages", "are"];
    throw new UsageError(
      "optional_missing",
      `${purpose} needs the optional ${noun} ${packages.join(" and ")}, which ${verb} ${state}. Install: ${install}`,
      { got: reason, expected: packages, install },
      { cause },
    );
  }
}

/** Node's codes for a module that isn't there, and the TypeError of a page that can't resolve its name. */
const isAbsent = (cause: unknown): boolean =>
  cause instanceof TypeError || /^(ERR_)?MODULE_NOT_FOUND$/.test((cause as NodeJS.ErrnoException).code ?? "");
