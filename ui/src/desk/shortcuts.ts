/** Something that can be done from the menu or by keys, wherever the focus is. */
export type Shortcut =
  | "save"
  | "export"
  | "print"
  | "history"
  | "leave"
  | "undo"
  | "redo"
  | "find"
  | "next"
  | "next-finding"
  | "finding-before"
  | "back"
  | "section-before"
  | "section-after"
  | "column"
  | "list"
  | "side"
  | "larger"
  | "smaller"
  | "usual-size"
  | "manual"
  | "keys"
  | "about";

/** What stands in the menu and in the list of keys: its words, and the keys, the first shown. */
export interface Entry {
  id: Shortcut;
  label: string;
  keys: string[];
}

/** The menu, by group. Keys are written as pressed: `Ctrl Shift Z`. */
export const MENU: { name: string; entries: Entry[] }[] = [
  {
    name: "文件",
    entries: [
      { id: "save", label: "保存", keys: ["Ctrl S"] },
      { id: "export", label: "导出…", keys: ["Ctrl E"] },
      { id: "print", label: "打印…", keys: ["Ctrl P"] },
      { id: "history", label: "历史", keys: [] },
      { id: "leave", label: "回到首页", keys: [] },
    ],
  },
  {
    name: "编辑",
    entries: [
      { id: "undo", label: "撤销", keys: ["Ctrl Z"] },
      { id: "redo", label: "重做", keys: ["Ctrl Y", "Ctrl Shift Z"] },
      { id: "find", label: "查找栏目…", keys: ["Ctrl F"] },
    ],
  },
  {
    name: "查看",
    entries: [
      { id: "next", label: "接下来要做的", keys: ["Alt N"] },
      { id: "next-finding", label: "下一个问题", keys: ["F8"] },
      { id: "finding-before", label: "上一个问题", keys: ["Shift F8"] },
      { id: "back", label: "回到问题列表", keys: ["Alt B"] },
      { id: "section-before", label: "上一部分", keys: ["Alt ArrowLeft"] },
      { id: "section-after", label: "下一部分", keys: ["Alt ArrowRight"] },
      { id: "column", label: "换到另一栏", keys: ["F6"] },
      { id: "list", label: "展开或收起任务列表", keys: ["Shift F9"] },
      { id: "side", label: "展开或收起右栏", keys: ["F9"] },
      { id: "larger", label: "放大", keys: ["Ctrl +", "Ctrl =", "Ctrl Shift +"] },
      { id: "smaller", label: "缩小", keys: ["Ctrl -", "Ctrl Shift _"] },
      { id: "usual-size", label: "原来大小", keys: ["Ctrl 0"] },
    ],
  },
  {
    name: "帮助",
    entries: [
      { id: "manual", label: "使用手册", keys: ["F1"] },
      { id: "keys", label: "快捷键", keys: ["Shift F1"] },
      { id: "about", label: "关于", keys: [] },
    ],
  },
];

const BY_KEYS = new Map(
  MENU.flatMap(({ entries }) => entries).flatMap(({ id, keys }) =>
    keys.map((one) => [one, id] as const),
  ),
);

/** What a key press asks for, if anything. On a Mac ⌘ does what Ctrl does elsewhere. */
export function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  const keys = [
    ...(event.ctrlKey || event.metaKey ? ["Ctrl"] : []),
    ...(event.altKey ? ["Alt"] : []),
    ...(event.shiftKey ? ["Shift"] : []),
    event.key.length === 1 ? event.key.toUpperCase() : event.key,
  ].join(" ");
  return BY_KEYS.get(keys);
}

/** Keys as people read them. */
export function keysInWords(keys: string): string {
  return keys.replace("ArrowLeft", "←").replace("ArrowRight", "→").replace(/ -$/, " −");
}
