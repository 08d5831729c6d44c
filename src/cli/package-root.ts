/**
 * Where the package stands, from whichever file of it this module is in: of src/ or of dist/.
 */
import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);

function rootAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}

/** The folder of package.json. */
export const PACKAGE_ROOT = rootAbove(dirname(here));

/** The folder of the program that runs. */
export const PROGRAM_FOLDER = join(PACKAGE_ROOT, relative(PACKAGE_ROOT, here).split(sep, 1)[0]!);
