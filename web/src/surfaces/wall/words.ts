// The wall says what the display says.
export { en, zh } from '../display/words'
