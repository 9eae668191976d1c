#include "store/export/titles.h"
#include <stdio.h>
#include <string.h>

/* To title a column, write its row; TABLE.COLUMN goes before COLUMN. */
static const struct {
    const char *column, *vi, *en;
    vp_form form;
} titles[] = {
    {"fid", "Số thứ tự", "Number", VP_FORM_PLAIN},
    {"position", "Thứ tự", "Order", VP_FORM_PLAIN},
    {"id", "Mã", "Id", VP_FORM_PLAIN},
    {"code", "Mã đơn vị", "Unit code", VP_FORM_PLAIN},
    {"name", "Tên", "Name", VP_FORM_PLAIN},
    {"name_en", "Tên tiếng Anh", "English name", VP_FORM_PLAIN},
    {"full_name", "Tên đầy đủ", "Full name", VP_FORM_PLAIN},
    {"kind", "Loại", "Kind", VP_FORM_PLAIN},
    {"parent_code", "Mã đơn vị cấp trên", "Code of the unit above", VP_FORM_PLAIN},
    {"valid_from", "Có hiệu lực từ", "Valid from", VP_FORM_DATE},
    {"valid_to", "Có hiệu lực đến", "Valid to", VP_FORM_DATE},
    {"area_km2", "Diện tích (km²)", "Area (km²)", VP_FORM_HUNDREDTH},
    {"people", "Số người", "People", VP_FORM_WHOLE},
    {"people_known", "Phần diện tích có số liệu dân số", "Share of the area with population data", VP_FORM_SHARE},
    {"terrain_known", "Phần diện tích có số liệu địa hình", "Share of the area with terrain data", VP_FORM_SHARE},
    {"services", "Các dịch vụ", "Services", VP_FORM_PLAIN},
    {"unit_code", "Mã đơn vị", "Unit code", VP_FORM_PLAIN},
    {"unit_name", "Tên đơn vị", "Unit name", VP_FORM_PLAIN},
    {"dataset", "Lớp dữ liệu gốc", "Source layer", VP_FORM_PLAIN},
    {"open_from", "Hoạt động từ", "Open from", VP_FORM_DATE},
    {"open_to", "Hoạt động đến", "Open until", VP_FORM_DATE},
    {"open", "Đang hoạt động (1: có)", "Open (1: yes)", VP_FORM_PLAIN},
    {"lon", "Kinh độ", "Longitude", VP_FORM_DEGREES},
    {"lat", "Vĩ độ", "Latitude", VP_FORM_DEGREES},
    {"site", "Vị trí đặt", "Site", VP_FORM_PLAIN},
    {"programme", "Chương trình", "Programme", VP_FORM_PLAIN},
    {"system", "Hệ thống phát", "System", VP_FORM_PLAIN},
    {"scope", "Phạm vi", "Scope", VP_FORM_PLAIN},
    {"polarisation", "Phân cực", "Polarisation", VP_FORM_PLAIN},
    {"mast_metres", "Chiều cao cột (m)", "Mast height (m)", VP_FORM_PLAIN},
    {"frequency_mhz", "Tần số (MHz)", "Frequency (MHz)", VP_FORM_PLAIN},
    {"erp_kw", "Công suất bức xạ hiệu dụng (kW)", "Effective radiated power (kW)", VP_FORM_PLAIN},
    {"service", "Dịch vụ", "Service", VP_FORM_PLAIN},
    {"households_connected", "Số hộ đấu nối", "Households connected", VP_FORM_WHOLE},
    {"settlement", "Điểm dân cư", "Settlement", VP_FORM_PLAIN},
    {"left_out", "Số người chưa được phục vụ", "People left out", VP_FORM_WHOLE},
    {"at_point", "Giá trị tại điểm", "Value at the point", VP_FORM_TENTH},
    {"grid_people", "Số người theo lưới dân số", "People of the population grid", VP_FORM_WHOLE},
    {"households", "Số hộ", "Households", VP_FORM_WHOLE},
    {"difficult", "Đặc biệt khó khăn (1: có)", "Especially difficult (1: yes)", VP_FORM_PLAIN},
    {"population_group", "Nhóm dân cư", "Population group", VP_FORM_PLAIN},
    {"limit_value", "Giới hạn", "Limit", VP_FORM_PLAIN},
    {"mean", "Trung bình", "Mean", VP_FORM_TENTH},
    {"unreachable_people", "Số người không có đường tới", "People without a path", VP_FORM_WHOLE},
    {"worst", "Giá trị xấu nhất", "Worst value", VP_FORM_TENTH},
    {"severity", "Mức độ", "Severity", VP_FORM_PLAIN},
    {"file", "Tệp", "File", VP_FORM_PLAIN},
    {"layer", "Lớp", "Layer", VP_FORM_PLAIN},
    {"row", "Dòng", "Row", VP_FORM_PLAIN},
    {"field", "Cột", "Column", VP_FORM_PLAIN},
    {"quality.value", "Giá trị trong tệp", "Value in the file", VP_FORM_PLAIN},
    {"reason", "Lý do", "Reason", VP_FORM_PLAIN},
    {"title_vi", "Tên tiếng Việt", "Vietnamese title", VP_FORM_PLAIN},
    {"title_en", "Tên tiếng Anh", "English title", VP_FORM_PLAIN},
    {"limit_minutes", "Giới hạn (phút)", "Limit (minutes)", VP_FORM_PLAIN},
    {"department", "Cơ quan chủ trì", "Department", VP_FORM_PLAIN},
    {"measure", "Cách đo", "Measure", VP_FORM_PLAIN},
    {"unit", "Đơn vị tính", "Unit", VP_FORM_PLAIN},
    {"threshold", "Tỷ lệ để tính là đạt", "Share to count as reached", VP_FORM_SHARE},
    {"value", "Giá trị", "Value", VP_FORM_VALUE},
    {"numerator", "Tử số", "Numerator", VP_FORM_TENTH},
    {"denominator", "Mẫu số", "Denominator", VP_FORM_TENTH},
    {"low", "Thấp nhất theo nguồn dân số", "Lowest by population data", VP_FORM_VALUE},
    {"high", "Cao nhất theo nguồn dân số", "Highest by population data", VP_FORM_VALUE},
    {"units_without_data", "Số đơn vị không có dữ liệu", "Units without data", VP_FORM_PLAIN},
    {"target", "Mục tiêu", "Target", VP_FORM_VALUE},
    {"target_year", "Năm mục tiêu", "Target year", VP_FORM_PLAIN},
    {"source", "Căn cứ", "Basis", VP_FORM_PLAIN},
    {"definition", "Định nghĩa", "Definition", VP_FORM_PLAIN},
    {"formula_vi", "Công thức (tiếng Việt)", "Formula (Vietnamese)", VP_FORM_PLAIN},
    {"formula_en", "Công thức (tiếng Anh)", "Formula (English)", VP_FORM_PLAIN},
    {"column_name", "Tên cột trong lớp đơn vị", "Column in the layers of units", VP_FORM_PLAIN},
    {"indicator", "Chỉ tiêu", "Indicator", VP_FORM_PLAIN},
    {"level", "Cấp", "Level", VP_FORM_PLAIN},
    {"vintage", "Phiên bản địa giới", "Vintage", VP_FORM_PLAIN},
    {"better", "Tốt hơn khi", "Better when", VP_FORM_PLAIN},
    {"status", "Trạng thái", "Status", VP_FORM_PLAIN},
    {"gap", "Khoảng cách tới mục tiêu", "Gap to the target", VP_FORM_VALUE},
    {"gap_points", "Khoảng cách (điểm phần trăm)", "Gap (percentage points)", VP_FORM_TENTH},
    {"gap_count", "Khoảng cách (số lượng)", "Gap (number)", VP_FORM_WHOLE},
    {"gap_of", "Số lượng của", "Number of", VP_FORM_PLAIN},
    {"units_short", "Số đơn vị chưa đạt", "Units below the target", VP_FORM_PLAIN},
    {"units_counted", "Số đơn vị được tính", "Units counted", VP_FORM_PLAIN},
    {"line_start", "Mốc bắt đầu", "Start of the line", VP_FORM_DATE},
    {"line_start_value", "Giá trị ở mốc bắt đầu", "Value at the start", VP_FORM_VALUE},
    {"line_expected", "Giá trị cần có theo tiến độ", "Value expected by now", VP_FORM_VALUE},
    {"data_date", "Ngày của số liệu", "Date of the data", VP_FORM_DATE},
    {"data", "Số liệu", "Data", VP_FORM_PLAIN},
    {"as_of", "Tính đến ngày", "As of", VP_FORM_DATE},
    {"snapshot", "Bản số liệu", "Snapshot", VP_FORM_PLAIN},
    {"question", "Câu hỏi đã tính", "Question computed", VP_FORM_PLAIN},
    {"mode", "Cách đi hoặc hệ thống", "Mode or system", VP_FORM_PLAIN},
    {"default_limit", "Giới hạn mặc định", "Default limit", VP_FORM_PLAIN},
    {"facility_count", "Số cơ sở", "Facilities", VP_FORM_PLAIN},
    {"role", "Vai trò", "Role", VP_FORM_PLAIN},
    {"path", "Tệp", "File", VP_FORM_PLAIN},
    {"licence", "Giấy phép", "Licence", VP_FORM_PLAIN},
    {"attribution", "Ghi nguồn", "Attribution", VP_FORM_PLAIN},
    {"note", "Ghi chú", "Note", VP_FORM_PLAIN},
    {"checksum", "Mã kiểm tra (SHA-256)", "Checksum (SHA-256)", VP_FORM_PLAIN},
    {"imported_at", "Nhập lúc (UTC)", "Imported at (UTC)", VP_FORM_MOMENT},
};
enum { TITLES = sizeof titles / sizeof *titles };

const char *vp_titles_of(const char *table, const char *column, bool english, vp_form *form)
{
    char full[200];
    const char *const names[] = {full, column};
    snprintf(full, sizeof full, "%s.%s", table, column);
    for (size_t n = 0; n < 2; n++)
        for (size_t i = 0; i < TITLES; i++) {
            if (strcmp(titles[i].column, names[n]) != 0) continue;
            *form = titles[i].form;
            return english ? titles[i].en : titles[i].vi;
        }
    *form = VP_FORM_PLAIN;
    return column;
}

vp_form vp_titles_form_of_unit(const char *unit)
{
    static const struct {
        const char *unit;
        vp_form form;
    } units[] = {{"percent", VP_FORM_SHARE},   {"per_10000", VP_FORM_TENTH}, {"ratio", VP_FORM_HUNDREDTH},
                 {"people", VP_FORM_WHOLE},    {"houses", VP_FORM_WHOLE},    {"flats", VP_FORM_WHOLE},
                 {"households", VP_FORM_WHOLE}};
    for (size_t i = 0; unit && i < sizeof units / sizeof *units; i++)
        if (strcmp(unit, units[i].unit) == 0) return units[i].form;
    return VP_FORM_PLAIN;
}
