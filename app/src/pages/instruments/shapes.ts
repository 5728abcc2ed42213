/* The shapes of the server that this page reads. */
import type { components } from '$api/types'

type Shapes = components['schemas']
export type Instruments = Shapes['Instruments']
export type Brief = Shapes['InstrumentBrief']
export type Instrument = Shapes['Instrument']
export type Rule = Shapes['Rule']
export type Condition = Shapes['Condition']
export type DatedValue = Shapes['DatedValue']
export type Law = Shapes['Law']
export type Cost = Shapes['InstrumentCost']
