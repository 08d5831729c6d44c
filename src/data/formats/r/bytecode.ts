/**
 * Passes over functions that R has compiled, so that what stands after them in a file can be read.
 */
import { damaged } from "../source.js";
import type { RInput } from "./input.js";
import type { RObject } from "./objects.js";

/** What reads the items of a file. */
interface Items {
  readonly input: RInput;
  object(): Promise<RObject>;
}

const CALL = 6;
const PAIRS = 2;
const BYTECODE = 21;
const ATTRIBUTED_PAIRS = 239;
const ATTRIBUTED_CALL = 240;
const DEFINITION = 244;
const REPEAT = 243;

/** Calls within calls, at most. */
const DEEPEST = 500;

export async function skipBytecode(items: Items, file: string): Promise<void> {
  await items.input.int();
  await skipBody(items, file, 0);
}

async function skipBody(items: Items, file: string, depth: number): Promise<void> {
  if (depth > DEEPEST) throw damaged(file, `functions stand more than ${DEEPEST} deep`);
  await items.object();
  const count = await items.input.int();
  for (let constant = 0; constant < count; constant++) {
    const type = await items.input.int();
    if (type === BYTECODE) await skipBody(items, file, depth + 1);
    else if (isLanguage(type)) await skipLanguage(items, file, type, depth + 1);
    else await items.object();
  }
}

const isLanguage = (type: number): boolean =>
  [CALL, PAIRS, ATTRIBUTED_PAIRS, ATTRIBUTED_CALL, DEFINITION, REPEAT].includes(type);

/** A call whose parts may be numbered to be repeated. */
async function skipLanguage(items: Items, file: string, first: number, depth: number): Promise<void> {
  if (depth > DEEPEST) throw damaged(file, `calls stand more than ${DEEPEST} deep`);
  for (let type = first; ; type = await items.input.int()) {
    if (type === REPEAT) {
      await items.input.int();
      return;
    }
    if (!isLanguage(type)) {
      await items.object();
      return;
    }
    let own = type;
    if (own === DEFINITION) {
      await items.input.int();
      own = await items.input.int();
    }
    if (own === ATTRIBUTED_CALL || own === ATTRIBUTED_PAIRS) await items.object();
    await items.object();
    await skipLanguage(items, file, await items.input.int(), depth + 1);
  }
}
