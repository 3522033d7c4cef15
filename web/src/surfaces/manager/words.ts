// The words of this surface.
export const zh = { page: { title: 'manager' } }
export const en: typeof zh = { page: { title: 'manager' } }
