// The packages that run beside this one in a replication folder, exactly: of package-lock.json those that its dependencies lead to, with
// the hash of each and without the address they came from. Shipped as dist/lock.json, from which the folder has its lock.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What an entry keeps: npm works out everything else. */
const KEPT = ["version", "integrity", "os", "cpu", "libc", "peerDependencies"];
const EDGES = ["dependencies", "optionalDependencies"];
/** A replication folder holds files: no database. */
const LEFT_OUT = ["@duckdb/node-api"];

/** Packages by their places, `node_modules/NAME`; those that only optional dependencies lead to are marked so. */
export function runtimeLock(root) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const found = new Map();
  const place = (from, name) => {
    const at = `${from === "" ? "" : `${from}/`}node_modules/${name}`;
    if (packages[at] !== undefined) return at;
    if (from === "") return undefined;
    return place(from.includes("/node_modules/") ? from.slice(0, from.lastIndexOf("/node_modules/")) : "", name);
  };
  const visit = (from, isOptional) => {
    for (const edges of EDGES) {
      for (const name of Object.keys(packages[from][edges] ?? {})) {
        if (LEFT_OUT.includes(name)) continue;
        const optional = isOptional || edges === "optionalDependencies";
        const at = place(from, name);
        if (at === undefined) {
          if (optional) continue;
          throw new Error(`package-lock.json lacks ${name}, which ${from || "this package"} needs`);
        }
        // who is needed by one and optional for another is needed
        if (found.has(at) && (found.get(at) === false || optional)) continue;
        found.set(at, optional);
        visit(at, optional);
      }
    }
  };
  visit("", false);
  const entries = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([at, optional]) => {
      const kept = [...KEPT, ...EDGES].filter((key) => packages[at][key] !== undefined);
      return [
        at,
        { ...Object.fromEntries(kept.map((key) => [key, packages[at][key]])), ...(optional ? { optional: true } : {}) },
      ];
    }),
  );
}
