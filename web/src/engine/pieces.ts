/** Parts of the program that run when something of them is first called: scripts of the page's policy, at addresses the page gave. */
import { NotSupported } from "../../../src/base/errors.js";
import { trusted } from "../trusted.js";
import { given } from "./given.js";

declare function importScripts(...addresses: unknown[]): void;
declare const wasmetricsPieces: { load: (piece: string) => void };

/** From now on pieces can be loaded; `onLoaded` hears of each. */
export function loadingPieces(onLoaded: (piece: string) => void): void {
  wasmetricsPieces.load = (piece) => {
    try {
      importScripts(trusted.createScriptURL(given().pieces(piece)));
    } catch (cause) {
      throw notLoaded(piece, cause);
    }
    onLoaded(piece);
  };
}

const notLoaded = (piece: string, cause: unknown): NotSupported =>
  new NotSupported(
    "piece_missing",
    `A part of the page (${piece}) could not be loaded: it comes from the page's own address when it is first needed. Connect once, and try again.`,
    { got: piece },
    { cause },
  );
