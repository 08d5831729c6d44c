/** What was found in an exhibit or file, in words. */
import type { Language } from "../../base/messages.js";
import type { Found } from "./exhibit-cells.js";
import { disclosureWords as words } from "./messages.js";

export function foundText(found: Found, least: number, language: Language): string {
  switch (found.kind) {
    case "marks":
      return words.marks[language](found.count);
    case "names":
    case "order":
      return words[found.kind][language](found.count, found.example);
    default:
      return words[found.kind][language](found.count, found.example, least);
  }
}
