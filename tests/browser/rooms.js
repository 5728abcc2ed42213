/* The addresses at which every room of the app is looked at, the deeper ones too, and how what is folded there is opened. */
import { settled } from './browser.js'

/** Paths below the language; `wait` names what has to be there before a page is whole. */
export const ROOMS = [
  'chain',
  'chain?city=lindao',
  'indicators',
  'indicators/rd_gdp_ratio',
  'indicators/rd_expenditure?rd_expenditure.view=table',
  'instruments',
  'instruments/hnte_recognition',
  'instruments/basic_research_floor_30',
  'eligible',
  'budget',
  'register',
  'register/reforms',
  'register/goals',
  'data',
  'data/tables/enterprise_years',
  'data/check',
  'data/sources',
  'futures',
]

/** A name for files: `indicators/rd_gdp_ratio` → `indicators-rd_gdp_ratio`. */
export const nameOf = (path) => path.replace(/\?.*=/, '-').replaceAll('/', '-')

/** Opens what is folded, so that its words and colours are looked at too. */
export async function unfold(page) {
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('main details')) one.open = true
  })
  await settled(page)
}
