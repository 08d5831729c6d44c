/**
 * Values that become part of a line: of a script, a header, a comment. None holds a control character there, as a line break ends the line
 * and what follows would be run, or read as the next.
 */
import { UsageError } from "./errors.js";

/** Control characters, and what some readers take for line breaks besides. */
export const breaksLine = (text: string): boolean => /[\p{Cc}\u2028\u2029]/u.test(text);

/** What is written, the code of its refusal, and what to do about a value that it can't hold. */
interface Written {
  readonly code: string;
  readonly name: string;
  readonly remedy: string;
}

/** Throws UsageError of the code of `written` unless `text`, called `what`, is printable; a secret is not shown. */
export function requirePrintable({ code, name, remedy }: Written, what: string, text: string, isSecret = false): void {
  if (!breaksLine(text)) return;
  const shown = isSecret ? "" : `, ${JSON.stringify(text)}`;
  throw new UsageError(code, `${name} can't hold ${what}${shown}: a control character stands in it. ${remedy}`, {
    ...(isSecret ? {} : { got: text }),
    expected: "no control characters",
  });
}
