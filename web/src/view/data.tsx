/** The left margin: files that are open and their columns. */
import { openFiles } from "../state/opening.js";
import { files } from "../state/session.js";

export function Data() {
  return (
    <>
      {files.value.map(({ name, rows }) => (
        <p key={name}>
          {name}: {rows}
        </p>
      ))}
      <input type="file" multiple onChange={(event) => void openFiles([...(event.currentTarget.files ?? [])])} />
    </>
  );
}
