/**
 * Vectors that R keeps by a rule instead of their elements: sequences, numbers as text, vectors within a wrapper. Source: R Core Team,
 * R Internals, section 1.8, and Tierney (2018), ALTREP: alternative representations for R objects.
 */

import { MISSING_CODE } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { damaged } from "../source.js";
import { numberText } from "./number-text.js";
import { type Attributes, NA_INTEGER, type RDoubles, type RIntegers, type RObject, type RTexts } from "./objects.js";

/** The vector that an item of class `info` with `state` stands for. Throws NotSupported `r_object`, DataError `file_damaged`. */
export function expandedAltrep(
  info: RObject,
  state: RObject,
  attributes: Attributes,
  file: string,
  memory: MemoryBudget,
): RObject {
  const [symbol] = info.type === "pairs" ? info.values : [];
  const name = symbol?.value.type === "other" ? symbol.value.what.replace(/^the name /, "") : "";
  switch (name) {
    case "compact_intseq":
      return integers(sequenceOf(state, file), attributes, memory);
    case "compact_realseq":
      return doubles(sequenceOf(state, file), attributes, memory);
    case "deferred_string":
      return numbersAsTexts(first(state, file), attributes, file, memory);
    case "wrap_real":
    case "wrap_integer":
    case "wrap_logical":
    case "wrap_string":
    case "wrap_list":
      return wrapped(first(state, file), attributes);
    default:
      throw new NotSupported(
        "r_object",
        `${file} has a vector of class ${name || "unknown"}, which is not read; save a copy of the data made in R: saveRDS(data.frame(lapply(x, \\(v) v[seq_along(v)])), FILE).`,
        { got: name, expected: "vectors of R itself" },
      );
  }
}

/** The first of the parts of a state. */
function first(state: RObject, file: string): RObject {
  const object = state.type === "pairs" ? state.values[0]?.value : state.type === "list" ? state.values[0] : undefined;
  if (object === undefined) throw damaged(file, "a vector that is kept by a rule lacks it");
  return object;
}

/** Attributes of the wrapper, or of what it holds where it has none. */
const wrapped = (object: RObject, attributes: Attributes): RObject =>
  "attributes" in object && attributes.size > 0 ? Object.create(object, { attributes: { value: attributes } }) : object;

interface Sequence {
  readonly count: number;
  readonly start: number;
  readonly step: number;
}

function sequenceOf(state: RObject, file: string): Sequence {
  const [count = -1, start = 0, step = 0] = state.type === "double" || state.type === "integer" ? state.values : [];
  if (!(Number.isInteger(count) && count >= 0)) throw damaged(file, `a sequence has ${count} elements`);
  return { count, start, step };
}

const SEQUENCE = "a sequence that is kept by a rule";

/** `into`, filled with the elements of a sequence. */
function filled<A extends Int32Array | Float64Array>(into: A, { start, step }: Sequence): A {
  for (let i = 0; i < into.length; i++) into[i] = start + i * step;
  return into;
}

const integers = (sequence: Sequence, attributes: Attributes, memory: MemoryBudget): RObject => ({
  type: "integer",
  count: sequence.count,
  get values() {
    memory.require(4 * sequence.count, SEQUENCE); // for the moment in which a column is made of them
    return filled(new Int32Array(sequence.count), sequence);
  },
  attributes,
});

const doubles = (sequence: Sequence, attributes: Attributes, memory: MemoryBudget): RObject => ({
  type: "double",
  count: sequence.count,
  get values() {
    return filled(memory.float64(sequence.count, SEQUENCE), sequence);
  },
  tags: [],
  attributes,
});

/** Numbers as text, made when they are asked for. */
function numbersAsTexts(object: RObject, attributes: Attributes, file: string, memory: MemoryBudget): RObject {
  if (object.type !== "integer" && object.type !== "double") throw damaged(file, "numbers as text are of no numbers");
  let made: Pick<RTexts, "cells" | "codes"> | undefined;
  const texts = () => {
    made ??= textsOfNumbers(object, memory);
    return made;
  };
  return {
    type: "character",
    count: object.count,
    get cells() {
      return texts().cells;
    },
    get codes() {
      return texts().codes;
    },
    attributes,
  };
}

function textsOfNumbers(object: RIntegers | RDoubles, memory: MemoryBudget): Pick<RTexts, "cells" | "codes"> {
  const cells: string[] = [];
  const codeOf = new Map<number, number>();
  memory.take(4 * object.count, SEQUENCE);
  const codes = Uint32Array.from(object.values as ArrayLike<number>, (value) => {
    if (object.type === "double" ? Number.isNaN(value) : value === NA_INTEGER) return MISSING_CODE;
    let code = codeOf.get(value);
    if (code === undefined) {
      memory.takeObjects(2 * OBJECT_BYTES, SEQUENCE);
      code = cells.push(object.type === "double" ? numberText(value) : String(value)) - 1;
      codeOf.set(value, code);
    }
    return code;
  });
  return { cells, codes };
}
