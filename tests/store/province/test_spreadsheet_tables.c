/* The province's own tables as spreadsheets of any locale save them: decimal commas, semicolons, tabs, sep=, UTF-16, a
 * workbook. What may be a fraction or thousands is refused with both. */
#include "store/support_province.h"
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *folder;
static vp_findings findings;
static vp_province *province;

static void make(void) { folder = mini_province(); }
static void drop(void)
{
    vp_province_free(province);
    province = NULL;
    vp_findings_clear(&findings);
    remove_directory(folder);
}

static void read_folder(void)
{
    vp_error err = {0};
    province = vp_province_read(folder, NULL, &findings, &err);
    ck_assert_msg(province != NULL, "%s", err.message);
}

static void write_bytes(const char *name, const char *bytes, size_t length)
{
    char *path = path_in(folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
    free(path);
}

/* As it stands, or in UTF-16, little-endian with its mark, of text up to U+07FF. */
static void write_table(const char *name, const char *text, bool wide)
{
    char bytes[2000] = "\xFF\xFE";
    size_t length = 2;
    if (!wide) {
        write_text(folder, name, text);
        return;
    }
    for (const unsigned char *at = (const unsigned char *)text; *at; at += *at < 0x80 ? 1 : 2) {
        unsigned point = *at < 0x80 ? *at : (at[0] & 0x1Fu) << 6 | (at[1] & 0x3Fu);
        bytes[length++] = (char)(point & 0xFF);
        bytes[length++] = (char)(point >> 8);
    }
    write_bytes(name, bytes, length);
}

static const struct {
    const char *text;
    bool wide;
} speeds[] = {
    {"mode,surface,class,km_per_h,slope\nwalk,land_cover,30,4.5,yes\n", false},
    {"mode;surface;class;km_per_h;slope\nwalk;land_cover;30;4,5;yes\n", false},
    {"mode;surface;class;km_per_h;slope\r\nwalk;land_cover;30;4.5;yes\r\n", false},
    {"\xEF\xBB\xBFmode;surface;class;km_per_h;slope\r\nwalk;land_cover;30;\"4,50\";yes\r\n", false},
    {"sep=;\nmode;surface;class;km_per_h;slope\nwalk;land_cover;30;4,5;yes\n", false},
    {"\"sep=;\"\r\nmode;surface;class;km_per_h;slope\r\nwalk;land_cover;30;4,5;yes\r\n", false},
    {"sep=\t\nmode\tsurface\tclass\tkm_per_h\tslope\nwalk\tland_cover\t30\t4,5\tyes\n", false},
    {"mode\tsurface\tclass\tkm_per_h\tslope\nwalk\tland_cover\t30\t4,5\tyes\n", false},
    {"mode,surface,class,km_per_h,slope\nwalk,land_cover,30,\"4,5\",yes\n", false},
    {"mode\tsurface\tclass\tkm_per_h\tslope\r\nwalk\tland_cover\t30\t4,5\tyes\r\n", true},
    {"mode;surface;class;km_per_h;slope\nwalk;land_cover;30;4,5;yes\n", true},
    {"mode,surface,class,km_per_h,slope\nwalk,land_cover,30,4.5,yes\n", true},
};

START_TEST(speeds_are_read_whatever_the_locale)
{
    write_table("speeds.csv", speeds[_i].text, speeds[_i].wide);
    read_folder();
    if (findings.errors) print_findings(&findings);
    ck_assert_uint_eq(findings.errors, 0);
    ck_assert_double_eq(vp_province_number(province, VP_TABLE_SPEEDS, 0, "km_per_h"), 4.5);
    ck_assert_str_eq(vp_province_text(province, VP_TABLE_SPEEDS, 0, "km_per_h"), "4.5");
}
END_TEST

static const struct {
    const char *file, *text, *said;
} doubts[] = {
    {"speeds.csv", "mode;surface;class;km_per_h;slope\nwalk;land_cover;30;4.125;yes\n",
     "speeds.csv: row 2 km_per_h \"4.125\": it may be 4,125 or 4125 (thousands set apart): write 4,1250 or 4125"},
    {"speeds.csv", "mode,surface,class,km_per_h,slope\nwalk,land_cover,30,\"4,125\",yes\n",
     "speeds.csv: row 2 km_per_h \"4,125\": it may be 4.125 or 4125"},
    {"speeds.csv", "mode\tsurface\tclass\tkm_per_h\tslope\nwalk\tland_cover\t30\t4.125\tyes\n",
     "it may be 4.125 or 4125"},
    {"speeds.csv", "mode;surface;class;km_per_h;slope\nwalk;land_cover;30;4,5 km;yes\n",
     "row 2 km_per_h \"4,5 km\": not a number"},
    {"province.csv",
     "key;value\nid;mini\nname_vi;Mini\ncrs;EPSG:32648\ncell_metres;100\nas_of;2026-01-01\nunit_level;commune\n"
     "margin_metres;1.000\n",
     "province.csv: row 8 margin_metres \"1.000\": it may be 1 or 1000"},
    {"services.csv", "id,title_vi,reach,mode,limits,default_limit\nschool,Trường,travel_time,walk,\"15,30\",30\n",
     "limits \"15,30\": numbers separated by ; are expected"},
};

START_TEST(what_may_be_thousands_is_refused_with_both)
{
    write_text(folder, doubts[_i].file, doubts[_i].text);
    read_folder();
    if (count_findings(&findings, VP_FINDING_ERROR, doubts[_i].said) != 1) print_findings(&findings);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR, doubts[_i].said), 1);
}
END_TEST

START_TEST(lists_and_settings_have_commas_too)
{
    write_text(folder, "province.csv",
               "key;value\nid;mini\nname_vi;Mini\ncrs;EPSG:32648\ncell_metres;\"100,0\"\nas_of;2026-01-01\n"
               "unit_level;commune\nmargin_metres;1.250,5\n");
    read_folder();
    ck_assert_str_eq(vp_province_setting(province, "cell_metres"), "100");
    ck_assert_str_eq(vp_province_setting(province, "margin_metres"), "1250.5");
    vp_province_free(province);
    write_text(folder, "services.csv",
               "id;title_vi;reach;mode;limits;default_limit\nschool;Trường;travel_time;walk;\"7,5;15;22,5\";7,5\n");
    read_folder();
    ck_assert_str_eq(vp_province_text(province, VP_TABLE_SERVICES, 0, "limits"), "7.5;15;22.5");
    ck_assert_double_eq(vp_province_number(province, VP_TABLE_SERVICES, 0, "default_limit"), 7.5);
}
END_TEST

/* speeds.xlsx with the columns of speeds.csv. */
static void write_workbook(const char *last)
{
    static const char *const columns[] = {"mode", "surface", "class", "km_per_h", "slope"};
    const char *cells[] = {"walk", "land_cover", "30", "4.5", "yes"};
    char *path = path_in(folder, "speeds.xlsx");
    GDALAllRegister();
    GDALDatasetH set = GDALCreate(GDALGetDriverByName("XLSX"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRLayerH layer = GDALDatasetCreateLayer(set, "Tốc độ", NULL, wkbNone, NULL);
    for (size_t i = 0; i < 5; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(i == 4 ? last : columns[i], i == 3 ? OFTReal : OFTString);
        ck_assert_int_eq(OGR_L_CreateField(layer, field, 0), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    for (int i = 0; i < 5; i++) OGR_F_SetFieldString(feature, i, cells[i]);
    ck_assert_int_eq(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
    GDALClose(set);
    free(path);
}

START_TEST(a_workbook_stands_for_a_table)
{
    char *table = path_in(folder, "speeds.csv");
    write_workbook("slope");
    read_folder();
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR, "there is speeds.xlsx too"), 1);
    vp_province_free(province);
    province = NULL;
    vp_findings_clear(&findings);
    findings = (vp_findings){0};
    remove(table);
    free(table);
    read_folder();
    if (findings.errors) print_findings(&findings);
    ck_assert_uint_eq(findings.errors, 0);
    ck_assert_double_eq(vp_province_number(province, VP_TABLE_SPEEDS, 0, "km_per_h"), 4.5);
    ck_assert_int_eq(vp_province_line(province, VP_TABLE_SPEEDS, 0), 2);
    ck_assert_str_eq(vp_province_file(province, VP_TABLE_SPEEDS), "speeds.xlsx");
}
END_TEST

START_TEST(what_is_wrong_in_a_workbook_names_it)
{
    char *table = path_in(folder, "speeds.csv");
    remove(table);
    free(table);
    write_workbook("source");
    write_text(folder, "modes.csv", "mode,change_to,change_minutes\nwalk,boat,2\n");
    read_folder();
    ck_assert_uint_ge(count_findings(&findings, VP_FINDING_ERROR, "boat"), 1);
    vp_province_free(province);
    province = NULL;
    write_text(folder, "speeds.xlsx", "PK\x03\x04 and no more");
    read_folder();
    if (count_findings(&findings, VP_FINDING_ERROR, "speeds.xlsx") == 0) print_findings(&findings);
    ck_assert_uint_ge(count_findings(&findings, VP_FINDING_ERROR, "speeds.xlsx"), 1);
}
END_TEST

#define LOOP(test, table) tcase_add_loop_test(tests, test, 0, sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *suite = suite_create("spreadsheet tables");
    TCase *tests = tcase_create("spreadsheet tables");
    tcase_add_checked_fixture(tests, make, drop);
    LOOP(speeds_are_read_whatever_the_locale, speeds);
    LOOP(what_may_be_thousands_is_refused_with_both, doubts);
    tcase_add_test(tests, lists_and_settings_have_commas_too);
    tcase_add_test(tests, a_workbook_stands_for_a_table);
    tcase_add_test(tests, what_is_wrong_in_a_workbook_names_it);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
