/** Elementary functions of the host's own Math, for tests of what is built on them. */
import type { ElementaryFunctions } from "../../src/design/expression.js";

export const elementary: ElementaryFunctions = {
  log: (x) => x.map(Math.log),
  exp: (x) => x.map(Math.exp),
  pow: (x, y) => x.map((value) => value ** y),
};
