/* Tables written, written again, and added to; sources brought beside them. */
#include "store/draft/draft.h"
#include "store/support_province.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *folder;
static vp_proposed_source sources[2];
static vp_proposal proposal;
static vp_findings notes;

static void make(void)
{
    folder = temporary_directory();
    memset(sources, 0, sizeof sources);
    proposal =
        (vp_proposal){.sources = sources, .source_count = 1, .service_count = 1, .units = true, .level = "commune"};
    strcpy(sources[0].role, "units"), strcpy(sources[0].path, "a,b.gpkg");
    strcpy(sources[1].role, "roads"), strcpy(sources[1].path, "r.gpkg");
    strcpy(proposal.services[0].id, "clinic");
    strcpy(proposal.services[0].title_vi, "Trạm");
    strcpy(proposal.services[0].title_en, "Clinic");
}
static void drop(void)
{
    vp_findings_clear(&notes);
    remove_directory(folder);
}

static void write(void)
{
    vp_draft_place place = {folder, "p", "P", "EPSG:32648", "2026-11-29", 50};
    vp_error err = {0};
    vp_findings_clear(&notes);
    ck_assert_msg(vp_draft_write(&proposal, &place, &notes, &err), "%s", err.message);
}

static char *text_of(const char *name)
{
    static char text[100000];
    char *path = path_in(folder, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "no %s", name);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    free(path);
    return text;
}

START_TEST(tables_are_written_and_written_again)
{
    write();
    ck_assert(strstr(text_of("datasets.csv"), "units,\"a,b.gpkg\","));
    ck_assert(strstr(text_of("services.csv"), "clinic,Trạm,Clinic,,distance,"));
    ck_assert(strstr(text_of("speeds.csv"), "walk,land_cover,90,1.5,yes,,assumption"));
    ck_assert(strstr(text_of("speeds.csv"), "car,road,motorway,"));
    ck_assert(strstr(text_of("indicators.csv"), "clinic_reached,"));
    ck_assert_ptr_null(strstr(text_of("speeds.csv"), ",land_cover,*,"));
    proposal.source_count = 2;
    proposal.roads = proposal.other_classes = true;
    write(); /* nobody changed them: whole again */
    ck_assert(strstr(text_of("datasets.csv"), "roads,r.gpkg,"));
    ck_assert(strstr(text_of("services.csv"), "clinic,Trạm,Clinic,,travel_time,walk,"));
    ck_assert(strstr(text_of("speeds.csv"), "walk,land_cover,*,3,"));
    ck_assert_uint_eq(notes.count, 0);
}
END_TEST

/* Everything that can be proposed, and the tables to the letter: services on paths, of signals and of areas, beds with
 * a plan's target, a group, squares for units, a file that names no system. */
static void propose_everything(void)
{
    proposal.units = false, proposal.squares = proposal.roads = proposal.plan = true;
    proposal.source_count = 2;
    strcpy(sources[1].crs, VP_PROPOSED_ZONE), strcpy(sources[1].note, "not shown");
    strcpy(sources[1].fields, "class=highway"), strcpy(sources[1].licence, "ODbL-1.0");
    strcpy(sources[0].crs, "EPSG:4326"), strcpy(sources[0].note, "by its name");
    const vp_proposed_service services[] = {
        {.id = "hospital",
         .title_vi = "Bệnh viện",
         .title_en = "Hospital",
         .kind = vp_service_kind_named("hospital"),
         .beds = true},
        {.id = "radio", .title_vi = "Phát thanh", .title_en = "Radio", .reach = VP_PROPOSED_SIGNAL, .system = "fm"},
        {.id = "tv", .title_vi = "Truyền hình", .title_en = "TV", .reach = VP_PROPOSED_SIGNAL, .system = "dvb_t2"},
        {.id = "water", .title_vi = "Nước", .title_en = "Water", .reach = VP_PROPOSED_AREA},
        {.id = "ward", .title_vi = "Khoa", .title_en = "Ward", .beds = true}};
    memcpy(proposal.services, services, sizeof services);
    proposal.service_count = sizeof services / sizeof *services;
    proposal.groups[0] = (vp_proposed_group){"poor", "Hộ nghèo", "Poor", "poor/households"};
    proposal.group_count = 1;
}

static const char province_rows[] = "key,value,note\n"
                                    "id,p,\"short name, part of snapshot ids\"\n"
                                    "name_vi,P,the name shown\n"
                                    "name_en,P,\n"
                                    "crs,EPSG:32648,\"metres, the zone of the files' middle\"\n"
                                    "cell_metres,50,side of a cell: smaller is finer and slower\n"
                                    "as_of,2026-11-29,the day that the figures describe\n"
                                    "unit_level,square,the finest level of units\n"
                                    "margin_metres,2000,how far beyond the units roads and terrain count\n"
                                    "snap_metres,500,places on water are moved to land no further away\n"
                                    "people_on_barriers,move,people on water are counted on the nearest land\n"
                                    "repair,yes,invalid polygons are mended and reported\n";
static const char dataset_rows[] =
    "role,path,layer,filter,vintage,crs,encoding,decimal,fields,licence,attribution,url,note\n"
    "units,\"a,b.gpkg\",,,,EPSG:4326,,,,,,,by its name\n"
    "roads,r.gpkg,,,,EPSG:32648,,,class=highway,ODbL-1.0,,,"
    "no file says in which system these metres are: check it\n"
    "units,units_squares.geojson,,,2026,EPSG:4326,,,\"code=code;name=code;level:=square\",,,,"
    "squares made by vungphu init: give boundaries as soon as you have them\n";
static const char service_rows[] =
    "id,title_vi,title_en,department,reach,mode,scope,limits,default_limit,capacity_field,group,note\n"
    "hospital,Bệnh viện,Hospital,Sở Y tế,travel_time,car,,\"15;30;45;60;90;120\",60,beds,,"
    "minutes to the nearest\n"
    "radio,Phát thanh,Radio,,signal,fm,either,\"48;54;60;66;74\",54,,,"
    "\"dBµV/m 10 m above the ground; national or local\"\n"
    "tv,Truyền hình,TV,,signal,dvb_t2,either,\"48.2;54.3\",54.3,,,"
    "\"dBµV/m 10 m above the ground; national or local\"\n"
    "water,Nước,Water,,area,,,0,0,,,inside a served area\n"
    "ward,Khoa,Ward,,travel_time,walk,,\"15;30;45;60;90\",30,beds,,minutes to the nearest\n";
static const char group_rows[] = "id,title_vi,title_en,units_where,share_field,note\n"
                                 "poor,Hộ nghèo,Poor,,poor/households,share of a unit's people\n";
/* Of the hospital, and of beds without a plan; those between are alike. */
static const char hospital_rows[] =
    "id,title_vi,title_en,department,measure,service,group,numerator,unit,better,target,target_year,"
    "source,definition\n"
    "hospital_reached,Dân số trong tầm với của Bệnh viện,People within reach: Hospital,Sở Y tế,"
    "reached_share,hospital,,,percent,more,,,,share of people within the service's default limit\n"
    "hospital_reached_poor,Hộ nghèo trong tầm với của Bệnh viện,Poor within reach: Hospital,Sở Y tế,"
    "reached_share,hospital,poor,,percent,more,,,,share of people within the service's default limit\n"
    "hospital_beds,Giường trên 10.000 dân: Bệnh viện,\"Beds per 10,000 people: Hospital\",Sở Y tế,"
    "per_10000,hospital,,beds,per_10000,more,60,2030,"
    "\"Kế hoạch 54/KH-UBND ngày 17/3/2024 của UBND tỉnh Thái Nguyên,"
    " mục II.1: \"\"60 giường bệnh viện … trên 10.000 dân\"\"; thay bằng kế hoạch của tỉnh bạn\","
    "\"beds of the facilities of a unit per 10,000 of its people\"\n";
static const char ward_rows[] =
    "ward_beds,Giường trên 10.000 dân: Khoa,\"Beds per 10,000 people: Ward\",,per_10000,ward,,beds,"
    "per_10000,more,,,,\"beds of the facilities of a unit per 10,000 of its people\"\n";

START_TEST(tables_are_written_to_the_letter)
{
    propose_everything();
    write();
    ck_assert_str_eq(text_of("province.csv"), province_rows);
    ck_assert_str_eq(text_of("datasets.csv"), dataset_rows);
    ck_assert_str_eq(text_of("services.csv"), service_rows);
    ck_assert_str_eq(text_of("groups.csv"), group_rows);
    const char *indicators = text_of("indicators.csv");
    ck_assert_mem_eq(indicators, hospital_rows, strlen(hospital_rows));
    ck_assert_str_eq(indicators + strlen(indicators) - strlen(ward_rows), ward_rows);
    size_t rows = 0;
    for (const char *at = indicators; (at = strchr(at, '\n')); at++) rows++;
    ck_assert_uint_eq(rows, 1 + 5 * 2 + 2);
    static const char *const classes[] = {"70,1.5,yes,,assumption: snow and ice",
                                          "90,1.5,yes,,assumption: herbaceous wetland",
                                          "95,1,yes,,assumption: mangroves", "100,3,yes,,assumption: moss and lichen"},
                             *const modes[] = {"walk", "motorbike", "car", "ambulance", "bicycle"};
    for (size_t k = 0; k < 20; k++) {
        char row[100];
        snprintf(row, sizeof row, "\n%s,land_cover,%s\n", modes[k / 4], classes[k % 4]);
        ck_assert_msg(strstr(text_of("speeds.csv"), row) != NULL, "no%s", row);
    }
}
END_TEST

START_TEST(what_a_person_changed_is_added_to)
{
    write();
    write_text(folder, "services.csv", "id;reach;title_vi;mine\nclinic;distance;Của tôi;x\n");
    write_text(folder, "province.csv", "key,value\nid,p\ncell_metres,25\n");
    write_text(folder, "datasets.csv", "path,role,fields\n\"a,b.gpkg\",units,code=z"); /* no line end */
    proposal.source_count = 2, proposal.service_count = 2;
    proposal.services[1] = proposal.services[0];
    strcpy(proposal.services[1].id, "school");
    strcpy(proposal.services[1].title_vi, "Trường \"A\"");
    write();
    ck_assert_str_eq(text_of("services.csv"), "id;reach;title_vi;mine\nclinic;distance;Của tôi;x\n"
                                              "\"school\";\"distance\";\"Trường \"\"A\"\"\";\n");
    ck_assert_str_eq(text_of("datasets.csv"), "path,role,fields\n\"a,b.gpkg\",units,code=z\n\"r.gpkg\",\"roads\",\n");
    ck_assert(strstr(text_of("province.csv"), "cell_metres,25\n\"name_vi\",\"P\"\n"));
    ck_assert_uint_ge(count_findings(&notes, VP_FINDING_NOTE, "stays as you wrote it; the files suggest 50"), 1);
    ck_assert_uint_eq(
        count_findings(&notes, VP_FINDING_NOTE, "services.csv: row 0  \"\": you changed it: 1 rows added"), 1);
}
END_TEST

START_TEST(a_table_that_reads_the_same_is_left)
{
    write();
    write_text(folder, "groups.csv", "id,title_vi\nmine,Của tôi\n");
    write_text(folder, "speeds.csv", "mode,surface,class,km_per_h\nwalk,road,*,6\n");
    write();
    ck_assert_str_eq(text_of("groups.csv"), "id,title_vi\nmine,Của tôi\n");
    ck_assert_str_eq(text_of("speeds.csv"), "mode,surface,class,km_per_h\nwalk,road,*,6\n");
}
END_TEST

START_TEST(files_are_brought_with_what_belongs_to_them)
{
    char *elsewhere = temporary_directory(), *shape = path_in(elsewhere, "s.shp"), name[100];
    vp_error err = {0};
    struct stat about, there;
    write_text(elsewhere, "s.shp", "shape");
    write_text(elsewhere, "s.dbf", "table");
    write_text(elsewhere, "s.txt", "not of it");
    ck_assert_msg(vp_draft_bring(folder, shape, name, sizeof name, &err), "%s", err.message);
    ck_assert_str_eq(name, "s.shp");
    ck_assert_str_eq(text_of("s.dbf"), "table");
    char *stray = path_in(folder, "s.txt"), *inside = path_in(folder, "s.shp");
    ck_assert_int_ne(stat(stray, &about), 0);
    ck_assert(stat(shape, &about) == 0 && stat(inside, &there) == 0 && about.st_ino == there.st_ino); /* no copy */
    ck_assert(vp_draft_bring(folder, shape, name, sizeof name, &err));                                /* again */
    ck_assert(vp_draft_bring(folder, inside, name, sizeof name, &err)); /* what is there already */
    ck_assert_str_eq(name, "s.shp");
    remove(inside);
    write_text(folder, "s.shp", "mine!");
    ck_assert(!vp_draft_bring(folder, shape, name, sizeof name, &err));
    ck_assert_msg(strstr(err.message, "another file of this name is there already"), "%s", err.message);
    ck_assert_str_eq(text_of("s.shp"), "mine!");
    write_text(elsewhere, "services.csv", "id,lon,lat\na,1,2\n");
    char *services = path_in(elsewhere, "services.csv");
    err = (vp_error){0};
    ck_assert_msg(vp_draft_bring(folder, services, name, sizeof name, &err), "%s", err.message);
    ck_assert_str_eq(name, "data_services.csv"); /* the folder has a table of that name */
    ck_assert(vp_draft_is_table("services.csv") && !vp_draft_is_table(name));
    free(services);
    free(stray);
    free(inside);
    free(shape);
    remove_directory(elsewhere);
}
END_TEST

START_TEST(squares_are_written_as_polygons)
{
    const vp_proposed_square squares[] = {{{105.5, 21.25, 105.625, 21.375}, 3, 11},
                                          {{105.625, 21.25, 105.75, 21.375}, 4, 11}};
    vp_error err = {0};
    ck_assert_msg(vp_draft_write_squares(folder, squares, 2, &err), "%s", err.message);
    ck_assert_str_eq(
        text_of("units_squares.geojson"),
        "{\"type\": \"FeatureCollection\", \"features\": [\n"
        "{\"type\": \"Feature\", \"properties\": {\"code\": \"S1204\"}, \"geometry\": {\"type\": \"Polygon\", "
        "\"coordinates\": [[[105.500000000, 21.250000000], [105.625000000, 21.250000000], [105.625000000, "
        "21.375000000], "
        "[105.500000000, 21.375000000], [105.500000000, 21.250000000]]]}},\n"
        "{\"type\": \"Feature\", \"properties\": {\"code\": \"S1205\"}, \"geometry\": {\"type\": \"Polygon\", "
        "\"coordinates\": [[[105.625000000, 21.250000000], [105.750000000, 21.250000000], [105.750000000, "
        "21.375000000], "
        "[105.625000000, 21.375000000], [105.625000000, 21.250000000]]]}}\n"
        "]}\n");
}
END_TEST

/* From another file system, where no link can lead: every byte, also behind the first block that is read. */
START_TEST(a_file_of_another_disk_is_copied)
{
    char *elsewhere = strdup("/dev/shm/vungphu-test-XXXXXX"), name[100];
    if (!mkdtemp(elsewhere)) {
        free(elsewhere);
        return;
    }
    enum { BYTES = (1 << 16) + 777 };
    static char bytes[BYTES + 1];
    for (size_t i = 0; i < BYTES; i++) bytes[i] = (char)('a' + i * i % 26);
    write_text(elsewhere, "far:away.csv", bytes);
    char *far = path_in(elsewhere, "far:away.csv"), *here = path_in(folder, "far_away.csv");
    vp_error err = {0};
    struct stat there, of_folder;
    ck_assert_msg(vp_draft_bring(folder, far, name, sizeof name, &err), "%s", err.message);
    ck_assert_str_eq(name, "far_away.csv"); /* no address, no drive */
    ck_assert_str_eq(text_of(name), bytes);
    ck_assert(stat(far, &there) == 0 && stat(here, &of_folder) == 0);
    ck_assert(there.st_dev == of_folder.st_dev || of_folder.st_nlink == 1);
    ck_assert(vp_draft_bring(folder, far, name, sizeof name, &err)); /* the same file again */
    ck_assert(!vp_draft_bring(folder, far, name, strlen("far:away.csv"), &err));
    ck_assert_ptr_nonnull(strstr(err.message, "give it a shorter name"));
    free(far);
    free(here);
    remove_directory(elsewhere);
}
END_TEST

static void add_pair(vp_look_pairs *pairs, const char *first, const char *second)
{
    pairs->items = realloc(pairs->items, (pairs->count + 1) * sizeof *pairs->items);
    pairs->items[pairs->count++] = (vp_look_pair){strdup(first), strdup(second)};
}

START_TEST(people_are_written_by_the_codes_of_their_names)
{
    vp_look_pairs people = {0}, units = {0};
    vp_error err = {0};
    add_pair(&units, "Xã Hoà Bình", "001");
    add_pair(&units, "Thị trấn Cẩm Giang", "002");
    add_pair(&units, "Xã Tân Lập", "003");
    add_pair(&units, "Phường Tân Lập", "004");
    add_pair(&people, "Hoa Binh", "1.200");
    add_pair(&people, "TT Cẩm Giàng", "800"); /* a tone more or less */
    add_pair(&people, "Phường Tân Lập", "950");
    add_pair(&people, "Tan Lap", "1"); /* which? */
    add_pair(&people, "Tổng cộng", "2.950");
    ck_assert_msg(vp_draft_write_people(folder, &people, &units, "comma", &notes, &err), "%s", err.message);
    ck_assert_str_eq(text_of("people_by_name.csv"), "code,people,name,unit\n001,1200,Hoa Binh,Xã Hoà Bình\n"
                                                    "002,800,TT Cẩm Giàng,Thị trấn Cẩm Giang\n"
                                                    "004,950,Phường Tân Lập,Phường Tân Lập\n");
    ck_assert_uint_eq(count_findings(&notes, VP_FINDING_WARNING, "has this name"), 2);
    vp_look_pairs_clear(&people);
    vp_look_pairs_clear(&units);
}
END_TEST

START_TEST(parts_of_other_files_are_known)
{
    write_text(folder, "s.shp", "shape");
    write_text(folder, "s.DBF", "its table");
    char *beside = path_in(folder, "s.DBF"), *alone = path_in(folder, "t.dbf"), *shape = path_in(folder, "s.shp");
    ck_assert(vp_draft_is_beside(beside));
    ck_assert(!vp_draft_is_beside(alone)); /* a table of its own */
    ck_assert(!vp_draft_is_beside(shape));
    ck_assert(vp_draft_is_beside("people.tif.aux.xml"));
    free(beside);
    free(alone);
    free(shape);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("draft");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, tables_are_written_and_written_again);
    tcase_add_test(cases, tables_are_written_to_the_letter);
    tcase_add_test(cases, squares_are_written_as_polygons);
    tcase_add_test(cases, a_file_of_another_disk_is_copied);
    tcase_add_test(cases, what_a_person_changed_is_added_to);
    tcase_add_test(cases, a_table_that_reads_the_same_is_left);
    tcase_add_test(cases, people_are_written_by_the_codes_of_their_names);
    tcase_add_test(cases, parts_of_other_files_are_known);
    tcase_add_test(cases, files_are_brought_with_what_belongs_to_them);
    Suite *suite = suite_create("draft");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
