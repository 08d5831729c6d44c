/**
 * Layer cli. Formats a command's tables can be written in, checked before data are read.
 */
import { NotSupported } from "../base/errors.js";
import { type CommonOptions, FORMATS } from "./shared.js";

/** Throws NotSupported `cli_option` for a format that tables can't be written in yet. */
export function requireTableFormat(command: string, { format }: CommonOptions): void {
  if (format !== "docx") return;
  throw new NotSupported("cli_option", `${command} does not support --format ${format} yet.`, {
    got: format,
    expected: FORMATS.filter((known) => known !== format),
  });
}
