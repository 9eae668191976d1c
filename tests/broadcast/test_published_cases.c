/* P.1812 against the published cases, step by step; left out where they are not there. */
#include "broadcast/propagation_internal.h"
#include "broadcast/stored_profile.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COLUMNS_MOST 120

/* Splits a line in place; empty cells stay empty. */
static size_t split(char *line, char *cells[])
{
    size_t count = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at && count < COLUMNS_MOST;) cells[count++] = strsep(&at, ",");
    return count;
}

static bool read_profile(const char *name, stored_profile *out)
{
    FILE *file = fopen(VP_SHARED "/reference/p1812/profiles.csv", "r");
    ck_assert_ptr_nonnull(file);
    char line[512], *cells[COLUMNS_MOST];
    out->count = 0;
    while (fgets(line, sizeof line, file)) {
        if (split(line, cells) < 7 || strcmp(cells[0], name) != 0) continue;
        size_t i = out->count++;
        ck_assert_uint_lt(i, POINTS_MOST);
        out->km[i] = atof(cells[2]);
        out->terrain[i] = atof(cells[3]);
        out->clutter[i] = atof(cells[5]);
        out->zones[i] = (uint8_t)atoi(cells[6]);
    }
    fclose(file);
    return out->count > 1;
}

typedef struct {
    char *header[COLUMNS_MOST], *cells[COLUMNS_MOST];
    size_t count;
} case_row;

static const char *text_of(const case_row *row, const char *column)
{
    for (size_t i = 0; i < row->count; i++)
        if (strcmp(row->header[i], column) == 0) return row->cells[i];
    ck_abort_msg("no column %s", column);
    return "";
}

static double number(const case_row *row, const char *column) { return atof(text_of(row, column)); }

static vp_link link_of(const case_row *row)
{
    double lat = vp_middle_latitude(number(row, "in_Tx_LON"), number(row, "in_Tx_LAT"), number(row, "in_Rx_LON"),
                                    number(row, "in_Rx_LAT"), number(row, "in_Tot_Path_Length_km"));
    return (vp_link){
        .frequency_mhz = number(row, "ref_f_GHz") * 1000,
        .time_percent = number(row, "ref_p_pct"),
        .location_percent = number(row, "ref_pL_pct"),
        .location_sigma_db = number(row, "ref_sigmaL_dB"),
        .transmitter_metres = number(row, "ref_htg_m"),
        .receiver_metres = number(row, "ref_hrg_m"),
        .polarisation = number(row, "ref_pol") > 1 ? VP_POLARISATION_VERTICAL : VP_POLARISATION_HORIZONTAL,
        .latitude_degrees = lat,
        .n0 = number(row, "ref_N0"),
        .delta_n = number(row, "ref_DN"),
        .transmitter_coast_km = number(row, "ref_dct_km"),
        .receiver_coast_km = number(row, "ref_dcr_km"),
    };
}

typedef struct {
    const char *column;
    bool in_path;
    size_t offset;
} published;

#define PATH(column, field)                                                                                            \
    {                                                                                                                  \
        column, true, offsetof(vp_path, field)                                                                         \
    }
#define LOSS(column, field)                                                                                            \
    {                                                                                                                  \
        column, false, offsetof(vp_loss, field)                                                                        \
    }

static const published values[] = {
    PATH("ref_d_km", km),
    PATH("ref_dlt_km", dlt),
    PATH("ref_dlr_km", dlr),
    PATH("ref_th_t_mrad", theta_t),
    PATH("ref_th_r_mrad", theta_r),
    PATH("ref_th_mrad", theta),
    PATH("ref_hts_m", hts),
    PATH("ref_hrs_m", hrs),
    PATH("ref_w", sea_share),
    PATH("ref_dtm_km", longest_land_km),
    PATH("ref_dlm_km", longest_inland_km),
    PATH("ref_hst_m", hst),
    PATH("ref_hsr_m", hsr),
    PATH("ref_hst_m_Eq_90a", hst_ducting),
    PATH("ref_hsr_m_Eq_90b", hsr_ducting),
    PATH("ref_hstd_m", hstd),
    PATH("ref_hsrd_m", hsrd),
    PATH("ref_hte_m", hte),
    PATH("ref_hre_m", hre),
    PATH("ref_hm_m", hm),
    LOSS("ref_b0_pct", beta0),
    LOSS("ref_Fi", fi),
    LOSS("ref_Fj", fj),
    LOSS("ref_Fk", fk),
    LOSS("ref_Lbfs", lbfs),
    LOSS("ref_Lb0p", lb0p),
    LOSS("ref_Lb0b", lb0b),
    LOSS("ref_Lbulla_dB", lbulla),
    LOSS("ref_Lbulls_dB", lbulls),
    LOSS("ref_Ldsph_dB", ldsph),
    LOSS("ref_Ld50_dB", ld50),
    LOSS("ref_Ldb_dB", ldb),
    LOSS("ref_Ldp_dB", ldp),
    LOSS("ref_Lbd50_dB", lbd50),
    LOSS("ref_Lbd_dB", lbd),
    LOSS("ref_Lminb0p_dB", lminb0p),
    LOSS("ref_Lba_dB", lba),
    LOSS("ref_Lminbap_dB", lminbap),
    LOSS("ref_Lbda_dB", lbda),
    LOSS("ref_Lbam_dB", lbam),
    LOSS("ref_Lbs_dB", lbs),
    LOSS("ref_Lbc_dB", lbc),
    LOSS("ref_Lb_dB", lb),
};

/* The published numbers have ten digits; 1e-12 lets a printed 9.8e-15 meet a computed 0. */
static void compare(const case_row *row, const vp_path *path, const vp_loss *loss)
{
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        double want = number(row, values[i].column);
        const char *base = values[i].in_path ? (const char *)path : (const char *)loss;
        double got;
        memcpy(&got, base + values[i].offset, sizeof got);
        ck_assert_msg(fabs(got - want) <= 1e-6 * fabs(want) + 1e-12, "%s %s: %.10g, published %.10g", row->cells[0],
                      values[i].column, got, want);
    }
    ck_assert_double_eq_tol(loss->lb, number(row, "ref_Lb_dB"), 0.001);
    double field = vp_field_strength(number(row, "ref_f_GHz"), loss->lb, 1);
    ck_assert_double_eq_tol(field, number(row, "ref_Ep_dBuV_m"), 0.001);
    double powered = vp_field_strength(number(row, "ref_f_GHz"), loss->lb, number(row, "ref_Ptx_kW"));
    ck_assert_double_eq_tol(powered, number(row, "ref_Ep_dBuV_m_w_r_t_Ptx"), 0.001);
}

START_TEST(published_cases_are_met)
{
    static char header[4096], line[4096];
    static stored_profile profile;
    FILE *file = fopen(VP_SHARED "/reference/p1812/cases.csv", "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(header, sizeof header, file));
    case_row row;
    size_t cases = 0, columns = split(header, row.header);
    while (fgets(line, sizeof line, file)) {
        row.count = split(line, row.cells);
        ck_assert_uint_eq(row.count, columns);
        ck_assert(read_profile(text_of(&row, "profile"), &profile));
        ck_assert_uint_eq(profile.count, (size_t)number(&row, "npts"));
        vp_link link = link_of(&row);
        vp_link_constants constants;
        vp_error err;
        ck_assert_msg(vp_link_prepare(&link, &constants, &err), "%s", err.message);
        vp_profile seen = view(&profile);
        vp_path path;
        vp_loss loss;
        vp_path_measure(&constants, &seen, &path);
        ck_assert_int_eq(path.kind, VP_PATH_FULL);
        vp_path_loss(&constants, &path, &loss);
        compare(&row, &path, &loss);
        cases++;
    }
    fclose(file);
    ck_assert_uint_eq(cases, 39);
}
END_TEST

int main(void)
{
    if (access(VP_SHARED "/reference/p1812/cases.csv", R_OK) != 0) {
        puts("no " VP_SHARED "/reference/p1812/cases.csv: skipped");
        return 77;
    }
    TCase *cases = tcase_create("published cases");
    tcase_add_test(cases, published_cases_are_met);
    Suite *suite = suite_create("published_cases");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
