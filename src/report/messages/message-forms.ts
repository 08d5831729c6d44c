/**
 * Messages that models give in English, by their form: what stays of a message are its names and numbers.
 */

/** A form of an English message, and its text in Chinese from what the form's groups found. */
export type MessageForm = readonly [form: RegExp, text: (...found: readonly string[]) => string];

/** The text of the first of `forms` that is that of `message`; undefined where none is. */
export function inForm(message: string, forms: readonly MessageForm[]): string | undefined {
  for (const [form, text] of forms) {
    const found = form.exec(message);
    if (found !== null) return text(...found.slice(1));
  }
  return undefined;
}
