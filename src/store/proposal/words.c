#include "store/proposal/words.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool stands_in(const char *word, size_t length, const char *key)
{
    for (const char *at = key; *at; at++)
        if ((at == key || at[-1] == '_') && strncmp(at, word, length) == 0 && (!at[length] || at[length] == '_'))
            return true;
    return false;
}

bool vp_words_in(const char *words, const char *key)
{
    for (const char *at = words; *at;) {
        size_t length = strcspn(at, " ");
        if (length && stands_in(at, length, key)) return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

/* ------------------------------------------------------------ columns */

/* In the order of preference. */
static const char *const meanings[VP_MEANING_COUNT] = {
    [VP_MEANING_CODE] =
        ("code ma maxa ma_xa ma_dvhc madvhc ma_don_vi ma_phuong_xa ma_px commune_code unit_code adm4_pcode adm3_pcode "
         "adm2_pcode adm1_pcode gid_4 gid_3 gid_2 gid_1 shapeid geocode geoid geoid20 geoid10 cd_setor "
         "cvegeo cve_geo kdepum lsoa21cd lsoa11cd geography_code "
         "cod_mun cd_mun cd_geocmu insee_com psgc psgc_code pcode hasc ma_huyen "
         "ma_tinh district_code province_code id uuid facility_id ma_co_so ma_truong _id osm_id"),
    [VP_MEANING_NAME] =
        ("name ten ten_xa ten_dvhc ten_don_vi ten_phuong_xa ten_px commune_name full_name ten_day_du adm4_en "
         "adm3_en adm2_en adm1_en adm3_vi name_4 name_3 name_2 name_1 shapename nm_mun displayname "
         "display_name facility_name ten_co_so ten_truong ten_tram label nome nombre nom nama title ten_huyen "
         "ten_tinh"),
    [VP_MEANING_PEOPLE] =
        ("people population pop persons inhabitants residents dan_so danso so_dan so_nguoi nhan_khau dan "
         "tong_dan_so total_population population_total total_pop pop_total tot_pop totpop populacao "
         "poblacion habitantes num_people t_tl total_people pop_totale totale tot_p v0001 b01003_001e jumlah_penduduk "
         "pobtot pob_tot "
         "both_sexes ensemble"),
    [VP_MEANING_LON] =
        ("lon lng long longitude _longitude gps_longitude lon_dd kinh_do kinhdo longitud bujur longitudine laenge "
         "boylam point_x x_wgs84 gps_long gps_lon gps_lng long_dd long_x lon_x coord_x x_m x easting toa_do_x x_coord "
         "xcoord coordxet coordonnee_x"),
    [VP_MEANING_LAT] = ("lat latitude _latitude gps_latitude lat_dd vi_do vido latitud lintang latitudine breite enlem "
                        "point_y y_wgs84 "
                        "gps_lat lat_y coord_y y_m y northing toa_do_y y_coord ycoord coordyet coordonnee_y"),
    [VP_MEANING_LONLAT] = ("lonlat gps geopoint geolocation _geolocation location coordinates coordinate toa_do toado "
                           "latlon lat_long lat_lon "
                           "latlong coordenadas coordonnees koordinat google_maps"),
    [VP_MEANING_KIND] =
        ("amenity healthcare facility_type facilitytype kind type level loai loai_hinh loai_co_so cap cap_hoc "
         "category class fclass healthcare_amenity_type service jenis tipo"),
    [VP_MEANING_CLASS] = ("highway fclass class road_class roadclass type road_type loai loai_duong cap_duong"),
    [VP_MEANING_BEDS] = ("beds bed_count num_beds so_giuong giuong giuong_benh so_giuong_benh leitos capacity_beds"),
    [VP_MEANING_DOCTORS] = ("doctors bac_si so_bac_si num_doctors staff_doctors"),
    [VP_MEANING_PLACES] = ("places capacity so_cho pupils students hoc_sinh so_hoc_sinh enrolment enrollment"),
    [VP_MEANING_PARENT] = ("parent_code parent ma_cha district_code ma_huyen adm2_pcode"),
};

static bool begins(const char *key, const char *word) { return strncmp(key, word, strlen(word)) == 0; }

static bool ends(const char *key, const char *word)
{
    size_t length = strlen(key), tail = strlen(word);
    return length > tail && strcmp(key + length - tail, word) == 0;
}

/* wardcode, ma_dvhc_cap_xa; lganame, ten_don_vi_hanh_chinh; quy_mo_dan_so_nguoi, population_totale. What is said of
 * some people alone, or of people per area or year, is no number of everyone. */
static bool fits_in_part(vp_meaning meaning, const char *key)
{
    static const char *const some = "mat_do density km2 growth rate ty_le tang nu nam female male women men children "
                                    "tre_em share percent pct urban rural thanh_thi nong_thon under over";
    switch (meaning) {
    case VP_MEANING_CODE:
        return ends(key, "code") || begins(key, "ma_") || begins(key, "cod_") || begins(key, "code_") ||
               begins(key, "cd_") || begins(key, "kode_") || ends(key, "pcode") ||
               vp_words_in("code codigo kode pcode psgc insee divipola", key) || strstr(key, "code1") != NULL;
    case VP_MEANING_NAME:
        return ends(key, "name") || begins(key, "ten") || begins(key, "nom_") || begins(key, "nama_") ||
               vp_words_in("name nom nome nombre ten", key);
    case VP_MEANING_PEOPLE:
        return !vp_words_in(some, key) &&
               vp_words_in("dan_so so_dan nhan_khau population populacao poblacion habitants inhabitants penduduk ewr "
                           "einwohner popolazione",
                           key);
    case VP_MEANING_LON:
        return vp_words_in("longitude longitud kinh_do bujur lng", key) || ends(key, "longitude") || ends(key, "_lon");
    case VP_MEANING_LAT:
        return vp_words_in("latitude latitud vi_do lintang", key) || ends(key, "latitude") || ends(key, "_lat");
    case VP_MEANING_LONLAT: return vp_words_in("toa_do coordinates coordenadas gps google_maps", key);
    case VP_MEANING_KIND:
        return vp_words_in("type loai_hinh loai facility_type category kind jenis tipo", key) &&
               !vp_words_in("feature_type", key);
    default: return false;
    }
}

int vp_words_fit(vp_meaning meaning, const char *key)
{
    int rank = 1000;
    char bare[120];
    size_t length = strlen(key);
    if (!length || length >= sizeof bare) return 0;
    memcpy(bare, key, length + 1);
    while (length && (isdigit((unsigned char)bare[length - 1]) || bare[length - 1] == '_')) bare[--length] = '\0';
    for (const char *at = meanings[meaning]; *at; rank--) {
        size_t word = strcspn(at, " ");
        if (strlen(key) == word && strncmp(at, key, word) == 0) return rank;
        if (length == word && strncmp(at, bare, word) == 0) return rank - 300; /* pop_2020 */
        at += word + (at[word] == ' ');
    }
    return fits_in_part(meaning, key) ? 100 : 0;
}

/* ------------------------------------------------------------ services */

#define HEALTH    "Sở Y tế", "health"
#define EDUCATION "Sở Giáo dục và Đào tạo", "education"
#define OTHER     "", "other"
#define NEAR      "walk", "15;30;45;60;90", "30", "1000;2000;3000;5000", "2000"
#define FAR       "car", "15;30;45;60;90;120", "60", "2000;5000;10000;20000", "10000"

/* The special before the general. */
const vp_service_kind vp_service_kinds[] = {
    {"health_station", "Trạm y tế", "Health station", HEALTH,
     "tram_y_te tyt health_station health_post health_posts health_center health_centre health_centers health_centres "
     "clinic "
     "clinics dispensary dispensaries chc chps chp mchp phc phong_kham centro_de_saude posto_de_saude "
     "centros_de_saude postos_de_saude unidade_basica_de_saude unidades_basicas_de_saude ubs health_point "
     "primary_health sub_centre sub_center subcentre subcentres health_sub_centre wellness_centre wellness_center "
     "klinik consulta_externa gp_surgery surgery "
     "barangay_health_center maison_de_sante maisons_de_sante medical_facility "
     "diem_tram csb csi centre_de_sante poste_de_sante case_de_sante centres_de_sante postes_de_sante cases_de_sante "
     "dispensaire dispensaires csps cscom formation_sanitaire formations_sanitaires cma "
     "nursing_station nursing_stations puesto_de_salud centro_de_salud puestos_de_salud centros_de_salud "
     "posta_medica postas_medicas puskesmas pustu posyandu "
     "rural_health_unit barangay_health_station rhu bhs phcc zahanati kituo_cha_afya polyclinic poliklinik "
     "upazila_health_complex community_clinic gesundheitszentrum",
     NEAR},
    {"hospital", "Bệnh viện", "Hospital", HEALTH,
     "hospital hospitals hospitalizacion benh_vien bv hopital hopitaux centre_hospitalier chr chu ttyt trung_tam_y_te "
     "rumah_sakit rsud "
     "hospitali hospitales "
     "hospitais krankenhaus krankenhaeuser ospedale hastane",
     FAR},
    {"pharmacy", "Nhà thuốc", "Pharmacy", HEALTH,
     "pharmacy pharmacies nha_thuoc quay_thuoc farmacia farmacias pharmacie apotek apotheke", NEAR},
    {"doctor", "Phòng khám", "Doctor's practice", HEALTH, "doctors doctor physician", NEAR},
    {"health_care", "Cơ sở y tế", "Health care", HEALTH,
     "healthcare health_care faskes clues health_facility health_facilities co_so_y_te y_te healthsites healthsite "
     "health",
     NEAR},
    {"kindergarten", "Trường mầm non", "Kindergarten", EDUCATION,
     "kindergarten kindergartens mam_non mau_giao nha_tre preschool preschools pre_primary maternelle jardin_infantil "
     "kita creche paud",
     NEAR},
    {"upper_secondary", "Trường trung học phổ thông", "Upper secondary school", EDUCATION,
     "upper_secondary thpt trung_hoc_pho_thong high_school senior_high senior_secondary lycee lycees sma smk gymnasium",
     FAR},
    {"lower_secondary", "Trường trung học cơ sở", "Lower secondary school", EDUCATION,
     "lower_secondary thcs trung_hoc_co_so middle_school junior_high junior_secondary secondary secundaria smp", NEAR},
    {"primary", "Trường tiểu học", "Primary school", EDUCATION,
     "primary tieu_hoc th primary_school elementary primaria primaire ecole_primaire grundschule sekolah_dasar", NEAR},
    {"university", "Trường đại học", "University", EDUCATION, "university universities college dai_hoc cao_dang", FAR},
    {"school", "Trường học", "School", EDUCATION,
     "school schools truong truong_hoc education escola escolas escuela escuelas ecole ecoles colegio colegios "
     "institucion_educativa sekolah schule schulen",
     NEAR},
    {"water_source", "Nguồn nước", "Water source", "Sở Nông nghiệp và Môi trường", "water",
     "water_source water_point water_points waterpoint waterpoints drinking_water borehole boreholes nguon_nuoc gieng "
     "cap_nuoc cong_trinh_cap_nuoc water_scheme water_schemes wpdx forage forages point_d_eau points_d_eau pozo pozos",
     NEAR},
    {"info_point", "Điểm thông tin công cộng", "Public information point", "Sở Văn hóa, Thể thao và Du lịch",
     "broadcast", "info_point info_points diem_thong_tin internet_cafe telecentre", NEAR},
    {"mobile_tower", "Trạm thu phát sóng", "Mobile tower", "Sở Khoa học và Công nghệ", "broadcast",
     "mobile_tower mobile_towers bts tram_bts cell_tower cell_towers communications_tower", FAR},
    {"post_office", "Bưu điện", "Post office", OTHER, "post_office buu_dien buu_cuc diem_buu_dien", NEAR},
    {"police", "Công an", "Police", OTHER, "police cong_an", NEAR},
    {"fire_station", "Cứu hỏa", "Fire station", OTHER, "fire_station fire_stations cuu_hoa pccc", FAR},
    {"market", "Chợ", "Market", OTHER, "marketplace market markets cho supermarket", NEAR},
    {"bank", "Ngân hàng", "Bank", OTHER, "bank banks ngan_hang atm", NEAR},
    {"library", "Thư viện", "Library", OTHER, "library libraries thu_vien", NEAR},
    {"culture_point", "Nhà văn hóa", "Culture house", "Sở Văn hóa, Thể thao và Du lịch", "other",
     "culture_house culture_houses nha_van_hoa community_centre culture", NEAR},
    {"bus_station", "Bến xe", "Bus station", OTHER, "bus_station ben_xe bus_stations", NEAR},
    {"social_centre", "Cơ sở trợ giúp xã hội", "Social centre", "Sở Y tế", "other",
     "social_facility social_centre social_centres social_center bao_tro tro_giup_xa_hoi", FAR},
};
const size_t vp_service_kind_count = sizeof vp_service_kinds / sizeof *vp_service_kinds;

const vp_service_kind *vp_service_kind_of(const char *key)
{
    for (size_t i = 0; i < vp_service_kind_count; i++)
        if (vp_words_in(vp_service_kinds[i].words, key)) return &vp_service_kinds[i];
    return NULL;
}

const vp_service_kind *vp_service_kind_named(const char *id)
{
    for (size_t i = 0; i < vp_service_kind_count; i++)
        if (strcmp(vp_service_kinds[i].id, id) == 0) return &vp_service_kinds[i];
    return NULL;
}

const vp_service_kind *vp_service_kind_in_script(const char *text)
{
    static const char *const words[][2] = {
        {"ໂຮງໝໍ", "hospital"},
        {"ໂຮງຫມໍ", "hospital"},
        {"មន្ទីរពេទ្យ", "hospital"},
        {"โรงพยาบาล", "hospital"},
        {"ဆေးရုံ", "hospital"},
        {"医院", "hospital"},
        {"ສຸກສາລາ", "health_station"},
        {"មណ្ឌលសុខភាព", "health_station"},
        {"อนามัย", "health_station"},
        {"ໂຮງຮຽນ", "school"},
        {"សាលារៀន", "school"},
        {"โรงเรียน", "school"},
        {"学校", "school"},
        {"病院", "hospital"},
        {"병원", "hospital"},
        {"مستشف", "hospital"},
        {"مركز صح", "health_station"},
        {"مدرس", "school"},
        {"अस्पताल", "hospital"},
        {"हस्पताल", "hospital"},
        {"विद्यालय", "school"},
        {"स्वास्थ्य चौकी", "health_station"},
        {"হাসপাতাল", "hospital"},
        {"বিদ্যালয়", "school"},
        {"больниц", "hospital"},
        {"Больниц", "hospital"},
        {"поликлиник", "health_station"},
        {"школ", "school"},
        {"Школ", "school"},
        {"ሆስፒታል", "hospital"},
        {"ትምህርት", "school"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i][0])) return vp_service_kind_named(words[i][1]);
    return NULL;
}

/* ------------------------------------------------------------ units */

const char *vp_words_bare(const char *key, size_t *length)
{
    static const char *const kinds[] = {"xa",        "phuong",   "thi_tran", "tt",           "p",
                                        "x",         "huyen",    "quan",     "thi_xa",       "tx",
                                        "thanh_pho", "tp",       "tinh",     "dac_khu",      "commune",
                                        "ward",      "district", "province", "municipality", "county"};
    *length = strlen(key);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t word = strlen(kinds[i]);
        if (*length <= word + 1) continue;
        const char *end = key + *length - word;
        if (strncmp(key, kinds[i], word) == 0 && key[word] == '_') {
            *length -= word + 1;
            return key + word + 1;
        }
        if (strncmp(end, kinds[i], word) == 0 && end[-1] == '_') {
            *length -= word + 1;
            return key;
        }
    }
    return key;
}

const char *vp_words_level(const char *key)
{
    static const char *const levels[][2] = {
        {"commune",
         "commune communes xa phuong phuong_xa cap_xa adm3 admin3 gid_3 ward wards municipality municipalities "
         "municipios"},
        {"district", "district districts huyen quan_huyen cap_huyen adm2 admin2 gid_2 county counties"},
        {"province", "province provinces tinh cap_tinh adm1 admin1 gid_1 state states region regions"},
        {"village", "village villages thon ban adm4 gid_4 neighbourhood neighbourhoods"},
        {"country", "country adm0 gid_0 nation"}};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (vp_words_in(levels[i][1], key)) return levels[i][0];
    return NULL;
}

int vp_words_year(const char *key)
{
    int year = 0;
    for (const char *at = key; *at; at++) {
        bool begins = (at == key || !isdigit((unsigned char)at[-1])) && isdigit((unsigned char)*at);
        size_t digits = begins ? strspn(at, "0123456789") : 0;
        if (digits == 4 && (strncmp(at, "19", 2) == 0 || strncmp(at, "20", 2) == 0)) year = atoi(at);
    }
    return year;
}
