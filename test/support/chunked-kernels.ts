/** Which kernels sum rows in chunks, by their sources: those that reach the constant of assembly/abi.ts by what they import. */
import { existsSync, readFileSync } from "node:fs";

const ENTRY = new URL("../../assembly/index.ts", import.meta.url);
const reached = new Map<string, boolean>();

const importsOf = (source: URL, text: string): URL[] =>
  [...text.matchAll(/\bfrom "(\.[^"]+)"/g)].map(([, path]) => new URL(`${path}.ts`, source));

function reaches(source: URL): boolean {
  const known = reached.get(source.href);
  if (known !== undefined) return known;
  reached.set(source.href, false);
  const text = readFileSync(source, "utf8");
  const found =
    !source.href.endsWith("/assembly/abi.ts") && (/\bCHUNK\b/.test(text) || importsOf(source, text).some(reaches));
  reached.set(source.href, found);
  return found;
}

/** Whether the kernel called `name` sums chunks of 4,096 rows. */
export function sumsInChunks(name: string): boolean {
  const text = readFileSync(ENTRY, "utf8");
  const exported = [...text.matchAll(/export \{([^}]+)\} from "([^"]+)"/g)].find(([, names]) =>
    names!.split(",").some((one) => one.trim() === name),
  );
  if (exported === undefined) throw new Error(`assembly/index.ts exports no ${name}`);
  const source = new URL(`${exported[2]}.ts`, ENTRY);
  if (!existsSync(source)) throw new Error(`${source.pathname} is not there`);
  return reaches(source);
}
