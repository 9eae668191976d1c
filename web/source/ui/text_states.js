/* Phrases of waiting and failing: what is the matter, and what can be done. */
export const states = {
  'app.loading': {vi: 'Đang tải…', en: 'Loading…'},
  'app.retry': {vi: 'Thử lại', en: 'Try again'},
  'app.failed': {vi: 'Không tải được số liệu', en: 'The figures could not be loaded'},
  'app.unreachable': {vi: 'Không kết nối được với máy chủ.', en: 'The server cannot be reached.'},
  'app.busy': {vi: 'Máy chủ đang bận hoặc đang khởi động lại ({status}).', en: 'The server is busy or is being started again ({status}).'},
  'app.refused': {vi: 'Máy chủ từ chối câu hỏi này ({status}).', en: 'The server refuses this question ({status}).'},
  'app.retries': {vi: 'Trang tự thử lại.', en: 'The page tries again by itself.'},
  'app.failed_map': {vi: 'Không vẽ được bản đồ', en: 'The map could not be drawn'},
  'app.no_webgl': {
    vi: 'Trình duyệt này không hỗ trợ WebGL nên không vẽ được bản đồ; các bảng số liệu vẫn dùng được.',
    en: 'This browser has no WebGL, so the map cannot be drawn; the tables work all the same.',
  },

  'newer.banner': {vi: 'Có số liệu mới ({day}).', en: 'There is newer data ({day}).'},
  'newer.show': {vi: 'Xem số liệu mới', en: 'Show the newer data'},
  'newer.not_mixed': {
    vi: 'Máy chủ đã có số liệu mới; số cũ và số mới không được trộn lẫn trên một màn hình.',
    en: 'The server has newer data; old and new figures are not mixed on one screen.',
  },
  'newer.shared': {
    vi: 'Đường dẫn này được chia sẻ khi dùng bản số liệu {shared}; các con số dưới đây là của bản {shown}.',
    en: 'This link was shared on the data of {shared}; the figures below are of {shown}.',
  },

  'plan.token': {vi: 'Mã truy cập', en: 'Access token'},
  'plan.token_send': {vi: 'Dùng mã này', en: 'Use this token'},
  'plan.token_note': {vi: 'Chỉ giữ trong trang này, không lưu lại.', en: 'Kept in this page only, stored nowhere.'},
  'plan.token_needed': {vi: 'Cần mã truy cập', en: 'An access token is needed'},
  'plan.token_why': {
    vi: 'Máy chủ này chỉ nhận kế hoạch của người có mã truy cập. Nhập mã ở dưới; xem bản đồ thì không cần.',
    en: 'This server takes plans only from who has its access token. Enter it below; to look at the map none is needed.',
  },
  'plan.token_wrong': {
    vi: 'Mã truy cập không đúng hoặc đã hết hiệu lực. Nhập mã đang dùng; kế hoạch vẫn còn ở đây.',
    en: 'The access token is wrong or holds no more. Enter the one in force; the plan is still here.',
  },
  'plan.review': {vi: 'Kế hoạch cần xem lại', en: 'The plan needs a second look'},
};
