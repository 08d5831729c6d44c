/** What stages made, kept in memory while the page is open: up to a share of the machine's, what was not asked for longest goes first. */
import type { StageStore } from "../../../src/study/run/stage-node.js";

/** Memory of the machine in GB, where the browser does not say. */
const USUAL_GB = 4;
const SHARE = 1 / 4;

/** Bytes that may be kept: a quarter of the machine's memory, as far as the browser tells it. */
export function mostKept(): number {
  const { deviceMemory = USUAL_GB } = navigator as { readonly deviceMemory?: number };
  return deviceMemory * 2 ** 30 * SHARE;
}

interface Kept {
  readonly value: unknown;
  readonly bytes: number;
}

/** A store of `most` bytes. */
export function stageMemory(most: number): StageStore {
  // in the order they were last asked for
  const kept = new Map<string, Kept>();
  let bytes = 0;
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };
  return {
    has: (key) => kept.has(key),
    get: (key) => {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    put: (key, made) => {
      let value: unknown;
      try {
        value = made();
      } catch (error) {
        if (error instanceof TypeError) return; // no plain data: it is made anew each time
        throw error;
      }
      drop(key);
      const one = { value, bytes: bytesOf(value) };
      if (one.bytes > most) return;
      kept.set(key, one);
      bytes += one.bytes;
      for (const oldest of kept.keys()) {
        if (bytes <= most) break;
        drop(oldest);
      }
    },
  };
}

/** Bytes of a value and all it holds, about: arrays of numbers as they are, 16 for anything else. */
export function bytesOf(value: unknown, seen = new Set<object>()): number {
  if (typeof value === "string") return 16 + 2 * value.length;
  if (typeof value !== "object" || value === null) return 16;
  if (ArrayBuffer.isView(value)) return bytesOf(value.buffer, seen);
  if (seen.has(value)) return 0;
  seen.add(value);
  if (value instanceof ArrayBuffer || isShared(value)) return 16 + value.byteLength;
  const inner = value instanceof Map ? [...value].flat() : Array.isArray(value) ? value : Object.values(value);
  return inner.reduce((sum: number, one) => sum + bytesOf(one, seen), 16);
}

const isShared = (value: object): value is SharedArrayBuffer =>
  typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer;
