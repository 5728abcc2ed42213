/* Starts the app: the words, the page and the cities that the address asks for, then the screen. */
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { loadCities } from '$lib/city.svelte'
import { start } from '$lib/route.svelte'
import { loadWords } from '$lib/words.svelte'
import { loadPage } from './pages'
import { shown } from './shown.svelte'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')

await start(async (place) => {
  const [words, page, cities] = await Promise.all([
    loadWords(place.page, place.lang),
    loadPage(place.page).catch((reason: unknown) => asError(reason)),
    loadCities(place.lang).catch((reason: unknown) => asError(reason)),
  ])
  return () => {
    words()
    if (typeof cities === 'function') cities()
    const refusal = [page, cities].find((one) => one instanceof Error)
    shown.put(place.page, page instanceof Error ? undefined : page, refusal instanceof Error ? refusal : undefined)
    document.documentElement.lang = place.lang === 'zh' ? 'zh-CN' : 'en'
  }
})
mount(App, { target })

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
