import { marked } from "marked";
import type { Plugin } from "vite";

/**
 * Makes a page of the manual when the program is built: `docs/manual.md` is its one source, and no
 * reader of Markdown has to be part of the program. Headings get ids: `m-1`, `m-2`, …
 */
export function manualPage(): Plugin {
  return {
    name: "manual-page",
    transform(source, id) {
      if (!id.endsWith("/docs/manual.md")) return null;
      let number = 0;
      const headings: { id: string; text: string }[] = [];
      const html = marked
        .parse(source, { async: false })
        .replace(/<h2>(.*?)<\/h2>/g, (_, text: string) => {
          number += 1;
          headings.push({ id: `m-${number}`, text });
          return `<h2 id="m-${number}" tabindex="-1">${text}</h2>`;
        })
        .replace(/<h1>.*?<\/h1>\s*/, "")
        .replaceAll("<table>", '<div class="table" tabindex="0" role="region" aria-label="表格"><table>')
        .replaceAll("</table>", "</table></div>");
      return {
        code: `export const headings = ${JSON.stringify(headings)};\nexport const html = ${JSON.stringify(html)};`,
        map: null,
      };
    },
  };
}
