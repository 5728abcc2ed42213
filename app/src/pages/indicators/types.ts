/* The shapes of the server's answers that this page shows. */
import type { components } from '$api/types'

type Schemas = components['schemas']
export type Catalogue = Schemas['Catalogue']
export type Brief = Schemas['IndicatorBrief']
export type Indicator = Schemas['Indicator']
export type Series = Schemas['Series']
export type Observation = Schemas['Observation']
export type CityMap = Schemas['CityMap']
export type Source = Schemas['Source']
export type Word = Schemas['Word']
