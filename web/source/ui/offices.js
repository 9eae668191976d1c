/* Names of the provinces' offices in English: data name them in Vietnamese. Who is not in the table keeps the name. */
import {language} from './language.js';

/* A name that begins with another stands before it. */
const english = {
  'Sở Y tế': 'Department of Health',
  'Sở Giáo dục và Đào tạo': 'Department of Education and Training',
  'Sở Lao động - Thương binh và Xã hội': 'Department of Labour, Invalids and Social Affairs',
  'Sở Nông nghiệp và Phát triển nông thôn': 'Department of Agriculture and Rural Development',
  'Sở Nông nghiệp và Môi trường': 'Department of Agriculture and Environment',
  'Sở Tài nguyên và Môi trường': 'Department of Natural Resources and Environment',
  'Sở Thông tin và Truyền thông': 'Department of Information and Communications',
  'Sở Khoa học và Công nghệ': 'Department of Science and Technology',
  'Sở Văn hóa, Thể thao và Du lịch': 'Department of Culture, Sports and Tourism',
  'Sở Xây dựng': 'Department of Construction',
  'Sở Giao thông vận tải': 'Department of Transport',
  'Sở Công Thương': 'Department of Industry and Trade',
  'Sở Tài chính': 'Department of Finance',
  'Sở Kế hoạch và Đầu tư': 'Department of Planning and Investment',
  'Sở Nội vụ': 'Department of Home Affairs',
  'Sở Tư pháp': 'Department of Justice',
  'Sở Dân tộc và Tôn giáo': 'Department of Ethnic and Religious Affairs',
  'Ban Dân tộc': 'Committee for Ethnic Minority Affairs',
  'Bảo hiểm xã hội tỉnh': 'Provincial Social Security',
  'Ủy ban nhân dân tỉnh': 'Provincial People’s Committee',
  'Kế hoạch không nêu cơ quan chủ trì': 'The plan names no lead office',
  'cần xác nhận': 'to be confirmed',
  '(báo chí, phát thanh, truyền hình)': '(press, radio, television)',
  '(tần số, viễn thông)': '(frequencies, telecommunications)',
  '(đến ': '(until ',
  ' hoặc ': ' or ',
};

/** In the reader's language, as far as it is known. @param {string} name one office or several */
export const officeWords = (name) => (language() === 'vi' ? name
  : Object.entries(english).reduce((words, [own, other]) => words.replaceAll(own, other), name));
