/** Further keys of a stage and of its column, as controls made from their declarations. */
import { useState } from "preact/hooks";
import type { DescribedStage } from "../protocol.js";
import { partOf } from "../state/choices.js";
import { forms } from "../state/forms.js";
import { keysOfColumn } from "../state/forms-keys.js";
import { choices } from "../state/here.js";
import { change } from "../state/live.js";
import { language } from "../state/session.js";
import { choiceWords as words } from "../words/choices.js";
import { keyWords } from "../words/keys.js";
import { Field } from "./field.js";

interface MoreProps {
  readonly stage: DescribedStage;
  readonly column: number;
  readonly width: number;
}

export function MoreKeys({ stage, column, width }: MoreProps) {
  const spoken = language.value;
  const [isOpen, open] = useState(false);
  const form = forms.value.get(stage.kind);
  if (form === undefined) return null;
  const asked = new Set<string>(choices.value.map(({ key }) => key));
  const ofColumn = keysOfColumn(form);
  const hasColumns = ofColumn !== form.keys;
  const { part } = partOf(stage, column, width);
  const block = hasColumns ? ((stage.spec.columns as readonly Record<string, unknown>[])[part] ?? {}) : stage.spec;
  const fields = [
    ...ofColumn.map((key) => ({
      key,
      path: ["stages", stage.name, ...(hasColumns ? ["columns", part] : [])],
      value: block[key.key],
    })),
    ...(hasColumns ? form.keys.map((key) => ({ key, path: ["stages", stage.name], value: stage.spec[key.key] })) : []),
  ].filter(({ key }) => !asked.has(key.key) && !/^(?:block|blocks|other)$/.test(key.kind));
  const ordered = [
    ...fields.filter(({ key }) => key.rank !== "rare"),
    ...fields.filter(({ key }) => key.rank === "rare"),
  ];
  return (
    <details class="more" open={isOpen} onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>{words.more[spoken](ordered.length)}</summary>
      {isOpen &&
        ordered.map(({ key, path, value }) => (
          <Field
            key={[...path, key.key].join("/")}
            of={key}
            value={value}
            onChange={(next) =>
              void change(
                [{ path: [...path, key.key], value: next }],
                words.change[spoken](
                  keyWords(key.key, spoken),
                  next === undefined ? words.usual[spoken] : JSON.stringify(next),
                ),
              )
            }
          />
        ))}
    </details>
  );
}
