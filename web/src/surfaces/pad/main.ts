import { start } from '@/shared/start'
import App from './App.vue'
import { en, zh } from './words'

// A pad is shared: a language chosen by one person is not kept for the next.
start(App, { zh, en }, false)
