/* Two communes of few people, as nine agencies list them: rows that several tests begin with. */
#pragma once
#include "reconcile/delivered.h"

#define POPULATION \
    "full_name;birth_date;sex;personal_id;commune_code;village;household_id;poverty_status;status;status_date"
#define PARTICIPANTS                                                                                              \
    "si_number;personal_id;full_name;birth_date;sex;scheme;employer_code;employer_tax_code;collecting_unit;from_" \
    "month;to_month;contribution_base;unemployment_insured;health_insured"

/* clang-format off */
/* Mai is paid and not insured, An is both, Hoa is in no scheme and poor. */
#define TOWN_MAI {"population", 0, 0, "Trần Thị Mai;14/02/1986;Nữ;033186000001;12223;Thôn 1;H1;không;thường trú;"}
#define TOWN_AN {"population", 0, 0, "Lê Văn An;01/11/1990;Nam;033090000002;12223;Thôn 1;H1;không;thường trú;"}
#define TOWN_HOA {"population", 0, 0, "Phạm Thị Hoa;05/05/1995;Nữ;033195000003;12224;Thôn 7;H2;hộ nghèo;thường trú;"}
#define TOWN_AN_PAYS(base) \
    {"participants", 0, 0, "3312345602;033090000002;Lê Văn An;01/11/1990;Nam;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2020-01;;" base ";1;1"}
#define TOWN_MAI_PAYS \
    {"participants", 0, 0, "3312345601;033186000001;Trần Thị Mai;14/02/1986;Nữ;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2026-10;;9000000;1;1"}

/* One who is dead, as the lists of those who are paid and who left have him. */
#define TOWN_GONE \
    {"beneficiaries", 0, 0, "beneficiary_id;personal_id;full_name;birth_date;benefit;from_month;to_month"}, \
    {"beneficiaries", 0, 0, "B4;033070000004;Vũ Văn Bình;10/10/1970;trợ cấp hằng tháng;2022-01;2026-07"}, \
    {"departures", 0, 0, "personal_id;full_name;birth_date;event;event_date"}, \
    {"departures", 0, 0, "033070000004;Vũ Văn Bình;10/10/1970;chết;14/08/2026"}

/* Everything but the people and who pays. */
#define TOWN_OTHERS \
    {"employers", 0, 0, "employer_code;tax_code;name;commune_code;employees"}, \
    {"employers", 0, 0, "TA0001;0100109106;Công ty May;12223;3"}, \
    {"tax_income", 0, 0, "employer_tax_code;personal_id;full_name;year;months;taxable_income;contract"}, \
    {"tax_income", 0, 0, "0100109106;033186000001;Trần Thị Mai;2025;12;120000000;HĐLĐ"}, \
    {"tax_income", 0, 0, "0100109106;033090000002;Lê Văn An;2025;12;108000000;HĐLĐ"}, \
    {"enterprises", 0, 0, "tax_code;name;status;status_date;registered_on;commune_code"}, \
    {"enterprises", 0, 0, "0100109106;Công ty May;đang hoạt động;;05/06/2010;12223"}, \
    {"household_businesses", 0, 0, "tax_code;owner_name;personal_id;tax_method;status;registered_on"}, \
    {"household_businesses", 0, 0, "033070000004;Vũ Văn Bình;033070000004;khoán;đã chấm dứt;01/01/2012"}, \
    {"affiliations", 0, 0, "list;full_name;personal_id;birth_date"}, \
    {"affiliations", 0, 0, "hội viên;Phạm Thị Hoa;033195000003;05/05/1995"}, \
    TOWN_GONE
/* clang-format on */
