import { start } from '@/shared/start'
import App from './App.vue'
import './studio.css'
import { en, zh } from './words'

start(App, { zh, en })
