"""Facilities, water schemes and transmitters, put where people live."""
import math
import numpy as np
from chance import Stream, noise


class Unit:
    """A commune of the older vintage; what_it_became is filled by province.py."""


def at(w, place, chance, metres=55):
    """A point near the middle of a cell, in projected metres, never on water."""
    for _ in range(20):
        x = (place[1] + 0.5) * w.cell + chance.between(-metres, metres)
        y = (place[0] + 0.5) * w.cell + chance.between(-metres, metres)
        r, c = int(y / w.cell), int(x / w.cell)
        if not w.lake[r, c] and not w.river[r, c]:
            break
    return w.west + x, w.north - y


def people_near(w, place, cells):
    r, c = place
    return float(w.people[max(0, r - cells):r + cells + 1, max(0, c - cells):c + cells + 1].sum())


def dry(w, place):
    """The nearest cell that is not water."""
    best = min((abs(dr) + abs(dc), dr, dc) for dr in range(-6, 7) for dc in range(-6, 7)
               if not w.lake[place[0] + dr, place[1] + dc] and not w.river[place[0] + dr, place[1] + dc])
    return place[0] + best[1], place[1] + best[2]


def health_stations(w):
    chance, out = Stream('stations'), []
    for k, unit in enumerate(w.units):
        late = unit.remote and chance.next() < 0.2
        far = 0.65 if unit.remote else 1.0
        out.append(dict(id=f'TYT{k + 1:03d}', name=f'Trạm y tế {unit.full_name}', kind='commune_station', commune_code=unit.code,
                        beds=chance.whole(3, 7), doctors=int(chance.between(0, 2.6) * far), nurses=chance.whole(1, 4),
                        pharmacists=int(chance.next() < 0.45), clean_water=int(chance.next() < 0.8 * far + 0.15),
                        hygienic_latrine=int(chance.next() < 0.75 * far + 0.2),
                        open_from='2028-03-01' if late else f'{chance.whole(1996, 2021)}-01-01',
                        open_to=None, point=at(w, dry(w, unit.seat), chance)))
    merged = next(i for i, unit in enumerate(w.units) if not unit.remote and not unit.keeps_name)
    out[merged]['open_to'] = '2025-12-31'  # closed after the merger
    return out


def hospitals(w):
    chance, out = Stream('hospitals'), []

    def add(name, kind, unit, beds, doctors, away=4):
        place = dry(w, (unit.seat[0] + chance.whole(-away, away), unit.seat[1] + chance.whole(-away, away)))
        out.append(dict(id=f'BV{len(out) + 1:02d}', name=name, kind=kind, commune_code=unit.code, beds=beds, doctors=doctors,
                        nurses=int(beds * chance.between(0.42, 0.55)), pharmacists=max(2, beds // 22), clean_water=1, hygienic_latrine=1,
                        open_from=f'{chance.whole(1965, 2012)}-01-01', open_to=None, point=at(w, place, chance)))

    add('Bệnh viện đa khoa Tỉnh Mẫu', 'general_hospital', w.units[0], 620, 196)
    add('Bệnh viện Y học cổ truyền Mẫu', 'general_hospital', w.units[1], 130, 34)
    add('Bệnh viện đa khoa tư nhân Đồi Thông', 'general_hospital', w.units[1], 90, 31)
    for unit in w.units[2:6]:
        add(f'Trung tâm y tế khu vực {unit.name}', 'district_health_centre', unit, chance.whole(95, 150), chance.whole(24, 38))
    return out


def schools(w):
    chance, out = Stream('schools'), []
    kinds = (('kindergarten', 'Trường mầm non', 0.052, 0.5), ('primary', 'Trường tiểu học', 0.084, 0.4),
             ('lower_secondary', 'Trường trung học cơ sở', 0.062, 0.08))
    for unit in w.units:
        for level, title, share, satellites in kinds:
            if level == 'lower_secondary' and unit.people < 2300 and not unit.keeps_name:
                continue
            places = [unit.seat] + [p for p in unit.villages if chance.next() < satellites * 0.6 and people_near(w, p, 8) > 500]
            for n, place in enumerate(places):
                near = dry(w, (place[0] + chance.whole(-3, 3), place[1] + chance.whole(-3, 3)))
                out.append(dict(id=f'TH{len(out) + 1:04d}', name=f'{title} {unit.name}' + (f', điểm trường {n + 1}' if n else ''), level=level,
                                commune_code=unit.code, places=max(30, 5 * int(unit.people * share * chance.between(0.75, 1.15) / len(places) / 5)),
                                clean_water=int(chance.next() < (0.72 if unit.remote else 0.93)),
                                hygienic_latrine=int(chance.next() < (0.66 if unit.remote else 0.9)),
                                open_from=f'{chance.whole(1985, 2022)}-09-01', point=at(w, near, chance)))
    for k, unit in enumerate(w.units[:6] + [u for u in w.units[6:] if u.keeps_name][::4]):
        out.append(dict(id=f'TH{len(out) + 1:04d}', name=f'Trường trung học phổ thông {unit.name}', level='upper_secondary', commune_code=unit.code,
                        places=45 * chance.whole(12, 34), clean_water=1, hygienic_latrine=int(chance.next() < 0.9),
                        open_from=f'{chance.whole(1975, 2010)}-09-01', point=at(w, dry(w, (unit.seat[0] + chance.whole(-5, 5), unit.seat[1] + 2)), chance)))
    return out


def others(w):
    """Information points, culture houses, social and employment centres, telephone towers."""
    chance = Stream('others')
    info, culture, social, work, towers = [], [], [], [], []
    for unit in w.units:
        if chance.next() < (0.62 if unit.remote else 0.85):
            info.append(dict(id=f'TT{len(info) + 1:03d}', name=f'Điểm thông tin {unit.full_name}', kind='public_info', commune=unit.code,
                             computers=chance.whole(1, 9), internet=int(chance.next() < (0.6 if unit.remote else 0.9)), point=at(w, dry(w, unit.seat), chance, 300)))
        for n, place in enumerate([unit.seat] + unit.villages):
            if chance.next() < (0.9 if n == 0 else 0.12):
                culture.append(dict(id=f'VH{len(culture) + 1:03d}', name=f'Nhà văn hóa {unit.name}' + (f' {n}' if n else ''), kind='culture_house',
                                    commune_code=unit.code, point=at(w, dry(w, place), chance, 200)))
    for name, kind, unit, places in (('Trung tâm bảo trợ xã hội Mẫu', 'social_protection', w.units[1], 220), ('Cơ sở chăm sóc người cao tuổi Sông Mẫu', 'elderly_care', w.units[0], 80),
                                     ('Trung tâm phục hồi chức năng Mẫu', 'disability', w.units[2], 60), ('Cơ sở cai nghiện Mẫu', 'drug_rehabilitation', w.units[4], 150),
                                     ('Trung tâm bảo trợ xã hội Khau Vọng', 'social_protection', w.units[3], 90)):
        social.append(dict(id=f'XH{len(social) + 1:02d}', name=name, kind=kind, commune_code=unit.code, places=places, point=at(w, dry(w, (unit.seat[0] + 6, unit.seat[1] - 5)), chance, 200)))
    for unit in (w.units[0], w.units[3]):
        work.append(dict(id=f'VL{len(work) + 1:02d}', name=f'Trung tâm dịch vụ việc làm {unit.name}', kind='employment_centre', commune_code=unit.code,
                         point=at(w, dry(w, (unit.seat[0] + 3, unit.seat[1] + 3)), chance, 200)))
    for unit in w.units:
        for place in [unit.seat] + unit.villages:
            if chance.next() < (1.0 if place == unit.seat and not unit.remote else 0.16):
                towers.append(dict(id=f'BTS{len(towers) + 1:03d}', name=f'Trạm thu phát sóng {unit.name}', lonlat_of=at(w, dry(w, place), chance, 300)))
    return info, culture, social, work, towers


def water_schemes(w):
    """[(scheme, ring in projected metres)]: a source by a village and the houses around it."""
    chance, out = Stream('water'), []
    for unit in w.units:
        for n, place in enumerate([unit.seat] + unit.villages):
            if chance.next() > (0.95 if n == 0 else 0.22):
                continue
            radius = chance.between(420, 1250) * (1.6 if unit.urban and n == 0 else 1)
            households = people_near(w, place, int(radius / 125)) / 3.9
            if households < 25:
                continue
            x, y = at(w, dry(w, place), chance)
            ring = [(x + k_radius * math.cos(a), y + k_radius * math.sin(a)) for a, k_radius in
                    ((2 * math.pi * k / 28, radius * (1 + 0.35 * float(noise(np.array([1.4 * math.cos(2 * math.pi * k / 28) + 9 * len(out)]),
                                                                             np.array([1.4 * math.sin(2 * math.pi * k / 28)]), 'served')[0])))
                     for k in range(28))]
            kind = 'piped' if n == 0 or chance.next() < 0.4 else 'gravity'
            out.append((dict(id=f'NC{len(out) + 1:03d}', name=f'Công trình cấp nước {unit.name} {n + 1}', kind=kind, commune_code=unit.code,
                             households_connected=int(households * chance.between(0.35, 0.85)), capacity_m3_day=int(households * chance.between(0.3, 0.7)) + 5,
                             tested_ok=int(chance.next() < (0.8 if kind == 'piped' else 0.55)), open_from=f'{chance.whole(2003, 2023)}-01-01',
                             point=(x, y)), ring))
    return out


def transmitters(w):
    """Hilltops over the towns; each row as the CSV has it, with the place in cells."""
    rows, columns = np.mgrid[0:w.height.shape[0], 0:w.height.shape[1]]

    def hilltop(place, cells):
        return divmod(int(np.argmax(np.where(np.hypot(rows - place[0], columns - place[1]) < cells, w.height, -1))), w.height.shape[1])

    out = []

    def add(site, place, mast, mhz, kw, polarisation, system, programme, scope, pattern=''):
        out.append((place, [f'P{len(out) + 1:02d}', site, mast, mhz, kw, polarisation, system, programme, scope, pattern]))

    main, west, last = hilltop(w.units[0].seat, 45), hilltop(w.units[3].seat, 50), hilltop(w.units[5].seat, 50)
    add('Đỉnh Khau Mẫu', main, 60, 101.5, 5, 'H', 'fm', 'Mẫu FM quốc gia', 'national')
    add('Đỉnh Khau Mẫu', main, 60, 94.3, 3, 'H', 'fm', 'Mẫu FM tỉnh', 'local')
    add('Đỉnh Khau Mẫu', main, 60, 514, 2, 'H', 'dvb_t2', 'Mẫu MUX quốc gia', 'national')
    add('Đỉnh Khau Mẫu', main, 60, 562, 1, 'H', 'dvb_t2', 'Mẫu MUX tỉnh', 'local', '0:0;60:-3;120:-9;180:-12;240:-6;300:0')
    add('Trạm phát lại Lũng Mây', west, 35, 88.7, 0.5, 'V', 'fm', 'Mẫu FM quốc gia', 'national', '0:-6;60:0;120:0;180:0;240:-6;300:-10')
    add('Trạm phát lại Lũng Mây', west, 35, 98.1, 0.3, 'V', 'fm', 'Mẫu FM tỉnh', 'local')
    add('Trạm phát lại Lũng Mây', west, 35, 594, 0.2, 'V', 'dvb_t2', 'Mẫu MUX quốc gia', 'national')
    add(f'Trạm phát lại {w.units[5].name}', last, 30, 91.9, 0.2, 'V', 'fm', 'Mẫu FM tỉnh', 'local')
    for k, unit in enumerate([u for u in w.units if u.remote and u.keeps_name][:3]):
        add(f'Đài truyền thanh {unit.full_name}', dry(w, unit.seat), 18, 55.5 + 3.4 * k, 0.1, 'V', 'fm', 'Truyền thanh xã', 'local')
    return out


FIRST = ('Nà', 'Bản', 'Khuổi', 'Pác', 'Lũng', 'Đồng', 'Cốc', 'Nặm', 'Phiêng', 'Khau')
SECOND = ('Tén', 'Lạn', 'Mạ', 'Bó', 'Cà', 'Phầy', 'Sla', 'Nhài', 'Đăm', 'Rịa', 'Chang', 'Vèn', 'Hin', 'Luông', 'Mò', 'Thẩm')


def settlements(w):
    """A hamlet at every village, with a name, most with a count of people; in region III some are especially difficult."""
    chance, out = Stream('settlements'), []
    owner = nearest_village(w)
    living = np.bincount(owner[owner >= 0], w.people[owner >= 0], len(w.villages))
    for n, place in enumerate(w.villages):
        if not w.inside[place[0], place[1]]:
            continue
        unit = w.units[int(w.old[place[0], place[1]])]
        name = f"{FIRST[chance.whole(0, len(FIRST) - 1)]} {SECOND[chance.whole(0, len(SECOND) - 1)]}"
        kind = 'tổ dân phố' if unit.urban else 'bản' if unit.region == 'III' else 'thôn'
        hard = unit.region == 'III' and chance.next() < 0.5 or unit.region == 'II' and chance.next() < 0.06
        counted = chance.next() < 0.9
        people = max(8, int(round(living[n] * chance.between(0.9, 1.1))))
        x, y = w.west + (place[1] + 0.5) * w.cell, w.north - (place[0] + 0.5) * w.cell
        out.append((f'DC{len(out) + 1:04d}', name, kind, people if counted else '', max(2, round(people / 3.9)) if counted else '', int(hard), x, y))
    return out


def nearest_village(w, reach=30):
    """Per cell the village nearest to it, -1 beyond reach cells."""
    best = np.full(w.people.shape, np.inf)
    owner = np.full(w.people.shape, -1)
    for n, (r, c) in enumerate(w.villages):
        r0, r1, c0, c1 = max(0, r - reach), min(best.shape[0], r + reach + 1), max(0, c - reach), min(best.shape[1], c + reach + 1)
        rows, columns = np.mgrid[r0:r1, c0:c1]
        away = np.hypot(rows - r, columns - c)
        nearer = (away < best[r0:r1, c0:c1]) & (away <= reach)
        best[r0:r1, c0:c1][nearer] = away[nearer]
        owner[r0:r1, c0:c1][nearer] = n
    return owner
