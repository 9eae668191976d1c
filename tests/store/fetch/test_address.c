/* Which addresses are asked, and how those of open data are written for a place. */
#include "store/fetch/address.h"
#include "store/fetch/folder.h"
#include "store/fetch/open_data.h"
#include <arpa/inet.h>
#include <check.h>
#include <math.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *address;
    vp_address_reach reach;
} places[] = {{"8.8.8.8", VP_REACH_PUBLIC},
              {"128.0.0.1", VP_REACH_PUBLIC},
              {"172.32.0.1", VP_REACH_PUBLIC},
              {"127.0.0.1", VP_REACH_LOCAL},
              {"127.255.255.254", VP_REACH_LOCAL},
              {"10.0.0.1", VP_REACH_LOCAL},
              {"172.16.0.1", VP_REACH_LOCAL},
              {"172.31.255.255", VP_REACH_LOCAL},
              {"192.168.1.1", VP_REACH_LOCAL},
              {"100.64.0.1", VP_REACH_LOCAL},
              {"100.128.0.1", VP_REACH_PUBLIC},
              {"169.254.169.254", VP_REACH_NEVER},
              {"0.0.0.0", VP_REACH_NEVER},
              {"224.0.0.1", VP_REACH_NEVER},
              {"255.255.255.255", VP_REACH_NEVER},
              {"2606:4700::1111", VP_REACH_PUBLIC},
              {"::1", VP_REACH_LOCAL},
              {"fd00::1", VP_REACH_LOCAL},
              {"fe80::1", VP_REACH_NEVER},
              {"::", VP_REACH_NEVER},
              {"ff02::1", VP_REACH_NEVER},
              {"::ffff:127.0.0.1", VP_REACH_LOCAL},
              {"::ffff:8.8.8.8", VP_REACH_PUBLIC},
              {"64:ff9b::10.0.0.1", VP_REACH_LOCAL},
              {"2002:7f00:1::", VP_REACH_LOCAL},
              {"::ffff:169.254.1.1", VP_REACH_NEVER}};

START_TEST(machines_of_this_network_are_known_from_others) /* runs once per place, row _i */
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    const char *text = places[_i].address;
    bool six = strchr(text, ':') != NULL;
    ck_assert_int_eq(inet_pton(six ? AF_INET6 : AF_INET, text, six ? (void *)&in6.sin6_addr : (void *)&in.sin_addr), 1);
    const struct sockaddr *at = six ? (const struct sockaddr *)&in6 : (const struct sockaddr *)&in;
    ck_assert_msg(vp_address_reach_of(at) == places[_i].reach, "%s", text);
}
END_TEST

START_TEST(addresses_are_of_the_web)
{
    vp_address a;
    vp_error err = {0};
    ck_assert(vp_address_parse("https://Example.org/a/b.tif?x=1", &a, &err));
    ck_assert_str_eq(a.port, "443");
    ck_assert_str_eq(a.path, "/a/b.tif");
    ck_assert(vp_address_parse("http://[::1]:8080/x", &a, &err));
    ck_assert_str_eq(a.host, "::1");
    static const char *const wrong[] = {
        "file:///etc/passwd", "ftp://x.org/a",     "http://me:you@x.org/", "http://me@x.org/", "people.tif", "",
        "http:// x.org/",     "http://x.org/a\nb", "gopher://x.org/",      "https://"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        err = (vp_error){0};
        ck_assert_msg(!vp_address_parse(wrong[i], &a, &err) && *err.message, "%s", wrong[i]);
    }
}
END_TEST

START_TEST(a_mirror_has_hosts_as_folders)
{
    char out[VP_ADDRESS_MOST], ending[16];
    vp_error err = {0};
    ck_assert(vp_address_mirrored("http://10.0.0.5/open//", "https://data.org/a/b.osm.pbf", out, &err));
    ck_assert_str_eq(out, "http://10.0.0.5/open/data.org/a/b.osm.pbf");
    ck_assert(!vp_address_mirrored("http://10.0.0.5", "file:///etc/passwd", out, &err));
    vp_address_ending("https://x.org/v1.2/a.OSM.pbf?d=1.tif", ending);
    ck_assert_str_eq(ending, ".osm.pbf");
    vp_address_ending("https://x.org/v1.2/a.TIF#b", ending);
    ck_assert_str_eq(ending, ".tif");
    vp_address_ending("https://x.org/v1.2/download", ending);
    ck_assert_str_eq(ending, "");
}
END_TEST

static const char *pattern_of(const vp_table *catalogue, const char *id, const char *column)
{
    for (size_t row = 0; row < catalogue->row_count; row++)
        if (strcmp(vp_table_cell(catalogue, row, vp_table_column(catalogue, "id")), id) == 0)
            return vp_table_cell(catalogue, row, vp_table_column(catalogue, column));
    return "";
}

static char addresses[VP_FETCH_ADDRESSES_MOST][VP_ADDRESS_MOST];

static size_t write_addresses(const char *id, double lat, double lon, double size, const char *const *sets,
                              vp_error *err)
{
    vp_table catalogue = {0};
    ck_assert(vp_open_data_read(NULL, &catalogue, err));
    vp_open_data_place place = {
        "vnm", "ADM2", {.west = lon, .south = lat, .east = lon + size, .north = lat + size}, sets};
    size_t count = vp_open_data_addresses(pattern_of(&catalogue, id, "address"), pattern_of(&catalogue, id, "tiles"),
                                          &place, addresses, err);
    vp_table_clear(&catalogue);
    return count;
}

/* Tiles that published programs name for places: Mallorca, Nairobi, New York, Freetown, Lisbon; WorldCover of Sydney's
 * south and of Đà Nẵng. */
START_TEST(tiles_are_those_that_others_take)
{
    static const struct {
        const char *id;
        double lat, lon;
        const char *tile;
    } rows[] = {{"people_ghsl", 39.6, 2.9, "_R5_C19.zip"},         {"people_ghsl", -1.29, 36.82, "_R10_C22.zip"},
                {"people_ghsl", 40.7, -74, "_R5_C11.zip"},         {"people_ghsl", 8.48, -13.2, "_R9_C17.zip"},
                {"people_ghsl", 38.7, -9.1, "_R6_C18.zip"},        {"land", -35.3, 149.1, "_S36E147_Map.tif"},
                {"land", 16.05, 108.2, "_N15E108_Map.tif"},        {"land", -41.3, 174.8, "_S42E174_Map.tif"},
                {"relief", 21.5, 105.8, "N21_00_E105_00_DEM.tif"}, {"relief", -0.5, -0.5, "S01_00_W001_00_DEM.tif"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_error err = {0};
        ck_assert_msg(write_addresses(rows[i].id, rows[i].lat, rows[i].lon, 0.01, NULL, &err) == 1, "%s", err.message);
        ck_assert_msg(strstr(addresses[0], rows[i].tile) != NULL, "%s: not %s", addresses[0], rows[i].tile);
    }
}
END_TEST

START_TEST(names_of_a_pattern_are_given_or_asked_for)
{
    vp_error err = {0};
    static const char *const sets[] = {"region=asia/vietnam", NULL};
    ck_assert_uint_eq(write_addresses("relief", 20.95, 105.95, 0.1, NULL, &err), 4);
    ck_assert_uint_eq(write_addresses("boundaries", 0, 0, 1, NULL, &err), 1);
    ck_assert_ptr_nonnull(strstr(addresses[0], "/gbOpen/VNM/ADM2/geoBoundaries-VNM-ADM2.geojson"));
    ck_assert_uint_eq(write_addresses("people", 0, 0, 1, NULL, &err), 1);
    ck_assert_ptr_nonnull(strstr(addresses[0], "/VNM/vnm_ppp_2020"));
    ck_assert_uint_eq(write_addresses("roads_geofabrik", 0, 0, 1, NULL, &err), 0);
    ck_assert_str_eq(err.message, "give --set region=…");
    ck_assert_uint_eq(write_addresses("roads_geofabrik", 0, 0, 1, sets, &err), 1);
    ck_assert_str_eq(addresses[0], "https://download.geofabrik.de/asia/vietnam-latest.osm.pbf");
    ck_assert_uint_eq(write_addresses("relief", 0, 0, 20, NULL, &err), 0); /* 400 tiles */
}
END_TEST

/* Each row says what it is, whose, and how its address is known. */
START_TEST(the_catalogue_is_complete)
{
    static const char *const needed[] = {"id",      "role",        "take",     "file",    "address",
                                         "licence", "attribution", "citation", "vintage", "known"};
    vp_table c = {0};
    vp_error err = {0};
    ck_assert(vp_open_data_read(NULL, &c, &err));
    ck_assert_uint_ge(c.row_count, 10);
    for (size_t row = 0; row < c.row_count; row++)
        for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
            ck_assert_msg(*vp_table_cell(&c, row, vp_table_column(&c, needed[i])), "row %zu: no %s", row, needed[i]);
    vp_table_clear(&c);
}
END_TEST

START_TEST(a_margin_is_as_wide_in_the_north)
{
    vp_bounds b = vp_fetch_widened((vp_bounds){.west = 10, .south = 59.9, .east = 11, .north = 60}, 110574);
    ck_assert(fabs(b.north - 61) < 1e-9 && fabs(b.south - 58.9) < 1e-9 && fabs(b.west - 8) < 1e-3);
    b = vp_fetch_widened((vp_bounds){.west = 179.9, .south = -90, .east = 180, .north = -89}, 1e6);
    ck_assert(b.south == -90 && b.east == 180);
    b = vp_fetch_widened((vp_bounds){.west = 179.9, .south = -1, .east = 180, .north = 1}, 110574);
    ck_assert(b.west > 178 && b.east > 181 && b.east < 182); /* over the 180th meridian */
    b = vp_fetch_widened((vp_bounds){.west = -180, .south = -1, .east = -179, .north = 1}, 110574);
    ck_assert(b.west > 178 && b.east > 181 && b.east < 183);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("address");
    TCase *tests = tcase_create("address");
    tcase_add_loop_test(tests, machines_of_this_network_are_known_from_others, 0, sizeof places / sizeof *places);
    tcase_add_test(tests, addresses_are_of_the_web);
    tcase_add_test(tests, a_mirror_has_hosts_as_folders);
    tcase_add_test(tests, tiles_are_those_that_others_take);
    tcase_add_test(tests, names_of_a_pattern_are_given_or_asked_for);
    tcase_add_test(tests, the_catalogue_is_complete);
    tcase_add_test(tests, a_margin_is_as_wide_in_the_north);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
