// The words of this surface.
export const zh = { page: { title: 'kiosk' } }
export const en: typeof zh = { page: { title: 'kiosk' } }
