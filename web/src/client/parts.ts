/** The files of the page: beside it at its address or, where the page is one file, within it. */
import type { Parts } from "./engine-client.js";

/** The page's own files within it: packed by gzip, in base64. */
const within = new Map(
  [...document.querySelectorAll<HTMLElement>("script[data-file]")].map((block) => [block.dataset.file!, block]),
);

/** Whether the page is one file, which asks for nothing. */
export const isOneFile = within.size > 0;

/** The file at `path`, from where the page stands: `examples/fish/study.yaml`. */
export async function ownFile(path: string): Promise<Blob> {
  if (isOneFile) return unpacked(within.get(path)!.textContent, path);
  const response = await fetch(addressOf(path));
  if (!response.ok) throw new Error(`${path} could not be loaded (${response.status}).`);
  return response.blob();
}

const addressOf = (path: string): string => new URL(path, document.baseURI).href;

async function unpacked(base64: string, path: string): Promise<Blob> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Blob([await new Response(stream).arrayBuffer()], {
    type: path.endsWith(".js") ? "text/javascript" : "",
  });
}

/** The pieces within the page, by name. */
async function piecesWithin(): Promise<Record<string, Blob>> {
  const names = [...within.keys()].flatMap((path) => /^engine\/(.+)\.js$/.exec(path)?.[1] ?? []);
  const pieces = names.map(async (name) => [name, await ownFile(`engine/${name}.js`)] as const);
  return Object.fromEntries(await Promise.all(pieces));
}

export const ownParts: Parts = {
  script: async (name) => (await ownFile(`engine/${name}.js`)).text(),
  pieces: async () => (isOneFile ? piecesWithin() : addressOf("engine")),
  kernels: async () => new Uint8Array(await (await ownFile("engine/kernels.wasm")).arrayBuffer()),
};
