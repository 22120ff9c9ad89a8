/* How a folded chunk is kept: whole, or what is other beside what was kept before. */
#include "reconcile/gather_fold.h"

int64_t fold_kept_digest(const FoldSlot *slot, GatheredPart part)
{
    const Gather *g = slot->g;
    return slot->chunk < g->kepts[slot->employer] ? g->kept[slot->employer][slot->chunk].digest[part] : 0;
}

/* Nothing beside the chunk any more. */
static void pack_nothing(FoldSlot *slot, GatheredPart part)
{
    slot->digest[part] = fold_kept_digest(slot, part) != 0;
    slot->part[part] = S(".");
}

/* All of the chunk's golden values and keys. */
static void pack_whole(FoldSlot *slot)
{
    const Chunk *out = &slot->out;
    slot->part[GATHERED_GOLDEN] = pack_golden(&slot->scratch, slot->turn, out, fold_kept_digest(slot, GATHERED_GOLDEN),
                                              &slot->digest[GATHERED_GOLDEN]);
    slot->part[GATHERED_KEYS] = pack_keys(&slot->scratch, out, NULL, out->count, fold_kept_digest(slot, GATHERED_KEYS),
                                          &slot->digest[GATHERED_KEYS]);
    pack_nothing(slot, GATHERED_NEWER);
    pack_nothing(slot, GATHERED_KEYS_NEWER);
}

static void leave(FoldSlot *slot, GatheredPart part)
{
    slot->digest[part] = fold_kept_digest(slot, part);
    slot->part[part] = (Str){0};
}

/* Those that are other than in the chunk, beside it. */
static void pack_beside(FoldSlot *slot)
{
    const uint8_t *touched = slot->g->identify->touched + slot->chunk * SUBJECT_CHUNK + 1;
    const uint16_t *newer = slot->kept.newer.row;
    uint16_t *place = new_raw(&slot->scratch, uint16_t, slot->out.count);
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < slot->out.count; i++)
        if (touched[i] || (newer && newer[i]))
            place[count++] = (uint16_t)i;
    leave(slot, GATHERED_GOLDEN);
    leave(slot, GATHERED_KEYS);
    leave(slot, GATHERED_NEWER);
    leave(slot, GATHERED_KEYS_NEWER);
    if (count == 0)
        return;
    slot->part[GATHERED_NEWER] = pack_newer(&slot->scratch, slot->turn, &slot->out, place, count,
                                            slot->digest[GATHERED_NEWER], &slot->digest[GATHERED_NEWER]);
    slot->part[GATHERED_KEYS_NEWER] = pack_keys(&slot->scratch, &slot->out, place, count,
                                                slot->digest[GATHERED_KEYS_NEWER], &slot->digest[GATHERED_KEYS_NEWER]);
}

/* Facts: the chunk of before with what is other beside it, or anew. */
static void pack_known(FoldSlot *slot)
{
    GatheredPart beside = GATHERED_FACTS_NEWER;
    pack_nothing(slot, beside);
    if (slot->out.kept) {
        Str other;
        int64_t digest;
        if (pack_beside_facts(&slot->scratch, slot->turn, &slot->out, &other, &digest)) {
            leave(slot, GATHERED_FACTS);
            slot->part[GATHERED_FACTS] = slot->kept.part[GATHERED_FACTS];
            if (other.len == 0)
                return;
            slot->part[beside] = other;
            slot->digest[beside] = digest;
            return;
        }
    }
    slot->part[GATHERED_FACTS] = pack_facts(&slot->scratch, slot->turn, &slot->out, &slot->digest[GATHERED_FACTS]);
}

void fold_pack(FoldSlot *slot)
{
    Arena *arena = &slot->scratch;
    const Chunk *out = &slot->out;
    pack_known(slot);
    if (slot->employer || !slot->g->touched || slot->kept.whole)
        pack_whole(slot);
    else
        pack_beside(slot);
    slot->part[GATHERED_LINKS] = pack_links(arena, slot->turn, out, slot->g, fold_kept_digest(slot, GATHERED_LINKS),
                                            &slot->digest[GATHERED_LINKS]);
    if (!slot->employer)
        slot->part[GATHERED_DUE] = pack_due(arena, slot->turn, out, slot->g, fold_kept_digest(slot, GATHERED_DUE),
                                            &slot->digest[GATHERED_DUE]);
}
