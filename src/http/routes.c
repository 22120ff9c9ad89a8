/* All routes and all kinds of jobs: one line a table. */
#include "http/route.h"

/* clang-format off */
const Route *const http_route_lists[] = {
    service_routes,
    session_routes,
    account_routes,
    oidc_routes,
    audit_routes,
    job_routes,
    unit_routes,
    progress_routes,
    plan_routes,
    allocate_routes,
    entry_routes,
    run_routes,
    left_routes,
    lead_routes,
    person_routes,
    employer_routes,
    letter_routes,
    cover_routes,
    review_routes,
    register_routes,
    delivery_routes,
    work_benefit_routes,
    work_field_routes,
    work_campaign_routes,
    work_consent_routes,
    work_aim_routes,
    work_renew_routes,
    work_task_routes,
    work_agent_routes,
    work_phone_routes,
    work_device_routes,
    work_result_routes,
    NULL,
};

const JobKind *const http_job_lists[] = {
    import_jobs,
    reconcile_jobs,
    register_jobs,
    NULL,
};
