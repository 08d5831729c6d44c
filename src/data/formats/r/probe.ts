/**
 * Whether bytes begin a file of R that is not packed.
 */
import { beginsWith } from "../first-bytes.js";

const STARTS = [
  "RDX2\n",
  "RDX3\n",
  "RDA2\n",
  "RDA3\n",
  "RDB2\n",
  "RDB3\n",
  "X\n\0\0\0\x02",
  "X\n\0\0\0\x03",
  "B\n\x02\0\0\0",
  "B\n\x03\0\0\0",
  "A\n2\n",
  "A\n3\n",
];

export const isR = (head: Uint8Array): boolean => STARTS.some((start) => beginsWith(head, start));
