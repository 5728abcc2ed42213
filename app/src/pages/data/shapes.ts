/* The shapes of the server that this page reads. */
import type { components } from '$api/types'

type Shapes = components['schemas']
export type Tables = Shapes['Tables']
export type Table = Shapes['Table']
export type Column = Tables['tables'][number]['columns'][number]
export type FileCheck = Shapes['FileCheck']
export type SourcesOf = Shapes['Sources']
