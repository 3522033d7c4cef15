// What the server says when it says no, and what we make of a line that went dead. One type for both, so that a
// screen has one way to show it.
export interface Problem {
  code: string
  message: string
  field?: string | null
  line?: number | null
  rule?: string | null
  request?: string | null
}

/** A command did not happen. `status` 0: the server was not reached, so the same key may be sent again. */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly field: string | null
  readonly line: number | null
  readonly rule: string | null
  readonly request: string | null

  constructor(status: number, problem: Problem) {
    super(problem.message)
    this.name = 'Refusal'
    this.status = status
    this.code = problem.code
    this.field = problem.field ?? null
    this.line = problem.line ?? null
    this.rule = problem.rule ?? null
    this.request = problem.request ?? null
  }

  /** Whether trying again, as it is, can help. */
  get retriable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    typeof (body as Problem).code === 'string' &&
    typeof (body as Problem).message === 'string'
  )
}

/** The refusal in an answer, whatever its body. */
export function refusalOf(status: number, body: unknown): Refusal {
  return isProblem(body)
    ? new Refusal(status, body)
    : new Refusal(status, { code: `http_${status}`, message: '' })
}

/** Anything thrown, as a refusal: what is not one already is a network failure. */
export function asRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown
  return new Refusal(0, { code: 'network', message: '' })
}
