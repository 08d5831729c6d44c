/**
 * What the page gives its worker: the kernels, the text of a thread, and where further pieces come from. The worker asks for nothing by an
 * address of its own, so that the same script runs from a server and from a file.
 */
import { trusted } from "../trusted.js";

/** A part of the program that is loaded when it is first needed. */
export type Piece = "figures" | "word";

export interface Given {
  /** Their bytes. */
  readonly kernels: Uint8Array;
  /** The script of a thread of kernels. */
  readonly pool: string;
  readonly threads?: number;
}

let held: Given | undefined;

/** Takes what the page gave, before the engine is loaded. */
export function take(what: Given): void {
  held = what;
  Object.assign(globalThis, { wasmetricsKernels: what.kernels });
}

export function given(): Given {
  if (held === undefined) throw new TypeError("The worker was asked before it was given the kernels.");
  return held;
}

/** The address of a script of `text`, as workers and `importScripts` take it. */
export function scriptAddress(text: string): unknown {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return trusted.createScriptURL(address);
}
