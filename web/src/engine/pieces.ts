/** Parts of the program that come when they are first needed: asked of the page, run as scripts of its policy. */

import { trusted } from "../trusted.js";
import type { Piece } from "./given.js";

declare function importScripts(...addresses: unknown[]): void;

const waiting = new Map<string, (module: unknown) => void>();
const loaded = new Map<string, Promise<unknown>>();

export const pieces = {
  onWanted: (_piece: string): void => {},
  /** Runs the piece at `address`. */
  arrived(name: string, address: string): void {
    importScripts(trusted.createScriptURL(address));
    waiting.get(name)?.((globalThis as Record<string, unknown>)[`wasmetrics_${name}`]);
    waiting.delete(name);
  },
  /** The module of a piece. */
  load(name: Piece): Promise<unknown> {
    let piece = loaded.get(name);
    if (piece === undefined) {
      piece = new Promise((resolve) => waiting.set(name, resolve));
      loaded.set(name, piece);
      pieces.onWanted(name);
    }
    return piece;
  },
};

Object.assign(globalThis, { wasmetricsPiece: pieces.load });
