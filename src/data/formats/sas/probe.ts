/**
 * Whether bytes begin a file of SAS.
 */
import { beginsWith } from "../first-bytes.js";

const SAS7BDAT =
  "\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c\x18\x1f\x10\x11";

/** A data set, .sas7bdat. */
export const isSas7bdat = (head: Uint8Array): boolean => beginsWith(head, SAS7BDAT);

/** A transport file, .xpt, of version 5 or 8. */
export const isTransport = (head: Uint8Array): boolean =>
  beginsWith(head, "HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!") ||
  beginsWith(head, "HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!");
