// What can be said of a run by its state. Pure.
import type { RunBrief, RunState, RunWork, ScenarioBrief } from '../types'

export const isOver = (state: RunState) => state === 'done' || state === 'cancelled' || state === 'failed'
/** Whether a run has an answer to be looked at: one that was stopped keeps the best it had. */
export const hasAnswer = (run: RunBrief) => run.state === 'done' || (run.state === 'cancelled' && run.last?.best != null)

/** The newest answered run of a kind in a scenario. */
export function newest(scenario: ScenarioBrief | undefined, work: RunWork): RunBrief | null {
  return scenario?.runs.find((run) => run.work === work && hasAnswer(run)) ?? null
}
