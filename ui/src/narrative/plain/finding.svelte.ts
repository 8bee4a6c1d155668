import type { Node } from "prosemirror-model";
import { Transform } from "prosemirror-transform";
import { getContext, setContext, tick } from "svelte";
import type { Block } from "../../types/Block";
import { folded, type Hit, hitsIn, replaceHits } from "../editor/hits";
import { answerOf } from "../editor/part-editor.svelte";
import { docOf } from "../editor/translate";
import type { Known, Piece } from "../notation";
import type { Searched } from "../writing";

/** A hit in one box: where in its text, a quoted figure taking one place. */
export interface BoxHit extends Hit {
  present: boolean;
}

/** Words looked for in the boxes of a part, by the same document as the editor that shows it as printed. */
export class Finding implements Searched {
  private query = $state("");
  private at = $state<number | undefined>();
  private readonly doc: Node;
  readonly hits: Hit[];
  /** The hits by the name of the box they stand in. */
  private readonly boxes: Map<string, BoxHit[]>;

  constructor(
    readonly part: string,
    blocks: () => Block[],
    private readonly put: (answer: Block[] | null) => void,
    known: Known,
  ) {
    this.doc = $derived(docOf(blocks(), known));
    this.hits = $derived(hitsIn(this.doc, this.query));
    this.boxes = $derived(this.byBox());
  }

  /** The hits in a box. */
  inBox(name: string): BoxHit[] {
    return this.boxes.get(name) ?? [];
  }

  look(query: string, at?: number): void {
    this.query = query;
    this.at = at;
    if (at !== undefined) void tick().then(() => this.show());
  }

  replace(some: readonly Hit[], words: string): void {
    this.put(this.with(some, words));
  }

  replaced(words: string): Block[] | null | undefined {
    return this.hits.length === 0 ? undefined : this.with(this.hits, words);
  }

  /** The words themselves are selected, where they stand in the box as they were looked for. */
  focus(): void {
    const box = this.box();
    box?.focus();
    if (!(box instanceof HTMLTextAreaElement || box instanceof HTMLInputElement)) return;
    // A quoted figure is written out in the box, and is no word.
    const value = folded(box.value).replace(/\{\{.*?\}\}/g, (figure) => "\u{fffc}".repeat(figure.length));
    const words = folded(this.query);
    let from = -words.length;
    for (const hit of this.inBox(box.name)) {
      from = value.indexOf(words, from + words.length);
      if (hit.present || from < 0) break;
    }
    if (from >= 0) box.setSelectionRange(from, from + words.length);
  }

  private with(some: readonly Hit[], words: string): Block[] | null {
    return answerOf(replaceHits(new Transform(this.doc), some, words).doc);
  }

  /** Brings the present hit into sight: the words, where they stand in a text, else their box. */
  private show(): void {
    const box = this.box();
    const words = box?.parentElement?.querySelector(".present") ?? box;
    words?.scrollIntoView({ block: "nearest" });
  }

  /** The box of the present hit. */
  private box(): HTMLElement | undefined {
    const name = [...this.boxes].find(([, hits]) => hits.some(({ present }) => present))?.[0];
    return name === undefined ? undefined : document.getElementsByName(name)[0];
  }

  private byBox(): Map<string, BoxHit[]> {
    const found = new Map<string, BoxHit[]>();
    this.hits.forEach(({ from, to }, i) => {
      const place = this.doc.resolve(from);
      const start = place.start();
      const name = this.part + nameOf(place.node(1), place.index(0), place.index(1), place.index(2));
      const hit = { from: from - start, to: to - start, present: i === this.at };
      found.set(name, [...(found.get(name) ?? []), hit]);
    });
    return found;
  }
}

/** Which box of a block has a text, by the way to it. */
function nameOf(block: Node, at: number, child: number, grandchild: number): string {
  switch (block.type.name) {
    case "list":
      return `[${at}].items[${child}]`;
    case "table":
      return child === 0 ? `[${at}].caption` : `[${at}].rows[${child - 1}][${grandchild}]`;
    case "figure":
    case "chart":
      return `[${at}].caption`;
    default:
      return `[${at}]`;
  }
}

/** Pieces cut where hits begin and end, each with the hit it belongs to. */
export function cutAt(list: Piece[], hits: readonly BoxHit[]): { piece: Piece; hit: BoxHit | undefined }[] {
  let start = 0;
  return list.flatMap((piece): { piece: Piece; hit: BoxHit | undefined }[] => {
    const from = start;
    start += "ref" in piece ? 1 : piece.text.length;
    if ("ref" in piece) return [{ piece, hit: undefined }];
    const edges = hits.flatMap((hit) => [hit.from, hit.to]).filter((at) => at > from && at < start);
    const cuts = [from, ...edges, start];
    return cuts.slice(0, -1).map((cut, i) => {
      const end = cuts[i + 1] ?? start;
      const hit = hits.find((one) => one.from <= cut && end <= one.to);
      return { piece: { ...piece, text: piece.text.slice(cut - from, end - from) }, hit };
    });
  });
}

const KEY = Symbol("finding");

/** Hands what is looked for to the boxes. */
export function provideFinding(finding: () => Finding): void {
  setContext(KEY, finding);
}

/** The hits in a box of the part. */
export function useHits(name: () => string): () => BoxHit[] {
  const finding = getContext<(() => Finding) | undefined>(KEY);
  return () => finding?.().inBox(name()) ?? [];
}
