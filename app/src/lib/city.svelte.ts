/* The cities that the server serves and the one on the screen (`?city=` where it is not the default). */
import { address, get } from '$api/client'
import { route } from './route.svelte'
import type { Lang } from './words.svelte'

export interface CityName {
  id: string
  label: string
}

let served = $state.raw<CityName[]>([])
let first = $state('')

export const cities = {
  get all() {
    return served
  },
  /** The city that is shown where the address names none. */
  get first() {
    return first
  },
  /** The city on the screen, or undefined where the server serves none of that name. */
  get current() {
    const asked = route.query.get('city')
    return served.find((one) => one.id === (asked ?? first))
  },
}

/** Reads which cities are served, with their names in a language; the screen follows by the function it returns. */
export async function loadCities(lang: Lang): Promise<() => void> {
  const found = await get<{ default: string; cities: CityName[] }>(address('/cities', { lang }))
  return () => {
    served = found.cities
    first = found.default
  }
}

/** The address of an answer about the city on the screen: `ofCity('/chain')`; null until one is known. */
export function ofCity(path: string, query: Parameters<typeof address>[1] = {}): string | null {
  const city = cities.current
  return city ? address(`/cities/${encodeURIComponent(city.id)}${path}`, query) : null
}
