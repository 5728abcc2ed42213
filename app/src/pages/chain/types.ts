/* The shapes of the server's answers that this page shows. */
import type { components } from '$api/types'

type Schemas = components['schemas']
export type Chain = Schemas['Chain']
export type Link = Schemas['Link']
export type Flow = Schemas['Flow']
export type Sankey = Schemas['Sankey']
export type Check = Schemas['Check']
export type Checks = Schemas['Checks']
export type Source = Schemas['Source']
export type Verdict = Check['answer']
