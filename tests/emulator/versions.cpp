// The api-versions that each provider knows. Azure ML's: bicep-types-az, snapshot of 2026-08-20,
// with the previews that released versions of azure-ai-ml ask for; the others': those in use since
// 2018.

#include "base/strings.hpp"
#include "emulator/call.hpp"

namespace emulator {

namespace {

struct Row {
    std::string_view provider;
    std::vector<std::string> versions;
};

const std::vector<Row>& rows() {
    static const std::vector<Row> table = {
        {"Microsoft.MachineLearningServices",
         {"2018-11-19",         "2019-05-01",         "2019-06-01",         "2019-11-01",
          "2020-01-01",         "2020-03-01",         "2020-04-01",         "2020-06-01",
          "2020-08-01",         "2021-01-01",         "2021-04-01",         "2021-07-01",
          "2022-05-01",         "2022-10-01",         "2023-04-01",         "2023-10-01",
          "2024-04-01",         "2024-10-01",         "2025-04-01",         "2025-06-01",
          "2025-09-01",         "2025-12-01",         "2026-03-01",         "2026-05-01",
          "2022-01-01-preview", "2022-02-01-preview", "2022-06-01-preview", "2022-10-01-preview",
          "2022-12-01-preview", "2023-02-01-preview", "2023-04-01-preview", "2023-06-01-preview",
          "2023-08-01-preview", "2024-01-01-preview", "2024-04-01-preview", "2024-07-01-preview",
          "2024-10-01-preview", "2025-01-01-preview", "2025-04-01-preview", "2025-07-01-preview"}},
        {"Microsoft.Resources",
         {"2016-06-01", "2018-05-01", "2019-05-01", "2019-10-01", "2019-11-01", "2020-01-01",
          "2020-06-01", "2020-10-01", "2021-01-01", "2021-04-01", "2022-09-01", "2022-12-01",
          "2023-07-01", "2024-03-01", "2024-11-01"}},
        {"Microsoft.Storage",
         {"2019-04-01", "2019-06-01", "2021-04-01", "2021-09-01", "2022-09-01", "2023-01-01",
          "2023-05-01", "2024-01-01", "2026-04-01"}},
        {"Microsoft.KeyVault",
         {"2019-09-01", "2021-10-01", "2022-07-01", "2023-07-01", "2024-11-01", "2026-02-01"}},
        {"Microsoft.OperationalInsights",
         {"2020-08-01", "2021-06-01", "2021-12-01-preview", "2022-10-01", "2023-09-01",
          "2025-02-01", "2026-03-01"}},
        {"Microsoft.Insights", {"2015-05-01", "2020-02-02", "2020-02-02-preview"}},
        {"Microsoft.Authorization",
         {"2015-07-01", "2018-07-01", "2020-04-01-preview", "2022-04-01"}},
    };
    return table;
}

} // namespace

std::vector<std::string> versions_of(std::string_view provider) {
    for (const Row& row : rows()) {
        if (base::iequals(row.provider, provider)) {
            return row.versions;
        }
    }
    return {};
}

} // namespace emulator
