/** The manual as a page, with its headings; made by `manual-page.ts`. */
declare module "*/docs/manual.md" {
  export const headings: { id: string; text: string }[];
  export const html: string;
}
