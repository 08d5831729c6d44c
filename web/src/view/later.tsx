/** Parts of the page that come once they are shown: the page opens without them, and they are kept for when there is no network. */
import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";

/** A part without properties, which `load` brings; nothing until it is there. */
export function later(load: () => Promise<FunctionComponent>): FunctionComponent {
  const part = signal<{ readonly View: FunctionComponent } | null>(null);
  let isAsked = false;
  return () => {
    if (part.value !== null) return <part.value.View />;
    if (!isAsked) {
      isAsked = true;
      void load().then((View) => {
        part.value = { View };
      });
    }
    return null;
  };
}
