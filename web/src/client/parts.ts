/** The worker's parts as files beside the page. */
import type { Parts } from "./engine-client.js";

const addressOf = (name: string): string => new URL(`engine/${name}`, document.baseURI).href;

const fetched = async (name: string): Promise<Response> => {
  const response = await fetch(addressOf(name));
  if (!response.ok) throw new Error(`${name} could not be loaded (${response.status}).`);
  return response;
};

export const filesBeside: Parts = {
  script: async (name) => (await fetched(`${name}.js`)).text(),
  pieces: addressOf("").replace(/\/$/, ""),
  kernels: async () => new Uint8Array(await (await fetched("kernels.wasm")).arrayBuffer()),
};
