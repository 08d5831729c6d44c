/**
 * What an object of R is read from, item by item: numbers, texts and bytes, in whichever way the file spells them.
 */
import type { PoolDecoding } from "../text/text-pool.js";
import type { RTag } from "./objects.js";

/** Texts of a vector: places in `cells`, MISSING_CODE for NA. */
export interface StoredTexts {
  /** Distinct texts in the order of their first occurrence. */
  readonly cells: readonly string[];
  readonly codes: Uint32Array;
}

export interface StoredDoubles {
  readonly values: Float64Array;
  readonly tags: readonly RTag[];
}

export interface RInput {
  int(): Promise<number>;
  ints(count: number): Promise<Int32Array>;
  doubles(count: number): Promise<StoredDoubles>;
  bytes(count: number): Promise<Uint8Array>;
  /** The bytes of one text. */
  text(length: number): Promise<Uint8Array>;
  /** `count` texts, each with its own flags. */
  texts(count: number, decode: PoolDecoding): Promise<StoredTexts>;
}

/** The type in the flags of an item. */
export const typeOf = (flags: number): number => flags & 0xff;

/** The type of one text. */
export const CHARSXP = 9;

/** What vectors are called in messages. */
export const VECTOR = "a vector";

/** Elements of an array that are made before the bytes for them have come. */
export const FIRST_ELEMENTS = 2 ** 17;
