/**
 * What is done when the process ends before its work: by `process.exit`, by an error nobody caught, and by a
 * signal that can be heard. Where the program itself listens to a signal, it decides, and its own clean-up runs.
 */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const pending = new Set<() => void>();

/** Has `undo` done if the process ends before the function returned is called. It must not wait for anything. */
export function atEnd(undo: () => void): () => void {
  if (pending.size === 0) listen();
  pending.add(undo);
  return () => {
    if (pending.delete(undo) && pending.size === 0) stopListening();
  };
}

function listen(): void {
  process.on("exit", undoAll);
  // First of all listeners, so that those that hear a signal once are still counted.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
}

function stopListening(): void {
  process.removeListener("exit", undoAll);
  for (const signal of SIGNALS) process.removeListener(signal, onSignal);
}

function undoAll(): void {
  for (const undo of pending) {
    try {
      undo();
    } catch {
      // The process ends; the next run takes away what is left.
    }
  }
  pending.clear();
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  undoAll();
  stopListening();
  process.kill(process.pid, signal);
}
