import { speaker } from './speak.ts';

/** Words of imports and other long work. */
export const sayJob = speaker({
    'progress': ['Tiến độ', 'Progress'],
    'leave': ['Việc vẫn chạy khi bạn rời trang; xem lại ở Quản trị › Công việc.', 'It goes on when you leave this page; look it up under Administration › Jobs.'],
    'cancel': ['Dừng việc này', 'Stop this job'],
    'repeat': ['Chạy lại', 'Run again'],
    'problem': ['Chưa làm được: {detail}', 'Not done: {detail}'],
    'rejects': ['Tải các dòng chưa dùng được (CSV), sửa rồi nạp lại', 'Download the rows that could not be used (CSV), mend them and take them in again'],
    'planDone': ['Đã ghi {added} chỉ tiêu mới, sửa {corrected}, giữ nguyên {same}.', 'Wrote {added} new targets, corrected {corrected}, left {same} as they were.'],
    'planBefore': ['Đúng tệp này đã nạp trước đây: không có gì thay đổi.', 'This very file was taken in before: nothing has changed.'],
    'replaced': ['Thay {targets} chỉ tiêu của {document}; văn bản cũ vẫn xem được.', 'Replaces {targets} targets of {document}; the old document stays readable.'],
    'behind': ['{targets} chỉ tiêu chưa có hiệu lực vì {document} mới hơn.', '{targets} targets are not in force since {document} is newer.'],
    'factsDone': ['Đọc {rows} dòng: thêm {added}, sửa {corrected}, giữ nguyên {same}, không nhận {refused}; {bad} dòng chưa dùng được.', 'Read {rows} rows: {added} added, {corrected} corrected, {same} as they were, {refused} refused; {bad} could not be used.'],
    'factsLooked': ['Chưa ghi gì. Đọc {rows} dòng: sẽ thêm {added}, sửa {corrected}, giữ nguyên {same}, không nhận {refused}; {bad} dòng chưa dùng được.', 'Nothing is kept yet. Read {rows} rows: {added} would be added, {corrected} corrected, {same} stay as they are, {refused} refused; {bad} cannot be used.'],
    'factsTotals': [' Trong đó {totals} số tổng được cộng từ các phần.', ' {totals} of them are totals added up from their parts.'],
    'factsBefore': ['Đúng tệp này đã nạp lúc {at}: không có gì thay đổi.', 'This very file was taken in at {at}: nothing has changed.'],
    'boundariesDone': ['Đọc {rows} đường ranh giới: nhận {changed}, để lại {left}.', 'Read {rows} boundaries: {changed} taken, {left} left.'],
    'villagesDone': ['Đọc {rows} dòng: ghi {changed} thôn, tổ dân phố; {bad} dòng chưa dùng được.', 'Read {rows} rows: {changed} villages written; {bad} rows could not be used.'],
    'unitsDone': ['Đã nạp danh mục: {changed} thay đổi.', 'The lists were taken in: {changed} changes.'],
    'unitsSame': ['Danh mục đã có đủ từ trước: không có gì thay đổi.', 'The lists were there already: nothing has changed.'],
    'problemsShown': ['{shown} trong {count} điều cần sửa', '{shown} of {count} things to mend'],
    'place': ['Chỗ', 'Place'],
    'value': ['Đang ghi', 'It says'],
    'expected': ['Cần', 'Expected'],
});
