/* Names from the encodings that Vietnamese files come in, and keys for near matches. */
#include "base/name.h"
#include "store/text/text.h"
#include <check.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

static void expect(const char *bytes, const char *encoding, const char *wanted)
{
    vp_error err = {0};
    char *text = vp_text_from(bytes, strlen(bytes), encoding, &err);
    ck_assert_msg(text != NULL, "%s", err.message);
    ck_assert_str_eq(text, wanted);
    free(text);
}

static void refuse(const char *bytes, size_t length, const char *encoding, const char *reason)
{
    vp_error err = {0};
    ck_assert_ptr_null(vp_text_from(bytes, length, encoding, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, reason) != NULL, "%s", err.message);
}

START_TEST(decomposed_names_are_composed)
{
    expect("Ho\xCC\x80"
           "a Bi\xCC\x80nh",
           "", "Hòa Bình");
    expect("  Định Hóa\t", "UTF-8", "Định Hóa");
    expect("\xC2\xA0 \xE2\x80\x8BĐịnh\xC2\xA0Hóa\xEF\xBB\xBF\xE3\x80\x80 ", "UTF-8", "Định\xC2\xA0Hóa");
    expect("\xC2\xA0\xE2\x80\x8E", "", "");
    expect("", "", "");
}
END_TEST

START_TEST(tcvn3_is_converted_raw_and_wrapped)
{
    expect("B\xE9"
           "c B\xE8",
           "TCVN3", "Bộc Bố");
    expect("Béc Bè", "TCVN3", "Bộc Bố"); /* the same bytes after a Latin-1 to UTF-8 conversion */
    expect("P\xB8"
           "c N\xC6m",
           "tcvn3", "Pác Nặm");
    expect("\xA7\xE5ng H\xFB", "TCVN3", "Đồng Hỷ");
    expect("V\xE2 Nhai, Th\xB8i Nguy\xAAn", "TCVN3", "Võ Nhai, Thái Nguyên");
}
END_TEST

/* Every letter of the table once, in the order of the alphabet: the whole table is right or this is not. */
START_TEST(the_tcvn3_table_is_whole)
{
    expect("\xB5\xB6\xB7\xB8\xB9 \xBB\xBC\xBD\xBE\xC6 \xC7\xC8\xC9\xCA\xCB \xCC\xCE\xCF\xD0\xD1 \xD2\xD3\xD4\xD5\xD6 "
           "\xD7\xD8\xDC\xDD\xDE "
           "\xDF\xE1\xE2\xE3\xE4 \xE5\xE6\xE7\xE8\xE9 \xEA\xEB\xEC\xED\xEE \xEF\xF1\xF2\xF3\xF4 \xF5\xF6\xF7\xF8\xF9 "
           "\xFA\xFB\xFC\xFD\xFE",
           "TCVN3", "àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ");
    expect("\xA8\xA9\xAA\xAB\xAC\xAD\xAE \xA1\xA2\xA3\xA4\xA5\xA6\xA7", "TCVN3", "ăâêôơưđ ĂÂÊÔƠƯĐ");
}
END_TEST

START_TEST(vni_is_converted_raw_and_wrapped)
{
    expect("xa\xF5 Phu\xF9 Lo\xE4"
           "c",
           "VNI", "xã Phú Lộc");
    expect("xaõ Phuù Loäc", "vni-windows", "xã Phú Lộc"); /* the same bytes after a Latin-1 to UTF-8 conversion */
    expect("HUYEÄN PHUÙ BÌNH, TÆNH THAÙI NGUYEÂN", "VNI", "HUYỆN PHÚ BÌNH, TỈNH THÁI NGUYÊN");
    expect("Phöôøng Tröông Vöông", "VNI", "Phường Trương Vương");
    expect("Hoaø Bình 2, “Ñònh Hoùa”", "VNI", "Hoà Bình 2, “Định Hóa”");
    expect("\x93\xD1\x94", "VNI", "“Đ”");
    expect("EÙ eÙ", "VNI", "É é"); /* a mark of the other size */
}
END_TEST

/* Every letter once, in the order of the alphabet, small and capital: the whole table is right or this is not. */
START_TEST(the_vni_table_is_whole)
{
    expect("aøaûaõaùaï aèaúaüaéaë aàaåaãaáaä eøeûeõeùeï eàeåeãeáeä ìæóíò oøoûoõoùoï oàoåoãoáoä ôøôûôõôùôï uøuûuõuùuï "
           "öøöûöõöùöï yøyûyõyùî aêaâeâoâôöñ",
           "VNI", "àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ ăâêôơưđ");
    expect("AØAÛAÕAÙAÏ AÈAÚAÜAÉAË AÀAÅAÃAÁAÄ EØEÛEÕEÙEÏ EÀEÅEÃEÁEÄ ÌÆÓÍÒ OØOÛOÕOÙOÏ OÀOÅOÃOÁOÄ ÔØÔÛÔÕÔÙÔÏ UØUÛUÕUÙUÏ "
           "ÖØÖÛÖÕÖÙÖÏ YØYÛYÕYÙÎ AÊAÂEÂOÂÔÖÑ",
           "VNI", "ÀẢÃÁẠ ẰẲẴẮẶ ẦẨẪẤẬ ÈẺẼÉẸ ỀỂỄẾỆ ÌỈĨÍỊ ÒỎÕÓỌ ỒỔỖỐỘ ỜỞỠỚỢ ÙỦŨÚỤ ỪỬỮỨỰ ỲỶỸÝỴ ĂÂÊÔƠƯĐ");
}
END_TEST

START_TEST(what_is_not_vni_is_refused)
{
    expect("Hoà", "VNI", "Hồ"); /* Unicode may well read as VNI: it is declared by people */
    refuse("Bộ", 4, "VNI", "byte 2 (0xE1) is not a letter of VNI, nor a mark of the one before it"); /* Unicode */
    refuse("b\xF9", 2, "VNI", "byte 2");     /* a mark behind a consonant */
    refuse("a\xF9\xF9", 3, "VNI", "byte 3"); /* two marks */
    refuse("u\xE2", 2, "VNI", "byte 2");     /* û with a hat */
    refuse("\xDF", 1, "VNI", "byte 1");
    refuse("a\0b", 3, "VNI", "byte 2");
}
END_TEST

START_TEST(other_encodings)
{
    expect("Vi\xEA\xF2t", "windows-1258", "Việt"); /* a base letter and a combining dot below */
    expect("S\xE3o Jos\xE9", "ISO-8859-1", "São José");
    refuse("x", 1, "EBCDIC", "is not one of");
    ck_assert(vp_text_encoding_known("TCVN3"));
    ck_assert(!vp_text_encoding_known("NO-SUCH-PAGE"));
    ck_assert(!vp_text_encoding_known("CP1258//IGNORE"));
}
END_TEST

static const struct {
    const char *encoding, *bytes, *text;
} pages[] = {
    {"1250", "\x8A\x9E", "Šž"},
    {"ANSI 1252", "S\xE3o \x80", "São €"},
    {"cp1258", "Bi\xCCnh Thuy\xF2", "Bình Thuỵ"}, /* a mark at the end of the text */
    {"windows-874", "\xA1\xD2\xC3", "การ"},
    {"874", "\xA1\xD2\xC3", "การ"},
    {"OEM 437", "\x82t\x82", "été"},
    {"850", "\x82t\x82", "été"},
    {"88591", "\xE9", "é"},
    {"8859-15", "\xA4", "€"},
    {"ISO 8859-2", "\xB1", "ą"},
    {"932", "\x93\x8C", "東"},
    {"GB18030", "\xC4\xFA", "您"},
    {"Big5", "\xA4\xA4", "中"},
    {"KOI8-R", "\xCB", "к"},
    {"65001", "Phổ Yên", "Phổ Yên"},
    {"UTF-8 twice", "HoÃ\xC2\xA0 BÃ¬nh", "Hoà Bình"},
    {"utf-8 twice", "Phá»• YÃªn", "Phổ Yên"}, /* by way of windows-1252 */
};

START_TEST(every_page_of_iconv_is_known)
{
    ck_assert(vp_text_encoding_known(pages[_i].encoding));
    expect(pages[_i].bytes, pages[_i].encoding, pages[_i].text);
}
END_TEST

START_TEST(utf8_under_a_page_of_single_bytes_is_utf8)
{
    static const char utf8[] = "Hoà Bình", latin[] = "Ho\xE0 B\xECnh";
    ck_assert_str_eq(vp_text_page(utf8, strlen(utf8), "CP1252"), "");
    ck_assert_str_eq(vp_text_page(utf8, strlen(utf8), "1258"), "");
    ck_assert_str_eq(vp_text_page(latin, strlen(latin), "CP1252"), "CP1252");
    ck_assert_str_eq(vp_text_page("Hoa", 3, "CP1252"), "CP1252");
    ck_assert_str_eq(vp_text_page("\xC4\xA3", 2, "CP936"), "CP936"); /* two bytes a letter: chance makes UTF-8 */
}
END_TEST

START_TEST(text_converted_twice_is_noticed)
{
    ck_assert(vp_text_seems_twice("HoÃ\xC2\xA0 BÃ¬nh"));
    ck_assert(vp_text_seems_twice("Phá»• YÃªn"));
    ck_assert(!vp_text_seems_twice("Hoà Bình"));
    ck_assert(!vp_text_seems_twice("São José, 20 °C, 5 m²"));
    ck_assert(!vp_text_seems_twice("Phổ Yên"));
    ck_assert(!vp_text_seems_twice("plain"));
    ck_assert(!vp_text_seems_twice(""));
    refuse("Hoà", 4, "UTF-8 twice", "not UTF-8 that was converted twice");
}
END_TEST

/* Every letter À to ÿ as UTF-8 whose second byte was taken for windows-1252, by glibc's table of it; the five bytes
 * that the table has no letter for stay as they are. */
START_TEST(every_byte_of_windows_1252_is_known)
{
    iconv_t table = iconv_open("UTF-8", "CP1252");
    ck_assert(table != (iconv_t)-1);
    size_t bare = 0;
    for (unsigned byte = 0x80; byte < 0xC0; byte++) {
        char one = (char)byte, *from = &one, twice[16] = "\xC3\x83", *to = twice + 2; /* C3, as a letter: Ã */
        const char once[3] = {(char)0xC3, one, '\0'};
        size_t left = 1, room = sizeof twice - 3;
        if (iconv(table, &from, &left, &to, &room) == (size_t)-1) {
            *to++ = (char)0xC2, *to++ = one;
            bare++;
        }
        *to = '\0';
        expect(twice, "UTF-8 twice", once);
    }
    ck_assert_uint_eq(bare, 5);
    iconv_close(table);
}
END_TEST

START_TEST(what_is_not_utf8_is_refused)
{
    refuse("ab\xFF", 3, "", "byte 3");
    refuse("\xC0\xAF", 2, "", "byte 1");         /* overlong */
    refuse("\xE0\x80\xAF", 3, "", "byte 1");     /* overlong */
    refuse("\xED\xA0\x80", 3, "", "byte 1");     /* surrogate */
    refuse("\xF4\x90\x80\x80", 4, "", "byte 1"); /* beyond U+10FFFF */
    refuse("a\0b", 3, "", "byte 2");
    refuse("\xE1\xBB", 2, "", "byte 1");      /* cut */
    refuse("A\x01\xC0", 3, "TCVN3", "TCVN3"); /* C0 is no letter there */
}
END_TEST

START_TEST(tcvn3_text_is_noticed)
{
    static const char *const vni[] = {"Hoaø Bình",  "xaõ Phuù Loäc", "HUYEÄN PHUÙ BÌNH", "Phöôøng Tröông Vöông",
                                      "xaõ",        "Traïm y teá",   "TRAÏM Y TEÁ",      "traïm y teâ",
                                      "Phan Traán", "caàu"};
    static const char *const others[] = {"Hoà Bình", "Xuân Phương", "thuê",  "Thuỷ",          "où",    "août",  "Noël",
                                         "naïve",    "Köln",        "Señor", "Malmö",         "goût",  "Aïn",   "toán",
                                         "Huỳnh",    "oán",         "João",  "Leão oceânico", "Haïti", "Taïwan"};
    for (size_t i = 0; i < sizeof vni / sizeof *vni; i++) ck_assert_msg(vp_text_seems_vni(vni[i]), "%s", vni[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!vp_text_seems_vni(others[i]), "%s", others[i]);
    ck_assert(vp_text_seems_tcvn3("P¸c NÆm"));
    ck_assert(vp_text_seems_tcvn3("Xu©n Ph­¬ng"));
    ck_assert(!vp_text_seems_tcvn3("Pác Nặm"));
    ck_assert(!vp_text_seems_tcvn3("≥ 54 dBµV/m"));
    ck_assert(!vp_text_seems_tcvn3("48 dBµV/m"));
    ck_assert(!vp_text_seems_tcvn3("Sao José 20 °C, 5 m²"));
    ck_assert(!vp_text_seems_tcvn3(""));
}
END_TEST

static void same_key(const char *a, const char *b, bool same)
{
    char *first = vp_text_key(a), *second = vp_text_key(b);
    ck_assert(first && second);
    ck_assert_msg((strcmp(first, second) == 0) == same, "%s and %s: %s, %s", a, b, first, second);
    free(first);
    free(second);
}

START_TEST(tone_marks_fold_and_letters_do_not)
{
    same_key("Hoà Bình", "Hòa Bình", true);
    same_key("Thuỵ Hải", "Thụy  hải", true);
    same_key("Văn-Lăng", "văn lăng", true);
    same_key("Tân Lập", "Tân Lạp", false);
    same_key("Hoà", "Hoả", false);
    same_key("Đu", "Du", false);
}
END_TEST

START_TEST(distance_counts_edits)
{
    ck_assert_uint_eq(vp_name_distance("school", "shcool", 5), 2);
    ck_assert_uint_eq(vp_name_distance("abc", "abc", 0), 0);
    ck_assert_uint_eq(vp_name_distance("abc", "xyz", 2), 3);
    ck_assert_uint_eq(vp_name_distance("", "ab", 5), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("text");
    tcase_add_test(tests, decomposed_names_are_composed);
    tcase_add_test(tests, tcvn3_is_converted_raw_and_wrapped);
    tcase_add_test(tests, the_tcvn3_table_is_whole);
    tcase_add_test(tests, vni_is_converted_raw_and_wrapped);
    tcase_add_test(tests, the_vni_table_is_whole);
    tcase_add_test(tests, what_is_not_vni_is_refused);
    tcase_add_test(tests, other_encodings);
    tcase_add_loop_test(tests, every_page_of_iconv_is_known, 0, sizeof pages / sizeof *pages);
    tcase_add_test(tests, utf8_under_a_page_of_single_bytes_is_utf8);
    tcase_add_test(tests, text_converted_twice_is_noticed);
    tcase_add_test(tests, every_byte_of_windows_1252_is_known);
    tcase_add_test(tests, what_is_not_utf8_is_refused);
    tcase_add_test(tests, tcvn3_text_is_noticed);
    tcase_add_test(tests, tone_marks_fold_and_letters_do_not);
    tcase_add_test(tests, distance_counts_edits);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
