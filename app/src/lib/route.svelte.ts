/* Where the visitor is: `/en/indicators/rd_gdp_ratio?view=table`. Language, page and the rest of the path, and the state
of the view as the query, so that a copied address and the back button restore what was on the screen.

Facts of an enterprise never go here. */
import { HOME, isPage, type PageName } from '../pages'
import { LANGUAGES, type Lang } from './words.svelte'

export interface Place {
  lang: Lang
  page: PageName
  /** The parts of the path after the page, decoded. */
  rest: string[]
  query: URLSearchParams
  hash: string
}

/** Part of a new query: a null or an empty text takes the name out. */
export type Change = Record<string, string | null>

/** The place of an address; a language or page that is not known is replaced by the nearest that is. */
export function read(address: URL, preferred: Lang): Place {
  const parts = address.pathname.split('/').filter(Boolean).map(decoded)
  const first = parts[0] ?? ''
  const lang = (LANGUAGES as readonly string[]).includes(first) ? (parts.shift() as Lang) : preferred
  const name = parts.shift() ?? HOME
  const page = isPage(name) ? name : HOME
  return { lang, page, rest: isPage(name) ? parts : [], query: address.searchParams, hash: address.hash }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The language the browser asks for first among those the app speaks. */
export function preferredLanguage(): Lang {
  const wanted = navigator.languages.find((one) => /^(en|zh)\b/i.test(one))
  return wanted?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

let current = $state.raw<Place>(read(new URL(location.href), preferredLanguage()))

/** The place on the screen; reading a member inside an effect or a template follows it. */
export const route = {
  get lang() {
    return current.lang
  },
  get page() {
    return current.page
  },
  get rest() {
    return current.rest
  },
  get query() {
    return current.query
  },
  get hash() {
    return current.hash
  },
}

/** The address of a page in the language on the screen, with the city kept: `href('indicators', ['rd_gdp_ratio'])`. */
export function href(page: PageName, rest: readonly string[] = [], query: Change = {}): string {
  const city = current.query.get('city')
  return addressOf(current.lang, page, rest, { city, ...query })
}

/** The address of the same view in another language. */
export function inLanguage(lang: Lang): string {
  return addressOf(lang, current.page, current.rest, Object.fromEntries(current.query)) + current.hash
}

/** The address of the same page with part of its view changed. */
export function withQuery(change: Change): string {
  return addressOf(current.lang, current.page, current.rest, { ...Object.fromEntries(current.query), ...change })
}

function addressOf(lang: Lang, page: PageName, rest: readonly string[], query: Change): string {
  const path = ['', lang, page, ...rest.map(encodeURIComponent)].join('/')
  const kept = Object.entries(query).filter((one): one is [string, string] => Boolean(one[1]))
  const asked = new URLSearchParams(kept).toString()
  return asked ? `${path}?${asked}` : path
}

type Follow = (place: Place) => Promise<() => void>
let follow: Follow = async () => () => {}
let latest = 0
let prepared = ''

const nameOf = (place: Place) => `${place.lang}/${place.page}`

/** Starts to follow links, the back button and `go`; `prepare` loads what a place needs and returns what shows it. */
export async function start(prepare: Follow): Promise<void> {
  follow = prepare
  history.scrollRestoration = 'manual'
  addEventListener('popstate', (event) => void show(new URL(location.href), scrollOf(event.state)))
  document.addEventListener('click', onClick)
  addEventListener('scroll', rememberScroll, { passive: true })
  const url = new URL(location.href)
  const place = read(url, preferredLanguage())
  const path = addressOf(place.lang, place.page, place.rest, Object.fromEntries(place.query)) + place.hash
  history.replaceState(history.state, '', path)
  await show(new URL(location.href), scrollOf(history.state))
}

/** Goes to an address of the app; `replace` leaves no step for the back button (a filter being typed). */
export function go(address: string, { replace = false, keepScroll = false } = {}): Promise<void> {
  const url = new URL(address, location.href)
  const scroll = keepScroll ? scrollY : 0
  history[replace ? 'replaceState' : 'pushState']({ scroll }, '', url)
  return show(url, scroll)
}

/** Changes part of the view's state in the address. Typing replaces, choosing adds a step: say which. */
export function setQuery(change: Change, { replace = false } = {}): Promise<void> {
  return go(withQuery(change), { replace, keepScroll: true })
}

async function show(url: URL, scroll: number): Promise<void> {
  const turn = ++latest
  const place = read(url, current.lang)
  // within a page nothing has to be loaded: what is typed into a filter shows at once
  const ready = prepared === nameOf(place) ? () => {} : await follow(place)
  if (turn !== latest) return
  prepared = nameOf(place)
  const moved = place.page !== current.page || place.rest.join('/') !== current.rest.join('/')
  ready()
  current = place
  requestAnimationFrame(() => scrolled(place.hash, scroll, moved))
}

function scrolled(hash: string, scroll: number, moved: boolean): void {
  const target = hash && scroll === 0 ? document.getElementById(decoded(hash.slice(1))) : null
  if (target) target.scrollIntoView()
  else scrollTo(0, scroll)
  if (moved && !target) document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
}

function scrollOf(state: unknown): number {
  return (state as { scroll?: number } | null)?.scroll ?? 0
}

let waiting = 0
function rememberScroll(): void {
  clearTimeout(waiting)
  waiting = window.setTimeout(() => history.replaceState({ scroll: scrollY }, ''), 150)
}

/** A plain left click on a link within the app stays in the app; everything else is the browser's. */
function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return
  const link = (event.target as Element | null)?.closest('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (!/^\/(en|zh)(\/|$)/.test(link.pathname)) return
  const samePage = link.pathname === location.pathname && link.search === location.search
  if (samePage && link.hash) return
  event.preventDefault()
  void go(link.href, { replace: samePage, keepScroll: link.dataset.keep === 'scroll' })
}
