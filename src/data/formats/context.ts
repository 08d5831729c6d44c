/**
 * The engine that formats with kernels ask for: the caller's, or one that lives as long as the reading.
 */
import { type Engine, loadEngine } from "../../engine/kernels/engine.js";
import type { FormatOptions, ReadContext } from "./format.js";

/** What reading takes beside the options of a format. */
export interface ContextOptions extends Partial<Pick<ReadContext, "onProgress" | "signal">> {
  /** Kernels for the formats that have some; loaded, and closed again, unless given. */
  readonly engine?: Engine | Promise<Engine>;
  /** Bytes of memory that what the file asks for may take; half the machine's unless given, 2 GiB in a page. */
  readonly maxMemory?: number;
}

/** What `use` makes of a context with the engine given, or else one that is loaded when it is first asked for and closed at the end. */
export async function withContext<T>(
  { engine: given, onProgress, signal, maxMemory: _, ...format }: ContextOptions & FormatOptions,
  use: (context: ReadContext, format: FormatOptions) => Promise<T>,
): Promise<T> {
  let own: Promise<Engine> | undefined;
  const engine = async (): Promise<Engine> => {
    if (given !== undefined) return given;
    own ??= loadEngine();
    return own;
  };
  const context = {
    engine,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  };
  try {
    return await use(context, format);
  } finally {
    await (await own?.catch(() => undefined))?.close();
  }
}
