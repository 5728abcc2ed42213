/* The rooms of the app in the order of the header. A room is a folder of `pages/` with `Page.svelte` and its words. */
import type { Component } from 'svelte'

export const PAGES = [
  'chain',
  'indicators',
  'instruments',
  'eligible',
  'budget',
  'register',
  'data',
  'futures',
] as const

export type PageName = (typeof PAGES)[number]

const files = import.meta.glob<Component>('./pages/*/Page.svelte', { import: 'default' })

const file = (page: string) => files[`./pages/${page}/Page.svelte`]

/** The rooms that are built into this app. */
export const BUILT: readonly PageName[] = PAGES.filter((page) => file(page) !== undefined)

export const HOME: PageName = 'chain'

export function isPage(name: string): name is PageName {
  return (BUILT as readonly string[]).includes(name)
}

/** Loads the code of a room. */
export function loadPage(page: PageName): Promise<Component> {
  const load = file(page)
  if (!load) throw new Error(`no such page: ${page}`)
  return load()
}
