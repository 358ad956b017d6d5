// Style sheets are imported for their effect.
declare module "*.css";

interface ImportMeta {
  readonly env: { readonly MODE: string };
}
