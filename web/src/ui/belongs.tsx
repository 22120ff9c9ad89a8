/* A file was given to the wrong page: the server says what it is (src/door), here stands the way to where it belongs,
 * for who may take it in there; else who does. */
import { may, useSession } from '../state/session.ts';
import { useLinkTo } from '../state/use_address.ts';
import { say } from '../text/door.ts';
import { Link } from './link.tsx';

const KINDS = ['facts', 'plan', 'villages', 'units', 'register'] as const;

/** `code`: of the problem; nothing is shown for any other. */
export function Belongs({ code }: { code: string }) {
    const { session } = useSession();
    const link = useLinkTo();
    const [, word, source] = /^is-([a-z]+)(?::([a-z_]+))?$/.exec(code) ?? [];
    const kind = KINDS.find((one) => one === word);
    if (!kind) return null;
    const ways = {
        facts: [may(session, 'import.run') ? { to: link('/quan-tri/nap'), words: say('facts') } : null, may(session, 'fact.enter') ? { to: link('/nhap-lieu'), words: say('facts.form') } : null],
        plan: [may(session, 'plan.import') ? { to: link('/chi-tieu', { view: 'import' }), words: say('plan') } : null],
        villages: [may(session, 'unit.manage') ? { to: link('/quan-tri/nap'), words: say('villages') } : null],
        units: [may(session, 'unit.manage') ? { to: link('/quan-tri/nap'), words: say('units') } : null],
        register: [may(session, 'register.put') ? { to: link(source ? `/doi-soat/nguon/${source}` : '/doi-soat'), words: say('register') } : null],
    }[kind].filter((way) => way !== null);
    if (!ways.length) return <p className="soft text">{say(`${kind}.who`)}</p>;
    return <p className="row">{ways.map((way) => <Link key={way.words} to={way.to}>{way.words} →</Link>)}</p>;
}
