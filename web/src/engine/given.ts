/**
 * What the page gives its worker: the kernels, the text of a thread, and where further pieces come from. The worker asks for nothing by an
 * address of its own, so that the same script runs from a server and from a file.
 */
import { trusted } from "../trusted.js";

/** Where further parts of the program are: in a folder, or at hand, of which the worker makes addresses of its own (a disk's page has none). */
export type Pieces = string | Readonly<Record<string, Blob>>;

export interface Given {
  /** Their bytes. */
  readonly kernels: Uint8Array;
  /** The script of a thread of kernels. */
  readonly pool: string;
  readonly pieces: Pieces;
  readonly threads?: number;
}

/** What the worker holds of it. */
interface Held {
  readonly pool: string;
  /** The address of a piece. */
  readonly pieces: (name: string) => string;
}

let held: Held | undefined;

/** Takes what the page gave, before the engine is loaded. */
export function take({ kernels, pool, pieces }: Given): void {
  held = {
    pool,
    pieces: (name) => (typeof pieces === "string" ? `${pieces}/${name}.js` : URL.createObjectURL(pieces[name]!)),
  };
  Object.assign(globalThis, { wasmetricsKernels: kernels });
}

export function given(): Held {
  if (held === undefined) throw new TypeError("The worker was asked before it was given the kernels.");
  return held;
}

/** The address of a script of `text`, as workers and `importScripts` take it. */
export function scriptAddress(text: string): unknown {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return trusted.createScriptURL(address);
}
