"""Invented names. None is meant to be a real commune."""

TOWN_WARDS = ['Sông Mẫu', 'Đồi Thông']
# communes of the present vintage, lowland first
LOWLAND = ['Hòa Mẫu', 'Đồng Vọng', 'Yên Thạch Mẫu', 'Phúc Khê Hạ', 'An Trúc', 'Minh Vọng', 'Bình Sậy', 'Vạn Trúc Khê']
UPLAND = ['Nà Mẫu', 'Bản Sương', 'Khuổi Lam', 'Pác Trúc', 'Lũng Mây', 'Cốc Sương', 'Phia Lam', 'Khau Vọng', 'Thượng Mây', 'Nà Sương',
          'Khuổi Trầm', 'Lũng Trúc', 'Bản Vọng', 'Tà Mây', 'Pác Sương', 'Nặm Lam']
# communes of the older vintage that gave no name to a present one
OLDER = ['Tân Mẫu', 'Trung Mẫu', 'Quang Vọng', 'Đông Trúc', 'Tây Trúc', 'Phú Sậy', 'Thanh Vọng', 'Hợp Mẫu', 'Tân Mẫu', 'Kim Trúc', 'Liên Vọng',
         'Mỹ Sậy', 'Bảo Mẫu', 'Tiên Khê Hạ', 'Hùng Vọng', 'Đoàn Mẫu', 'Lương Sậy', 'Bản Trầm', 'Nà Vọng', 'Khuổi Sậy', 'Pác Mây', 'Lũng Sậy',
         'Cốc Trúc', 'Phia Trầm', 'Khau Lam', 'Tà Vọng', 'Nặm Mây', 'Bản Lam', 'Nà Trầm', 'Khuổi Mây', 'Pác Vọng', 'Lũng Vọng', 'Cốc Lam',
         'Phia Mây', 'Khau Sậy', 'Tà Lam', 'Nặm Trúc', 'Bản Sậy', 'Nà Trúc', 'Khuổi Sương', 'Pác Trầm', 'Lũng Lam', 'Cốc Mây', 'Phia Sương']
DISTRICTS = ['Thành phố Sông Mẫu', 'Huyện Đồng Vọng', 'Huyện Bản Sương', 'Huyện Khau Vọng', 'Huyện Thượng Mây']

MARKS = str.maketrans(
    'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ'
    'ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ',
    'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd'
    'AAAAAAAAAAAAAAAAAEEEEEEEEEEEIIIIIOOOOOOOOOOOOOOOOOUUUUUUUUUUUYYYYYD')


def plain(name):
    """Without marks, for English."""
    return name.translate(MARKS)
