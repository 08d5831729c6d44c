/** The built library: what starts threads on modules of its own has to be tested as it is shipped. */
import { existsSync } from "node:fs";

const dist = new URL("../../dist/", import.meta.url);

/** A module of dist/, typed as its source. */
export async function built<Module>(path: string): Promise<Module> {
  const url = new URL(path, dist);
  if (!existsSync(url)) throw new Error(`dist/${path} is missing: run npm run build`);
  return (await import(/* @vite-ignore */ url.href)) as Module;
}
