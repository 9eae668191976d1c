/* The words by which columns, services and levels of units are known, in several languages. */
#include "store/proposal/words.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(columns_are_known_by_many_names)
{
    static const struct {
        vp_meaning meaning;
        const char *key;
    } cases[] = {{VP_MEANING_CODE, "ma_xa"},
                 {VP_MEANING_CODE, "adm3_pcode"},
                 {VP_MEANING_CODE, "gid_2"},
                 {VP_MEANING_CODE, "shapeid"},
                 {VP_MEANING_NAME, "ten_xa"},
                 {VP_MEANING_NAME, "shapename"},
                 {VP_MEANING_NAME, "name_3"},
                 {VP_MEANING_PEOPLE, "dan_so"},
                 {VP_MEANING_PEOPLE, "pop_2020"},
                 {VP_MEANING_LON, "kinh_do"},
                 {VP_MEANING_LAT, "_latitude"},
                 {VP_MEANING_LONLAT, "gps"},
                 {VP_MEANING_KIND, "amenity"},
                 {VP_MEANING_KIND, "cap_hoc"},
                 {VP_MEANING_CLASS, "fclass"},
                 {VP_MEANING_BEDS, "so_giuong"},
                 {VP_MEANING_PEOPLE, "population"},
                 {VP_MEANING_LON, "point_x"},
                 {VP_MEANING_LAT, "latitud"},
                 {VP_MEANING_LON, "bujur"},
                 {VP_MEANING_LAT, "facility_gps_latitude"},
                 {VP_MEANING_LONLAT, "toa_do_google_maps"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(vp_words_fit(cases[i].meaning, cases[i].key) > 0, "%s", cases[i].key);
    ck_assert_int_eq(vp_words_fit(VP_MEANING_PEOPLE, "popular"), 0);
    ck_assert_int_eq(vp_words_fit(VP_MEANING_CODE, ""), 0);
    ck_assert(vp_words_fit(VP_MEANING_CODE, "ma_xa") > vp_words_fit(VP_MEANING_CODE, "id"));
    ck_assert(vp_words_fit(VP_MEANING_CODE, "wardcode") > 0 && vp_words_fit(VP_MEANING_NAME, "wardname") > 0);
    ck_assert(vp_words_fit(VP_MEANING_PEOPLE, "quy_mo_dan_so_nguoi") > 0);
    ck_assert_int_eq(vp_words_fit(VP_MEANING_PEOPLE, "mat_do_dan_so"), 0);
    ck_assert_int_eq(vp_words_fit(VP_MEANING_PEOPLE, "population_female"), 0);
    ck_assert(vp_words_fit(VP_MEANING_PEOPLE, "population") > vp_words_fit(VP_MEANING_PEOPLE, "population_2019"));
}
END_TEST

START_TEST(services_are_known_by_many_words)
{
    static const char *const cases[][2] = {{"tram_y_te_xa_dinh_hoa", "health_station"},
                                           {"health_post", "health_station"},
                                           {"benh_vien_da_khoa", "hospital"},
                                           {"truong_thcs_so_1", "lower_secondary"},
                                           {"thpt", "upper_secondary"},
                                           {"lower_secondary", "lower_secondary"},
                                           {"upper_secondary", "upper_secondary"},
                                           {"truong_mam_non", "kindergarten"},
                                           {"schools", "school"},
                                           {"healthcare", "health_care"},
                                           {"drinking_water", "water_source"},
                                           {"escolas", "school"},
                                           {"case_de_sante", "health_station"},
                                           {"puesto_de_salud", "health_station"},
                                           {"puskesmas_sleman", "health_station"},
                                           {"krankenhaeuser", "hospital"},
                                           {"colegio_central", "school"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const vp_service_kind *kind = vp_service_kind_of(cases[i][0]);
        ck_assert_msg(kind && strcmp(kind->id, cases[i][1]) == 0, "%s is %s", cases[i][0], kind ? kind->id : "nothing");
    }
    ck_assert_ptr_null(vp_service_kind_of("hospitality"));
    ck_assert_ptr_null(vp_service_kind_of(""));
}
END_TEST

START_TEST(names_lose_the_word_for_their_kind)
{
    static const char *const cases[][2] = {{"xa_cam_dien", "cam_dien"},
                                           {"tt_cam_giang", "cam_giang"},
                                           {"p_luong_dien", "luong_dien"},
                                           {"cam_dien_commune", "cam_dien"},
                                           {"xa", "xa"},
                                           {"xanh", "xanh"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length;
        const char *bare = vp_words_bare(cases[i][0], &length);
        ck_assert(length == strlen(cases[i][1]) && strncmp(bare, cases[i][1], length) == 0);
    }
}
END_TEST

START_TEST(services_are_known_in_other_letters)
{
    ck_assert_str_eq(vp_service_kind_in_script("ໂຮງໝໍ ແຂວງ")->id, "hospital");
    ck_assert_str_eq(vp_service_kind_in_script("សាលារៀន")->id, "school");
    ck_assert_str_eq(vp_service_kind_in_script("مستشفى عام")->id, "hospital");
    ck_assert_str_eq(vp_service_kind_in_script("প্রাথমিক বিদ্যালয়")->id, "school");
    ck_assert_ptr_null(vp_service_kind_in_script("clinic"));
}
END_TEST

START_TEST(levels_and_years_stand_in_names)
{
    ck_assert_str_eq(vp_words_level("ranh_gioi_xa_2025_geojson"), "commune");
    ck_assert_str_eq(vp_words_level("geoboundaries_rwa_adm2"), "district");
    ck_assert_ptr_null(vp_words_level("borders"));
    ck_assert_int_eq(vp_words_year("rwa_ppp_2020_unadj"), 2020);
    ck_assert_int_eq(vp_words_year("from_2019_to_2024"), 2024);
    ck_assert_int_eq(vp_words_year("grid_120250"), 0);
    ck_assert_int_eq(vp_words_year("n3050"), 0);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("words");
    tcase_add_test(cases, columns_are_known_by_many_names);
    tcase_add_test(cases, services_are_known_by_many_words);
    tcase_add_test(cases, names_lose_the_word_for_their_kind);
    tcase_add_test(cases, services_are_known_in_other_letters);
    tcase_add_test(cases, levels_and_years_stand_in_names);
    Suite *suite = suite_create("words");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
