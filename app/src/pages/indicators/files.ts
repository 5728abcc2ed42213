/* The files of an answer as the list of a download. */
import type { components } from '$api/types'
import type { File } from '$lib/Download.svelte'

export function filesOf(twins: components['schemas']['Twins']): File[] {
  return (['csv', 'xlsx', 'parquet', 'metadata'] as const).map((kind) => ({ kind, href: twins[kind] }))
}
