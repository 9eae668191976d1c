/* Phrases of finding one's place: the search box, the first steps, the panel that folds away. */
export const guide = {
  'find.box': {vi: 'Tìm xã, chỉ tiêu, thôn bản, cơ sở', en: 'Find communes, indicators, places'},
  'find.found': {vi: 'Tìm thấy', en: 'Found'},
  'find.nothing': {vi: 'Không tìm thấy.', en: 'Nothing found.'},
  'find.settlement': {vi: 'thôn, bản', en: 'settlement'},

  'guide.title': {vi: 'Bốn bước đầu', en: 'First steps'},
  'guide.step': {vi: 'Bước {k} trên {n}', en: 'Step {k} of {n}'},
  'guide.next': {vi: 'Tiếp', en: 'Next'},
  'guide.end': {vi: 'Bắt đầu', en: 'Begin'},
  'guide.leave': {vi: 'Bỏ qua', en: 'Skip'},
  'guide.of.question': {vi: 'Chọn câu hỏi', en: 'Choose a question'},
  'guide.text.question': {
    vi: 'Chọn một chỉ tiêu. Mọi con số và mọi màu trên trang trả lời đúng câu hỏi đó, với nhóm dân cư, ngưỡng và đơn vị đang chọn.',
    en: 'Choose an indicator. Every number and colour on the page answers that question, for the group, limit and units chosen.',
  },
  'guide.of.limit': {vi: 'Thử một ngưỡng khác', en: 'Try another limit'},
  'guide.text.limit': {vi: 'Kéo thanh trượt: bản đồ và con số đổi ngay.', en: 'Drag the slider: map and figures change at once.'},
  'guide.of.map': {vi: 'Bấm vào một nơi', en: 'Click a place'},
  'guide.text.map': {
    vi: 'Hồ sơ của xã mở ra: bao nhiêu người chưa được phục vụ, và từ chỗ vừa bấm tới từng dịch vụ mất bao lâu.',
    en: 'The commune’s profile opens: how many people are left out, and how long it takes from there to each service.',
  },
  'guide.of.tabs': {vi: 'Xếp hạng, lập kế hoạch, mang đi', en: 'Rank, plan, take away'},
  'guide.text.tabs': {
    vi: 'Mỗi thẻ là một việc: xã nào kém nhất, nơi nào còn bị bỏ sót, mục tiêu nào đã đạt, nên đặt thêm cơ sở ở đâu. Bảng và ảnh bản đồ đều tải về được.',
    en: 'Each tab is a task: which commune is worst, where people are left out, which targets are met, where to add a facility. Tables and the map can be taken away.',
  },

  'panel.fold': {vi: 'Thu gọn bảng bên', en: 'Fold the panel away'},
  'panel.unfold': {vi: 'Mở bảng bên', en: 'Show the panel'},
};
