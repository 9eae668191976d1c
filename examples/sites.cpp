// Where one or two clinics would stand best for four villages, from C++17.
//
//     c++ -std=c++17 sites.cpp $(pkg-config --cflags --libs vungphu) && ./a.out
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <vector>
#include <vungphu/sites.h>

namespace
{

struct Free {
    void operator()(vp_costs *costs) const { vp_costs_free(costs); }
    void operator()(vp_sites_answer *answer) const { vp_sites_answer_free(answer); }
};
using Costs = std::unique_ptr<vp_costs, Free>;
using Answer = std::unique_ptr<vp_sites_answer, Free>;

// The library's sentence, as an exception.
template <typename T> T *or_throw(T *made, const vp_error &err)
{
    if (!made) throw std::runtime_error(err.message);
    return made;
}

// Minutes from village to place; pairs left out have no path between them.
const std::vector<vp_cost> minutes = {
    {0, 0, 0},  {1, 0, 30}, {2, 0, 40}, // to the market
    {0, 1, 20}, {1, 1, 0},  {3, 1, 30}, // to the bridge
    {2, 2, 10}, {3, 2, 0},              // to the school
};
const std::vector<double> people = {100, 50, 30, 80};
const char *const places[] = {"market", "bridge", "school"};

Answer solve(vp_objective objective, const vp_costs &costs, std::size_t count)
{
    vp_error err{};
    vp_sites_problem problem = vp_sites_problem_defaults();
    problem.objective = objective;
    problem.costs = &costs;
    problem.weights = people.data();
    problem.count = count;
    problem.limit = 25;  // coverage: served within so many minutes
    problem.beyond = 60; // p-median: what a village without a path counts
    const vp_sites_options options = vp_sites_defaults();
    return Answer(or_throw(vp_sites_solve(&problem, &options, &err), err));
}

void print(const char *question, const vp_sites_answer &answer)
{
    std::printf("%s:", question);
    for (std::size_t i = 0; i < answer.chosen_count; i++) std::printf(" %s", places[answer.chosen[i].site]);
    std::printf(", %.0f%s\n", answer.objective, answer.proven ? ", proven" : "");
}

} // namespace

int main()
{
    try {
        vp_error err{};
        const Costs costs(or_throw(vp_costs_new(people.size(), 3, minutes.data(), minutes.size(), &err), err));
        print("most people within 25 minutes, one clinic", *solve(VP_OBJECTIVE_COVERAGE, *costs, 1));
        print("most people within 25 minutes, two clinics", *solve(VP_OBJECTIVE_COVERAGE, *costs, 2));
        print("fewest minutes of all, one clinic", *solve(VP_OBJECTIVE_P_MEDIAN, *costs, 1));
        vp_costs_new(people.size(), 1, minutes.data(), minutes.size(), &err); // refused: there are three places
        std::printf("refused: %s\n", err.message);
    } catch (const std::exception &failure) {
        std::fprintf(stderr, "sites: %s\n", failure.what());
        return 1;
    }
}
