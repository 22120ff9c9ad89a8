import { speaker } from './speak.ts';

/** Where a file belongs that was given to another page. */
export const say = speaker({
    'facts': ['Nạp số liệu ở Quản trị → Nạp dữ liệu', 'Take figures in under Administration → Imports'],
    'facts.form': ['Nạp mẫu đã điền ở Nhập liệu', 'Take in a filled form under Entry'],
    'facts.who': ['Tệp số liệu do BHXH tỉnh hoặc BHXH cơ sở nạp, ở Quản trị → Nạp dữ liệu; cán bộ xã nạp mẫu đã điền ở Nhập liệu. Hãy chuyển tệp này cho họ.', 'Files of figures are taken in by the social insurance of the province or its branch, under Administration → Imports; communes take in filled forms under Entry. Please pass the file on to them.'],
    'plan': ['Nạp ở Chỉ tiêu → Nạp văn bản', 'Take it in under Targets → Take in a document'],
    'plan.who': ['Văn bản giao chỉ tiêu do Sở Nội vụ nạp, ở Chỉ tiêu → Nạp văn bản. Hãy chuyển tệp này cho họ.', 'Documents that set targets are taken in by the Department of Home Affairs, under Targets. Please pass the file on to them.'],
    'villages': ['Nạp ở Quản trị → Nạp dữ liệu', 'Take it in under Administration → Imports'],
    'villages.who': ['Danh sách thôn, tổ dân phố do quản trị hệ thống nạp. Hãy chuyển tệp này cho họ.', 'Lists of villages are taken in by the administrator. Please pass the file on.'],
    'units': ['Nạp danh mục ở Quản trị → Nạp dữ liệu', 'Take the lists in under Administration → Imports'],
    'units.who': ['Danh mục xã, phường đi kèm chương trình; thấy thiếu thì báo quản trị hệ thống.', 'The list of communes comes with the program; if one is missing, tell the administrator.'],
    'register': ['Nộp ở Đối soát → Nguồn dữ liệu', 'Deliver it under Reconciliation → Sources'],
    'register.who': ['Danh sách này do cơ quan có trách nhiệm nộp, ở Đối soát → Nguồn dữ liệu. Hãy chuyển tệp này cho họ.', 'The agency in charge delivers this list, under Reconciliation → Sources. Please pass the file on to them.'],
});
