/**
 * The simulate kernels in TypeScript with random words of 32 bits; their twins count with integers of any size.
 */
import { customsCountsBy, customsDefectsBy, customsRowsBy, type Words } from "../../test/reference/simulate.js";
import { block } from "./philox.js";

const scratch = new Uint32Array(4);

const words: Words = ([c0, c1, c2, c3], [k0, k1]) => {
  block(c0!, c1!, c2!, c3!, k0!, k1!, scratch, 0);
  return [...scratch];
};

export const customsCounts = customsCountsBy(words);
export const customsRows = customsRowsBy(words);
export const customsDefects = customsDefectsBy(words);
