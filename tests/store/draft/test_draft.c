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
