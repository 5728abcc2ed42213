/* The shapes of the server that this page reads. */
import type { components } from '$api/types'

type Shapes = components['schemas']
export type Form = Shapes['Form']
export type FormField = Shapes['InputField']
export type FormGroup = Shapes['FieldGroup']
export type Example = Shapes['Example']
export type Facts = Shapes['Facts']
export type Fact = Facts['facts'][string]
export type Eligibility = Shapes['Eligibility']
export type Matched = Shapes['Matched']
export type Explanation = Shapes['Explanation']
export type Problem = Shapes['Problem']
