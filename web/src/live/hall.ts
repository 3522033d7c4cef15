// Which hall is this screen in? By its device, else by `?hall=` with the hall's id or its code (JZ-YC-A01).
import { ref, shallowRef } from 'vue'
import { api, ask, deviceTokenFromAddress, useDeviceToken } from '@/api/client'
import type { DeviceSelf } from '@/api/types'

/** The hall named in an address, as it stands there. */
export function hallAsked(search: string): string | null {
  const asked = new URLSearchParams(search).get('hall')?.trim()
  return asked ? asked : null
}

/** The hall's id for `asked`, an id or a code. */
export async function hallId(asked: string): Promise<string | null> {
  if (/^\d{1,19}$/.test(asked)) return asked
  const { halls } = await ask(api.GET('/api/v1/halls', {}))
  return halls.find((hall) => hall.code === asked)?.id ?? null
}

/** The hall of this screen, and the device it is, if it is one. */
export function useThisHall() {
  const hall = ref<string | null>(null)
  const device = shallowRef<DeviceSelf | null>(null)
  const error = shallowRef<unknown>(null)
  const unknown = ref(false)

  async function find() {
    error.value = null
    unknown.value = false
    try {
      const token = deviceTokenFromAddress()
      useDeviceToken(token)
      const asked = hallAsked(location.search)
      if (token) {
        device.value = await ask(api.GET('/api/v1/device', {}))
        hall.value = device.value.hall
      } else if (asked) {
        hall.value = await hallId(asked)
        unknown.value = hall.value === null
      } else unknown.value = true
    } catch (thrown) {
      error.value = thrown
    }
  }
  return { hall, device, error, unknown, find }
}
