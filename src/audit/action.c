/* What is noted in the trail, in words. */
#include "audit/audit.h"

static const AuditAction actions[] = {
    {"sign-in", TEXT_INIT("Đăng nhập", "Signed in")},
    {"sign-in.failed", TEXT_INIT("Đăng nhập không thành", "Failed to sign in")},
    {"sign-out", TEXT_INIT("Đăng xuất", "Signed out")},
    {"session.end", TEXT_INIT("Kết thúc phiên", "Ended a session")},
    {"password.change", TEXT_INIT("Đổi mật khẩu", "Changed the password")},
    {"totp.set", TEXT_INIT("Bật xác thực hai bước", "Set up the second factor")},
    {"totp.remove", TEXT_INIT("Tắt xác thực hai bước", "Removed the second factor")},
    {"totp.reset", TEXT_INIT("Gỡ xác thực hai bước của người khác", "Took away somebody's second factor")},
    {"link.remove", TEXT_INIT("Gỡ đăng nhập một lần", "Removed single sign-on")},
    {"invitation.accept", TEXT_INIT("Đặt mật khẩu theo liên kết", "Set a password by a link")},
    {"account.create", TEXT_INIT("Tạo tài khoản", "Made an account")},
    {"account.change", TEXT_INIT("Sửa tài khoản", "Changed an account")},
    {"account.invite", TEXT_INIT("Tạo liên kết đặt mật khẩu", "Made a password link")},
    {"account.disable", TEXT_INIT("Khóa tài khoản", "Disabled an account")},
    {"account.enable", TEXT_INIT("Mở khóa tài khoản", "Enabled an account")},
    {"person.unmask", TEXT_INIT("Xem số định danh", "Looked at an identity number")},
    {"export", TEXT_INIT("Xuất tệp", "Exported a file")},
    {"fact.enter", TEXT_INIT("Nhập số liệu", "Entered figures")},
    {"fact.review", TEXT_INIT("Duyệt, khóa, mở lại số liệu", "Reviewed, locked or reopened figures")},
    {"import.facts", TEXT_INIT("Nạp số liệu", "Took in figures")},
    {"import.plan", TEXT_INIT("Nạp văn bản giao chỉ tiêu", "Took in a target document")},
    {"import.boundaries", TEXT_INIT("Nạp ranh giới", "Took in boundaries")},
    {"import.units", TEXT_INIT("Nạp danh mục đơn vị và chỉ tiêu", "Took in the lists of units and indicators")},
    {"import.villages", TEXT_INIT("Nạp thôn, tổ dân phố", "Took in villages")},
    {"round.open", TEXT_INIT("Mở đợt lập chỉ tiêu", "Opened a round of targets")},
    {"target.propose", TEXT_INIT("Đề xuất chỉ tiêu", "Proposed targets")},
    {"target.review", TEXT_INIT("Thẩm định chỉ tiêu", "Reviewed targets")},
    {"target.decide", TEXT_INIT("Giao chỉ tiêu", "Decided targets")},
    {"allocate.create", TEXT_INIT("Lập phương án phân bổ", "Made an allocation")},
    {"allocate.change", TEXT_INIT("Sửa phương án phân bổ", "Changed an allocation")},
    {"allocate.delete", TEXT_INIT("Xóa phương án phân bổ", "Deleted an allocation")},
    {"allocate.submit", TEXT_INIT("Trình phương án phân bổ", "Submitted an allocation")},
    {"allocate.return", TEXT_INIT("Gửi lại phương án phân bổ", "Sent back an allocation")},
    {"allocate.approve", TEXT_INIT("Phê duyệt phân bổ", "Approved an allocation")},
    {"register.put", TEXT_INIT("Nhận danh sách của cơ quan", "Took in a list of an agency")},
    {"register.release", TEXT_INIT("Cho dùng danh sách bị giữ lại", "Released a list that was held")},
    {"register.refuse", TEXT_INIT("Từ chối danh sách bị giữ lại", "Refused a list that was held")},
    {"register.forget", TEXT_INIT("Bỏ một lần gửi", "Forgot a delivery")},
    {"register.rejects", TEXT_INIT("Lấy các dòng lỗi của lần gửi", "Fetched the rows left out of a delivery")},
    {"register.vanished",
     TEXT_INIT("Lấy các dòng của lần gửi trước không còn trong tệp", "Fetched the rows that a new file has no more")},
    {"register.drop-refused", TEXT_INIT("Không nhận tệp thả vào thư mục", "Refused a file dropped into the folder")},
    {"reconcile.run", TEXT_INIT("Chạy đối soát", "Ran the reconciliation")},
    {"reconcile.who", TEXT_INIT("Tra danh sách người", "Looked up a list of people")},
    {"lead.outcome", TEXT_INIT("Ghi kết quả xác minh", "Recorded what was found")},
    {"review.answer", TEXT_INIT("Trả lời rà soát cặp hồ sơ", "Answered a pair under review")},
    {"work.agent", TEXT_INIT("Ghi cộng tác viên nhận việc", "Wrote down an agent")},
    {"work.assign", TEXT_INIT("Giao việc vận động", "Assigned outreach")},
    {"work.hand-over", TEXT_INIT("Chuyển việc vận động cho người khác", "Handed outreach over")},
    {"work.device", TEXT_INIT("Ghi nhận điện thoại của người phụ trách", "Made a phone known")},
    {"work.sync", TEXT_INIT("Đồng bộ điện thoại của người phụ trách", "Synced a phone")},
    {"work.wipe", TEXT_INIT("Yêu cầu xóa dữ liệu trên điện thoại", "Told a phone to forget everything")},
    {"work.campaign", TEXT_INIT("Ghi đợt vận động", "Wrote down a campaign")},
    {"work.collector", TEXT_INIT("Ghi tổ chức dịch vụ thu", "Wrote down a collector")},
    {"work.consent", TEXT_INIT("Ghi sự đồng ý hoặc từ chối liên hệ", "Wrote down a consent or a refusal")},
    {"work.target", TEXT_INIT("Giao chỉ tiêu cho người phụ trách", "Set targets of agents")},
    {"work.letter", TEXT_INIT("Lập công văn gửi đơn vị", "Wrote a letter to an employer")},
    {"work.take", TEXT_INIT("Nhận kết quả vận động", "Took in what outreach found")},
    {"rule.switch", TEXT_INIT("Bật, tắt quy tắc", "Switched a rule on or off")},
    {"job.ask", TEXT_INIT("Yêu cầu một việc dài", "Asked for a job")},
    {"job.cancel", TEXT_INIT("Dừng một việc", "Stopped a job")},
    {"job.repeat", TEXT_INIT("Chạy lại một việc", "Repeated a job")},
    {"job.end", TEXT_INIT("Một việc kết thúc", "A job ended")},
    {"backup", TEXT_INIT("Sao lưu", "Made a backup")},
    {"restore", TEXT_INIT("Khôi phục từ bản sao lưu", "Restored a backup")},
    {"command", TEXT_INIT("Lệnh trên máy chủ", "A command on the server")},
};

const AuditAction *audit_actions(ptrdiff_t *ret_count)
{
    *ret_count = COUNTOF(actions);
    return actions;
}

bool audit_action_text(Str code, Text *ret)
{
    *ret = (Text){code, code};
    for (ptrdiff_t i = 0; i < COUNTOF(actions); i++)
        if (str_eq(code, str_from(actions[i].code))) {
            *ret = actions[i].text;
            return true;
        }
    return false;
}
