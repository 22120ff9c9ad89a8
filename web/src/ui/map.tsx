/* Communes by light: tiles of one size, so that a small ward is as visible as a wide commune; boundaries by choice. */
import { useMemo } from 'react';
import type { Schema } from '../api/client.ts';
import { useGet } from '../api/hooks.ts';
import { useLinkTo } from '../state/use_address.ts';
import { useKept } from '../state/kept.ts';
import { may, useSession } from '../state/session.ts';
import { lang, t } from '../text/text.ts';
import { percent } from '../vn/number.ts';
import { lightName } from './light.tsx';
import type { LightCode } from './light.tsx';
import { Link } from './link.tsx';
import { Segments } from './plain.tsx';
import { Loaded } from './states.tsx';

export type MapValue = { code: string; name: string; light: LightCode; share_bp: number | null };
type UnitMap = Schema['UnitMap'];
type Ring = [number, number][];
type Geometry = { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] };
type Feature = { properties: { code?: string } | null; geometry: Geometry | null };

const label = (value: MapValue) => t('map.label', { name: value.name, light: lightName(value.light), share: percent(value.share_bp, lang()) });

/** "Xã Như Quỳnh" → "NQ": what fits on a tile. */
const initials = (name: string) => name.replace(/^(Xã|Phường|Đặc khu|Commune|Ward)\s+/, '').split(/\s+/).map((word) => word[0] ?? '').join('').slice(0, 3).toUpperCase();

function Tiles({ map, values, to }: { map: UnitMap; values: Map<string, MapValue>; to: (code: string) => string }) {
    return (
        <div className="tiles" style={{ gridTemplateColumns: `repeat(${Math.max(1, map.columns)}, minmax(0, 1fr))` }}>
            {map.tiles.map((tile) => {
                const value = values.get(tile.code) ?? { code: tile.code, name: tile.name, light: 'no-result' as const, share_bp: null };
                return (
                    <Link key={tile.code} to={to(tile.code)} className={`tile l-${value.light}`} title={label(value)} aria-label={label(value)}
                        data-short={initials(tile.name)} style={{ gridColumn: tile.column + 1, gridRow: tile.row + 1 }} />
                );
            })}
        </div>
    );
}

/* A degree of longitude is shorter than one of latitude by the cosine of the middle: enough for a province. */
function shapesOf(features: Feature[]) {
    const rings = (geometry: Geometry): Ring[] => (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat());
    const points = features.flatMap((feature) => (feature.geometry ? rings(feature.geometry).flat() : []));
    let [west, east, south, north] = [180, -180, 90, -90];
    for (const [x, y] of points) {
        west = Math.min(west, x); east = Math.max(east, x);
        south = Math.min(south, y); north = Math.max(north, y);
    }
    const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const scale = 1000 / Math.max(1e-9, (east - west) * squeeze);
    const place = ([x, y]: [number, number]) => `${((x - west) * squeeze * scale).toFixed(1)} ${((north - y) * scale).toFixed(1)}`;
    const shapes = features.filter((feature) => feature.geometry).map((feature) => ({
        code: feature.properties?.code ?? '',
        path: rings(feature.geometry as Geometry).map((ring) => `M${ring.map(place).join('L')}Z`).join(''),
    }));
    return { shapes, height: Math.max(1, (north - south) * scale) };
}

function Shapes({ map, values, to }: { map: UnitMap; values: Map<string, MapValue>; to: (code: string) => string }) {
    const drawn = useMemo(() => shapesOf(((map.polygons as { features?: Feature[] } | null)?.features) ?? []), [map]);
    return (
        <svg className="shapes" viewBox={`0 0 1000 ${drawn.height.toFixed(0)}`} role="group" aria-label={t('overview.map')}>
            {drawn.shapes.map(({ code, path }, i) => {
                const value = values.get(code);
                const shape = <path className={`shape s-${value?.light ?? 'no-result'}`} d={path} fillRule="evenodd">{value ? <title>{label(value)}</title> : null}</path>;
                return value ? <Link key={i} to={to(code)} aria-label={label(value)}>{shape}</Link> : <g key={i}>{shape}</g>;
            })}
        </svg>
    );
}

export function CommuneMap({ province, values }: { province: string; values: MapValue[] }) {
    const query = useGet('/api/units/{code}/map', province ? { code: province } : null);
    const [kind, setKind] = useKept<'tiles' | 'polygons'>('map', 'tiles');
    const link = useLinkTo();
    const { session } = useSession();
    const byCode = useMemo(() => new Map(values.map((value) => [value.code, value])), [values]);
    const to = (code: string) => link(`/tien-do/${encodeURIComponent(code)}`);
    return (
        <Loaded query={query} bones={[280]} part>
            {(map) => {
                const Shown = kind === 'polygons' && map.polygons ? Shapes : Tiles;
                return (
                    <div className="stack">
                        <div className="no-print">
                            <Segments small label={t('overview.map')} value={map.polygons ? kind : 'tiles'} onChange={setKind}
                                options={[{ value: 'tiles', label: t('map.tiles') }, { value: 'polygons', label: t('map.polygons'), disabled: !map.polygons, title: map.polygons ? '' : t(may(session, 'unit.manage') ? 'map.noPolygonsMine' : 'map.noPolygons') }]} />
                        </div>
                        <Shown map={map} values={byCode} to={to} />
                    </div>
                );
            }}
        </Loaded>
    );
}
