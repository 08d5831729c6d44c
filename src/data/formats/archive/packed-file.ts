/**
 * A file of any format that is packed by gzip, bzip2 or xz. It is unpacked into memory: text, which is read from end to end, has a way of
 * its own (.csv.gz).
 */
import type { Container } from "../format.js";
import { unpacked } from "./packed-bytes.js";
import { piecesSource } from "./pieces-source.js";

export const PACKED: Container = {
  members: async () => [],
  open: async (source, options) => ({
    source: await piecesSource(source.name.replace(ENDING, ""), await unpacked(source), source.memory),
    options,
    notes: [],
  }),
};

const ENDING = /\.(gz|bz2|xz)$/i;
