// The words of this surface.
export const zh = { page: { title: 'phone' } }
export const en: typeof zh = { page: { title: 'phone' } }
