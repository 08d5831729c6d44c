/** Parts of the page that come once they are shown: the page opens without them, and they are kept for when there is no network. */
import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";

/** A part that `load` brings; nothing until it is there. */
export function later<P extends object>(load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> {
  const part = signal<{ readonly View: FunctionComponent<P> } | null>(null);
  let isAsked = false;
  return (given: P) => {
    if (part.value !== null) return <part.value.View {...given} />;
    if (!isAsked) {
      isAsked = true;
      void load().then((View) => {
        part.value = { View };
      });
    }
    return null;
  };
}
