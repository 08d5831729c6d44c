/**
 * Archives (.zip): the file in one that is of a known format.
 */
import { DataError, UsageError } from "../../../base/errors.js";
import { listed, note } from "../../../base/messages.js";
import type { Container, FormatOptions, Opened } from "../format.js";
import type { ByteSource } from "../source.js";
import { ARCHIVE_NOTES } from "./messages.js";
import { piecesSource } from "./pieces-source.js";
import { memberPieces, openZip, type Zip } from "./zip.js";
import type { ZipMember } from "./zip-directory.js";

export const ZIP: Container = {
  members: async (source, isKnown) => readable(await openZip(source), isKnown).map(({ name }) => name),
  open,
};

/** What programs leave in archives beside the files themselves. */
const LEFT_OVER = /(^|\/)(__MACOSX\/|\.|~\$)/;

const readable = ({ members }: Zip, isKnown: (name: string) => boolean): ZipMember[] =>
  members.filter(({ name }) => !LEFT_OVER.test(name) && isKnown(name));

async function open(source: ByteSource, options: FormatOptions, isKnown: (name: string) => boolean): Promise<Opened> {
  const zip = await openZip(source);
  const members = readable(zip, isKnown);
  const asked = memberAsked(zip, members, options.sheet);
  const member = asked ?? onlyMember(zip, members);
  const { sheet, ...others } = options;
  const inner = await piecesSource(`${source.name}/${member.name}`, memberPieces(zip, member), source.memory);
  const rest = zip.members.filter((each) => each !== member && !LEFT_OVER.test(each.name)).map(({ name }) => name);
  return {
    source: inner,
    options: asked === undefined ? options : others,
    notes:
      asked === undefined && rest.length > 0
        ? [note(ARCHIVE_NOTES, "archive_member", { member: member.name, others: rest })]
        : [],
  };
}

/** The member that `asked` means; none where nothing is asked, or where a sheet within the only member may be meant. */
function memberAsked(
  zip: Zip,
  members: readonly ZipMember[],
  asked: string | number | undefined,
): ZipMember | undefined {
  if (asked === undefined) return undefined;
  const named =
    zip.members.find(({ name }) => name === asked) ?? members.find(({ name }) => name.endsWith(`/${asked}`));
  if (named !== undefined || members.length === 1) return named;
  const numbered = members[Number(asked) - 1];
  if (numbered !== undefined) return numbered;
  throw new UsageError(
    "unknown_sheet",
    `${zip.source.name} has no file '${asked}' that is read; it has ${namesOf(zip, members)}.`,
    {
      got: asked,
      expected: members.map(({ name }) => name),
    },
  );
}

function onlyMember(zip: Zip, members: readonly ZipMember[]): ZipMember {
  const [member, ...others] = members;
  if (member !== undefined && others.length === 0) return member;
  const problem =
    member === undefined ? "no file of a format that is read" : `${members.length} files that may be read`;
  const remedy = member === undefined ? "unpack it" : "name one by sheet (--sheet)";
  throw new DataError("archive_members", `${zip.source.name} has ${problem}: ${namesOf(zip, members)}; ${remedy}.`, {
    got: zip.members.slice(0, MOST).map(({ name }) => name),
    expected: "one file of a known format",
  });
}

/** Names that a message lists. */
const MOST = 20;

const namesOf = ({ members: all }: Zip, members: readonly ZipMember[]): string =>
  listed.en(
    (members.length > 0 ? members : all).map(({ name }) => name),
    MOST,
  ) || "nothing";
