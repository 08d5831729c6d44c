/**
 * --max-memory: what the reading of a file may take of memory, for every command that reads one.
 */
import type { Command } from "commander";
import { memoryBytes } from "../sql/stream-options.js";

/** The option as commander parses it. */
export interface MaxMemoryFlag {
  readonly maxMemory?: string;
}

export const addMaxMemory = (command: Command): Command =>
  command.option(
    "--max-memory <size>",
    "memory that the cells of one file may take, such as 4GB, 500MB or 2GiB (default: half of this machine's)",
  );

/** The option of readers. */
export interface ReadingLimit {
  readonly maxMemory?: number;
}

/** The option of readers that the flag means. Throws UsageError `memory_size`. */
export const readingLimit = ({ maxMemory }: MaxMemoryFlag): ReadingLimit =>
  maxMemory === undefined ? {} : { maxMemory: memoryBytes(maxMemory) };
