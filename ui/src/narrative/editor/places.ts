import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { pathOf } from "../../draft/place";

/** Gives each block its place in the draft, so that findings lead to it. */
export function places(part: string): Plugin {
  return new Plugin({
    props: {
      decorations: ({ doc }) => {
        const all: Decoration[] = [];
        doc.forEach((node, pos, index) => {
          const place = { "data-place": pathOf(part, index), "data-block": node.type.name };
          all.push(Decoration.node(pos, pos + node.nodeSize, place));
        });
        return DecorationSet.create(doc, all);
      },
    },
  });
}
