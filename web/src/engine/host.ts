/**
 * The library's host within the page's worker: threads are classic scripts from blobs, which inherit the page's policy and isolation and
 * start from a disk too, and the kernels come as bytes. In the place of `base/host` for what starts threads and unpacks.
 */
import type { Thread, ThreadEvents } from "../../../src/base/host.js";
import { given, scriptAddress } from "./given.js";

export {
  availableCores,
  canShareMemory,
  canWait,
  gunzipped,
  heapLimit,
  hearParent,
  machineMemory,
} from "../../../src/base/host.js";

/** A thread of kernels; nothing else is started here. */
export function startThread(_module: unknown, data: unknown, events: ThreadEvents): Thread {
  const worker = new Worker(scriptAddress(given().pool) as string);
  worker.onmessage = ({ data: message }) => events.onMessage(message);
  worker.onerror = (event) => {
    event.preventDefault();
    events.onError(new Error(event.message || "a thread could not be started"));
  };
  worker.postMessage(data);
  const end = async () => worker.terminate();
  return { post: (message) => worker.postMessage(message), terminate: end, retire: end, keepAlive: () => {} };
}

/** The kernels' bytes, a copy that may be changed: they are not packed here. */
export const unpacked = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(bytes);

// Kernels from elsewhere than what the page was given are not asked for here.
export const readAddress = async (): Promise<never> => {
  throw new Error("the page has its kernels");
};
export const unpackedIfGzip = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => bytes;
