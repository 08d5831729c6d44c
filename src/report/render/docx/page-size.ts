/**
 * Pages of a Word document: A4 upright, or across for wide tables. Lengths in twips, a twentieth of a point.
 */
import { type ISectionPropertiesOptions, PageOrientation, SectionType } from "docx";

const A4 = { width: 11906, height: 16838 };
const MARGIN = 1304;

/** Width of the text on an upright page. */
export const UPRIGHT_WIDTH = A4.width - 2 * MARGIN;
/** Width of the text on a page laid across. */
export const ACROSS_WIDTH = A4.height - 2 * MARGIN;

/** Properties of a section that begins on a page of its own. */
export const sectionPage = (across: boolean): ISectionPropertiesOptions => ({
  type: SectionType.NEXT_PAGE,
  page: {
    size: { ...A4, orientation: across ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
    margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
  },
});
