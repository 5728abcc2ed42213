/* The fact that the visitor was led to from the answer; the group that holds it opens and hands over the focus. */
let wanted = $state<string | null>(null)

export const jump = {
  get to(): string | null {
    return wanted
  },
  go(name: string): void {
    wanted = name
  },
  done(): void {
    wanted = null
  },
}
