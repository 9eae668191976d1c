/* Workbooks as offices send them: formulas nobody computed, error values, merged cells, hidden sheets, titles above the
 * heading. Each is made here, small, from its XML. */
#include "store/support_import.h"
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_xlsx(bool two_filled)
{
    char *path = path_in(folder, "f.xlsx");
    GDALAllRegister();
    GDALDatasetH set = GDALCreate(GDALGetDriverByName("XLSX"), path, 0, 0, 0, GDT_Unknown, NULL);
    static const struct {
        const char *name;
        OGRFieldType type;
    } columns[] = {{"id", OFTString}, {"name", OFTString}, {"lon", OFTReal}, {"lat", OFTReal}, {"beds", OFTReal}};
    for (int s = 0; s < 1 + two_filled; s++) {
        OGRLayerH sheet = GDALDatasetCreateLayer(set, s ? "Cũ" : "Trạm y tế", NULL, wkbNone, NULL);
        for (size_t i = 0; i < 5; i++) {
            OGRFieldDefnH field = OGR_Fld_Create(columns[i].name, columns[i].type);
            ck_assert_int_eq(OGR_L_CreateField(sheet, field, 0), OGRERR_NONE);
            OGR_Fld_Destroy(field);
        }
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(sheet));
        OGR_F_SetFieldString(feature, 0, s ? "B" : "A");
        OGR_F_SetFieldString(feature, 1, "Trạm");
        OGR_F_SetFieldDouble(feature, 2, 105.014);
        OGR_F_SetFieldDouble(feature, 3, 21.716);
        OGR_F_SetFieldDouble(feature, 4, 1234.5);
        ck_assert_int_eq(OGR_L_CreateFeature(sheet, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(set);
    free(path);
}

#define XLSX "facilities,f.xlsx,%s,2025,,,,id=id;name=name;lon=lon;lat=lat;beds=beds;service:=school,%s\n"

static void set_xlsx(const char *layer, const char *filter)
{
    char row[300];
    snprintf(row, sizeof row, XLSX, layer, filter);
    set_sources(UNITS_CSV, row);
}

START_TEST(a_spreadsheet_is_a_source)
{
    write_xlsx(false);
    set_xlsx("", "beds > 1000");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
    ck_assert_str_eq(ask_text("SELECT name FROM facility"), "Trạm");
}
END_TEST

START_TEST(one_sheet_of_several_is_named)
{
    write_xlsx(true);
    set_xlsx("", "");
    refused("has 2 layers; name one in the column layer: Trạm y tế, Cũ");
    set_xlsx("Trạm y tế", "");
    imported(VP_FINDING_NOTE, "");
    expect_place_a();
    write_text(folder, "f.xlsx", "id;name\n");
    set_xlsx("", "");
    refused("does not begin as a .xlsx file does");
}
END_TEST

static const struct {
    const char *begins, *said;
} no_tables[] = {{"PK\x03\x04,\"", "no CSV but a zip or a workbook"},
                 {"\xD0\xCF\x11\xE0\xA1", "no CSV but a workbook of Excel 97"},
                 {"%PDF-1.7", "no CSV but a PDF"},
                 {"SQLite format 3", "an SQLite database under the name of .csv"}};

START_TEST(a_workbook_is_no_csv) /* runs once per row _i */
{
    write_text(folder, "f.csv", no_tables[_i].begins);
    set_sources(UNITS_CSV, "facilities,f.csv,,2025,EPSG:4326,,,id=id;name=name;lon=lon;lat=lat;service:=school,\n");
    refused(no_tables[_i].said);
}
END_TEST

/* ------------------------------------------------------------ from their XML */

#define MAIN     "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE  "http://schemas.openxmlformats.org/package/2006/"
#define TYPE     "application/vnd.openxmlformats-officedocument.spreadsheetml."

static void put_part(const char *name, const char *text)
{
    char *book = path_in(folder, "f.xlsx"), *path = NULL;
    ck_assert_int_gt(asprintf(&path, "/vsizip/%s/%s", book, name), 0);
    VSILFILE *file = VSIFOpenL(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(VSIFWriteL(text, 1, strlen(text), file), strlen(text));
    ck_assert_int_eq(VSIFCloseL(file), 0);
    free(path);
    free(book);
}

typedef struct {
    const char *state; /* of the sheet: attributes */
    const char *rows, *merges;
} sheet_text;

/* f.xlsx with the sheets S1, S2 …; calculation: what stands behind them. */
static void put_book(const sheet_text sheets[], size_t count, const char *calculation)
{
    char list[2000] = "", parts[2000] = "", types[2000] = "", text[8000], name[60];
    for (size_t i = 0; i < count; i++) {
        snprintf(list + strlen(list), sizeof list - strlen(list),
                 "<sheet name=\"S%zu &amp; b\" sheetId=\"%zu\" %s r:id=\"rId%zu\"/>", i + 1, i + 1, sheets[i].state,
                 i + 1);
        snprintf(parts + strlen(parts), sizeof parts - strlen(parts),
                 "<Relationship Id=\"rId%zu\" Type=\"" RELATION "/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>",
                 i + 1, i + 1);
        snprintf(types + strlen(types), sizeof types - strlen(types),
                 "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"" TYPE "worksheet+xml\"/>", i + 1);
    }
    snprintf(text, sizeof text,
             "<Types xmlns=\"" PACKAGE "content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE
             "sheet.main+xml\"/>%s</Types>",
             types);
    put_part("[Content_Types].xml", text);
    snprintf(text, sizeof text,
             "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATION "\"><sheets>%s</sheets>%s</workbook>", list,
             calculation);
    put_part("xl/workbook.xml", text);
    snprintf(text, sizeof text, "<Relationships xmlns=\"" PACKAGE "relationships\">%s</Relationships>", parts);
    put_part("xl/_rels/workbook.xml.rels", text);
    put_part("xl/styles.xml", "<styleSheet xmlns=\"" MAIN "\"><cellXfs><xf numFmtId=\"0\"/></cellXfs></styleSheet>");
    put_part("xl/sharedStrings.xml",
             "<sst xmlns=\"" MAIN "\"><si><t>beds</t></si><si><r><t>Tr</t></r><r><t>ạm</t></r></si></sst>");
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "xl/worksheets/sheet%zu.xml", i + 1);
        snprintf(text, sizeof text, "<worksheet xmlns=\"" MAIN "\"><sheetData>%s</sheetData>%s</worksheet>",
                 sheets[i].rows, sheets[i].merges);
        put_part(name, text);
    }
}

#define R(n)         "<row r=\"" n "\">"
#define END          "</row>"
#define T(at, text)  "<c r=\"" at "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define N(at, value) "<c r=\"" at "\"><v>" value "</v></c>"
#define HEADING(n)                                                                                                     \
    R(n) T("A" n, "id") T("B" n, "name") T("C" n, "lon") T("D" n, "lat") "<c r=\"E" n "\" t=\"s\"><v>0</v></c>" END
#define PLACE(n, id) T("A" n, id) "<c r=\"B" n "\" t=\"s\"><v>1</v></c>" N("C" n, "105.014") N("D" n, "21.716")
#define A            R("2") PLACE("2", "A") N("E2", "1234.5") END
#define B(cell)      R("3") T("A3", "B") T("B3", "Khác") N("C3", "105.03") N("D3", "21.73") cell END
#define GOOD         HEADING("1") A
#define MERGE(range) "<mergeCells count=\"1\"><mergeCell ref=\"" range "\"/></mergeCells>"
#define NO_VALUE     "workbook in a spreadsheet program (Excel, LibreOffice) and save it there"

static const struct {
    const char *what;
    sheet_text sheets[2];
    const char *calculation;
    bool refused;
    const char *said; /* with file, layer, row and column before it; NULL: nothing */
} books[] = {
    {"as it should be", {{"", GOOD, ""}}, "", false, NULL},
    {"a formula with its value",
     {{"", GOOD B("<c r=\"E3\"><f>E2+1</f><v>7</v></c>"), ""}},
     "<calcPr calcId=\"1\"/>",
     false,
     NULL},
    {"a formula that gives no text",
     {{"", GOOD B("<c r=\"E3\" t=\"str\"><f>\"\"</f><v></v></c>"), ""}},
     "",
     false,
     NULL},
    {"a formula without a value",
     {{"", GOOD B("<c r=\"E3\"><f>E2+1</f></c>"), ""}},
     "",
     true,
     "f.xlsx: row 3 beds \"\": sheet S1 & b: 1 cells of column E, E3 first, hold a formula without a stored value; "
     "open the " NO_VALUE},
    {"as openpyxl writes it",
     {{"", GOOD B("<c r=\"E3\"><f>E2+1</f><v></v></c>"), ""}},
     "",
     true,
     "column E, E3 first, hold a formula"},
    {"an empty element",
     {{"", GOOD B("<c r=\"E3\"><f>E2+1</f><v /></c>"), ""}},
     "",
     true,
     "column E, E3 first, hold a formula"},
    {"a shared formula",
     {{"", GOOD B("<c r=\"E3\"><f t=\"shared\" si=\"0\"/></c>"), ""}},
     "",
     true,
     "column E, E3 first, hold a formula"},
    {"a text formula",
     {{"", GOOD B("<c r=\"E3\" t=\"str\"><f>A2</f></c>"), ""}},
     "",
     true,
     "column E, E3 first, hold a formula"},
    {"cells without their places",
     {{"", GOOD "<row><c t=\"inlineStr\"><is><t>B</t></is></c><c><f>1</f></c></row>", ""}},
     "",
     true,
     "f.xlsx: row 3 name \"\": sheet S1 & b: 1 cells of column B, B3 first"},
    {"a prefix, and a comment",
     {{"",
       GOOD "<!-- <c r=\"Z9\"><f>1</f></c> --><x:row xmlns:x=\"" MAIN
            "\" r=\"3\"><x:c r=\"E3\"><x:f>E2+1</x:f></x:c></x:row>",
       ""}},
     "",
     true,
     "column E, E3 first, hold a formula"},
    {"zeros that a library wrote",
     {{"", GOOD B("<c r=\"E3\"><f>E2+1</f><v>0</v></c>"), ""}},
     "<calcPr calcId=\"1\" fullCalcOnLoad=\"1\"/>",
     true,
     "f.xlsx: row 3  \"\": sheet S1 & b: it has 1 formulas, and the workbook asks to be computed when it is opened"},
    {"that wish without formulas", {{"", GOOD, ""}}, "<calcPr fullCalcOnLoad=\"1\"/>", false, NULL},
    {"not available",
     {{"", GOOD B("<c r=\"E3\" t=\"e\"><f>NA()</f><v>#N/A</v></c>"), ""}},
     "",
     false,
     "f.xlsx: row 3 beds \"\": sheet S1 & b: 1 cells of this column hold an error value, #N/A in row 3 first; they "
     "count as no data"},
    {"a lost reference",
     {{"", GOOD B("<c r=\"E3\" t=\"e\"><f>X</f><v>#REF!</v></c>"), ""}},
     "",
     true,
     "f.xlsx: row 3 beds \"\": sheet S1 & b: 1 cells of this column hold an error value, #REF! in row 3 first; mend "
     "the formula"},
    {"a division by nothing",
     {{"", GOOD B("<c r=\"E3\" t=\"e\"><v>#DIV/0!</v></c>"), ""}},
     "",
     true,
     "#DIV/0! in row 3 first"},
    {"an error in a text",
     {{"", GOOD R("3") T("A3", "B") T("B3", "#NAME?") N("C3", "105.03") N("D3", "21.73") END, ""}},
     "",
     true,
     "row 3 name \"\": sheet S1 & b: 1 cells of this column hold an error value, #NAME?"},
    {"merged below the heading",
     {{"", GOOD B(""), MERGE("E2:E3")}},
     "",
     false,
     "f.xlsx: row 2  \"\": sheet S1 & b: 1 ranges of cells below the heading are merged, E2:E3 first: only the first "
     "cell of each"},
    {"a merged cell alone", {{"", GOOD, MERGE("E2:E2")}}, "", false, NULL},
    {"a merged heading",
     {{"", GOOD, MERGE("E1:F1")}},
     "",
     true,
     "row 1  \"\": sheet S1 & b: the cells E1:F1 of the heading, row 1, are merged"},
    {"a title",
     {{"", R("1") T("A1", "Danh sách trạm") END HEADING("3") R("4") PLACE("4", "A") N("E4", "1234.5") END, ""}},
     "",
     false,
     "f.xlsx: row 3  \"\": the names of the columns stand in this row; what is above it is not read"},
    {"a merged title of formulas that nobody computed",
     {{"",
       R("1") T("A1", "Danh sách trạm") "<c r=\"F1\"><f>TODAY()</f></c>" END HEADING("3") R("4") PLACE("4", "A")
           N("E4", "1234.5") END,
       MERGE("A1:E2")}},
     "",
     false,
     "row 3  \"\": the names of the columns stand in this row"},
    {"nothing above the heading",
     {{"", HEADING("4") R("5") PLACE("5", "A") N("E5", "1234.5") END, ""}},
     "",
     false,
     "row 4  \"\": the names of the columns stand in this row"},
    {"titles above the names, as we write workbooks",
     {{"",
       R("1") T("A1", "Mã") T("B1", "Tên") T("C1", "Kinh độ") T("D1", "Vĩ độ") T("E1", "Giường") END HEADING("2") R("3")
           PLACE("3", "A") N("E3", "1234.5") END,
       ""}},
     "",
     false,
     "row 2  \"\": the names of the columns stand in this row"},
    {"two rows of headings, of which most are merged",
     {{"",
       R("2") T("A2", "id") T("B2", "name") T("C2", "Toạ độ") "<c r=\"E2\" t=\"s\"><v>0</v></c>" END R("3")
           T("C3", "lon") T("D3", "lat") END R("4") PLACE("4", "A") N("E4", "1234.5") END,
       "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"C2:D2\"/>"
       "<mergeCell ref=\"E2:E3\"/></mergeCells>"}},
     "",
     false,
     "row 3  \"\": the names of the columns stand in this row"},
    {"rows, and a heading, with a prefix and without numbers",
     {{"",
       "<x:row xmlns:x=\"" MAIN "\"><x:c t=\"inlineStr\"><x:is><x:t>1 &lt; 2</x:t></x:is></x:c></x:row>" HEADING("2")
           R("3") PLACE("3", "A") N("E3", "1234.5") END,
       ""}},
     "",
     false,
     "row 2  \"\": the names of the columns stand in this row"},
    {"the heading twice",
     {{"", R("1") T("A1", "Danh sách trạm") END HEADING("3") HEADING("9"), ""}},
     "",
     true,
     "rows 3 and 9 both name all columns that are wanted; say which is the heading: header_row"},
    {"a title, and names that are not those wanted",
     {{"", R("1") T("A1", "Danh sách trạm") END R("3") T("A3", "mã") T("B3", "tên") END, ""}},
     "",
     true,
     "row 1 holds one text alone, as a title does, and no row names all columns that are wanted; state the row of the "
     "heading (header_row in datasets.csv), which seems to be row 3"},
    {"a merged heading below a title",
     {{"", R("1") T("A1", "Danh sách trạm") END HEADING("3") R("4") PLACE("4", "A") N("E4", "1234.5") END,
       MERGE("E3:F3")}},
     "",
     true,
     "row 3  \"\": sheet S1 & b: the cells E3:F3 of the heading, row 3, are merged"},
    {"a column without a name",
     {{"", GOOD B(N("H3", "5")), ""}},
     "",
     false,
     "1 columns have values and no heading in row 1, H first: they are not read"},
    {"hidden rows",
     {{"", HEADING("1") "<row r=\"2\" hidden=\"1\">" PLACE("2", "A") N("E2", "1234.5") END, ""}},
     "",
     false,
     "sheet S1 & b: 1 rows are hidden, and were read as all others"},
    {"a hidden sheet beside",
     {{"", GOOD, ""}, {"state=\"hidden\"", GOOD B(""), ""}},
     "",
     false,
     "the sheet S2 & b is hidden, and was not read"},
    {"one hidden deeply",
     {{"state=\"veryHidden\"", GOOD B(""), ""}, {"", GOOD, ""}},
     "",
     false,
     "the sheet S1 & b is hidden, and was not read"},
    {"only a hidden one", {{"state=\"hidden\"", GOOD, ""}}, "", false, "the sheet S1 & b is hidden, and was read"},
    {"two sheets",
     {{"", GOOD, ""}, {"", GOOD, ""}},
     "",
     true,
     "the file has 2 layers; name one in the column layer: S1 & b, S2 & b"},
    {"what is wrong on another sheet",
     {{"", GOOD, ""}, {"state=\"hidden\"", GOOD B("<c r=\"E3\"><f>1</f></c>"), ""}},
     "",
     false,
     "the sheet S2 & b is hidden, and was not read"},
};

/* Notes and warnings that the workbook gave. */
static size_t remarks(const vp_findings *findings)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count +=
            findings->items[i].file && strcmp(findings->items[i].file, "f.xlsx") == 0 &&
            (strstr(findings->items[i].reason, "sheet") || strstr(findings->items[i].reason, "names of the columns"));
    return count;
}

START_TEST(what_gdal_passes_over_is_reported)
{
    put_book(books[_i].sheets, 1 + (books[_i].sheets[1].rows != NULL), books[_i].calculation);
    set_xlsx("", "");
    if (books[_i].refused) {
        refused(books[_i].said);
        return;
    }
    vp_findings findings = {0};
    vp_error err = {0};
    bool ok = import_province(folder, &findings, &err);
    if (!ok || remarks(&findings) != (books[_i].said != NULL)) print_findings(&findings);
    ck_assert_msg(ok, "%s: %s", books[_i].what, err.message);
    ck_assert_msg(remarks(&findings) == (books[_i].said != NULL), "%s", books[_i].what);
    size_t found = books[_i].said ? count_findings(&findings, VP_FINDING_NOTE, books[_i].said) +
                                        count_findings(&findings, VP_FINDING_WARNING, books[_i].said)
                                  : 1;
    if (found != 1) print_findings(&findings);
    ck_assert_msg(found == 1, "%s", books[_i].what);
    vp_findings_clear(&findings);
    expect_place_a();
    ck_assert_str_eq(ask_text("SELECT name FROM facility WHERE code = 'A'"), "Trạm");
}
END_TEST

/* 1.234 beside #N/A: GDAL makes texts of the column, which would be 1.234 or 1234 in a table of texts. */
START_TEST(numbers_beside_an_error_stay_numbers)
{
    const sheet_text sheet = {
        "", HEADING("1") R("2") PLACE("2", "A") N("E2", "1.234") END B("<c r=\"E3\" t=\"e\"><v>#N/A</v></c>"), ""};
    put_book(&sheet, 1, "");
    set_xlsx("", "");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "may be"), 0);
    ck_assert_double_eq(ask(folder, "SELECT sum(number) FROM facility_attribute"), 1.234);
    ck_assert_double_eq(ask(folder, "SELECT count(number) FROM facility_attribute"), 1);
}
END_TEST

/* Dates, long texts, numbers and errors below a title come as they do below a heading in row 1, with the sheet's rows.
 */
START_TEST(rows_below_a_title_keep_their_numbers)
{
    char text[700], more[2000];
    memset(text, 'x', sizeof text - 1), text[sizeof text - 1] = '\0';
    snprintf(more, sizeof more,
             R("1") T("A1", "Năm") N("B1", "2025") END
             "%s" R("7") "<c r=\"A7\" t=\"inlineStr\"><is><t>%s</t></is></c>" N("C7", "105.014") N("D7", "21.716")
                 N("E7", "0.1") END R("9") T("A9", "B") N("C9", "105.03") T("D9", "x") END R("11") T("A11", "C")
                     N("C11", "105.03") N("D11", "21.73") "<c r=\"E11\" t=\"e\"><v>#REF!</v></c>" END,
             HEADING("5"), text);
    put_book(&(sheet_text){"", more, ""}, 1, "");
    set_xlsx("", "beds < 1 OR id = 'B'");
    ck_assert_uint_eq(imported(VP_FINDING_WARNING, "f.xlsx: row 9 lat \"x\""), 1);
    ck_assert_double_eq(ask(folder, "SELECT length(code) FROM facility"), (double)strlen(text));
    ck_assert_double_eq(ask(folder, "SELECT number FROM facility_attribute"), 0.1);
    set_xlsx("", "");
    refused(
        "f.xlsx: row 11 beds \"\": sheet S1 & b: 1 cells of this column hold an error value, #REF! in row 11 first");
}
END_TEST

START_TEST(the_heading_of_a_sheet_is_stated)
{
    static const struct {
        const char *row, *said; /* said: refused, with this */
    } stated[] = {{"2", NULL},
                  {"3", "the source has no column name; it has: A, Trạm, 105.014, 21.716, 1234.5; they stand in row 3"},
                  {"5", "header_row is 5, and that row of the sheet is empty or beyond row 1000; it has 4 rows"}};
    put_book(
        &(sheet_text){
            "", HEADING("1") HEADING("2") R("3") PLACE("3", "A") N("E3", "1234.5") END R("4") T("A4", "B") END, ""},
        1, "");
    for (size_t i = 0; i < sizeof stated / sizeof *stated; i++) {
        char text[600];
        snprintf(text, sizeof text,
                 "role,path,vintage,crs,fields,header_row\nunits,units.csv,2025,EPSG:32648,level:=commune,\n"
                 "population,people.tif,2020,,,\nfacilities,f.xlsx,2025,,id=id;name=name;lon=lon;lat=lat;beds=beds;"
                 "service:=school,%s\n",
                 stated[i].row);
        write_text(folder, "datasets.csv", text);
        if (stated[i].said)
            refused(stated[i].said);
        else
            imported(VP_FINDING_NOTE, ""), expect_place_a();
    }
}
END_TEST

START_TEST(a_table_of_the_province_is_refused_too)
{
    const sheet_text sheet = {
        "", R("1") T("A1", "key") T("B1", "value") END R("2") T("A2", "id") "<c r=\"B2\"><f>1</f></c>" END, ""};
    char *table = path_in(folder, "province.csv"), *book = path_in(folder, "f.xlsx"),
         *as = path_in(folder, "province.xlsx");
    put_book(&sheet, 1, "");
    ck_assert_int_eq(remove(table), 0);
    ck_assert_int_eq(rename(book, as), 0);
    refused("province.xlsx: row 2  \"\": sheet S1 & b: 1 cells of column B, B2 first, hold a formula");
    free(table);
    free(book);
    free(as);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workbooks");
    TCase *tests = tcase_create("workbooks");
    tcase_add_checked_fixture(tests, make_folder, drop_folder);
    tcase_add_test(tests, a_spreadsheet_is_a_source);
    tcase_add_test(tests, one_sheet_of_several_is_named);
    tcase_add_loop_test(tests, a_workbook_is_no_csv, 0, sizeof no_tables / sizeof *no_tables);
    tcase_add_loop_test(tests, what_gdal_passes_over_is_reported, 0, (int)(sizeof books / sizeof *books));
    tcase_add_test(tests, numbers_beside_an_error_stay_numbers);
    tcase_add_test(tests, rows_below_a_title_keep_their_numbers);
    tcase_add_test(tests, the_heading_of_a_sheet_is_stated);
    tcase_add_test(tests, a_table_of_the_province_is_refused_too);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
