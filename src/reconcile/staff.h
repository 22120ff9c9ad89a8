/* staff: of those whom an employer pays and does not insure, where each stands – the few who are on a list for it, and
 * why the others are not. */
#pragma once
#include "reconcile/subject.h"

#define STAFF_STANDINGS(X) /* name, Vietnamese, English; who fits several is of the first */                         \
    X(missing, "có hợp đồng lao động mà chưa thấy đóng ở đâu", "under a labour contract and insured nowhere")        \
    X(dead, "đã mất", "deceased")                                                                                    \
    X(pension, "đang hưởng lương hưu hoặc trợ cấp hằng tháng", "receives a pension or a monthly allowance")          \
    X(elsewhere, "đang đóng bảo hiểm xã hội bắt buộc ở đơn vị khác", "insured by another employer")                  \
    X(review, "có cặp hồ sơ đang chờ người rà soát", "a pair of records waits for review")                           \
    X(other_contract, "làm theo hợp đồng khác, không phải hợp đồng lao động",                                        \
      "under a contract that is no labour contract")                                                                 \
    X(paid, "đã đóng đủ các tháng có lương theo quyết toán", "was insured in all months with wages")                 \
    X(unidentified, "chưa khớp được với người nào có số định danh", "matched with nobody who has a personal number") \
    X(unknown, "chưa đủ dữ liệu để kết luận", "not enough is known")
typedef enum StaffStanding {
#define X(name, vi, en) STAFF_##name,
    STAFF_STANDINGS(X)
#undef X
        STAFF_STANDING_COUNT
} StaffStanding;
const char *staff_code(StaffStanding standing);
Text staff_text(StaffStanding standing);

typedef struct StaffPerson {
    int64_t id;
    StaffStanding standing;
    int32_t tax_year, months, uninsured_months; /* with wages; of them not insured; FACT_MISSING */
} StaffPerson;
/* Those of an employer (subject_get) who are taxed and not insured there, by number.  What may be seen of them, and of
 * whom anything, is for the caller. */
Err *staff_read(Store *store, Arena *arena, const Subject *employer, StaffPerson **ret,
                ptrdiff_t *ret_count) MUST_CHECK;
/* The employer that insures a person now; 0 none. */
Err *staff_insured_at(Store *store, Arena *arena, Str province, int64_t person, int64_t *ret) MUST_CHECK;
