/* What travels between the server and a collaborator's phone. */
import type { components } from '../../api/types.d.ts';

type Schema = components['schemas'];

export type Outcome = Schema['WorkOutcome'];
export type Channel = Schema['WorkChannel'];
export type PhoneTask = Schema['WorkPhoneTask'];
export type Package = Schema['WorkPackage'];
export type Targets = Package['targets'];
export type SyncAsk = Schema['WorkSync'];
export type Action = SyncAsk['actions'][number];
export type Consent = NonNullable<Action['consent']>;
export type SyncAnswer = Schema['WorkSynced'];
export type ActionResult = SyncAnswer['results'][number];
export type OtherTold = ActionResult['other'][number];
