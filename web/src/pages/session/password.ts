import { t } from '../../text/text.ts';

/** As data/account/policy.csv demands; the server has the last word. */
export const PASSWORD_LEAST = 14;

/** In words what is missing; "" when it will do here. */
export function passwordFault(password: string): string {
    const count = [...password].length;
    return count < PASSWORD_LEAST ? t('invite.short', { count, least: PASSWORD_LEAST }) : '';
}
