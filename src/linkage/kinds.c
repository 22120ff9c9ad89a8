/* All kinds, in the order in which help shows them. */
#include "linkage/kind.h"

const LinkKind *const link_kinds[] = {
    &link_kind_name,     &link_kind_word,
    &link_kind_date,     &link_kind_sex,
    &link_kind_personal, &link_kind_social,
    &link_kind_tax,      &link_kind_id,
    &link_kind_phone,    &link_kind_email,
    &link_kind_place,    &link_kind_text,
    &link_kind_category, NULL,
};

const LinkKind *link_kind_find(Str name)
{
    for (const LinkKind *const *kind = link_kinds; *kind; kind++)
        if (str_eq(str_from((*kind)->name), name))
            return *kind;
    return NULL;
}
