/** Loads the engine once, before any form. A page gives nothing, Node the bytes of the module. */
export function load(wasm?: BufferSource | WebAssembly.Module): Promise<void>

export interface Options {
  /** A fixed clock (RFC 3339); its offset is local time. Without it: the browser's own. */
  now?: string
  /** IANA name of the zone of the browser's clock; its own by default. */
  zone?: string
  /** Makes ids and random numbers repeatable. For tests only. */
  seed?: number
  /** Language to start in, by name or code. */
  language?: string
  /** XML of a submission to correct. */
  instance?: string
  /** XML of a draft to go on with, as `save()` gave it; goes before `instance`. */
  draft?: string
  /** XML of the last submission of this form, for forms that read `jr://instance/last-saved`. */
  lastSaved?: string
  properties?: { deviceId?: string; username?: string; email?: string; phoneNumber?: string }
}

export interface Diagnostic {
  code: string
  severity: 'error' | 'warning'
  message: string
  place: unknown
  help: string
}

export type Hello =
  | {
      loaded: true
      title: string
      id: string
      version: string
      languages: string[]
      diagnostics: Diagnostic[]
    }
  | { loaded: false; diagnostics: Diagnostic[] }

export interface Refusal {
  ok: false
  /** `type`, `readonly`, `not_relevant`, `no_such_node`, `usage`, or a dotted code. */
  error: string
  message: string
}

export type Answered =
  | { ok: true; valid: true }
  | { ok: true; valid: false; error: 'required' | 'constraint' | 'type'; message: string }
  | Refusal

export interface Node {
  ref: string
  /** Absent for groups and repeat instances. */
  value?: string
  relevant: boolean
  required: boolean
  readonly: boolean
  valid: boolean
}

export interface Choice {
  value: string
  label: string
  media?: Record<string, string>
}

export interface Question {
  ref: string
  kind: 'question' | 'group' | 'repeat' | 'prompt'
  control: string | null
  type: string
  appearance: string
  relevant: boolean
  readonly: boolean
  required: boolean
  value?: string
  label: string
  hint: string
  guidance: string
  media: Record<string, string>
  choices: Choice[]
  parameters?: Record<string, string>
}

/** Words of one style; what a style is not is left out. */
export interface Span {
  text: string
  bold?: true
  italic?: true
  underlined?: true
  struck?: true
  size?: 'small' | 'large'
  script?: 'above' | 'below'
  /** `#rrggbb` */
  colour?: string
  font?: string
  link?: string
}

/** A line or a paragraph. */
export type Block =
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'item'; number: number | null; spans: Span[] }

/** A text, plain and, where something in it is marked up, in blocks. */
export interface StyledText {
  plain: string
  blocks?: Block[]
}

/** A question as it is shown. */
export interface Drawn {
  ok: true
  label: StyledText
  hint: StyledText
  guidance: StyledText
  /** The answer in words. */
  shown: string
}

export interface Screen {
  kind: 'question' | 'group' | 'prompt' | 'end'
  ref: string
  titles: string[]
  questions: Question[]
}

export interface Broken {
  ref: string
  error: 'required' | 'constraint' | 'type'
  message: string
}

export interface Evaluated {
  type: 'string' | 'number' | 'boolean' | 'nodeset'
  value: string
}

/** One form being filled. Refs are absolute; a position stands only where it is not the first. */
export class Form {
  /** `media` holds the files the form names: CSV, GeoJSON, XML. */
  constructor(
    xml: string | Uint8Array,
    media?: Record<string, string | Uint8Array>,
    options?: Options,
  )
  readonly hello: Hello
  answer(ref: string, value: string | number | boolean | string[] | null): Answered
  add(ref: string): { ok: true; ref: string } | Refusal
  remove(ref: string): { ok: true } | Refusal
  dump(): Node[]
  questions(): Question[]
  /** The texts of a question with their markup, and its answer in words of that language. */
  drawn(ref: string, language?: 'es' | 'en'): Drawn | Refusal
  screen(): Screen
  next(): Screen
  back(): Screen
  goto(ref: string): Screen | Refusal
  evaluate(expr: string, context?: string): Evaluated | Refusal
  language(name: string): { ok: true } | Refusal
  validate(): Broken[]
  finalize(): { ok: true; xml: string; attachments: string[] } | { ok: false; errors: Broken[] }
  save(): string
  /** Any request of the line protocol as it is. */
  request(request: { op: string } & Record<string, unknown>): unknown
  close(): void
}
