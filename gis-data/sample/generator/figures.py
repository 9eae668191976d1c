"""Recorded figures: drawn for the pieces that the two vintages have in common, so that both
add up to the same totals."""
from chance import Stream

COUNTS = ['households', 'households_clean_water', 'households_latrine', 'children_3_5', 'children_6_10', 'children_11_14', 'children_15_17',
          'enrolled_3_5', 'enrolled_6_10', 'enrolled_11_14', 'enrolled_15_17', 'immunised', 'under1', 'wastewater_generated_m3',
          'wastewater_treated_m3', 'settlements', 'settlements_sewered', 'especially_difficult_villages', 'primary_care_users', 'health_managed',
          'health_insured', 'measured_under_5', 'stunted_under_5', 'social_flats_completed', 'temporary_houses', 'surveyed_people',
          'floor_area_m2', 'labour_force', 'unemployed', 'trained_workers', 'socially_insured', 'unemployment_insured', 'retirement_age',
          'pensioners', 'assistance_entitled', 'assisted', 'merit_persons', 'merit_cared_for', 'homeless']


def draw(unit, people, number):
    """The figures of one piece: a commune of the older vintage or one part of the divided one."""
    chance = Stream(f'figures {unit.code} {number}')
    hard, far = unit.difficulty, unit.remote

    def part(whole, low, high, loss=0.0):
        return int(whole * min(1, max(0, chance.between(low, high) - loss * hard)) + 0.5)

    f = {'people': people, 'minority_people': people * min(0.98, max(0.03, 0.12 + 0.8 * hard + chance.between(-0.1, 0.1)))}
    f['households'] = int(people / chance.between(3.6, 4.2) + 0.5)
    f['households_clean_water'] = part(f['households'], 0.78, 0.97, 0.5)
    f['households_latrine'] = part(f['households'], 0.86, 0.99, 0.3)
    for age, low, high, loss in (('3_5', 0.92, 0.99, 0.08), ('6_10', 0.985, 1.0, 0.015), ('11_14', 0.95, 0.995, 0.06), ('15_17', 0.72, 0.95, 0.3)):
        f['children_' + age] = part(people, *{'3_5': (0.047, 0.054), '6_10': (0.082, 0.092), '11_14': (0.062, 0.07), '15_17': (0.042, 0.048)}[age])
        f['enrolled_' + age] = part(f['children_' + age], low, high, loss)
    f['under1'] = part(people, 0.015, 0.018)
    f['immunised'] = part(f['under1'], 0.93, 0.99, 0.1)
    f['wastewater_generated_m3'] = part(people, 0.07, 0.1)
    f['wastewater_treated_m3'] = part(f['wastewater_generated_m3'], 0.2, 0.34) if unit.urban else part(f['wastewater_generated_m3'], 0, 0.03)
    f['settlements'] = max(1, int(people / 420))
    f['settlements_sewered'] = part(f['settlements'], 0.18, 0.5, 0.4)
    f['especially_difficult_villages'] = part(f['settlements'], 0.3, 0.7) if unit.region == 'III' else (part(f['settlements'], 0, 0.15) if unit.region == 'II' else 0)
    for name, low, high, loss in (('primary_care_users', 0.82, 0.97, 0.12), ('health_managed', 0.86, 0.97, 0.1), ('health_insured', 0.94, 0.995, 0.02)):
        f[name] = part(people, low, high, loss)
    f['measured_under_5'] = part(people, 0.05, 0.07)
    f['stunted_under_5'] = int(f['measured_under_5'] * (0.1 + 0.14 * hard) + 0.5)
    f['social_flats_completed'] = chance.whole(60, 240) if unit.urban and not far else 0
    f['temporary_houses'] = int(f['households'] * 0.03 * hard * chance.next())
    f['surveyed_people'] = part(people, 0.018, 0.022)
    f['floor_area_m2'] = int(f['surveyed_people'] * chance.between(22, 33))
    f['labour_force'] = part(people, 0.55, 0.6)
    for name, whole, low, high, loss in (('unemployed', 'labour_force', 0.012, 0.035, 0), ('trained_workers', 'labour_force', 0.3, 0.5, 0.2),
                                         ('socially_insured', 'labour_force', 0.3, 0.55, 0.25), ('unemployment_insured', 'labour_force', 0.25, 0.48, 0.2)):
        f[name] = part(f[whole], low, high, loss)
    f['retirement_age'] = part(people, 0.11, 0.14)
    f['pensioners'] = part(f['retirement_age'], 0.4, 0.65, 0.2)
    f['assistance_entitled'] = part(people, 0.025, 0.04)
    f['assisted'] = part(f['assistance_entitled'], 0.96, 1.02)
    f['merit_persons'] = part(people, 0.01, 0.02)
    f['merit_cared_for'] = part(f['merit_persons'], 0.99, 1.02)
    f['homeless'] = chance.whole(0, 2) if unit.urban else 0
    return f


def add_up(pieces):
    """Counts of a unit from its pieces; its kind is that of most of its people."""
    total = {name: sum(f[name] for _, f in pieces) for name in COUNTS + ['people', 'minority_people']}
    most = max(pieces, key=lambda p: p[1]['people'])[0]

    def by_people(value):
        weight = {}
        for unit, f in pieces:
            weight[value(unit)] = weight.get(value(unit), 0) + f['people']
        return max(sorted(weight), key=lambda v: weight[v])

    total['minority_share'] = round(total['minority_people'] / total['people'], 4) if total['people'] else 0
    total['region'], total['remote'] = by_people(lambda u: u.region), by_people(lambda u: int(u.remote))
    total['urban'] = int(most.urban)
    return total
