import { baseKeymap, chainCommands, splitBlock } from "prosemirror-commands";
import type { Command, Plugin } from "prosemirror-state";
import { keymap } from "prosemirror-keymap";
import {
  becomeParagraph,
  endList,
  leaveBlock,
  mark,
  moveBlock,
  setHeading,
  setKind,
  toChoice,
} from "./commands";
import { goRow, stepCell, stepRow } from "./table";

/** Enter where a paragraph cannot be cut: in cells and captions. */
const leaveParts: Command = (state, dispatch) =>
  /^(cell|caption|table_caption)$/.test(state.selection.$from.parent.type.name)
    ? leaveBlock(state, dispatch)
    : false;

const enter = chainCommands(stepRow, leaveParts, endList, splitBlock);

/**
 * The keys of the narrative. Undo is the draft's own and not here. `quote` shows the list of figures,
 * `accept` takes what is offered for the words at the caret, `offer` goes there to choose, `past` goes on
 * in the part beside.
 */
export function keys({
  quote,
  accept,
  offer,
  past,
}: {
  quote: Command;
  accept: Command;
  offer: Command;
  past: (step: 1 | -1) => Command;
}): Plugin[] {
  return [
    keymap({
      Enter: enter,
      "Shift-Enter": enter,
      "Mod-Enter": leaveBlock,
      Backspace: becomeParagraph,
      Tab: stepCell(1),
      "Shift-Tab": chainCommands(stepCell(-1), toChoice),
      "Mod-Alt-0": setKind("paragraph"),
      "Mod-Alt-2": setHeading(2),
      "Mod-Alt-3": setHeading(3),
      "Mod-Alt-4": setHeading(4),
      "Mod-b": mark("bold"),
      // As LibreOffice has them: Word's own keys are those of the zoom.
      "Mod-Shift-p": mark("sup"),
      "Mod-Shift-b": mark("sub"),
      "Mod-/": quote,
      "Alt-Enter": accept,
      "Shift-Alt-Enter": offer,
      ArrowUp: chainCommands(goRow(-1), past(-1)),
      ArrowDown: chainCommands(goRow(1), past(1)),
      "Alt-ArrowUp": moveBlock(-1),
      "Alt-ArrowDown": moveBlock(1),
    }),
    keymap(baseKeymap),
  ];
}
