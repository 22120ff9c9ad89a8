/* The matrix of roles and permissions, as data has it. */
import { useMemo } from 'react';
import { useGet } from '../../api/hooks.ts';
import type { Schema } from '../../api/client.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/admin.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Loaded } from '../../ui/states.tsx';
import { count } from '../../vn/number.ts';

type Roles = Schema['Roles'];
type Role = Roles['roles'][number];

function Matrix({ roles, permissions }: Roles) {
    const columns = useMemo<Column<Role>[]>(() => {
        const mark = (has: boolean) => <span className={has ? 'good' : 'soft'}><span aria-hidden="true">{has ? '✓' : '·'}</span><span className="hide">{say(has ? 'roles.has' : 'roles.hasNot')}</span></span>;
        return [
            { key: 'name', title: say('roles.role'), value: (row) => row.name, show: (row) => <span title={row.agency}>{row.name}</span> },
            { key: 'level', title: say('roles.level'), value: (row) => say(`level.${row.level}`) },
            { key: 'totp', title: say('roles.totp'), value: (row) => say(row.totp ? 'roles.has' : 'roles.hasNot'), show: (row) => mark(row.totp), className: () => 'mid' },
            ...permissions.map((permission): Column<Role> => {
                const has = (row: Role) => row.permissions.includes(permission.code);
                return { key: permission.code, title: permission.name, hint: permission.code, value: (row) => (has(row) ? say('roles.has') : ''), show: (row) => mark(has(row)), className: () => 'mid' };
            }),
            { key: 'count', title: say('roles.count'), value: (row) => row.permissions.length, numeric: true, hidden: true },
        ];
    }, [permissions]);
    return <DataTable name="roles" label={say('part.vai-tro')} columns={columns} rows={roles} id={(row) => row.code} sort="" dense upright />;
}

export default function RolesPart() {
    const query = useGet('/api/roles', {});
    return (
        <Loaded query={query} bones={[30, 480]}>
            {(data) => (
                <>
                    <h1 className="sentence">{say('roles.intro', { roles: count(data.roles.length, lang()), permissions: count(data.permissions.length, lang()) })}</h1>
                    <Matrix {...data} />
                </>
            )}
        </Loaded>
    );
}
