/**
 * Whether bytes begin an OpenDocument spreadsheet: its type is the first member of the archive, not packed.
 */
import { beginsArchive } from "../first-bytes.js";

export const isOpenDocument = (head: Uint8Array): boolean =>
  beginsArchive(head, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet");
