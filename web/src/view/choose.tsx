/** A word that opens the machine's choice of files. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { openFiles } from "../state/opening.js";

interface ChooseProps {
  readonly accept?: string;
  readonly children: ComponentChildren;
}

export function Choose({ accept, children }: ChooseProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="word" onClick={() => input.current!.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        {...(accept !== undefined && { accept })}
        onChange={({ currentTarget }) => {
          void openFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </>
  );
}
