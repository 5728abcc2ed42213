/* The shapes of the server that this page reads. */
import type { components } from '$api/types'

type Shapes = components['schemas']
export type Registers = Shapes['Registers']
export type Register = Shapes['Register']
export type RegisterColumn = Shapes['RegisterColumn']
export type Row = Register['rows'][number]
