/** Functions of whole columns by the host's own means, for tests of what is built on them. */
import { distinctNumbers } from "../../src/data/panel/codes.js";
import type { ElementaryFunctions } from "../../src/regression/frame/expression.js";

export const elementary: ElementaryFunctions = {
  log: (x) => x.map(Math.log),
  exp: (x) => x.map(Math.exp),
  pow: (x, y) => x.map((value) => value ** y),
  countNotFinite: (x) => x.filter((value) => !Number.isFinite(value)).length,
  numberCodes: distinctNumbers,
};
