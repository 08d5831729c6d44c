/**
 * What installs the program in an empty place: package.json and its lock, with the hash of every package and the address of none, and a
 * container file of Node at the version that ran. Texts alone: what is in the archive is not known here.
 */
import { CONTAINER, CONTAINER_IGNORED, INSTALL, LOCK, PACKAGE, VERIFY } from "./layout.js";

/** A package as a lock has it. */
export type Locked = Readonly<Record<string, unknown>>;

/** The program as an archive in the folder. */
export interface Software {
  readonly name: string;
  readonly version: string;
  /** Path of the archive in the folder. */
  readonly file: string;
  /** Hash of the archive as npm writes it, `sha512-...`. */
  readonly integrity: string;
  /** Of the package.json in the archive: what npm must know of it. */
  readonly about: Locked;
  /** Packages beside it, by their places. */
  readonly beside: Readonly<Record<string, Locked>>;
  /** Version of Node that ran, without the v. */
  readonly node: string;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Files that install `software`, by their names in the folder. */
export function installFiles({ name, version, file, integrity, about, beside, node }: Software): Map<string, string> {
  const own = {
    name: "replication",
    version: "1.0.0",
    private: true,
    dependencies: { [name]: `file:${file}` },
  };
  const { engines } = about as { readonly engines?: object };
  const root = { ...own, ...(engines === undefined ? {} : { engines }) };
  const lock = {
    name: own.name,
    version: own.version,
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name: own.name, version: own.version, dependencies: own.dependencies, ...(engines && { engines }) },
      ...Object.fromEntries(
        [
          ...Object.entries(beside),
          [`node_modules/${name}`, { version, resolved: `file:${file}`, integrity, ...about }] as const,
        ].sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    },
  };
  return new Map([
    [PACKAGE, json({ ...root, scripts: { verify: `${name} verify .` } })],
    [LOCK, json(lock)],
    [CONTAINER, containerFile(node)],
    [CONTAINER_IGNORED, "node_modules\n"],
  ]);
}

/** An official image of Node, by its exact version. */
const containerFile = (node: string): string => `# docker build -t replication . && docker run --rm replication
FROM node:${node}-bookworm-slim
WORKDIR /replication
COPY . .
RUN ${INSTALL}
CMD ${JSON.stringify(VERIFY.split(" "))}
`;
