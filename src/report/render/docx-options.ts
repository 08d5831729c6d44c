/**
 * What a document of Word says of itself. Knows nothing of the package that writes it, nor of its types.
 */
import type { Language } from "../../base/messages.js";

export interface DocxOptions {
  readonly title?: string;
  /** Default "en". */
  readonly language?: Language;
}
