/* What the form calls each fact, for sentences that name facts as programs do. Shared through the page's context. */
export const LABELS = Symbol('labels')
export type Labels = () => ReadonlyMap<string, string>
