/**
 * Whether bytes begin a file of SPSS.
 */
import { beginsWith } from "../first-bytes.js";

/** A system file: .sav, .zsav. */
export const isSystemFile = (head: Uint8Array): boolean => beginsWith(head, "$FL2") || beginsWith(head, "$FL3");
